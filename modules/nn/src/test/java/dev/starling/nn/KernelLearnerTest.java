package dev.starling.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.kernel.Conv2dSpec;
import dev.starling.kernel.DType;
import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.kernel.Updates;
import dev.starling.nn.Objective.Taylor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelLearnerTest {
    private static final int BATCH = 4;

    private static Network pooledConvolution() {
        return LayeredNetwork.builder("pooled", 6, 6, 2)
                .convolution(3, 1, 3, Stage.Activation.TANH)
                .maxPool(2)
                .dense(5, Stage.Activation.TANH)
                .outputs(4);
    }

    /** Without pooling: a displacement that changes a maximum's place makes a finite difference wrong by as much as it likes. */
    private static Network convolutionWithoutPooling() {
        return LayeredNetwork.builder("conv", 5, 5, 2)
                .convolution(3, 1, 3, Stage.Activation.TANH)
                .convolution(3, 0, 4, Stage.Activation.TANH)
                .outputs(4);
    }

    private static Network normalizedConvolution() {
        return LayeredNetwork.builder("normalized", 5, 5, 2)
                .normalizedConvolution(3, Conv2dSpec.of(1, 1), 3, Stage.Activation.TANH)
                .normalizedConvolution(3, Conv2dSpec.of(1, 0), 4, Stage.Activation.TANH)
                .outputs(4);
    }

    private static Network smoothMlp() {
        return Networks.tanhMlp(new int[] {6}, 4, 7, 5);
    }

    static Stream<Arguments> differentiableNetworksAndSeeds() {
        return Stream.of(smoothMlp(), pooledConvolution(), convolutionWithoutPooling(), normalizedConvolution())
                .flatMap(network -> Stream.of(1L, 2L, 3L).map(seed -> Arguments.of(network, seed)));
    }

    static Stream<Arguments> smoothNetworksAndSeeds() {
        return Stream.of(smoothMlp(), convolutionWithoutPooling())
                .flatMap(network -> Stream.of(1L, 2L, 3L).map(seed -> Arguments.of(network, seed)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("differentiableNetworksAndSeeds")
    void theGradientOfBothTermsIsWhatCentralDifferencesOfTheLossSay(Network network, long seed) {
        try (Scope scope = Scope.open()) {
            Case given = new Case(scope, network, DType.FLOAT64, seed);
            Objective objective = given.mixed(0.3);

            double[] gradient = given.learner
                    .gradient(scope, given.parameters, objective, Dropout.none())
                    .gradient()
                    .toDoubles();

            double[] expected = given.differences(objective);
            assertThat(relativeError(gradient, expected)).as("seed %d", seed).isLessThan(1e-5);
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("smoothNetworksAndSeeds")
    void theExactTaylorGradientAgreesWithTheFiniteDifferenceInFloat64(Network network, long seed) {
        assertThat(strategiesDiffer(network, DType.FLOAT64, seed)).isLessThan(1e-4);
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("smoothNetworksAndSeeds")
    void theExactTaylorGradientAgreesWithTheFiniteDifferenceInFloat32(Network network, long seed) {
        assertThat(strategiesDiffer(network, DType.FLOAT32, seed)).isLessThan(1e-2);
    }

    private static double strategiesDiffer(Network network, DType dtype, long seed) {
        try (Scope scope = Scope.open()) {
            Case given = new Case(scope, network, dtype, seed);
            Objective plain = given.plain();
            Objective mixed = given.mixed(1);
            Tensor exact = given.gradient(mixed).sub(given.gradient(plain));
            Tensor differences = scope.zeros(dtype, network.layout().size());

            CentralDifference.accumulate(scope, given.x, mixed.taylor().orElseThrow(), (x, targets, factor) -> {
                LossAndGradient pass = given.learner.gradient(
                        scope, given.parameters, Objective.crossEntropy(x, targets), Dropout.none());
                Updates.axpy(differences, factor, pass.gradient());
                return pass.loss();
            });

            return relativeError(exact.toDoubles(), differences.toDoubles());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aCoefficientOfZeroGivesTheBitsOfThePlainObjective(long seed) {
        try (Scope scope = Scope.open()) {
            Case given = new Case(scope, Networks.leNet5(new int[] {28, 28, 1}, 10), DType.FLOAT32, seed);

            LossAndGradient plain = given.learner.gradient(scope, given.parameters, given.plain(), Dropout.none());
            LossAndGradient zero = given.learner.gradient(scope, given.parameters, given.mixed(0), Dropout.none());

            assertThat(zero.loss()).isEqualTo(plain.loss());
            assertThat(zero.gradient().toFloats()).isEqualTo(plain.gradient().toFloats());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 32})
    void theTaylorTermIsTheMeanOfItsSingleExamples(int batch) {
        Network network = smoothMlp();
        try (Scope scope = Scope.open()) {
            Case given = new Case(scope, network, DType.FLOAT64, 5, batch);
            double whole = given.loss(given.mixed(0.2)) - given.loss(given.plain());

            double mean = 0;
            for (int i = 0; i < batch; i++) {
                Tensor x = given.x.slice(0, i, i + 1);
                Tensor targets = given.targets.slice(0, i, i + 1);
                Objective plain = Objective.crossEntropy(x, targets);
                Objective mixed = plain.with(new Taylor(0.2, given.direction, given.labels.slice(0, i, i + 1)));
                mean += (given.loss(mixed) - given.loss(plain)) / batch;
            }

            assertThat(whole).isCloseTo(mean, within(1e-6 * Math.abs(mean)));
        }
    }

    @Test
    void directionsMayDifferByExample() {
        try (Scope scope = Scope.open()) {
            Case given = new Case(scope, smoothMlp(), DType.FLOAT64, 6);
            Tensor each = given.direction.broadcastTo(BATCH, 6);
            Objective shared = given.mixed(0.4);
            Objective own = given.plain().with(new Taylor(0.4, each, given.labels));

            assertThat(given.loss(own)).isCloseTo(given.loss(shared), within(1e-12));
            assertThat(relativeError(
                            given.gradient(own).toDoubles(),
                            given.gradient(shared).toDoubles()))
                    .isLessThan(1e-12);
        }
    }

    /** The number anchor of fedmix.md 15.1.4: softmax regression whose bias is zero. */
    @Test
    void aHandComputedFedMixLossAndGradientComeOut() {
        double[] weights = {1, -.5, .25, .5, 1, -1, 0, 0, 0};
        double lambda = .1;
        double coefficient = lambda * (1 - lambda);
        Network network = Networks.softmaxRegression(new int[] {2}, 3);
        KernelLearner learner = new KernelLearner(network);
        try (Scope scope = Scope.open()) {
            Tensor parameters = scope.tensor(weights, 9);
            Tensor x = scope.tensor(new double[] {1, 2, -1, .5}, 2, 2).mul(1 - lambda);
            Tensor labels = scope.tensor(new double[] {1, 0, 0, 0, 0, 1}, 2, 3);
            Tensor mean = scope.tensor(new double[] {.25, .5, .25}, 1, 3);
            Tensor targets = labels.mul(1 - lambda).add(mean.mul(lambda));
            Tensor direction = scope.tensor(new double[] {.5, -.25}, 1, 2);
            Objective plain = Objective.crossEntropy(x, targets);

            double plainLoss =
                    learner.gradient(scope, parameters, plain, Dropout.none()).loss();
            LossAndGradient mixed = learner.gradient(
                    scope, parameters, plain.with(new Taylor(coefficient, direction, labels)), Dropout.none());
            LossAndGradient wide = learner.gradient(
                    scope, parameters, plain.with(new Taylor(lambda, direction, labels)), Dropout.none());
            LossAndGradient legacy = learner.gradient(
                    scope, parameters, plain.with(new Taylor(coefficient / 2, direction, labels)), Dropout.none());

            assertThat(plainLoss).isCloseTo(1.0959128175 + .1358305908, within(1e-9));
            assertThat(mixed.loss()).isCloseTo(1.1888798763, within(1e-9));
            assertThat(wide.loss()).isCloseTo(1.1841172616, within(1e-9));
            assertThat(legacy.loss()).isCloseTo(1.2103116423, within(1e-9));
            double[] expected = {-.20304776, -.12314599, .32619375, -.24598182, .41348646, -.16750464};
            for (int i = 0; i < expected.length; i++) {
                assertThat(mixed.gradient().toDoubles()[i]).isCloseTo(expected[i], within(1e-8));
            }
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("differentiableNetworksAndSeeds")
    void pushingADirectionOnceForAllGivesWhatForwardModeGives(Network network, long seed) {
        try (Scope scope = Scope.open()) {
            Case given = new Case(scope, network, DType.FLOAT64, seed);
            Tensor x = scope.variable(given.x);
            Tensor logits = network.logits(given.parameters, x, Dropout.none());
            Tensor expected =
                    Derivatives.jvp(logits, List.of(x), List.of(given.direction.broadcastTo(given.x.shape())));

            Network.Pushed pushed = network.push(
                    scope.variable(given.parameters), scope.constant(given.x), given.direction, Dropout.none());

            assertThat(pushed.logits().toDoubles()).isEqualTo(logits.toDoubles());
            assertThat(relativeError(pushed.tangent().toDoubles(), expected.toDoubles()))
                    .isLessThan(1e-13);
        }
    }

    @Test
    void aStepReturnsItsMemory() {
        try (Scope root = Scope.open()) {
            Case given = new Case(root, pooledConvolution(), DType.FLOAT32, 8);
            long before = root.bytesInUse();
            for (int i = 0; i < 3; i++) {
                try (Scope step = root.child()) {
                    given.learner.gradient(step, given.parameters, given.mixed(0.1), Dropout.none());
                }
                assertThat(root.bytesInUse()).isEqualTo(before);
            }
        }
    }

    @Test
    void theInputGradientIsTheInnerProductThatTheTaylorTermNames() {
        try (Scope scope = Scope.open()) {
            Case given = new Case(scope, smoothMlp(), DType.FLOAT64, 9);
            Tensor x = scope.variable(given.x);
            Tensor logits = smoothMlp().logits(given.parameters, x, Dropout.none());
            Tensor loss = Losses.crossEntropy(logits, given.labels);
            // Each row of the mean loss's input gradient carries 1/B: the sum over rows is the mean of inner products.
            double expected = Derivatives.gradient(loss, List.of(x))
                    .get(0)
                    .mul(given.direction)
                    .sum()
                    .item();

            double term = given.loss(given.mixed(1)) - given.loss(given.plain());

            assertThat(term).isCloseTo(expected, within(1e-10));
        }
    }

    @Test
    void theSameMasksServeAllPassesOfAStep() {
        Network network = LayeredNetwork.builder("dropping", 6)
                .dense(20, Stage.Activation.TANH)
                .dropout(0.5)
                .outputs(4);
        try (Scope scope = Scope.open()) {
            Case given = new Case(scope, network, DType.FLOAT32, 10);
            Dropout masks = Dropout.seeded(new SplittableRandom(3));

            LossAndGradient first = given.learner.gradient(scope, given.parameters, given.plain(), masks);
            LossAndGradient again = given.learner.gradient(scope, given.parameters, given.plain(), masks);
            LossAndGradient seeded = given.learner.gradient(
                    scope, given.parameters, given.plain(), Dropout.seeded(new SplittableRandom(3)));
            LossAndGradient other = given.learner.gradient(
                    scope, given.parameters, given.plain(), Dropout.seeded(new SplittableRandom(4)));

            assertThat(again.gradient().toFloats()).isEqualTo(first.gradient().toFloats());
            assertThat(seeded.gradient().toFloats()).isEqualTo(first.gradient().toFloats());
            assertThat(other.gradient().toFloats())
                    .isNotEqualTo(first.gradient().toFloats());
        }
    }

    static Stream<Network> descendedNetworks() {
        Network dropping = LayeredNetwork.builder("dropping", 70)
                .dense(133, Stage.Activation.RELU)
                .dropout(0.5)
                .dense(80, Stage.Activation.RELU)
                .outputs(10);
        return Stream.of(smoothMlp(), pooledConvolution(), normalizedConvolution(), dropping);
    }

    @ParameterizedTest
    @MethodSource("descendedNetworks")
    void aDescentHasTheBitsOfTheGradientAndAnUpdate(Network network) {
        for (double coefficient : new double[] {0, 0.2}) {
            try (Scope root = Scope.open()) {
                Case given = new Case(root, network, DType.FLOAT32, 11, 12);
                Tensor expected = root.copy(given.parameters);
                Tensor moved = root.zeros(DType.FLOAT32, expected.size());
                Tensor from = given.parameters;
                for (int i = 0; i < 3; i++) {
                    try (Scope step = root.child()) {
                        LossAndGradient result =
                                given.learner.gradient(step, expected, given.mixed(coefficient), seeded(i));
                        Updates.axpy(expected, -0.1, result.gradient());
                        double loss =
                                given.learner.descend(step, from, moved, given.mixed(coefficient), seeded(i), 0.1);
                        assertThat(loss).isEqualTo(result.loss());
                        assertThat(moved.toFloats()).isEqualTo(expected.toFloats());
                    }
                    from = moved;
                }
            }
        }
    }

    private static Dropout seeded(int step) {
        return Dropout.seeded(new SplittableRandom(step));
    }

    @Test
    void learnsToSeparateTwoClouds() {
        Network network = Networks.mlp(new int[] {2}, 2, 8);
        KernelLearner learner = new KernelLearner(network);
        SplittableRandom random = new SplittableRandom(4);
        float[] x = new float[40];
        float[] targets = new float[40];
        int[] labels = new int[20];
        for (int i = 0; i < 20; i++) {
            labels[i] = i % 2;
            x[2 * i] = (float) (random.nextDouble() + labels[i]);
            x[2 * i + 1] = (float) (random.nextDouble() - 1.5 * labels[i]);
            targets[2 * i + labels[i]] = 1;
        }
        try (Scope root = Scope.open()) {
            Tensor parameters =
                    root.tensor(network.initial(random), network.layout().size());
            Sgd sgd = new Sgd(root, 0.9, 0);
            for (int step = 0; step < 100; step++) {
                try (Scope scope = root.child()) {
                    Objective objective = Objective.crossEntropy(scope.tensor(x, 20, 2), scope.tensor(targets, 20, 2));
                    sgd.step(
                            parameters,
                            learner.gradient(scope, parameters, objective, Dropout.none())
                                    .gradient(),
                            0.1);
                }
            }

            Score score = Classification.score(learner.logits(root, parameters, root.tensor(x, 20, 2)), labels);

            assertThat(score.correct()).isEqualTo(20);
            assertThat(score.loss()).isLessThan(0.1);
        }
    }

    private static double relativeError(double[] actual, double[] expected) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < actual.length; i++) {
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            size += expected[i] * expected[i];
        }
        return Math.sqrt(difference / size);
    }

    /** A network with seeded parameters, a batch, soft targets, a direction and labels. */
    private static final class Case {
        final Scope scope;
        final KernelLearner learner;
        final Tensor parameters;
        final Tensor x;
        final Tensor targets;
        final Tensor direction;
        final Tensor labels;

        Case(Scope scope, Network network, DType dtype, long seed) {
            this(scope, network, dtype, seed, BATCH);
        }

        Case(Scope scope, Network network, DType dtype, long seed, int batch) {
            this.scope = scope;
            learner = new KernelLearner(network);
            int[] shape = network.inputShape();
            int features = Shapes.size(shape);
            int classes = network.outputs();
            parameters = TestData.tensor(
                    scope,
                    dtype,
                    network.initial(new SplittableRandom(seed)),
                    network.layout().size());
            x = TestData.tensor(
                    scope, dtype, TestData.uniform(seed + 100, batch * features), Shapes.batched(batch, shape));
            targets = TestData.tensor(scope, dtype, TestData.softLabels(seed + 200, batch, classes), batch, classes);
            direction = TestData.tensor(scope, dtype, TestData.uniform(seed + 300, features), Shapes.batched(1, shape));
            labels = TestData.tensor(scope, dtype, TestData.oneHot(seed + 400, batch, classes), batch, classes);
        }

        Objective plain() {
            return Objective.crossEntropy(x, targets);
        }

        Objective mixed(double coefficient) {
            return plain().with(new Taylor(coefficient, direction, labels));
        }

        Tensor gradient(Objective objective) {
            return learner.gradient(scope, parameters, objective, Dropout.none())
                    .gradient();
        }

        double loss(Objective objective) {
            return learner.gradient(scope, parameters, objective, Dropout.none())
                    .loss();
        }

        /** Central differences of the loss; 1e-5 balances truncation and rounding in float64. */
        double[] differences(Objective objective) {
            double step = 1e-5;
            double[] point = parameters.toDoubles();
            double[] result = new double[point.length];
            for (int i = 0; i < point.length; i++) {
                result[i] = (lossAt(objective, point, i, step) - lossAt(objective, point, i, -step)) / (2 * step);
            }
            return result;
        }

        private double lossAt(Objective objective, double[] point, int index, double shift) {
            double[] moved = point.clone();
            moved[index] += shift;
            try (Scope child = scope.child()) {
                Tensor weights = child.variable(child.tensor(moved, moved.length));
                return learner.loss(weights, objective, Dropout.none()).item();
            }
        }
    }
}
