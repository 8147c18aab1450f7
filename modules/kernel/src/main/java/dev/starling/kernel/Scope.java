package dev.starling.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Owner of the native memory of the tensors made in it.
 *
 * <p>A root scope keeps a pool of buffers. Closing a child hands its buffers to that pool, from which the next
 * child takes them, so that a loop of equal steps allocates nothing after its first. Closing the root frees everything at once.
 * The result of an operation belongs to the innermost scope among its operands; operands of scopes that do not enclose one
 * another are an error.
 *
 * <p>Typical use: parameters in the root, one child a training step.
 *
 * <pre>{@code
 * try (Scope root = Scope.open()) {
 *     Tensor weights = root.zeros(DType.FLOAT32, 784, 10);
 *     for (...) {
 *         try (Scope step = root.child()) {
 *             Tensor w = step.variable(weights);
 *             Tensor loss = ...;
 *             Updates.axpy(weights, -0.1, Derivatives.gradient(loss, List.of(w)).get(0));
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>Thread-safety: a root and all its descendants are used by one thread at a time.
 */
public final class Scope implements AutoCloseable {
    /** {@code off} makes {@link #replay} evaluate its function each time. */
    public static final String REPLAY_PROPERTY = "starling.kernel.replay";

    private final Root root;
    private final Scope parent;
    private final int depth;
    private final List<Storage> owned = new ArrayList<>();
    private final List<Storage> borrowed = new ArrayList<>();
    private final List<Plans.Entry> leased = new ArrayList<>();
    private int openChildren;
    private boolean closed;

    private Scope(Root root, Scope parent) {
        this.root = root;
        this.parent = parent;
        this.depth = parent == null ? 0 : parent.depth + 1;
    }

    /**
     * Opens a root scope. Whether it replays is up to the system property {@value #REPLAY_PROPERTY}, which is on unless it says off.
     *
     * @throws IllegalStateException when this Java was started without the module of the vector arithmetic
     */
    public static Scope open() {
        return open(!"off".equals(System.getProperty(REPLAY_PROPERTY)));
    }

    /** As {@link #open()}, but {@link #replay} evaluates its function each time. */
    public static Scope openWithoutReplay() {
        return open(false);
    }

    private static Scope open(boolean replays) {
        Checks.vectors();
        return new Scope(new Root(replays), null);
    }

    /** Opens a scope inside this one. Children are closed before their parent. */
    public Scope child() {
        requireOpen();
        openChildren++;
        return new Scope(root, this);
    }

    /** A float32 tensor with a copy of the row-major values. */
    public Tensor tensor(float[] values, int... shape) {
        Storage storage = takeFor(DType.FLOAT32, values.length, shape);
        storage.floats().put(0, values);
        return leaf(storage);
    }

    /** A float64 tensor with a copy of the row-major values. */
    public Tensor tensor(double[] values, int... shape) {
        Storage storage = takeFor(DType.FLOAT64, values.length, shape);
        storage.doubles().put(0, values);
        return leaf(storage);
    }

    /** An int32 tensor with a copy of the row-major values. */
    public Tensor tensor(int[] values, int... shape) {
        Storage storage = takeFor(DType.INT32, values.length, shape);
        storage.ints().put(0, values);
        return leaf(storage);
    }

    public Tensor zeros(DType dtype, int... shape) {
        return full(dtype, 0, shape);
    }

    public Tensor ones(DType dtype, int... shape) {
        return full(dtype, 1, shape);
    }

    public Tensor full(DType dtype, double value, int... shape) {
        Storage storage = takeFor(dtype, Shapes.size(shape), shape);
        storage.fill(value);
        return leaf(storage);
    }

    /** A leaf of this scope that shares the memory of {@code tensor}, to differentiate with respect to. */
    public Tensor variable(Tensor tensor) {
        if (!tensor.dtype().isFloating()) {
            throw new IllegalArgumentException("a variable must be FLOAT32 or FLOAT64, not " + tensor.dtype());
        }
        return share(tensor, true);
    }

    /** A leaf of this scope that shares the memory of {@code tensor}; no derivative passes through it. */
    public Tensor constant(Tensor tensor) {
        return share(tensor, false);
    }

    /** A copy owned by this scope, which outlives the scope of {@code tensor}. No derivative passes through it. */
    public Tensor copy(Tensor tensor) {
        requireOpen();
        Storage source = tensor.storage();
        Storage target = take(source.dtype, source.shape);
        target.copyFrom(0, source, 0, source.size);
        if (root.trace() != null) {
            root.trace().applied(Layouts.COPY, new Storage[] {source}, new Storage[] {target});
        }
        return new Tensor(this, target, null, false);
    }

    /**
     * A leaf over the memory of an array that someone else owns and keeps alive until this scope closes. The array must be
     * row-major without gaps; any other is copied, so that later writes to it are not seen.
     */
    public Tensor wrap(INDArray array) {
        requireOpen();
        boolean rowMajor =
                array.ordering() == 'c' && !array.isEmpty() && array.elementWiseStride() == 1 || array.isScalar();
        Storage storage = Storage.borrow(rowMajor ? array : array.dup('c'));
        borrowed.add(storage);
        return leaf(storage);
    }

    /**
     * Evaluates a function of tensors, from the second time on by replaying what it did the first time: the same primitives on the same
     * shapes, hence the same bits, but in memory that was planned once and without a graph. The root keeps the plans, one a key and
     * shapes of the inputs, as long as there is room.
     *
     * @param key stands for the function: equal keys promise that equal inputs give equal results
     * @param inputs all that the results depend on, of any scope that encloses this one
     * @param function gets leaves of the inputs' values. It may take derivatives, but must not read elements, write in place, or look
     *     at other tensors. It is not called where a plan is at hand.
     * @return leaves of this scope; no derivative passes through them
     */
    public List<Tensor> replay(Object key, List<Tensor> inputs, UnaryOperator<List<Tensor>> function) {
        requireOpen();
        return replays() ? replayed(key, inputs, inputs, null, function) : evaluated(inputs, function);
    }

    /**
     * As {@link #replay}, but the last result is not returned: it is added to a tensor, see {@link Updates.Addition}. For a step of
     * gradient descent, whose gradient then need not be written down.
     *
     * @param addition its tensors belong to any scope that encloses this one
     */
    public List<Tensor> replayAdding(
            Object key, List<Tensor> inputs, Updates.Addition addition, UnaryOperator<List<Tensor>> function) {
        requireOpen();
        requireEnclosing(addition.base());
        requireEnclosing(addition.target());
        if (!replays()) {
            List<Tensor> results = evaluated(inputs, function);
            addition.add(results.get(results.size() - 1));
            return results.subList(0, results.size() - 1);
        }
        Tensor target = addition.target();
        // Those of the base too, though they may stay: so one plan serves a step from one model to another and all
        // after it.
        BitSet overwritten = new BitSet(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            Storage owner = inputs.get(i).storage().owner();
            overwritten.set(
                    i,
                    owner == target.storage().owner()
                            || owner == addition.base().storage().owner());
        }
        List<Tensor> given = new ArrayList<>(inputs.size() + 3);
        given.addAll(inputs);
        given.add(addition.base());
        given.add(full(target.dtype(), addition.alpha()));
        given.add(target);
        return replayed(new AddingKey(key, overwritten), inputs, given, overwritten, function);
    }

    /** The key of plans that end with an addition; which inputs it may overwrite decides what must be computed before. */
    private record AddingKey(Object key, BitSet overwritten) {}

    private boolean replays() {
        return root.replays() && root.trace() == null;
    }

    private List<Tensor> evaluated(List<Tensor> inputs, UnaryOperator<List<Tensor>> function) {
        return function.apply(inputs.stream().map(this::constant).toList()).stream()
                .map(result -> isOf(result, inputs) ? copy(result) : constant(result))
                .toList();
    }

    /**
     * Replays over all that is given, of which the function knows the inputs.
     *
     * @param overwritten which inputs the addition may overwrite that the plan ends with; null if it ends without one
     */
    private List<Tensor> replayed(
            Object key,
            List<Tensor> inputs,
            List<Tensor> given,
            BitSet overwritten,
            UnaryOperator<List<Tensor>> function) {
        Plans.Entry entry = root.plans.take(key, given);
        if (entry == null) {
            FinalAddition.Given end = overwritten == null
                    ? null
                    : FinalAddition.Given.after(
                            inputs.size(), given.get(given.size() - 1).storage(), overwritten);
            entry = new Plans.Entry(key, given, traced(inputs, end, function));
            root.trim();
        }
        leased.add(entry);
        root.leased(entry.plan());
        entry.plan().replay(root.kernels, given);
        List<Tensor> results = new ArrayList<>(entry.plan().results().length);
        for (Storage result : entry.plan().results()) {
            results.add(new Tensor(this, result, null, false));
        }
        return results;
    }

    /** Whether a result lies in an input's memory, to which it must not be written. */
    private static boolean isOf(Tensor result, List<Tensor> inputs) {
        return inputs.stream()
                .anyMatch(input -> input.storage().owner() == result.storage().owner());
    }

    private Plan traced(List<Tensor> inputs, FinalAddition.Given end, UnaryOperator<List<Tensor>> function) {
        try (Scope tracing = child()) {
            List<Tensor> leaves = new ArrayList<>();
            Set<Storage> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            for (Tensor input : inputs) {
                // What is given twice, or is a part of another input, may be a tensor of its own next time.
                leaves.add(seen.add(input.storage().owner()) ? tracing.constant(input) : tracing.copy(input));
            }
            Trace trace = root.startTrace(leaves);
            try {
                List<Tensor> results = function.apply(List.copyOf(leaves));
                return Planner.plan(
                        trace, results.stream().map(r -> trace.ref(r.storage())).toList(), end);
            } catch (RuntimeException e) {
                trace.free();
                throw e;
            } finally {
                root.endTrace();
            }
        }
    }

    /** Bytes of native memory that open scopes under this one's root hold, alignment aside. */
    public long bytesInUse() {
        requireOpen();
        return root.bytesInUse();
    }

    /** Bytes of native memory that wait in the root's pool for the next scope, scratch space included. */
    public long bytesPooled() {
        requireOpen();
        return root.bytesPooled();
    }

    /** Hands the buffers back to the root's pool; of a root, frees them. Closing twice is allowed. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (openChildren > 0) {
            throw new IllegalStateException(
                    openChildren + " child scopes are still open: close children before their parent");
        }
        closed = true;
        borrowed.forEach(Storage::free);
        borrowed.clear();
        leased.forEach(root::giveBack);
        leased.clear();
        if (parent == null) {
            root.free();
        } else {
            parent.openChildren--;
            // Last taken, first pushed: the next scope takes them in the same order and meets the same memory.
            for (int i = owned.size() - 1; i >= 0; i--) {
                root.giveBack(owned.get(i));
            }
        }
        owned.clear();
    }

    Root root() {
        return root;
    }

    Storage take(DType dtype, int[] shape) {
        requireOpen();
        Storage storage = root.take(dtype, shape);
        owned.add(storage);
        return storage;
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "the scope is closed and its memory is gone: copy what must outlive it into an outer scope");
        }
    }

    /** The deepest scope among the operands', which all others must enclose. */
    static Scope innermost(Tensor... operands) {
        Scope deepest = operands[0].scope();
        for (int i = 1; i < operands.length; i++) {
            Scope scope = operands[i].scope();
            if (scope == deepest) {
                continue;
            }
            Scope inner = scope.depth > deepest.depth ? scope : deepest;
            Scope outer = inner == scope ? deepest : scope;
            if (!inner.isWithin(outer)) {
                throw new IllegalArgumentException("operands belong to scopes of which none encloses the other (depths "
                        + deepest.depth + " and " + scope.depth + "): copy one of them into a common ancestor");
            }
            deepest = inner;
        }
        for (Tensor operand : operands) {
            operand.scope().requireOpen();
        }
        return deepest;
    }

    private boolean isWithin(Scope outer) {
        Scope scope = this;
        while (scope != null && scope.depth > outer.depth) {
            scope = scope.parent;
        }
        return scope == outer;
    }

    private Tensor share(Tensor tensor, boolean variable) {
        requireOpen();
        requireEnclosing(tensor);
        return new Tensor(this, tensor.storage(), null, variable);
    }

    private void requireEnclosing(Tensor tensor) {
        if (!isWithin(tensor.scope())) {
            throw new IllegalArgumentException(
                    "a leaf cannot outlive the memory it shares: the tensor's scope does not enclose this one; copy it");
        }
        tensor.scope().requireOpen();
    }

    private Storage takeFor(DType dtype, int length, int[] shape) {
        if (Shapes.size(shape) != length) {
            throw new IllegalArgumentException(
                    length + " values do not fill a tensor of shape " + Arrays.toString(shape));
        }
        return take(dtype, shape);
    }

    private Tensor leaf(Storage storage) {
        if (root.trace() != null) {
            root.trace().filled(storage);
        }
        return new Tensor(this, storage, null, false);
    }
}
