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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What the tasks of one attempt at a job share: the inputs that they load between them, and their team. The task of rank 0 leads.
 *
 * @param <T> what the leader's work gives
 */
final class TeamWork<T> {

    private final Resident inputs;
    private final WorkerPool workers;
    private final Function<Function<RoundRequest, Partial>, T> work;
    private final Team team = new Team();
    private final List<FutureTask<Shard>> shards;
    private T result;
    private Throwable error;

    /**
     * @param inputs what units read
     * @param workers what computes them
     * @param work what the leader does, given what computes a round
     */
    TeamWork(Resident inputs, WorkerPool workers, Function<Function<RoundRequest, Partial>, T> work) {
        this.inputs = inputs;
        this.workers = workers;
        this.work = work;
        this.shards = IntStream.range(0, inputs.placement().partitions())
                .mapToObj(partition -> new FutureTask<>(() -> inputs.shard(partition)))
                .toList();
    }

    /** A task's part. Errors are kept for the driver. */
    void takePart(int rank) {
        try (Member member = new Member()) {
            if (rank == 0) {
                lead(member);
            } else {
                team.follow(member);
            }
        }
    }

    private void lead(Member member) {
        T done = null;
        Throwable met = null;
        try {
            done = work.apply(request -> team.round(request, member));
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

    private static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error serious) {
            throw serious;
        }
        return thrown instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(thrown);
    }

    private Serializable input(PlannedUnit unit) {
        if (!inputs.placement().resident(unit.group())) {
            return inputs.inputs().load(unit.group(), unit.key());
        }
        FutureTask<Shard> shard = shards.get(inputs.placement().partitionOf(unit));
        // Whoever needs a shard first loads it.
        shard.run();
        try {
            return shard.get().input(unit.group(), unit.key());
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Computes units with one worker, which it keeps while it is here. Used by one thread. */
    private final class Member implements Function<Team.Round, Partial>, AutoCloseable {

        private Worker worker;
        private boolean sound = true;

        @Override
        public Partial apply(Team.Round round) {
            if (worker == null) {
                worker = workers.take();
            }
            sound = false;
            RoundRequest request = round.request();
            Partial partial = UnitRunner.run(
                    worker, request.state(), round.plannedWeights(), round, TeamWork.this::input, request.ownStates());
            sound = true;
            return partial;
        }

        @Override
        public void close() {
            if (worker == null) {
                return;
            }
            if (sound) {
                workers.giveBack(worker);
            } else {
                worker.close();
            }
        }
    }
}
