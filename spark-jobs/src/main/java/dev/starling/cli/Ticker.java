package dev.starling.cli;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something four times a second until it is closed. */
final class Ticker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private static final long MILLIS = 250;
    private static final long LAST_MILLIS = 1000;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "starling-progress");
        daemon.setDaemon(true);
        return daemon;
    });

    private Ticker() {}

    static Ticker start(Runnable what) {
        Ticker ticker = new Ticker();
        var ticks = ticker.thread.scheduleWithFixedDelay(what, MILLIS, MILLIS, TimeUnit.MILLISECONDS);
        LOG.debug("progress is told every {} ms: {}", MILLIS, ticks);
        return ticker;
    }

    /** Nothing is done afterwards. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(LAST_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("the last tick takes long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
