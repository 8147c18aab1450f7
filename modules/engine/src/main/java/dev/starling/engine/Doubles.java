package dev.starling.engine;

/** A float64 array to be summed, not copied. */
record Doubles(double[] values, double squares) implements Summand {

    Doubles(double[] values) {
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
