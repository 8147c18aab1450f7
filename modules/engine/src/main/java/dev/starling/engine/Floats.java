package dev.starling.engine;

/** A float32 array to be summed, not copied. */
record Floats(float[] values, double squares) implements Summand {

    Floats(float[] values) {
        this(values, Arithmetic.squares(values));
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public double get(int index) {
        return values[index];
    }

    @Override
    public void addTo(long[] sums, double scale) {
        for (int i = 0; i < values.length; i++) {
            sums[i] += (long) Math.rint(values[i] * scale);
        }
    }
}
