package dev.starling.cli;

import dev.starling.engine.Progress;
import dev.starling.engine.Trial;
import dev.starling.spark.Doing;
import dev.starling.spark.Live;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Tells how far a run is: one line that moves where a person watches, one line an interval elsewhere. Executors of their own are told of
 * as well: how fast they compute, and where a person watches what each of them does. Thread-safe.
 */
final class ConsoleProgress implements Progress {

    private static final long TERMINAL_NANOS = 250_000_000L;
    private static final long LOG_NANOS = 10_000_000_000L;

    /** What every terminal has: a line that breaks could not be written over. */
    private static final int WIDTH = 79;

    private static final int EXECUTORS = 8;

    private final PrintWriter err;
    private final boolean terminal;
    private final int trials;
    private final long expectedRounds;
    private final LongSupplier nanoClock;
    private final long start;
    private final Map<String, Integer> rounds = new HashMap<>();
    private final Set<String> finished = new HashSet<>();
    private long computed;
    private long lastShown;
    private Live live = Live.none();
    private int linesOpen;

    /**
     * @param err where to tell
     * @param terminal whether a line can move there
     * @param trials what is run
     * @param nanoClock tells the time
     */
    ConsoleProgress(PrintWriter err, boolean terminal, List<Trial> trials, LongSupplier nanoClock) {
        this.err = err;
        this.terminal = terminal;
        this.trials = trials.size();
        this.expectedRounds = expected(trials);
        this.nanoClock = nanoClock;
        this.start = nanoClock.getAsLong();
        this.lastShown = start;
    }

    /** Rounds of all trials; 0 if one does not say how many it takes. */
    private static long expected(List<Trial> trials) {
        boolean known = trials.stream().allMatch(trial -> trial.program().rounds() > 0);
        return known
                ? trials.stream().mapToLong(trial -> trial.program().rounds()).sum()
                : 0;
    }

    @Override
    public synchronized void round(Trial trial, int round, double wallMillis) {
        rounds.put(trial.id(), round + 1);
        computed++;
        showIfDue();
    }

    /** What executors have said last; told again and again. */
    synchronized void live(Live newest) {
        live = newest;
        showIfDue();
    }

    private void showIfDue() {
        long now = nanoClock.getAsLong();
        if (now - lastShown >= (terminal ? TERMINAL_NANOS : LOG_NANOS)) {
            show(now);
        }
    }

    @Override
    public synchronized void finished(Trial trial, boolean earlier) {
        finished.add(trial.id());
        if (earlier) {
            rounds.put(trial.id(), trial.program().rounds());
        }
    }

    /** Tells something beside the lines. */
    synchronized void note(String text) {
        end();
        err.println("note: " + text);
    }

    /** Ends the moving lines, so that something else can be printed. */
    synchronized void end() {
        if (linesOpen > 0) {
            err.print(toFirstLine() + "\u001b[J");
            err.flush();
            linesOpen = 0;
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
            List<String> lines = new ArrayList<>(List.of(line));
            lines.addAll(executors(now));
            err.print(toFirstLine() + String.join("\u001b[K\n", lines) + "\u001b[J");
            err.flush();
            linesOpen = lines.size();
        } else {
            err.println(live.units() == 0 ? line : line + ", " + speed(now));
        }
    }

    private String toFirstLine() {
        return linesOpen > 1 ? "\r\u001b[" + (linesOpen - 1) + "A" : "\r";
    }

    private List<String> executors(long now) {
        if (live.units() == 0 && live.doing().isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("  " + speed(now));
        live.doing().entrySet().stream()
                .limit(EXECUTORS)
                .forEach(executor ->
                        lines.add("  executor %s: %s".formatted(executor.getKey(), units(executor.getValue()))));
        if (live.doing().size() > EXECUTORS) {
            lines.add("  and %s more executors".formatted(live.doing().size() - EXECUTORS));
        }
        return lines.stream()
                .map(line -> line.substring(0, Math.min(WIDTH, line.length())))
                .toList();
    }

    /** Each trial and round with its units, e.g. {@code fedavg-seed0 round 17 train 42, train 51}. */
    private static String units(List<Doing> doing) {
        Map<String, List<String>> byRound = new TreeMap<>();
        doing.forEach(unit -> byRound.computeIfAbsent(
                        "%s round %s".formatted(unit.trial(), unit.round()), round -> new ArrayList<>())
                .add(unit.kind() + " " + unit.key()));
        return byRound.entrySet().stream()
                .map(round -> round.getKey() + " " + String.join(", ", round.getValue()))
                .collect(Collectors.joining("; "));
    }

    private String speed(long now) {
        double seconds = Math.max((now - start) / 1e9, 1e-9);
        String units = String.format(Locale.ROOT, "%.0f units/s", live.units() / seconds);
        return live.steps() == 0 ? units : units + String.format(Locale.ROOT, ", %.0f steps/s", live.steps() / seconds);
    }

    private String line(double seconds) {
        long ahead = ahead();
        long done = rounds.values().stream().mapToLong(Integer::longValue).sum() + ahead;
        double rate = (computed + ahead) / Math.max(seconds, 1e-9);
        String trialsDone = "%s of %s trials done".formatted(finished.size(), trials);
        String speed = String.format(Locale.ROOT, "%.1f rounds/s", rate);
        if (expectedRounds == 0) {
            return "%s rounds, %s, %s".formatted(done, speed, trialsDone);
        }
        // A trial that diverges or was begun by another version may take other rounds than it says.
        long total = Math.max(done, expectedRounds);
        String left = rate == 0 ? "" : minutes((total - done) / rate) + " left, ";
        return "%s%%  %s of %s rounds, %s, %s%s".formatted(100 * done / total, done, total, speed, left, trialsDone);
    }

    /** Rounds of blocks that executors are in the middle of. */
    private long ahead() {
        return live.rounds().entrySet().stream()
                .mapToLong(trial -> trial.getValue() - rounds.getOrDefault(trial.getKey(), 0))
                .filter(more -> more > 0)
                .sum();
    }

    private static String minutes(double seconds) {
        long whole = Math.round(seconds);
        return whole >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }
}
