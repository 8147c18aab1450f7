package dev.starling.federated;

import dev.starling.engine.Summand;
import dev.starling.kernel.Differences;

/** A model's movement, summed from native memory. */
record Movement(Differences differences) implements Summand {
    @Override
    public int size() {
        return differences.size();
    }

    @Override
    public double get(int index) {
        return differences.get(index);
    }

    @Override
    public double squares() {
        return differences.squares();
    }

    @Override
    public void addTo(long[] sums, double scale) {
        differences.addTo(sums, scale);
    }
}
