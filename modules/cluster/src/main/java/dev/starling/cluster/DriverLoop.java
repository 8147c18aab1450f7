package dev.starling.cluster;

import io.aeron.driver.MediaDriver;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.concurrent.AgentInvoker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that works for the media driver from time to time, and pulses. Who waits for frames works for it too, so that none of them is
 * handed from thread to thread where cores are few. Where the driver has a thread of its own, this one only pulses.
 */
final class DriverLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DriverLoop.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** The last frames of a session may still be on their way when a node is closed. */
    private static final long DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final MediaDriver driver;
    private final AgentInvoker invoker;
    private final Runnable pulse;
    private final long pulseNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread thread;
    private volatile boolean running = true;

    DriverLoop(MediaDriver driver, Runnable pulse, long pulseNanos) {
        this.driver = driver;
        this.invoker = driver.sharedAgentInvoker();
        this.pulse = pulse;
        this.pulseNanos = pulseNanos;
        thread = new Thread(this::loop, "starling-node");
        thread.setDaemon(true);
        thread.start();
    }

    boolean isRunning() {
        return running && (invoker == null || invoker.isRunning());
    }

    /** Does some of the driver's work unless someone else does; how much. */
    int work() {
        // An interrupted thread that reads or writes a channel closes it, and these serve all trials: others do the
        // work.
        if (invoker == null || Thread.currentThread().isInterrupted() || !lock.tryLock()) {
            return 0;
        }
        try {
            return running ? invoker.invoke() : 0;
        } finally {
            lock.unlock();
        }
    }

    private void loop() {
        long pulsed = System.nanoTime();
        while (running) {
            int work = work();
            if (System.nanoTime() - pulsed > pulseNanos) {
                pulsed = System.nanoTime();
                pulse();
            }
            if (work == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void pulse() {
        try {
            pulse.run();
        } catch (RuntimeException e) {
            LOG.warn("cannot pulse: {}", e.toString());
        }
    }

    /** Lets the driver send what it has, and stops it. */
    @Override
    public void close() {
        long deadline = System.nanoTime() + DRAIN_NANOS;
        while (System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        lock.lock();
        try {
            running = false;
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        driver.close();
    }
}
