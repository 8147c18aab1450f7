package dev.starling.episodes.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.data.Draws;
import dev.starling.engine.PlannedUnit;
import dev.starling.engine.Program;
import dev.starling.engine.Seed;
import dev.starling.engine.State;
import dev.starling.engine.TrainedModel;
import dev.starling.engine.Unit;
import dev.starling.engine.UnitRunner;
import dev.starling.engine.Vectors;
import dev.starling.engine.Worker;
import dev.starling.episodes.Episode;
import dev.starling.episodes.EpisodeLearner;
import dev.starling.episodes.EpisodeRow;
import dev.starling.episodes.EpisodicProgram;
import dev.starling.episodes.NetworkRecipe;
import dev.starling.episodes.OuterOptimizer;
import dev.starling.episodes.Samples;
import dev.starling.episodes.Split;
import dev.starling.episodes.StepSize;
import dev.starling.episodes.Study;
import dev.starling.episodes.task.EpisodeSizes;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Layout;
import dev.starling.nn.Network;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProtoNetTest {
    private static final int FILTERS = 4;
    private static final Clouds TASKS =
            new Clouds(new EpisodeSizes(new EpisodeSizes.Size(6, 2, 3), new EpisodeSizes.Size(4, 1, 5)), 0.5);
    private static final ProtoNet METHOD = method(FILTERS, 0.001);
    private static final EpisodicProgram PROGRAM = program(METHOD, 3);

    private static ProtoNet method(int filters, double learningRate) {
        return new ProtoNet(
                "protonet",
                new NetworkRecipe("conv4", TASKS.inputShape(), 4, List.of(), filters, NetworkRecipe.Initialization.HE),
                new OuterOptimizer.Adam(new StepSize.Constant(learningRate), 0.9, 0.999, 1e-8),
                0.1);
    }

    private static EpisodicProgram program(ProtoNet method, int iterations) {
        return new EpisodicProgram(
                method,
                new Study(
                        TASKS,
                        method.recipe(),
                        iterations,
                        2,
                        new Study.Validation(0, 4),
                        new Study.Evaluation(20, 0, 0),
                        0.5,
                        true),
                1);
    }

    @Test
    void shuffledSupportLabelsTellNothing() {
        int episodes = 400;
        double sum = 0;
        try (Scope root = Scope.open();
                EpisodeLearner learner = METHOD.open(root)) {
            Vectors state = METHOD.seen(PROGRAM.initial().vectors());
            for (int i = 0; i < episodes; i++) {
                Episode episode = TASKS.draw(TASKS.spec(Split.TEST.firstIndex() + i, 0));
                int[] labels = Draws.permutation(4, Seed.of(i).child("labels").random());
                Episode shuffled = new Episode(
                        episode.spec(),
                        Samples.ofClasses(episode.support().inputs(), labels),
                        episode.query(),
                        episode.classIds(),
                        episode.examplesHash());
                try (Scope scope = root.child()) {
                    List<Double> accuracy =
                            learner.test(scope, shuffled, state, Seed.of(i)).queryAccuracy();
                    sum += accuracy.get(accuracy.size() - 1);
                }
            }
        }
        // A permutation leaves each class its place with a chance of a quarter; the mean of 400 spreads by 0.02.
        assertThat(sum / episodes).isCloseTo(0.25, within(0.07));
    }

    @Test
    void runningStatisticsAreWhatASlowLoopFindsInTheActivations() {
        State state = PROGRAM.initial();
        double[] expected = widened(state.vectors().floats(ProtoNet.STATISTICS));
        assertThat(expected).containsOnly(0, 1);

        for (int iteration = 0; iteration < 3; iteration++) {
            double[] first = batch(state, 2 * iteration);
            double[] second = batch(state, 2 * iteration + 1);
            for (int i = 0; i < FILTERS * 2; i++) {
                expected[i] += 0.1 * ((first[i] + second[i]) / 2 - expected[i]);
            }
            state = round(PROGRAM, state, false, new ArrayList<>());
        }

        float[] actual = state.vectors().floats(ProtoNet.STATISTICS);
        for (int i = 0; i < FILTERS * 2; i++) {
            assertThat((double) actual[i]).as("statistic %s", i).isCloseTo(expected[i], within(1e-6));
        }
    }

    /** Mean and unbiased variance of what the first convolution gives for an episode's examples, by loops. */
    private static double[] batch(State state, long index) {
        Episode episode = TASKS.draw(TASKS.spec(index, PROGRAM.seed()));
        float[] parameters = state.vectors().floats(OuterOptimizer.MODEL);
        double[] sums = new double[FILTERS];
        double[] squares = new double[FILTERS];
        int positions = 0;
        for (float[] inputs :
                List.of(episode.support().inputs(), episode.query().inputs())) {
            for (int at = 0; at < inputs.length; at++) {
                positions++;
                for (int c = 0; c < FILTERS; c++) {
                    double value = convolved(parameters, inputs, at, c);
                    sums[c] += value;
                    squares[c] += value * value;
                }
            }
        }
        double[] result = new double[2 * FILTERS];
        for (int c = 0; c < FILTERS; c++) {
            result[c] = sums[c] / positions;
            result[FILTERS + c] = (squares[c] - sums[c] * sums[c] / positions) / (positions - 1);
        }
        return result;
    }

    private static double convolved(float[] parameters, float[] inputs, int at, int channel) {
        int side = Clouds.SIDE;
        int row = at / side % side;
        int column = at % side;
        double sum = 0;
        for (int i = -1; i <= 1; i++) {
            for (int j = -1; j <= 1; j++) {
                if (row + i >= 0 && row + i < side && column + j >= 0 && column + j < side) {
                    sum += (double) inputs[at + i * side + j] * parameters[((i + 1) * 3 + j + 1) * FILTERS + channel];
                }
            }
        }
        return sum + parameters[9 * FILTERS + channel];
    }

    @Test
    void theOrderOfEpisodesChangesNoBit() {
        List<EpisodeRow> rows = new ArrayList<>();
        List<EpisodeRow> reversedRows = new ArrayList<>();

        State end = end(PROGRAM, false, rows);
        State reversed = end(PROGRAM, true, reversedRows);

        assertThat(reversed.vectors().sha256()).isEqualTo(end.vectors().sha256());
        assertThat(reversedRows).usingRecursiveFieldByFieldElementComparator().isEqualTo(rows);
    }

    @Test
    void learnsToTellPatternsApart() {
        EpisodicProgram program = program(method(16, 0.01), 60);
        List<EpisodeRow> rows = new ArrayList<>();

        Map<String, Double> metrics =
                program.conclude(end(program, false, rows)).metrics();

        assertThat(rows).hasSize(60 * 2 + 4 + 20);
        assertThat(metrics.get("accuracy.test.last")).isGreaterThan(0.9);
    }

    @Test
    void theStoredModelHasItsStatisticsBehindItsParameters() {
        Vectors state = METHOD.initial(Seed.of(1));

        TrainedModel model = METHOD.model(METHOD.seen(state));

        Layout layout = Layout.fromJson(model.layoutJson());
        assertThat(layout.size()).isEqualTo(model.parameters().length);
        Layout.Entry last = layout.entries().get(layout.entries().size() - 1);
        assertThat(last.name()).isEqualTo("norm4/variance");
        assertThat(model.parameters()[last.offset()]).isOne();
        assertThat(model.network()).isEqualTo("conv4 embedding 16x16x1-4");
    }

    @Test
    void aQuerysPredictionDoesNotDependOnTheOthers() {
        Network network = METHOD.recipe().embedding();
        Episode episode = TASKS.draw(TASKS.spec(Split.TEST.firstIndex(), 0));
        State state = end(PROGRAM, false, new ArrayList<>());
        try (Scope scope = Scope.open()) {
            Tensor parameters = tensor(scope, state.vectors().floats(OuterOptimizer.MODEL));
            Tensor statistics = tensor(scope, state.vectors().floats(ProtoNet.STATISTICS));
            Tensor membership = Prototypes.membership(scope, episode.support(), 4);
            Tensor support = scope.tensor(episode.support().inputs(), 4, 16, 16, 1);
            Tensor query = scope.tensor(episode.query().inputs(), 20, 16, 16, 1);
            Prediction prediction = new Prediction(network);

            float[] all = prediction
                    .apply(List.of(parameters, membership, support, query, statistics))
                    .get(0)
                    .toFloats();
            float[] alone = prediction
                    .apply(List.of(parameters, membership, support, query.slice(0, 7, 8), statistics))
                    .get(0)
                    .toFloats();

            for (int c = 0; c < 4; c++) {
                // A convolution's sums may run in another order in another batch.
                assertThat((double) alone[c]).isCloseTo(all[7 * 4 + c], within(1e-4 * Math.abs(all[7 * 4 + c])));
            }
        }
    }

    private static Tensor tensor(Scope scope, float... values) {
        return scope.tensor(values, values.length);
    }

    private static State end(Program program, boolean reversed, List<EpisodeRow> rows) {
        State state = program.initial();
        while (!program.plan(state).isEmpty()) {
            state = round(program, state, reversed, rows);
        }
        return state;
    }

    private static State round(Program program, State state, boolean reversed, List<EpisodeRow> rows) {
        Map<String, Long> weights = new TreeMap<>();
        List<PlannedUnit> units = new ArrayList<>();
        for (Unit unit : program.plan(state)) {
            weights.merge(unit.kind(), unit.weight(), Math::addExact);
            units.add(new PlannedUnit(unit.kind(), unit.group(), unit.key(), unit.weight(), null));
        }
        if (reversed) {
            Collections.reverse(units);
        }
        try (Worker worker = program.open()) {
            var part = UnitRunner.run(
                    worker,
                    program.seen(state),
                    weights,
                    units,
                    unit -> program.inputs().load(unit.group(), unit.key()),
                    null);
            part.rows().forEach(row -> rows.add((EpisodeRow) row));
            return program.advance(state, part.results()).state();
        }
    }

    private static double[] widened(float... values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
