package dev.starling.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where the tasks of an attempt at a block meet before they compute: each joins by asking the driver, and asks again until all have
 * come. Thread-safe; nothing here waits. (Spark's own barrier looks once a second, which is longer than a block may take.)
 */
final class Meeting {

    private final Map<Long, Attempt> attempts = new HashMap<>();

    /**
     * A task that has come.
     *
     * @param attempt the attempt that it belongs to
     * @param rank its number among the tasks
     * @param executor where it runs
     * @param hello what the executor's first task says, or null from the others
     */
    record Join(long attempt, int rank, String executor, Hello hello) implements Serializable {}

    /** What a task is told. */
    sealed interface Answer extends Serializable {}

    /**
     * Not all have come.
     *
     * @param missing how many tasks
     */
    record Wait(int missing) implements Answer {}

    /**
     * All have come.
     *
     * @param executors in the order of their ids, which is the order of their ranks as peers
     * @param tasks how many tasks each has, in the same order
     */
    record Go(ArrayList<Hello> executors, ArrayList<Integer> tasks) implements Answer {}

    /**
     * The attempt is over.
     *
     * @param why in a sentence
     */
    record Over(String why) implements Answer {}

    private static final class Attempt {
        private final int tasks;
        private final Map<Integer, String> executors = new TreeMap<>();
        private final Map<String, Hello> hellos = new HashMap<>();

        Attempt(int tasks) {
            this.tasks = tasks;
        }
    }

    /** Opens an attempt of so many tasks. */
    synchronized void open(long attempt, int tasks) {
        attempts.put(attempt, new Attempt(tasks));
    }

    /** Ends an attempt: tasks that come later are sent away. */
    synchronized void close(long attempt) {
        attempts.remove(attempt);
    }

    synchronized Answer join(Join join) {
        Attempt attempt = attempts.get(join.attempt);
        if (attempt == null) {
            return new Over("the driver has given up this attempt");
        }
        attempt.executors.put(join.rank, join.executor);
        if (join.hello != null) {
            attempt.hellos.put(join.executor, join.hello);
        }
        Set<String> executors = new HashSet<>(attempt.executors.values());
        boolean complete = attempt.executors.size() == attempt.tasks
                && attempt.hellos.keySet().containsAll(executors);
        return complete ? go(attempt) : new Wait(Math.max(1, attempt.tasks - attempt.executors.size()));
    }

    private static Go go(Attempt attempt) {
        ArrayList<Hello> executors = ordered(attempt.hellos.values());
        ArrayList<Integer> tasks = new ArrayList<>();
        executors.forEach(hello -> tasks.add(Collections.frequency(attempt.executors.values(), hello.executor())));
        return new Go(executors, tasks);
    }

    private static ArrayList<Hello> ordered(Iterable<Hello> hellos) {
        ArrayList<Hello> ordered = new ArrayList<>();
        hellos.forEach(ordered::add);
        ordered.sort(Comparator.<Hello>comparingInt(hello -> hello.executor().length())
                .thenComparing(Hello::executor));
        return ordered;
    }

    /** Whether any task has come. */
    synchronized boolean begun(long attempt) {
        return attempts.containsKey(attempt) && !attempts.get(attempt).executors.isEmpty();
    }

    /** Why executors cannot reach each other, one sentence an executor. */
    synchronized List<String> problems(long attempt) {
        return attempts.get(attempt).hellos.values().stream()
                .filter(hello -> hello.problem() != null)
                .map(hello -> "executor %s on %s: %s".formatted(hello.executor(), hello.host(), hello.problem()))
                .sorted()
                .toList();
    }

    /** The executor of each task that has come, by rank. */
    synchronized Map<Integer, String> executors(long attempt) {
        return Map.copyOf(attempts.get(attempt).executors);
    }
}
