package dev.starling.kernel;

import static dev.starling.kernel.Lanes.LANES;
import static dev.starling.kernel.Lanes.ORDER;
import static dev.starling.kernel.Lanes.S;

import java.nio.ByteBuffer;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The differences a - b of two tensors of one shape, read where they are needed and kept nowhere. Each is rounded to the tensors' type.
 * Valid while nobody writes to the tensors and their scopes are open. No bit depends on the vector length.
 */
public final class Differences {
    /** Two vectors of doubles fill the columns at the most. */
    private static final VectorShape SHAPE = VectorShape.forBitSize(Math.min(512, S.vectorBitSize()));

    private static final VectorSpecies<Double> D = VectorSpecies.of(double.class, SHAPE);
    private static final VectorSpecies<Long> L = VectorSpecies.of(long.class, SHAPE);

    private static final int WIDTH = D.length();

    /** A vector of floats of which only as many are used as one of doubles holds reads so many too many. */
    private static final int BEYOND = LANES - WIDTH;

    /** So many sums of squares stand side by side, the elements taking turns. */
    private static final int COLUMNS = 16;

    /** So many elements of both tensors stay in the cache while the columns take turns. */
    private static final int BLOCK = 1024;

    /** Added to a double of smaller magnitude than 2^51, it leaves the nearest integer, of two the even one, in the low bits. */
    private static final double ROUNDING = 0x1.8p52;

    private static final long ROUNDING_BITS = Double.doubleToRawLongBits(ROUNDING);
    private static final double ROUNDED = 0x1p51;

    private final Tensor a;
    private final Tensor b;
    private final int size;

    /** How many elements go by vectors. */
    private final int whole;

    private final double squares;

    /** Of two FLOAT32 or two FLOAT64 tensors. */
    public Differences(Tensor a, Tensor b) {
        Checks.sameType("a difference", a, b);
        Checks.shape("a difference", b, a.storage().shape);
        this.a = a;
        this.b = b;
        this.size = a.size();
        int last = Math.max(0, size - BEYOND);
        this.whole = a.dtype() == DType.FLOAT32 ? last - last % COLUMNS : 0;
        this.squares = addUpSquares();
    }

    /** The number of elements. */
    public int size() {
        return size;
    }

    /** One difference; to ask for all of them, call {@link #toFloats}, which takes a twentieth of the time. */
    public double get(int index) {
        double difference = a.read().get(index) - b.read().get(index);
        return a.dtype() == DType.FLOAT32 ? (float) difference : difference;
    }

    /** All of them, as floats. */
    public float[] toFloats() {
        float[] differences = new float[size];
        ByteBuffer left = a.read().bytes();
        ByteBuffer right = b.read().bytes();
        int end = a.dtype() == DType.FLOAT32 ? S.loopBound(size) : 0;
        for (int i = 0; i < end; i += LANES) {
            difference(left, right, 4 * i).intoArray(differences, i);
        }
        for (int i = end; i < size; i++) {
            differences[i] = (float) get(i);
        }
        return differences;
    }

    /** The sum of squares, added up in double. */
    public double squares() {
        return squares;
    }

    /** Adds {@code (long) Math.rint(get(i) * scale)} to each {@code sums[i]}. */
    public void addTo(long[] sums, double scale) {
        if (sums.length != size) {
            throw new IllegalArgumentException(size + " differences cannot be added to " + sums.length + " sums");
        }
        // No element is longer than the vector; written so that what is not a number fails it.
        int fast = Math.sqrt(squares) * Math.abs(scale) < ROUNDED ? whole : 0;
        addVectors(sums, scale, fast);
        for (int i = fast; i < size; i++) {
            sums[i] += (long) Math.rint(get(i) * scale);
        }
    }

    private void addVectors(long[] sums, double scale, int end) {
        ByteBuffer left = a.read().bytes();
        ByteBuffer right = b.read().bytes();
        DoubleVector factor = DoubleVector.broadcast(D, scale);
        for (int i = 0; i < end; i += WIDTH) {
            doubles(difference(left, right, 4 * i))
                    .mul(factor)
                    .add(ROUNDING)
                    .reinterpretAsLongs()
                    .sub(ROUNDING_BITS)
                    .add(LongVector.fromArray(L, sums, i))
                    .intoArray(sums, i);
        }
    }

    private double addUpSquares() {
        double[] columns = new double[COLUMNS];
        for (int from = 0; from < whole; from += BLOCK) {
            int to = Math.min(whole, from + BLOCK);
            for (int column = 0; column < COLUMNS; column += 2 * WIDTH) {
                addSquares(columns, column, from + column, to);
            }
        }
        for (int i = whole; i < size; i++) {
            double difference = get(i);
            columns[i % COLUMNS] += difference * difference;
        }
        return Arrays.stream(columns).reduce(0, Double::sum);
    }

    /** Two vectors side by side, whose additions need not wait for one another. */
    private void addSquares(double[] columns, int column, int from, int to) {
        ByteBuffer left = a.read().bytes();
        ByteBuffer right = b.read().bytes();
        DoubleVector first = DoubleVector.fromArray(D, columns, column);
        DoubleVector second = DoubleVector.fromArray(D, columns, column + WIDTH);
        for (int i = from; i < to; i += COLUMNS) {
            DoubleVector x = doubles(difference(left, right, 4 * i));
            DoubleVector y = doubles(difference(left, right, 4 * (i + WIDTH)));
            // The square of a float is exact in double, so that this rounds as often as a plain sum.
            first = x.fma(x, first);
            second = y.fma(y, second);
        }
        first.intoArray(columns, column);
        second.intoArray(columns, column + WIDTH);
    }

    /** A whole vector, also where half of one would do: {@link Lanes#S} says why. */
    private static FloatVector difference(ByteBuffer left, ByteBuffer right, int at) {
        FloatVector x = FloatVector.fromByteBuffer(S, left, at, ORDER);
        return x.sub(FloatVector.fromByteBuffer(S, right, at, ORDER));
    }

    /** The first so many as a vector of doubles holds. */
    private static DoubleVector doubles(FloatVector x) {
        return (DoubleVector) x.convertShape(VectorOperators.F2D, D, 0);
    }
}
