package dev.starling.spark;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends an executor's pulse to the driver: four times a second while it computes, every two seconds else. */
final class PulseTimer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PulseTimer.class);
    private static final long MILLIS = 250;

    /** After so many beats without news an executor still says that it is there: who stands still does not. */
    private static final int QUIET = 8;

    private final Supplier<Pulse> pulse;
    private final Sender sender;
    private final ScheduledExecutorService thread;
    private Pulse last;
    private int quiet;

    /** The way to the driver. */
    interface Sender {
        /** Sends without waiting for an answer. */
        void send(Object message) throws IOException;
    }

    PulseTimer(Supplier<Pulse> pulse, Sender sender) {
        this.pulse = pulse;
        this.sender = sender;
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, "starling-pulse");
            daemon.setDaemon(true);
            return daemon;
        });
        var beats = thread.scheduleWithFixedDelay(this::beat, MILLIS, MILLIS, TimeUnit.MILLISECONDS);
        LOG.debug("pulses every {} ms: {}", MILLIS, beats);
    }

    private void beat() {
        try {
            Pulse now = pulse.get();
            if (now.isNews(last) || ++quiet >= QUIET) {
                sender.send(ObjectBytes.write(now));
                last = now;
                quiet = 0;
            }
        } catch (IOException | RuntimeException e) {
            // The thread's outermost frame; a run goes on without being watched.
            LOG.debug("no pulse", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
