package dev.starling.bench;

/** Something whose steps are timed. One thread at a time. */
interface Step extends AutoCloseable {

    /** One step; returns its loss. */
    double step();

    /** What a step has to do, whoever does it. */
    Work work();

    /** How many steps a measurement has at least; long ones need fewer. */
    default int leastSteps() {
        return 5;
    }

    /** Mean milliseconds of so many steps. */
    default double millis(int steps) {
        double loss = 0;
        long start = System.nanoTime();
        for (int i = 0; i < steps; i++) {
            loss += step();
        }
        double millis = (System.nanoTime() - start) / 1e6 / steps;
        if (!Double.isFinite(loss)) {
            throw new IllegalStateException("Training diverged (loss " + loss + "): its time means nothing");
        }
        return millis;
    }

    @Override
    void close();
}
