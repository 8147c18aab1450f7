package dev.starling.spark;

import dev.starling.engine.DivergedException;
import dev.starling.engine.Exchange;
import dev.starling.engine.Journal;
import dev.starling.engine.Progress;
import dev.starling.engine.Trial;
import dev.starling.engine.TrialLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the trials of a run side by side, in their order, so that those of one seed share what they have in common. */
public final class TrialRunner {

    private static final Logger LOG = LoggerFactory.getLogger(TrialRunner.class);

    private final String run;
    private final Exchange exchange;
    private final Journal journal;
    private final int blockRounds;
    private final int parallel;
    private final Progress progress;
    private final LongSupplier nanoClock;
    private volatile boolean stopping;
    private volatile ExecutorService threads;

    /**
     * @param run the run's id
     * @param exchange where units are computed
     * @param journal where blocks are committed
     * @param blockRounds rounds a block
     * @param parallel how many trials at a time
     * @param progress is told what happens
     * @param nanoClock for the diagnostic wall times
     */
    public TrialRunner(
            String run,
            Exchange exchange,
            Journal journal,
            int blockRounds,
            int parallel,
            Progress progress,
            LongSupplier nanoClock) {
        this.run = run;
        this.exchange = exchange;
        this.journal = journal;
        this.blockRounds = blockRounds;
        this.parallel = parallel;
        this.progress = progress;
        this.nanoClock = nanoClock;
    }

    /**
     * Runs the trials. If one diverges the others go on to their ends; after any other failure, or when somebody asks to {@link #stop},
     * they stop where they are.
     */
    public Ending run(List<Trial> trials) {
        threads = Executors.newFixedThreadPool(parallel);
        ExecutorCompletionService<Trial> ended = new ExecutorCompletionService<>(threads);
        Map<String, Integer> users = new HashMap<>();
        try {
            for (Trial trial : trials) {
                users.merge(trial.program().inputs().id(), 1, Integer::sum);
            }
            Map<Future<Trial>, Trial> running = new HashMap<>();
            for (Trial trial : trials) {
                running.put(ended.submit(() -> loop().run(trial), trial), trial);
            }
            if (stopping) {
                stop();
            }
            return await(ended, running, users);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ending(Ending.Kind.STOPPED, null);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Asks the trials to stop where they are. May be called from any thread, at any time, more than once. */
    public void stop() {
        stopping = true;
        ExecutorService known = threads;
        if (known != null) {
            known.shutdownNow();
        }
    }

    private TrialLoop loop() {
        return new TrialLoop(run, exchange, journal, blockRounds, progress, nanoClock);
    }

    private Ending await(
            ExecutorCompletionService<Trial> ended, Map<Future<Trial>, Trial> running, Map<String, Integer> users)
            throws InterruptedException {
        Throwable failure = null;
        while (!running.isEmpty() && !threads.isTerminated()) {
            Future<Trial> future = ended.poll(100, java.util.concurrent.TimeUnit.MILLISECONDS);
            if (future == null) {
                continue;
            }
            Trial trial = running.remove(future);
            try {
                future.get();
            } catch (ExecutionException e) {
                failure = failed(trial, e.getCause(), failure);
            }
            exchange.finished(trial.id());
            if (users.merge(trial.program().inputs().id(), -1, Integer::sum) == 0) {
                exchange.release(trial.program().inputs());
            }
        }
        if (stopping) {
            return new Ending(Ending.Kind.STOPPED, failure);
        }
        return failure == null ? new Ending(Ending.Kind.FINISHED, null) : new Ending(Ending.Kind.FAILED, failure);
    }

    /** The first failure counts: those that follow are mostly trials that were asked to stop because of it. */
    private Throwable failed(Trial trial, Throwable cause, Throwable earlier) {
        if (earlier != null || stopping) {
            LOG.debug("run {} trial {}: stopped", run, trial.id(), cause);
            return earlier;
        }
        LOG.error("run {} trial {}: {}", run, trial.id(), cause.getMessage());
        if (!(cause instanceof DivergedException)) {
            threads.shutdownNow();
        }
        return cause;
    }
}
