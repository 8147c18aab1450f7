package dev.starling.nn;

import dev.starling.kernel.DType;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Masks drawn in plain Java, kept on the heap so that passes with scopes of their own see the same ones. */
final class SeededDropout implements Dropout {
    private static final int LANE_BITS = 16;
    private static final int LEVELS = 1 << LANE_BITS;

    private final RandomGenerator random;
    private final Map<String, float[]> drawn = new HashMap<>();

    SeededDropout(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public boolean active() {
        return true;
    }

    @Override
    public Tensor mask(Scope scope, DType dtype, String layer, double rate, int... shape) {
        float[] mask = drawn.computeIfAbsent(layer, name -> draw(rate, Shapes.size(shape)));
        if (mask.length != Shapes.size(shape)) {
            throw new IllegalArgumentException(
                    "Layer '" + layer + "' asks for a dropout mask of " + Shapes.text(shape) + " and had one of "
                            + mask.length + " elements in the same step: make a new Dropout for each step");
        }
        if (dtype == DType.FLOAT32) {
            return scope.tensor(mask, shape);
        }
        double[] wide = new double[mask.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = mask[i];
        }
        return scope.tensor(wide, shape);
    }

    /** Four elements a 64-bit draw: the rate is rounded to 1/65536, and the kept share is the inverse of that rate. */
    private float[] draw(double rate, int size) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("A dropout rate is " + rate + ": it must be in [0, 1)");
        }
        int threshold = Math.min((int) Math.rint(rate * LEVELS), LEVELS - 1);
        float kept = (float) ((double) LEVELS / (LEVELS - threshold));
        float[] mask = new float[size];
        long bits = 0;
        for (int i = 0; i < size; i++) {
            bits = i % 4 == 0 ? random.nextLong() : bits >>> LANE_BITS;
            mask[i] = (int) (bits & (LEVELS - 1)) < threshold ? 0f : kept;
        }
        return mask;
    }
}
