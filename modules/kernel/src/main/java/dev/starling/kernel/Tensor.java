package dev.starling.kernel;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A row-major array of numbers in native memory that can be differentiated. Immutable as far as its methods go; {@link Updates}
 * writes to one in place.
 *
 * <p>Each method evaluates at once and, where an operand depends on a {@linkplain Scope#variable variable}, records what it did
 * for {@link Derivatives}. The result belongs to the innermost scope among the operands and must not be used after it closed.
 * Axes may be negative, counted from the last. Operands of a wrong shape or type are refused with an
 * {@link IllegalArgumentException}, tensors of a closed scope with an {@link IllegalStateException}.
 */
public final class Tensor {
    private final Scope scope;
    private final Storage storage;

    /** What computed this tensor, if it depends on a variable. */
    private final Call producer;

    private final boolean variable;

    Tensor(Scope scope, Storage storage, Call producer, boolean variable) {
        this.scope = scope;
        this.storage = storage;
        this.producer = producer;
        this.variable = variable && storage.dtype.isFloating();
    }

    // ---- What it is

    public int[] shape() {
        return storage.shape.clone();
    }

    public int rank() {
        return storage.shape.length;
    }

    /** The number of elements. */
    public int size() {
        return storage.size;
    }

    public int dim(int axis) {
        return storage.shape[Shapes.axis(axis, rank())];
    }

    public DType dtype() {
        return storage.dtype;
    }

    public Scope scope() {
        return scope;
    }

    /** Whether a derivative can pass through this tensor: it is a variable or was computed from one. */
    public boolean differentiable() {
        return variable || producer != null;
    }

    // ---- Its elements

    public float[] toFloats() {
        float[] values = new float[size()];
        copyTo(values, 0);
        return values;
    }

    public double[] toDoubles() {
        double[] values = new double[size()];
        Storage open = read();
        if (dtype() == DType.FLOAT64) {
            open.doubles().get(0, values);
            return values;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = open.get(i);
        }
        return values;
    }

    public int[] toInts() {
        if (dtype() != DType.INT32) {
            throw new IllegalArgumentException("toInts needs an INT32 tensor, this is " + this);
        }
        int[] values = new int[size()];
        read().ints().get(0, values);
        return values;
    }

    /** The only element. */
    public double item() {
        if (size() != 1) {
            throw new IllegalArgumentException("item needs a tensor of one element, this is " + this);
        }
        return read().get(0);
    }

    /** Copies the elements in row-major order to {@code target}, from {@code offset} on. */
    public void copyTo(float[] target, int offset) {
        Storage open = read();
        if (dtype() == DType.FLOAT32) {
            open.floats().get(0, target, offset, size());
            return;
        }
        for (int i = 0; i < size(); i++) {
            target[offset + i] = (float) open.get(i);
        }
    }

    /** The same memory as an array of ND4J's, valid while the scope is open; by convention not written to. */
    public INDArray array() {
        return read().array();
    }

    // ---- Arithmetic, with NumPy's broadcasting

    public Tensor add(Tensor other) {
        return Call.one(Arithmetic.ADD, this, other);
    }

    public Tensor sub(Tensor other) {
        return Call.one(Arithmetic.SUBTRACT, this, other);
    }

    public Tensor mul(Tensor other) {
        return Call.one(Arithmetic.MULTIPLY, this, other);
    }

    public Tensor div(Tensor other) {
        return Call.one(Arithmetic.DIVIDE, this, other);
    }

    public Tensor add(double value) {
        return Call.one(new Elementwise.Affine(1, value), this);
    }

    public Tensor sub(double value) {
        return add(-value);
    }

    public Tensor mul(double value) {
        return Call.one(new Elementwise.Affine(value, 0), this);
    }

    public Tensor div(double value) {
        return mul(1 / value);
    }

    public Tensor neg() {
        return Call.one(Elementwise.NEGATE, this);
    }

    public Tensor square() {
        return mul(this);
    }

    // ---- Functions, element by element

    public Tensor exp() {
        return Call.one(Elementwise.EXP, this);
    }

    public Tensor log() {
        return Call.one(Elementwise.LOG, this);
    }

    public Tensor sqrt() {
        return Call.one(Elementwise.SQRT, this);
    }

    public Tensor tanh() {
        return Call.one(Elementwise.TANH, this);
    }

    public Tensor sigmoid() {
        return Call.one(Elementwise.SIGMOID, this);
    }

    /** {@code max(x, 0)}; its derivative at 0 is 0. */
    public Tensor relu() {
        return Call.one(Elementwise.RELU, this);
    }

    /** {@code log(1 + exp(x))}. */
    public Tensor softplus() {
        return Call.one(Elementwise.SOFTPLUS, this);
    }

    /** This where {@code mask}, of the same shape, is above 0, else 0; no derivative passes through the mask. */
    Tensor whereAboveZero(Tensor mask) {
        return Call.one(new Elementwise.WhereAboveZero(), this, mask);
    }

    /** Probabilities along the last axis. */
    public Tensor softmax() {
        return Call.one(Softmax.SOFTMAX, this);
    }

    /** Logarithms of probabilities along the last axis. */
    public Tensor logSoftmax() {
        return Call.one(Softmax.LOG_SOFTMAX, this);
    }

    /**
     * Mean cross-entropy of these logits [rows, classes] with soft labels: {@code -1/rows sum_ic t_ic log softmax(z_i)_c}.
     *
     * @param targets t [rows, classes], rows of any sum
     * @return a scalar, nats
     */
    public Tensor crossEntropy(Tensor targets) {
        return Call.one(CrossEntropy.INSTANCE, this, targets);
    }

    /** Multiplies by a mask of 0 and 1/keep, which broadcasts; no derivative passes through the mask. */
    public Tensor dropout(Tensor mask) {
        return mul(mask.scope.constant(mask));
    }

    // ---- Products

    /** Matrix product [n, k] x [k, m]; with rank 3, of each matrix of a batch: [b, n, k] x [b, k, m]. */
    public Tensor matmul(Tensor other) {
        return Call.one(new Products.MatMul(false, false), this, other);
    }

    /** Product with the other's transpose: [n, k] x [m, k], or batches of such. */
    public Tensor matmulTransposed(Tensor other) {
        return Call.one(new Products.MatMul(false, true), this, other);
    }

    /** Product of this one's transpose with the other: [k, n] x [k, m], or batches of such. */
    public Tensor transposedMatmul(Tensor other) {
        return Call.one(new Products.MatMul(true, false), this, other);
    }

    // ---- Reductions; without axes, over all

    public Tensor sum(int... axes) {
        int[] sorted = Shapes.axes(axes, rank());
        return sorted.length == 0 ? this : Call.one(new Reductions.Sum(sorted), this);
    }

    public Tensor mean(int... axes) {
        Tensor sum = sum(axes);
        return sum.mul((double) sum.size() / size());
    }

    /** The maximum; its derivative belongs to the first of equal elements. */
    public Tensor max(int... axes) {
        int[] sorted = Shapes.axes(axes, rank());
        return sorted.length == 0 ? this : Call.one(new Reductions.Max(sorted), this);
    }

    /** As {@link #sum} with the reduced axes kept at length 1. */
    public Tensor sumKeepingDims(int... axes) {
        return sum(axes).reshape(Shapes.reduced(storage.shape, Shapes.axes(axes, rank()), true));
    }

    /** As {@link #mean} with the reduced axes kept at length 1. */
    public Tensor meanKeepingDims(int... axes) {
        return mean(axes).reshape(Shapes.reduced(storage.shape, Shapes.axes(axes, rank()), true));
    }

    /** As {@link #max} with the reduced axes kept at length 1. */
    public Tensor maxKeepingDims(int... axes) {
        return max(axes).reshape(Shapes.reduced(storage.shape, Shapes.axes(axes, rank()), true));
    }

    // ---- Layout

    /** The same memory under another shape; one dimension may be -1, to be inferred. */
    public Tensor reshape(int... shape) {
        int[] actual = Shapes.inferred(shape, size());
        return Arrays.equals(actual, storage.shape) ? this : Call.one(new Layouts.Reshape(actual), this);
    }

    /** Axis i of the result is axis {@code order[i]} of this; without arguments the axes are reversed. */
    public Tensor transpose(int... order) {
        int[] actual = new int[order.length == 0 ? rank() : order.length];
        for (int i = 0; i < actual.length; i++) {
            actual[i] = order.length == 0 ? rank() - 1 - i : Shapes.axis(order[i], rank());
        }
        return Call.one(new Layouts.Transpose(actual), this);
    }

    /** A copy of the positions [from, to) along an axis. */
    public Tensor slice(int axis, int from, int to) {
        return Call.one(new Layouts.Slice(Shapes.axis(axis, rank()), from, to), this);
    }

    /** Joins tensors along an axis. */
    public static Tensor concat(int axis, List<Tensor> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("concat needs at least one tensor");
        }
        int actual = Shapes.axis(axis, parts.get(0).rank());
        return Call.one(new Layouts.Concat(actual), parts.toArray(Tensor[]::new));
    }

    /**
     * Cuts along an axis into pieces of the given lengths. Along axis 0 they share this tensor's memory, which remembers every
     * cut made of it: for ranges that are new each time use {@link #slice}.
     */
    public List<Tensor> split(int axis, int... lengths) {
        int actual = Shapes.axis(axis, rank());
        Layouts.Split split = new Layouts.Split(actual, lengths.clone());
        return List.of(Call.all(actual == 0 ? new Layouts.SplitRows(split) : split, this));
    }

    /** Stretches to a shape by NumPy's rule. */
    public Tensor broadcastTo(int... shape) {
        return Arrays.equals(shape, storage.shape) ? this : Call.one(new Reductions.Broadcast(shape), this);
    }

    /** Rows (along axis 0) by INT32 index: shape {@code indices.shape + shape[1..]}. */
    public Tensor gather(Tensor indices) {
        return Call.one(new Indexing.Gather(), this, indices);
    }

    /** Adds this tensor's rows at INT32 indices into {@code rows} rows of zeros. */
    public Tensor scatterAdd(Tensor indices, int rows) {
        return Call.one(new Indexing.ScatterAdd(rows), this, indices);
    }

    // ---- Images [batch, height, width, channels]

    /** Convolution with weights [kernelHeight, kernelWidth, channels, outChannels]. */
    public Tensor conv2d(Tensor weights, Conv2dSpec spec) {
        return Call.one(new Convolutions.Forward(spec), this, weights);
    }

    /** The input gradient of a convolution whose result's cotangent this is. */
    public Tensor conv2dInputGradient(Tensor weights, Conv2dSpec spec, int... inputShape) {
        return Call.one(new Convolutions.InputGradient(spec, inputShape), this, weights);
    }

    /** The weight gradient of a convolution whose input this is. */
    public Tensor conv2dWeightGradient(Tensor cotangent, Conv2dSpec spec, int... weightShape) {
        return Call.one(new Convolutions.WeightGradient(spec, weightShape), this, cotangent);
    }

    /** Maximum of square windows; the derivative belongs to the first of equal elements. */
    public Tensor maxPool2d(int kernel, int stride) {
        return Call.one(new Pooling.Max(kernel, stride), this);
    }

    /** Mean of square windows. */
    public Tensor avgPool2d(int kernel, int stride) {
        return Call.one(new Pooling.Average(kernel, stride), this);
    }

    /**
     * Normalizes each position of the last axis by mean and (biased) variance over all other axes, then scales and shifts.
     *
     * @param gamma scale, shape [channels]
     * @param beta shift, shape [channels]
     * @param eps added to the variance, above 0
     */
    public Tensor batchNorm(Tensor gamma, Tensor beta, double eps) {
        return Call.one(new BatchNorm(eps), this, gamma, beta);
    }

    /** The result of {@link #batchNorm}, the mean and the biased variance, [channels] both. */
    public List<Tensor> batchNormWithStatistics(Tensor gamma, Tensor beta, double eps) {
        Tensor[] results = Call.all(new BatchNorm(eps), this, gamma, beta);
        return List.of(results[0], results[3], results[4]);
    }

    @Override
    public String toString() {
        return dtype() + Arrays.toString(storage.shape);
    }

    // ---- For the kernel

    /** The memory; refuses if the scope has closed. */
    Storage storage() {
        scope.requireOpen();
        return storage;
    }

    /** The memory, for its elements to be read: not inside a replayed function, which would not see the next ones. */
    Storage read() {
        if (scope.root().trace() != null) {
            throw new IllegalStateException("a replayed function reads elements of " + this
                    + ": read results after the replay, and give what it depends on as inputs");
        }
        return storage();
    }

    Call producer() {
        return producer;
    }

    /** Sums out what broadcasting had stretched. */
    Tensor sumTo(int[] shape) {
        if (Arrays.equals(shape, storage.shape)) {
            return this;
        }
        int[] axes = Shapes.stretched(shape, storage.shape);
        return (axes.length == 0 ? this : sum(axes)).reshape(shape);
    }

    /** The sum of two directions of which null is zero. */
    static Tensor sum(Tensor a, Tensor b) {
        return a == null ? b : b == null ? a : a.add(b);
    }
}
