package dev.starling.cli;

import dev.starling.engine.Progress;
import dev.starling.engine.Trial;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Tells how far a run is: one line that moves where a person watches, one line an interval elsewhere. Thread-safe.
 */
final class ConsoleProgress implements Progress {

    private static final long TERMINAL_NANOS = 250_000_000L;
    private static final long LOG_NANOS = 10_000_000_000L;

    private final PrintWriter err;
    private final boolean terminal;
    private final int trials;
    private final int expectedRounds;
    private final LongSupplier nanoClock;
    private final long start;
    private final Map<String, Integer> rounds = new HashMap<>();
    private final Set<String> finished = new HashSet<>();
    private long computed;
    private long lastShown;
    private boolean lineOpen;

    /**
     * @param err where to tell
     * @param terminal whether a line can move there
     * @param trials how many trials there are
     * @param expectedRounds rounds of each, about; 0 if unknown
     * @param nanoClock tells the time
     */
    ConsoleProgress(PrintWriter err, boolean terminal, int trials, int expectedRounds, LongSupplier nanoClock) {
        this.err = err;
        this.terminal = terminal;
        this.trials = trials;
        this.expectedRounds = expectedRounds;
        this.nanoClock = nanoClock;
        this.start = nanoClock.getAsLong();
        this.lastShown = start;
    }

    @Override
    public synchronized void round(Trial trial, int round, double wallMillis) {
        rounds.put(trial.id(), round + 1);
        computed++;
        long now = nanoClock.getAsLong();
        if (now - lastShown >= (terminal ? TERMINAL_NANOS : LOG_NANOS)) {
            show(now);
        }
    }

    @Override
    public synchronized void finished(Trial trial, boolean earlier) {
        finished.add(trial.id());
        if (earlier) {
            rounds.put(trial.id(), expectedRounds);
        }
    }

    /** Tells something beside the line. */
    synchronized void note(String text) {
        end();
        err.println("note: " + text);
    }

    /** Ends the moving line, so that something else can be printed. */
    synchronized void end() {
        if (lineOpen) {
            err.print("\r\u001b[K");
            err.flush();
            lineOpen = false;
        }
    }

    /** Rounds that were computed since this began. */
    synchronized long computed() {
        return computed;
    }

    /** Time since this began, e.g. {@code 1:07}. */
    synchronized String elapsed() {
        return minutes((nanoClock.getAsLong() - start) / 1e9);
    }

    private void show(long now) {
        lastShown = now;
        String line = line((now - start) / 1e9);
        if (terminal) {
            err.print("\r" + line + "\u001b[K");
            err.flush();
            lineOpen = true;
        } else {
            err.println(line);
        }
    }

    private String line(double seconds) {
        long done = rounds.values().stream().mapToLong(Integer::longValue).sum();
        double rate = computed / Math.max(seconds, 1e-9);
        String trialsDone = "%s of %s trials done".formatted(finished.size(), trials);
        String speed = String.format(Locale.ROOT, "%.1f rounds/s", rate);
        // Programs may take a round more than their settings say.
        long total = Math.max(done, (long) trials * expectedRounds);
        if (expectedRounds == 0) {
            return "%s rounds, %s, %s".formatted(done, speed, trialsDone);
        }
        return "%s%%  %s of %s rounds, %s, %s left, %s"
                .formatted(100 * done / total, done, total, speed, minutes((total - done) / rate), trialsDone);
    }

    private static String minutes(double seconds) {
        long whole = Math.round(seconds);
        return whole >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }
}
