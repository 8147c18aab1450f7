package dev.starling.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BlockBytesTest {

    private static final State STATE = new State(
            6,
            Vectors.empty().with("w", new float[] {1.5f, Float.MIN_VALUE}).with("rate", 0.1),
            Vectors.empty().with("bank", new double[] {-0.0, 3}));

    private static final Map<OwnKey, OwnRef> OWN = Map.of(new OwnKey("client", 3), new OwnRef("file", 16, 8));

    @Test
    void aBlockThatEndsItsTrialComesBackAsItWas() {
        Conclusion conclusion =
                new Conclusion(new TrainedModel("mlp", "{}", new float[] {2, 3}), Map.of("accuracy.final", 0.5));
        Block block = new Block(
                "fedavg-seed0",
                4,
                List.of(new MetricRow("a", 1), new MetricRow("b", Double.NaN)),
                STATE,
                OWN,
                conclusion);

        Block back = Block.fromBytes(block.toBytes());

        assertThat(back.trial()).isEqualTo("fedavg-seed0");
        assertThat(back.index()).isEqualTo(4);
        assertThat(back.rows()).isEqualTo(block.rows());
        assertThat(back.end().sha256()).isEqualTo(STATE.sha256());
        assertThat(back.own()).isEqualTo(OWN);
        assertThat(back.conclusion().metrics()).isEqualTo(conclusion.metrics());
        assertThat(back.conclusion().model().network()).isEqualTo("mlp");
        assertThat(back.conclusion().model().stateHash())
                .isEqualTo(conclusion.model().stateHash());
    }

    @Test
    void aBlockInMidTrialHasNoConclusion() {
        Block back = Block.fromBytes(new Block("t", 0, List.of(), STATE, Map.of(), null).toBytes());
        assertThat(back.last()).isFalse();
        assertThat(back.rows()).isEmpty();
    }

    @Test
    void statesThatDifferInABitHaveOtherHashes() {
        State other = new State(6, STATE.vectors(), Vectors.empty().with("bank", new double[] {0.0, 3}));
        assertThat(other.sha256()).isNotEqualTo(STATE.sha256());
        assertThat(STATE.next(STATE.vectors()).sha256()).isNotEqualTo(STATE.sha256());
    }

    @Test
    void roundsThatHaveTravelledAreTheSame() {
        Trial trial = new Trial("t", "setting", 1, new Counting(8));
        BlockRun rounds = new BlockRun(
                "run",
                trial,
                2,
                3,
                STATE,
                new TreeMap<>(OWN),
                OwnStates.none(),
                "resident",
                Progress.silent(),
                () -> 0);
        Block expected = rounds.named("spark").compute(new InProcessExchange()::run);

        BlockRun back = BlockRun.fromBytes(rounds.named("spark").toBytes(), trial, Progress.silent(), () -> 0);

        assertThat(back.run()).isEqualTo("run");
        assertThat(back.index()).isEqualTo(2);
        Block block = back.compute(new InProcessExchange()::run);
        assertThat(block.rows()).isEqualTo(expected.rows());
        assertThat(block.rows())
                .filteredOn(RoundRow.class::isInstance)
                .hasSize(2)
                .allSatisfy(row -> assertThat(((RoundRow) row).exchange()).isEqualTo("spark"));
        assertThat(block.end().sha256()).isEqualTo(expected.end().sha256());
        assertThat(block.last()).isTrue();
    }

    /** Counts rounds up to a number. */
    private record Counting(int rounds) implements Program, Inputs {

        private static final long serialVersionUID = 1L;

        @Override
        public State initial() {
            return STATE;
        }

        @Override
        public Inputs inputs() {
            return this;
        }

        @Override
        public List<Unit> plan(State state) {
            return state.round() < rounds ? List.of(new Unit("count", "client", 2, 1)) : List.of();
        }

        @Override
        public Worker open() {
            return (unit, input, state, own) -> Outcome.of(Contribution.start().total("n", 1));
        }

        @Override
        public Advance advance(State state, Results results) {
            double n = results.sum("count").total("n")[0];
            return new Advance(state.next(state.vectors().with("n", n + state.round())), List.of());
        }

        @Override
        public Conclusion conclude(State end) {
            return new Conclusion(new TrainedModel("none", "{}", new float[0]), Map.of());
        }

        @Override
        public String id() {
            return "counting";
        }

        @Override
        public List<InputGroup> groups() {
            return List.of(new InputGroup("client", 4, false));
        }

        @Override
        public java.io.Serializable load(String group, long key) {
            return "";
        }
    }
}
