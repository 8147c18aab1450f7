package dev.starling.spark;

import dev.starling.engine.Progress;
import dev.starling.engine.Trial;
import org.apache.spark.api.java.JavaSparkContext;

/** How the runs of a session advance: counts them for its metrics, and tells what executors do. No result depends on it. */
public final class Watch {

    private final RunCounts counts;
    private final Pulses pulses;

    private Watch(RunCounts counts, Pulses pulses) {
        this.counts = counts;
        this.pulses = pulses;
    }

    /** Of a session; one without {@link StarlingPlugin} shows nothing. */
    public static Watch of(JavaSparkContext spark) {
        return DriverSide.of(spark.sc())
                .map(side -> new Watch(side.counts(), side.pulses()))
                .orElseGet(() -> new Watch(new RunCounts(), new Pulses(System::nanoTime)));
    }

    /** Counts what it is told before another is told the same. */
    public Progress before(Progress told) {
        return new Progress() {
            @Override
            public void round(Trial trial, int round, double wallMillis) {
                counts.round(trial, round, wallMillis);
                told.round(trial, round, wallMillis);
            }

            @Override
            public void committed(Trial trial, int block) {
                counts.committed(trial, block);
                told.committed(trial, block);
            }

            @Override
            public void finished(Trial trial, boolean earlier) {
                counts.finished(trial, earlier);
                told.finished(trial, earlier);
            }
        };
    }

    /** What executors have said last. */
    public Live live() {
        return pulses.live();
    }
}
