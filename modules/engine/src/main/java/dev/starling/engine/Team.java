package dev.starling.engine;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Threads of one process that compute a trial's rounds together and stay for many rounds: one leads, any number follow. Whoever is
 * free takes the next unit of the round, and what they leave is added up in memory, in pairs, as they finish. Who takes what is up to
 * chance, and the result is not: sums are exact and rows are sorted.
 *
 * <p>The leader alone plans and advances, and shares the state by reference. A round does not wait for a follower that has not
 * joined it, so a team of one leader is complete too.
 */
public final class Team {

    private static final long CHECK_MILLIS = 20;

    private final Runnable check;
    private final SpareArrays spares = SpareArrays.empty();
    private Round current;
    private boolean over;
    private volatile Throwable failure;

    /** Tells the leader that the units of a round cannot be computed; the cause is what the first thread met. */
    public static final class Failed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Failed(Throwable cause) {
            super(cause);
        }
    }

    /** A team that nobody stops but its members. */
    public Team() {
        this(null);
    }

    /**
     * A team that is stopped from outside.
     *
     * @param check throws what is to stop the team; asked by every thread before each unit, and often while it waits
     */
    public Team(Runnable check) {
        this.check = check;
    }

    /**
     * Computes a round with all who follow; called by the leader.
     *
     * @param request the round
     * @param member computes on this thread what it takes from the round
     * @return what all units left
     * @throws Failed if any thread met an error, or the team was stopped; units in other threads may still be under way
     */
    public Partial round(RoundRequest request, Function<Round, Partial> member) {
        return round(request, request.units(), member);
    }

    /**
     * Computes some units of a round, the others being those of other processes.
     *
     * @param request the whole round
     * @param units what is to be computed here
     * @param member computes on this thread what it takes from the round
     * @return what these units left
     * @throws Failed as above
     */
    public Partial round(RoundRequest request, List<PlannedUnit> units, Function<Round, Partial> member) {
        Round round = new Round(request, units);
        open(round);
        takePart(round, member);
        return close(round);
    }

    /** Takes part in all rounds until the leader ends the team; errors are told to the leader. */
    public void follow(Function<Round, Partial> member) {
        Round round = null;
        while ((round = join(round)) != null) {
            takePart(round, member);
        }
    }

    /** Lets those who follow go; called by the leader when there are no more rounds. */
    public synchronized void end() {
        over = true;
        notifyAll();
    }

    /** Stops the team at the next unit's end, from any thread. The first failure is the one that counts. */
    public synchronized void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        notifyAll();
    }

    private synchronized void open(Round round) {
        round.members = 1;
        current = round;
        notifyAll();
    }

    private synchronized Partial close(Round round) {
        while (round.members > 0 && failure == null) {
            pause();
        }
        current = null;
        if (failure != null) {
            throw new Failed(failure);
        }
        return round.sum;
    }

    /** The round after that one, as soon as there is something to take from it, or null at the end. */
    private synchronized Round join(Round before) {
        while (!over && (current == null || current == before || current.isTaken())) {
            pause();
        }
        if (over) {
            return null;
        }
        current.members++;
        return current;
    }

    private void takePart(Round round, Function<Round, Partial> member) {
        try {
            // Whoever finds nothing to compute opens no worker, with its network and native memory.
            Partial mine = round.isTaken() ? round.part() : member.apply(round);
            for (Partial other = leave(round, mine); other != null; other = leave(round, mine)) {
                mine = other.merge(mine);
            }
        } catch (Throwable e) {
            // The outermost frame of this thread's work: whatever it is, the leader has to know.
            fail(e);
        }
    }

    /** Leaves a part, or returns the one that another thread has left, which is to be added first. */
    private synchronized Partial leave(Round round, Partial mine) {
        Partial other = round.sum;
        if (other != null) {
            round.sum = null;
            return other;
        }
        round.sum = mine;
        round.members--;
        notifyAll();
        return null;
    }

    private void pause() {
        try {
            if (check == null) {
                wait();
                return;
            }
            wait(CHECK_MILLIS);
            check.run();
        } catch (RuntimeException e) {
            fail(e);
            over = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(e);
            over = true;
        }
    }

    /** A round while it is computed. Each iteration gives units that nobody else has been given. */
    public final class Round implements Iterable<PlannedUnit> {

        private final RoundRequest request;
        private final Map<String, Long> plannedWeights;
        private final List<PlannedUnit> units;
        private final AtomicInteger next = new AtomicInteger();
        private int members;
        private Partial sum;

        private Round(RoundRequest request, List<PlannedUnit> units) {
            this.request = request;
            this.plannedWeights = request.plannedWeights();
            // The heaviest first, or the last to be taken would keep all waiting for its end.
            this.units = units.stream()
                    .sorted(Comparator.comparingLong(PlannedUnit::weight).reversed())
                    .toList();
        }

        /** What is asked for. */
        public RoundRequest request() {
            return request;
        }

        /** An empty part of the round. */
        public Partial part() {
            return new Partial(plannedWeights, spares);
        }

        private boolean isTaken() {
            return failure != null || next.get() >= units.size();
        }

        @Override
        public Iterator<PlannedUnit> iterator() {
            return new Iterator<>() {
                private PlannedUnit taken;

                @Override
                public boolean hasNext() {
                    if (taken == null && !isTaken()) {
                        if (check != null) {
                            check.run();
                        }
                        int place = next.getAndIncrement();
                        taken = place < units.size() ? units.get(place) : null;
                    }
                    return taken != null;
                }

                @Override
                public PlannedUnit next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException();
                    }
                    PlannedUnit unit = taken;
                    taken = null;
                    return unit;
                }
            };
        }
    }
}
