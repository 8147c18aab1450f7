package dev.starling.cluster;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts what sessions do. */
final class TrafficCounters implements Traffic {
    final LongAdder framesSent = new LongAdder();
    final LongAdder framesReceived = new LongAdder();
    final LongAdder bytesSent = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder backPressured = new LongAdder();
    private volatile LongSupplier retransmits;

    TrafficCounters(LongSupplier retransmits) {
        this.retransmits = retransmits;
    }

    /** Counts no more, and lets go of what was counted from: counters outlive their node. */
    void end() {
        long last = retransmits();
        retransmits = () -> last;
    }

    @Override
    public long framesSent() {
        return framesSent.sum();
    }

    @Override
    public long framesReceived() {
        return framesReceived.sum();
    }

    @Override
    public long bytesSent() {
        return bytesSent.sum();
    }

    @Override
    public long repeated() {
        return repeated.sum();
    }

    @Override
    public long refused() {
        return refused.sum();
    }

    @Override
    public long backPressured() {
        return backPressured.sum();
    }

    @Override
    public long retransmits() {
        return retransmits.getAsLong();
    }
}
