package dev.starling.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrialLoopTest {

    private static final int ROUNDS = 7;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void theBlockSizeDoesNotChangeTheResult(int blockRounds) {
        MemoryJournal journal = new MemoryJournal();
        loop(journal, blockRounds).run(trial(ROUNDS));
        assertThat(journal.model().stateHash()).isEqualTo(undisturbed().stateHash());
        assertThat(journal.blocks).hasSize((ROUNDS + blockRounds - 1) / blockRounds);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aResumedTrialEndsWithTheSameBitsAndRows(int lostAfter) {
        MemoryJournal journal = new MemoryJournal();
        journal.failAfter = lostAfter;
        assertThatThrownBy(() -> loop(journal, 2).run(trial(ROUNDS))).isInstanceOf(ResourceException.class);
        assertThat(journal.blocks).hasSize(lostAfter);

        journal.failAfter = Integer.MAX_VALUE;
        loop(journal, 2).run(trial(ROUNDS));

        assertThat(journal.model().stateHash()).isEqualTo(undisturbed().stateHash());
        assertThat(journal.rounds()).containsExactly(0, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void aFinishedTrialIsNotRunAgain() {
        MemoryJournal journal = new MemoryJournal();
        loop(journal, 3).run(trial(ROUNDS));
        int committed = journal.blocks.size();
        loop(journal, 3).run(trial(ROUNDS));
        assertThat(journal.blocks).hasSize(committed);
    }

    @Test
    void aUnitReadsTheStateThatItLeftAndOthersKeepTheirs() {
        MemoryJournal journal = new MemoryJournal();
        loop(journal, 2).run(trial(ROUNDS));
        // Unit k takes part in every round but those divisible by k + 2 (round 0 is divisible by all).
        for (int key = 0; key < 4; key++) {
            int times = 0;
            for (int round = 0; round < ROUNDS; round++) {
                // Unit 3 diverges in round 1 and keeps the state it had.
                boolean counts = round % (key + 2) != 0 && !(key == 3 && round == 1);
                times += counts ? 1 : 0;
            }
            OwnRef ref = journal.own.get(new OwnKey("counter", key));
            assertThat(journal.states.read(ref).number("times"))
                    .as("unit %s", key)
                    .isEqualTo(times);
        }
    }

    @Test
    void aRoundRowCountsWhoReported() {
        MemoryJournal journal = new MemoryJournal();
        loop(journal, 100).run(trial(ROUNDS));
        List<RoundRow> rows = journal.rows(RoundRow.class);
        assertThat(rows.get(1).units()).isEqualTo(4);
        assertThat(rows.get(1).reported()).isEqualTo(3);
        assertThat(rows.get(1).diverged()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"false, 3 planned units of kind 'count' 2 reported", "true, 3 planned units of kind 'count' 4 reported"
    })
    void aRoundWhoseUnitsWereLostOrComputedTwiceIsNotCommitted(boolean twice, String sentence) {
        MemoryJournal journal = new MemoryJournal();
        TrialLoop loop = new TrialLoop("run", new Miscounting(twice), journal, 1, Progress.silent(), () -> 0L);
        assertThatThrownBy(() -> loop.run(trial(ROUNDS)))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("run run trial sum-seed0 round 2: of " + sentence + " and 0 diverged");
        assertThat(journal.blocks).hasSize(2);
    }

    /** Loses a unit of round 2, or counts one twice. */
    private record Miscounting(boolean twice) implements Exchange {

        @Override
        public String name() {
            return "miscounting";
        }

        @Override
        public Partial run(RoundRequest request) {
            boolean sound = request.state().round() != 2;
            List<PlannedUnit> units = request.units();
            try (Worker worker = request.program().open()) {
                Partial whole = UnitRunner.run(
                        worker,
                        request.state(),
                        request.plannedWeights(),
                        sound || twice ? units : units.subList(1, units.size()),
                        unit -> unit.key() + 1,
                        request.ownStates());
                if (!sound && twice) {
                    whole.add(units.get(0), Outcome.of(Contribution.start()));
                }
                return whole;
            }
        }
    }

    private static TrainedModel undisturbed() {
        MemoryJournal journal = new MemoryJournal();
        loop(journal, 1000).run(trial(ROUNDS));
        return journal.model();
    }

    private static TrialLoop loop(Journal journal, int blockRounds) {
        return new TrialLoop("run", new InProcessExchange(), journal, blockRounds, Progress.silent(), () -> 0L);
    }

    private static Trial trial(int rounds) {
        return new Trial("sum-seed0", "sum", 0, new SumProgram(rounds));
    }

    /** Adds up what units draw from the seed, their own counters and the state; unit 3 diverges in round 1. */
    private record SumProgram(int rounds) implements Program, Inputs {

        @Override
        public State initial() {
            return State.initial(Vectors.empty().with("w", new float[] {1}));
        }

        @Override
        public Inputs inputs() {
            return this;
        }

        @Override
        public String id() {
            return "numbers";
        }

        @Override
        public List<InputGroup> groups() {
            return List.of(new InputGroup("counter", 4, true));
        }

        @Override
        public Serializable load(String group, long key) {
            return key + 1;
        }

        @Override
        public List<Unit> plan(State state) {
            List<Unit> units = new ArrayList<>();
            for (int key = 0; key < 4 && state.round() < rounds; key++) {
                if (state.round() % (key + 2) != 0 || state.round() == 0) {
                    units.add(new Unit("count", "counter", key, key + 1));
                }
            }
            return units;
        }

        @Override
        public Worker open() {
            return (unit, input, state, own) -> {
                double times = own.has("times") ? own.number("times") : 0;
                double draw = Seed.of(0)
                        .child(state.round())
                        .child(unit.key())
                        .random()
                        .nextDouble();
                boolean diverges = state.round() == 1 && unit.key() == 3;
                double delta = diverges
                        ? Double.NaN
                        : draw * (Long) input + times + state.vectors().floats("w")[0];
                double next = state.round() == 0 ? 0 : times + 1;
                return Outcome.of(Contribution.start().mean("delta", delta))
                        .keeping(Vectors.empty().with("times", next));
            };
        }

        @Override
        public Advance advance(State state, Results results) {
            float mean = (float) results.sum("count").mean("delta")[0];
            return new Advance(state.next(state.vectors().with("w", new float[] {mean})), List.of());
        }

        @Override
        public Conclusion conclude(State end) {
            return new Conclusion(new TrainedModel("sum", "[]", end.vectors().floats("w")), Map.of("w", 1.0));
        }
    }

    private static final class MemoryJournal implements Journal {

        private final List<Block> blocks = new ArrayList<>();
        private final Map<OwnKey, OwnRef> own = new HashMap<>();
        private final MemoryStates states = new MemoryStates();
        private int failAfter = Integer.MAX_VALUE;

        @Override
        public Optional<Position> position(String trial) {
            if (blocks.isEmpty()) {
                return Optional.empty();
            }
            Block last = blocks.get(blocks.size() - 1);
            return Optional.of(new Position(blocks.size(), last.end(), Map.copyOf(own), last.last()));
        }

        @Override
        public void commit(Block block) {
            if (blocks.size() == failAfter) {
                throw new ResourceException("the disk is full");
            }
            blocks.add(block);
            own.putAll(block.own());
        }

        @Override
        public OwnStates ownStates(String trial) {
            return states;
        }

        TrainedModel model() {
            return blocks.get(blocks.size() - 1).conclusion().model();
        }

        <R extends Row> List<R> rows(Class<R> type) {
            return blocks.stream()
                    .flatMap(block -> block.rows().stream())
                    .filter(type::isInstance)
                    .map(type::cast)
                    .toList();
        }

        List<Integer> rounds() {
            return rows(RoundRow.class).stream().map(RoundRow::round).toList();
        }
    }

    private static final class MemoryStates implements OwnStates {

        private static final long serialVersionUID = 1L;

        private final List<byte[]> versions = new ArrayList<>();

        @Override
        public Vectors read(OwnRef ref) {
            return Vectors.fromBytes(versions.get((int) ref.offset()));
        }

        @Override
        public Writer writer() {
            return new Writer() {
                @Override
                public OwnRef write(Vectors state) {
                    versions.add(state.toBytes());
                    return new OwnRef("memory", versions.size() - 1, 0);
                }

                @Override
                public void close() {}
            };
        }
    }
}
