package dev.starling.spark;

import dev.starling.engine.Conclusion;
import dev.starling.engine.Inputs;
import dev.starling.engine.Outcome;
import dev.starling.engine.Program;
import dev.starling.engine.Results;
import dev.starling.engine.State;
import dev.starling.engine.Unit;
import dev.starling.engine.Vectors;
import dev.starling.engine.Worker;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The toy program with a fault in it, and a count of its workers.
 *
 * @param toy what it does otherwise
 * @param name finds fault and counts again after the program has travelled
 */
record FaultyProgram(ToyProgram toy, String name) implements Program {

    private static final long serialVersionUID = 1L;

    private static final Map<String, Counts> COUNTS = new ConcurrentHashMap<>();

    /** What happens when a unit is about to be computed. */
    interface Fault {
        void before(Unit unit, State state);
    }

    /** Workers that were opened and closed, everywhere in this process. */
    static final class Counts {
        final AtomicInteger opened = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();
        private final Fault fault;

        private Counts(Fault fault) {
            this.fault = fault;
        }
    }

    static FaultyProgram of(ToyProgram toy, String name, Fault fault) {
        COUNTS.put(name, new Counts(fault));
        return new FaultyProgram(toy, name);
    }

    Counts counts() {
        return COUNTS.get(name);
    }

    @Override
    public Worker open() {
        Counts counts = counts();
        counts.opened.incrementAndGet();
        Worker worker = toy.open();
        return new Worker() {
            @Override
            public Outcome run(Unit unit, Serializable input, State state, Vectors own) {
                counts.fault.before(unit, state);
                return worker.run(unit, input, state, own);
            }

            @Override
            public void close() {
                counts.closed.incrementAndGet();
            }
        };
    }

    @Override
    public State initial() {
        return toy.initial();
    }

    @Override
    public Inputs inputs() {
        return toy;
    }

    @Override
    public List<Unit> plan(State state) {
        return toy.plan(state);
    }

    @Override
    public Advance advance(State state, Results results) {
        return toy.advance(state, results);
    }

    @Override
    public Conclusion conclude(State end) {
        return toy.conclude(end);
    }
}
