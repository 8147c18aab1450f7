package dev.starling.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Kills the executor of a task that has just begun, with SIGKILL, until one attempt was lost by it. Spark makes it by its name
 * (spark.extraListeners), so what it did is told through statics.
 */
public final class ExecutorKiller extends SparkListener {

    /** The rounds before have shown that executors hold inputs and workers. */
    private static final int TASKS_BEFORE = 25;

    static final AtomicInteger KILLED = new AtomicInteger();
    static final AtomicInteger EXECUTORS_LOST = new AtomicInteger();
    static final AtomicInteger ATTEMPTS_LOST = new AtomicInteger();

    private int started;

    static void reset() {
        KILLED.set(0);
        EXECUTORS_LOST.set(0);
        ATTEMPTS_LOST.set(0);
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
        started++;
        if (started < TASKS_BEFORE || ATTEMPTS_LOST.get() > 0 || KILLED.get() > EXECUTORS_LOST.get()) {
            return;
        }
        String executor = start.taskInfo().executorId();
        ProcessHandle.current()
                .descendants()
                .filter(process -> isExecutor(process, executor))
                .forEach(process -> {
                    if (process.destroyForcibly()) {
                        KILLED.incrementAndGet();
                    }
                });
    }

    /** ProcessHandle tells no arguments beyond 4096 characters, and class paths are longer. */
    private static boolean isExecutor(ProcessHandle process, String executor) {
        try {
            String line = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
            return line.contains("CoarseGrainedExecutorBackend") && line.contains("--executor-id\0" + executor + "\0");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        EXECUTORS_LOST.incrementAndGet();
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.reason() instanceof ExecutorLostFailure) {
            ATTEMPTS_LOST.incrementAndGet();
        }
    }
}
