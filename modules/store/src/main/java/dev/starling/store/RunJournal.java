package dev.starling.store;

import dev.starling.engine.Block;
import dev.starling.engine.Journal;
import dev.starling.engine.OwnStates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where a driver commits the blocks of a run. While it is open it holds the run's lock, so that no second driver works
 * on the run. Thread-safe: trials commit side by side, the blocks of one trial one after another.
 */
public final class RunJournal implements Journal, AutoCloseable {

    private final RunFiles files;
    private final BlockWriter writer;
    private final RunLock lock;
    private final Map<String, TrialLog> trials = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private RunJournal(RunFiles files, BlockWriter writer, RunLock lock) {
        this.files = files;
        this.writer = writer;
        this.lock = lock;
    }

    static RunJournal open(Layout layout, Disk disk, Codecs codecs, RunInfo info, Instant now) {
        RunFiles files = new RunFiles(layout, disk, info.id());
        BlockWriter writer = new BlockWriter(files, codecs, info.settingsHash());
        RunLock lock = null;
        try {
            lock = RunLock.take(disk, layout, info.id(), now);
            RunJournal journal = new RunJournal(files, writer, lock);
            for (String trial : files.begunTrials()) {
                journal.trials.put(trial, TrialLog.open(files, writer, trial));
            }
            // Whatever is still staged belongs to no commit: its driver is gone, and this one has staged nothing yet.
            disk.deleteTree(layout.staging(info.id()));
            return journal;
        } catch (IOException e) {
            release(lock);
            throw DiskFailure.writing("what a journal needs", layout.root(), e);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    @Override
    public Optional<Position> position(String trial) {
        return log(trial).position();
    }

    @Override
    public void commit(Block block) {
        log(block.trial()).commit(block);
    }

    @Override
    public OwnStates ownStates(String trial) {
        Path folder = files.layout().own(files.run(), trial);
        return new SharedOwnStates(folder);
    }

    private TrialLog log(String trial) {
        if (closed) {
            throw new IllegalStateException("the journal of run %s is closed".formatted(files.run()));
        }
        Layout.checkId("trial", trial);
        return trials.computeIfAbsent(trial, t -> TrialLog.create(files, writer, t));
    }

    /** Lets other drivers work on the run. May be called twice. */
    @Override
    public void close() {
        closed = true;
        release(lock);
    }

    private static void release(RunLock lock) {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot let go of a lock file", e);
        }
    }
}
