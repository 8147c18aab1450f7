package dev.starling.spark;

import dev.starling.engine.DataException;
import dev.starling.engine.DivergedException;
import dev.starling.engine.InputException;
import dev.starling.engine.Partial;
import dev.starling.engine.PlannedUnit;
import dev.starling.engine.RoundRequest;
import dev.starling.engine.Team;
import dev.starling.engine.UnitRunner;
import dev.starling.engine.Worker;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/**
 * What the tasks of one attempt at a job share in a process: inputs, workers and their team. One of them leads.
 *
 * @param <T> what the leader's work gives
 */
final class TeamWork<T> {

    private final Function<PlannedUnit, Serializable> inputs;
    private final WorkerPool workers;
    private final Team team;
    private final Function<Sums, T> work;
    private T result;
    private Throwable error;

    /** Computes some units of a round and adds up what they leave. */
    interface Sums {
        Partial of(RoundRequest whole, List<PlannedUnit> units);
    }

    /**
     * @param inputs what units read
     * @param workers what computes them
     * @param team of the tasks
     * @param work what the leader does, given what computes units
     */
    TeamWork(Function<PlannedUnit, Serializable> inputs, WorkerPool workers, Team team, Function<Sums, T> work) {
        this.inputs = inputs;
        this.workers = workers;
        this.team = team;
        this.work = work;
    }

    /** The leader's part, given the first task. Errors are kept for whoever asks for the outcome. */
    void lead() {
        try (Member member = new Member()) {
            lead(member);
        }
    }

    /** The part of every other task. Errors are the leader's. */
    void follow() {
        try (Member member = new Member()) {
            team.follow(member);
        }
    }

    private void lead(Member member) {
        T done = null;
        Throwable met = null;
        try {
            done = work.apply((request, units) -> {
                Partial sums = team.round(request, units, member);
                Activity.here().handedOn(sums);
                return sums;
            });
        } catch (Team.Failed e) {
            met = isFinal(e.getCause()) ? e.getCause() : e;
        } catch (Throwable e) {
            // Not a unit's but the program's own, on what is exact.
            met = e;
        }
        synchronized (this) {
            result = done;
            error = met;
        }
        team.end();
    }

    /** Whether every attempt would meet it. A lack of memory is the process's, and waits for its user. */
    private static boolean isFinal(Throwable met) {
        return met instanceof InputException
                || met instanceof DataException
                || met instanceof DivergedException
                || met instanceof Error;
    }

    /** Lets all tasks go at the next unit's end; does nothing if they have gone. */
    void stop() {
        team.fail(new CancellationException("the job was stopped"));
        team.end();
    }

    /**
     * What the leader's work gave, or what it met, thrown.
     *
     * @throws Team.Failed if a unit failed, and another attempt might not
     */
    synchronized T outcome() {
        if (error != null) {
            throw unchecked(error);
        }
        return result;
    }

    /** Throws an error, and gives anything else as what need not be declared. */
    static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error serious) {
            throw serious;
        }
        return thrown instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(thrown);
    }

    /** Computes units with one worker, which it keeps while it is here. Used by one thread. */
    private final class Member implements Function<Team.Round, Partial>, AutoCloseable {

        private Worker worker;
        private Worker watched;
        private boolean sound = true;

        @Override
        public Partial apply(Team.Round round) {
            if (worker == null) {
                worker = workers.take();
                watched = Activity.here().seat(round.request().trial(), worker);
            }
            sound = false;
            Partial partial = UnitRunner.run(watched, round, inputs);
            sound = true;
            return partial;
        }

        @Override
        public void close() {
            if (worker == null) {
                return;
            }
            watched.close();
            if (sound) {
                workers.giveBack(worker);
            } else {
                worker.close();
            }
        }
    }
}
