package dev.starling.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TogetherTest {

    /** Longer than what travels with the message. */
    private static final int LONG = 5000;

    @ParameterizedTest(name = "{0} peers, {1} elements")
    @CsvSource({"1, 3", "2, 3", "3, 3", "4, 3", "1, 5000", "2, 5000", "3, 5000", "4, 5000"})
    void theWholeIsThatOfOneProcess(int count, int size) throws Exception {
        RoundRequest request = request(size);
        Partial expected = run(request, request.units());
        InMemoryPeers peers = new InMemoryPeers(count);

        List<Partial> wholes = peers.run(rank -> Together.combine(request, run(request, share(request, rank)), rank));

        for (Partial whole : wholes) {
            assertThat(whole.results().sum("train").mean("w"))
                    .isEqualTo(expected.results().sum("train").mean("w"));
            assertThat(whole.results().sum("train").average("n"))
                    .isEqualTo(expected.results().sum("train").average("n"));
            assertThat(whole.results().sum("evaluate").total("score"))
                    .isEqualTo(expected.results().sum("evaluate").total("score"));
            assertThat(counts(whole)).isEqualTo(counts(expected));
            assertThat(whole.sumBytes()).isEqualTo(expected.sumBytes());
            assertThat(whole.results().gathered("mean").keySet())
                    .isEqualTo(expected.results().gathered("mean").keySet());
            assertThat(whole.own().keySet()).isEqualTo(expected.own().keySet());
        }
        assertThat(wholes.get(0).rows()).isEqualTo(expected.rows());
        assertThat(peers.sums()).as("sums of arrays").isEqualTo(count > 1 && size == LONG ? count : 0);
    }

    @Test
    void aPeerWithoutUnitsGetsWhatTheOthersSummed() throws Exception {
        RoundRequest request = request(LONG);
        Partial expected = run(request, request.units());
        List<Partial> wholes = InMemoryPeers.all(
                3,
                peers -> Together.combine(
                        request, run(request, peers.rank() == 1 ? request.units() : List.of()), peers));
        assertThat(wholes)
                .allSatisfy(whole -> assertThat(whole.results().sum("train").mean("w"))
                        .isEqualTo(expected.results().sum("train").mean("w")));
        assertThat(wholes.get(0).rows()).isEqualTo(expected.rows());
    }

    @Test
    void peersThatPlannedDifferentRoundsAreRefused() {
        assertThatThrownBy(() -> InMemoryPeers.all(2, peers -> {
                    RoundRequest request = request(3, 10 + 50 * peers.rank());
                    return Together.combine(request, run(request, request.units()), peers);
                }))
                .hasCauseInstanceOf(ResourceException.class)
                .hasMessageContaining("executors planned different rounds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"order", "key", "weight", "own"})
    void peersThatPlannedDifferentUnitsAreRefused(String different) {
        assertThatThrownBy(() -> InMemoryPeers.all(2, peers -> {
                    RoundRequest request = peers.rank() == 0 ? request(3) : changed(request(3), different);
                    return Together.combine(request, run(request, share(request(3), peers)), peers);
                }))
                .hasCauseInstanceOf(ResourceException.class)
                .hasMessageContaining("executors planned different units for round 7: of the 35 units here");
    }

    private static RoundRequest changed(RoundRequest request, String what) {
        List<PlannedUnit> units = new ArrayList<>(request.units());
        switch (what) {
            case "order" -> Collections.swap(units, 0, 2);
            case "key" -> units.set(0, new PlannedUnit("train", "client", 99, 1, null));
            case "weight" -> units.set(0, new PlannedUnit("train", "client", 0, 2, null));
            default -> units.set(0, new PlannedUnit("train", "client", 0, 1, new OwnRef("file", 0, 8)));
        }
        return new RoundRequest(request.run(), request.trial(), 0, null, request.state(), units, request.ownStates());
    }

    @Test
    void aUnitThatTwoPeersComputedIsRefused() {
        RoundRequest request = request(3);
        assertThatThrownBy(() ->
                        InMemoryPeers.all(2, peers -> Together.combine(request, run(request, request.units()), peers)))
                .hasCauseInstanceOf(ResourceException.class)
                .hasMessageContaining("client 0 left two own states in a round");
    }

    @Test
    void vectorsOfDifferentLengthsAreRefused() {
        assertThatThrownBy(() -> InMemoryPeers.all(2, peers -> {
                    RoundRequest request = request(3 + peers.rank());
                    return Together.combine(request, run(request, request.units()), peers);
                }))
                .hasCauseInstanceOf(ResourceException.class)
                .hasMessageContainingAll("different lengths", "'w' of kind 'train'", "3", "4");
    }

    private static List<PlannedUnit> share(RoundRequest request, Peers peers) {
        List<PlannedUnit> mine = new ArrayList<>();
        for (PlannedUnit unit : request.units()) {
            // The last peer alone evaluates: the others hold no such array.
            boolean here = unit.kind().equals("evaluate")
                    ? peers.rank() == peers.count() - 1
                    : unit.key() % peers.count() == peers.rank();
            if (here) {
                mine.add(unit);
            }
        }
        return mine;
    }

    private static List<List<Long>> counts(Partial partial) {
        return partial.sums().stream()
                .map(sum -> List.of(sum.weight(), (long) sum.units(), (long) sum.diverged()))
                .toList();
    }

    private static RoundRequest request(int size) {
        return request(size, 17);
    }

    private static RoundRequest request(int size, int units) {
        List<PlannedUnit> planned = new ArrayList<>();
        for (int key = 0; key < units; key++) {
            planned.add(new PlannedUnit("train", "client", key, 1 + key % 5, null));
            planned.add(new PlannedUnit("mean", "client", key, 1, null));
        }
        planned.add(new PlannedUnit("evaluate", "slice", 0, 1, null));
        State state = new State(7, Vectors.empty().with("size", size), Vectors.empty());
        return new RoundRequest("run", "trial", 0, null, state, planned, new Numbered());
    }

    private static Partial run(RoundRequest request, List<PlannedUnit> units) {
        return UnitRunner.run(
                TogetherTest::unit,
                request.state(),
                request.plannedWeights(),
                units,
                unit -> null,
                request.ownStates());
    }

    private static Outcome unit(Unit unit, Object input, State state, Vectors own) {
        double x = Seed.of(3).child(unit.key()).random().nextGaussian();
        Row row = new MetricRow(unit.kind(), x);
        return switch (unit.kind()) {
            case "mean" -> Outcome.gather(Vectors.empty().with("x", x), row);
            case "evaluate" -> Outcome.of(Contribution.start().total("score", x), row);
            default -> {
                float[] w = new float[(int) state.vectors().number("size")];
                for (int i = 0; i < w.length; i++) {
                    w[i] = unit.key() == 4 ? Float.NaN : (float) (x + i);
                }
                yield Outcome.of(Contribution.start().mean("w", w).total("n", 1), row)
                        .keeping(Vectors.empty().with("x", x));
            }
        };
    }

    /** Keeps nothing, and says where it would lie. */
    private record Numbered() implements OwnStates {

        private static final long serialVersionUID = 1L;

        @Override
        public Vectors read(OwnRef ref) {
            return Vectors.empty();
        }

        @Override
        public Writer writer() {
            return new Writer() {
                @Override
                public OwnRef write(Vectors state) {
                    return new OwnRef("file", (long) state.number("x"), 8);
                }

                @Override
                public void close() {}
            };
        }
    }

    @Test
    void nobodyElseMeansNothingToExchange() {
        RoundRequest request = request(3);
        Partial mine = run(request, request.units());
        assertThat(Together.combine(request, mine, Peers.alone())).isSameAs(mine);
        assertThat(Peers.alone().gather(new byte[] {1})).hasSize(1);
        assertThat(Peers.alone().rank()).isZero();
    }
}
