package dev.starling.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.SlidingWindowReservoir;
import com.codahale.metrics.Timer;
import dev.starling.engine.Progress;
import dev.starling.engine.Trial;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Counts how a run advances, on the driver. */
final class RunCounts implements Progress {

    private static final int WINDOW = 512;

    private final Timer rounds = new Timer(new SlidingWindowReservoir(WINDOW));
    private final LongAdder blocks = new LongAdder();
    private final LongAdder trials = new LongAdder();

    /** Shows it in a registry. */
    void register(MetricRegistry registry) {
        registry.register(Metric.RUN_ROUND_TIME, rounds);
        registry.register(Metric.RUN_ROUNDS, (Gauge<Long>) rounds::getCount);
        registry.register(Metric.RUN_BLOCKS, (Gauge<Long>) blocks::sum);
        registry.register(Metric.RUN_TRIALS, (Gauge<Long>) trials::sum);
    }

    @Override
    public void round(Trial trial, int round, double wallMillis) {
        rounds.update(Math.round(wallMillis * 1e6), TimeUnit.NANOSECONDS);
    }

    @Override
    public void committed(Trial trial, int block) {
        blocks.increment();
    }

    @Override
    public void finished(Trial trial, boolean earlier) {
        if (!earlier) {
            trials.increment();
        }
    }
}
