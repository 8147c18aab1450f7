package dev.starling.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.engine.Seed;
import dev.starling.federated.Loss.Coefficient;
import dev.starling.federated.Loss.FedMix;
import dev.starling.federated.Loss.Foreign;
import dev.starling.federated.Loss.Mixup;
import dev.starling.federated.Loss.Normalization;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Dropout;
import dev.starling.nn.KernelLearner;
import dev.starling.nn.Learner;
import dev.starling.nn.LossAndGradient;
import dev.starling.nn.Networks;
import dev.starling.nn.Objective;
import dev.starling.nn.Objective.Taylor;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The identities that FedMix and its relatives must satisfy whatever the data is. */
class FedMixIdentitiesTest {
    private static final Learner MLP = learner("mlp", new int[] {12}, 5, 7, 6);
    private static final Learner TANH = learner("tanh-mlp", new int[] {196}, 10, 32);
    private static final Learner CONVOLUTIONAL = learner("fedavg-cnn", new int[] {8, 8, 1}, 4);

    private static final Coefficient EXACT = Coefficient.LAMBDA_ONE_MINUS_LAMBDA;
    private static final Normalization MEAN = Normalization.PER_SAMPLE_MEAN;
    private static final Normalization LEGACY = Normalization.LEGACY_DOUBLE_MEAN;

    private static Learner learner(String name, int[] inputShape, int classes, int... hidden) {
        return new KernelLearner(Networks.create(name, inputShape, classes, hidden));
    }

    // ---- The losses as clients compute them, in float32

    static Stream<Loss> mixtures() {
        return Stream.of(
                new Mixup(0, Foreign.OWN),
                new Mixup(0, Foreign.MEANS),
                new Mixup(0, Foreign.RAW),
                new FedMix(0, Coefficient.LAMBDA, 1, MEAN),
                new FedMix(0, EXACT, 1, LEGACY));
    }

    @ParameterizedTest
    @MethodSource("mixtures")
    void withoutMixingEveryLossHasFedAvgsGradient(Loss loss) {
        double[] plain = gradient(MLP, new Loss.Plain(), 9, 4);
        assertThat(gradient(MLP, loss, 9, 4)).containsExactly(plain, within(1e-6));
    }

    @Test
    void withoutTheTaylorTermFedMixIsSoftLabelsAtScaledInputs() {
        double lambda = 0.3;
        RandomGenerator random = Seed.of(4).random();
        double[] expected;
        try (Scope scope = Scope.open()) {
            Batch batch = batch(scope, MLP, 9, random);
            Batch other = soft(scope, MLP, random);
            Tensor x = batch.inputs().mul(1 - lambda);
            Tensor t = batch.labels().mul(1 - lambda).add(other.labels().mul(lambda));
            expected = MLP.gradient(scope, parameters(MLP, scope), Objective.crossEntropy(x, t), Dropout.none())
                    .gradient()
                    .toDoubles();
        }
        double[] actual = gradient(MLP, new FedMix(lambda, EXACT, 0, MEAN), 9, 4);
        assertThat(actual).containsExactly(expected, within(1e-6));
    }

    @Test
    void agreesWithTheNumbersOfTheLinearExample() {
        Learner linear = learner("softmax-regression", new int[] {2}, 3);
        float[] w = {1, -.5f, .25f, .5f, 1, -1, 0, 0, 0};
        double naive = valueAt(linear, w, new Mixup(.1, Foreign.MEANS)).loss();
        double exact = valueAt(linear, w, new FedMix(.1, EXACT, 1, MEAN)).loss();
        double lambda =
                valueAt(linear, w, new FedMix(.1, Coefficient.LAMBDA, 1, MEAN)).loss();
        double legacy = valueAt(linear, w, new FedMix(.1, EXACT, 1, LEGACY)).loss();
        double none = valueAt(linear, w, new FedMix(.1, EXACT, 0, MEAN)).loss();
        // Values are made of a few dozen float32 operations on numbers of about 1.
        assertThat(none).isCloseTo(1.0959128175 + .1358305908, within(1e-6));
        assertThat((exact - none) / .09).isCloseTo(-.4762614676, within(1e-5));
        assertThat(exact).isCloseTo(1.1888798763, within(1e-6));
        assertThat(lambda).isCloseTo(1.1841172616, within(1e-6));
        assertThat(legacy).isCloseTo(1.2103116423, within(1e-6));
        assertThat(naive).isCloseTo(1.1893416715, within(1e-6));
        double[] gradient = valueAt(linear, w, new FedMix(.1, EXACT, 1, MEAN)).gradient();
        assertThat(Arrays.copyOf(gradient, 6))
                .containsExactly(
                        new double[] {-.20304776, -.12314599, .32619375, -.24598182, .41348646, -.16750464},
                        within(1e-6));
    }

    // ---- Their algebra, in float64

    @ParameterizedTest(name = "batch of {0}")
    @ValueSource(ints = {1, 8, 32})
    void theTaylorTermIsTheMeanOfSingleExamplesAndTheLegacyOneIsItByTheBatchSize(int rows) {
        Problem whole = Problem.of(MLP, rows, 11);
        FedMix right = new FedMix(0.2, EXACT, 1, MEAN);
        FedMix legacy = new FedMix(0.2, EXACT, 1, LEGACY);
        double mean = 0;
        for (int i = 0; i < rows; i++) {
            Problem one = whole.row(i);
            mean += one.taylor(MLP, right) / rows;
        }
        double value = whole.taylor(MLP, right);
        assertThat(value).isCloseTo(mean, within(1e-9 * Math.abs(mean)));
        assertThat(legacy.weight(rows) * rows).isEqualTo(right.weight(rows));
        assertThat(whole.taylor(MLP, legacy) * rows).isCloseTo(value, within(1e-9 * Math.abs(value)));
    }

    static Stream<Arguments> smoothAndConvolutional() {
        return Stream.of(
                Arguments.of("tanh MLP", learner("tanh-mlp", new int[] {12}, 5, 7, 6), 1),
                Arguments.of("tanh MLP", learner("tanh-mlp", new int[] {12}, 5, 7, 6), 2),
                Arguments.of("small CNN", CONVOLUTIONAL, 3),
                Arguments.of("small CNN", CONVOLUTIONAL, 4));
    }

    @ParameterizedTest(name = "{0}, seed {2}")
    @MethodSource("smoothAndConvolutional")
    void theGradientIsTheDerivativeOfTheWholeLoss(String name, Learner learner, long seed) {
        Problem problem = Problem.of(learner, 4, seed);
        FedMix loss = new FedMix(0.2, EXACT, 1, MEAN);
        double[] gradient = problem.fedMix(learner, loss, problem.parameters).gradient();
        RandomGenerator random = Seed.of(seed).child("direction").random();
        for (int trial = 0; trial < 4; trial++) {
            double[] direction = new double[gradient.length];
            Arrays.setAll(direction, i -> random.nextGaussian());
            double e = 1e-5 / Math.sqrt(gradient.length);
            double ahead = problem.fedMix(learner, loss, moved(problem.parameters, e, direction))
                    .loss();
            double behind = problem.fedMix(learner, loss, moved(problem.parameters, -e, direction))
                    .loss();
            double expected = (ahead - behind) / (2 * e);
            double actual = 0;
            double scale = 0;
            for (int i = 0; i < gradient.length; i++) {
                actual += gradient[i] * direction[i];
                scale += gradient[i] * gradient[i];
            }
            // Relative to the gradient's length: a random direction may be nearly orthogonal to it.
            assertThat(actual).as("direction %s", trial).isCloseTo(expected, within(1e-5 * Math.sqrt(scale)));
        }
    }

    @ParameterizedTest(name = "{0}, seed {2}")
    @MethodSource("smoothAndConvolutional")
    void theExactDerivativeAndTheFiniteDifferenceAgree(String name, Learner learner, long seed) {
        Problem problem = Problem.of(learner, 4, seed);
        FedMix loss = new FedMix(0.2, EXACT, 1, MEAN);
        double[] with = problem.fedMix(learner, loss, problem.parameters).gradient();
        double[] without = problem.fedMix(learner, new FedMix(0.2, EXACT, 0, MEAN), problem.parameters)
                .gradient();
        // A network with kinks needs a step so short that it crosses hardly any; each jump of the gradient would count.
        double e = name.startsWith("tanh") ? 1e-3 : 1e-8;
        double[] ahead = problem.crossEntropyGradient(learner, 0.8, e);
        double[] behind = problem.crossEntropyGradient(learner, 0.8, -e);
        double square = 0;
        double difference = 0;
        for (int i = 0; i < with.length; i++) {
            double exact = with[i] - without[i];
            double finite = loss.weight(4) * (ahead[i] - behind[i]) / (2 * e);
            square += exact * exact;
            difference += (exact - finite) * (exact - finite);
        }
        assertThat(Math.sqrt(difference / square)).isLessThan(1e-4);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Coefficient.class)
    void theErrorToNaiveMixIsOfSecondOrder(Coefficient coefficient) {
        double[] errors = errors(coefficient, 1);
        assertThat(slope(errors, 0, 4)).as("from 0.2 to 0.0125").isCloseTo(2, within(0.3));
        assertThat(slope(errors, 3, 4)).as("the last halving").isCloseTo(2, within(0.3));
    }

    @Test
    void withoutTheTaylorTermTheErrorToNaiveMixIsOfFirstOrder() {
        double[] errors = errors(EXACT, 0);
        assertThat(slope(errors, 0, 4)).as("from 0.2 to 0.0125").isCloseTo(1, within(0.1));
        assertThat(slope(errors, 3, 4)).as("the last halving").isCloseTo(1, within(0.1));
    }

    /** |FedMix - NaiveMix| with the same mean at lambda 0.2 and four halvings of it. */
    private static double[] errors(Coefficient coefficient, double scale) {
        Problem problem = Problem.of(TANH, 10, 5);
        double[] errors = new double[5];
        for (int i = 0; i < errors.length; i++) {
            double lambda = Math.scalb(0.2, -i);
            double fedMix = problem.fedMix(TANH, new FedMix(lambda, coefficient, scale, MEAN), problem.parameters)
                    .loss();
            errors[i] = Math.abs(fedMix - problem.naiveMix(TANH, lambda));
        }
        return errors;
    }

    private static double slope(double[] errors, int from, int to) {
        return Math.log(errors[from] / errors[to]) / Math.log(2) / (to - from);
    }

    // ---- Helpers

    private record Value(double loss, double[] gradient) {
        static Value of(LossAndGradient result) {
            return new Value(result.loss(), result.gradient().toDoubles());
        }
    }

    private static double[] gradient(Learner learner, Loss loss, int rows, long seed) {
        RandomGenerator random = Seed.of(seed).random();
        try (Scope scope = Scope.open()) {
            Batch batch = batch(scope, learner, rows, random);
            Batch other = soft(scope, learner, random);
            return learner.gradient(scope, parameters(learner, scope), loss.objective(batch, other), Dropout.none())
                    .gradient()
                    .toDoubles();
        }
    }

    private static Tensor parameters(Learner learner, Scope scope) {
        float[] initial = learner.initial(Seed.of(1).random());
        return scope.tensor(initial, initial.length);
    }

    private static Value valueAt(Learner learner, float[] parameters, Loss loss) {
        try (Scope scope = Scope.open()) {
            Batch batch = new Batch(scope, 2, new int[] {2}, 3);
            batch.set(0, new float[] {1, 2, -1, .5f}, new float[] {1, 0, 0, 0, 0, 1}, 0);
            batch.set(1, new float[] {1, 2, -1, .5f}, new float[] {1, 0, 0, 0, 0, 1}, 1);
            Batch other = new Batch(scope, 1, new int[] {2}, 3);
            other.set(0, new float[] {.5f, -.25f}, new float[] {.25f, .5f, .25f}, 0);
            return Value.of(learner.gradient(
                    scope, scope.tensor(parameters, parameters.length), loss.objective(batch, other), Dropout.none()));
        }
    }

    private static Batch batch(Scope scope, Learner learner, int rows, RandomGenerator random) {
        Batch batch = new Batch(scope, rows, learner.inputShape(), learner.classes());
        for (int row = 0; row < rows; row++) {
            float[] label = new float[learner.classes()];
            label[random.nextInt(label.length)] = 1;
            batch.set(row, floats(size(learner), random), label, 0);
        }
        return batch;
    }

    private static Batch soft(Scope scope, Learner learner, RandomGenerator random) {
        Batch batch = new Batch(scope, 1, learner.inputShape(), learner.classes());
        batch.set(0, floats(size(learner), random), floats(shares(learner.classes(), random)), 0);
        return batch;
    }

    private static int size(Learner learner) {
        return Arrays.stream(learner.inputShape()).reduce(1, (a, b) -> a * b);
    }

    private static float[] floats(int size, RandomGenerator random) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double[] shares(int classes, RandomGenerator random) {
        double[] shares = new double[classes];
        Arrays.setAll(shares, i -> random.nextDouble());
        double sum = Arrays.stream(shares).sum();
        Arrays.setAll(shares, i -> shares[i] / sum);
        return shares;
    }

    private static double[] moved(double[] parameters, double step, double[] direction) {
        double[] moved = parameters.clone();
        Arrays.setAll(moved, i -> moved[i] + step * direction[i]);
        return moved;
    }

    /** A batch, a mean and parameters in float64. */
    private record Problem(int rows, double[] x, double[] y, double[] meanX, double[] meanY, double[] parameters) {
        static Problem of(Learner learner, int rows, long seed) {
            RandomGenerator random = Seed.of(seed).child("problem").random();
            int size = size(learner);
            double[] x = new double[rows * size];
            Arrays.setAll(x, i -> random.nextDouble());
            double[] y = new double[rows * learner.classes()];
            for (int row = 0; row < rows; row++) {
                y[row * learner.classes() + random.nextInt(learner.classes())] = 1;
            }
            double[] meanX = new double[size];
            Arrays.setAll(meanX, i -> random.nextDouble());
            float[] initial = learner.initial(random);
            double[] parameters = new double[initial.length];
            Arrays.setAll(parameters, i -> initial[i]);
            return new Problem(rows, x, y, meanX, shares(learner.classes(), random), parameters);
        }

        Problem row(int row) {
            int size = x.length / rows;
            int classes = y.length / rows;
            return new Problem(
                    1,
                    Arrays.copyOfRange(x, row * size, (row + 1) * size),
                    Arrays.copyOfRange(y, row * classes, (row + 1) * classes),
                    meanX,
                    meanY,
                    parameters);
        }

        Value fedMix(Learner learner, FedMix loss, double[] at) {
            try (Scope scope = Scope.open()) {
                Tensor labels = labels(scope, learner, y, rows);
                Tensor targets = labels.mul(1 - loss.lambda())
                        .add(labels(scope, learner, meanY, 1).mul(loss.lambda()));
                Objective objective = Objective.crossEntropy(
                                inputs(scope, learner, x, rows).mul(1 - loss.lambda()), targets)
                        .with(new Taylor(loss.weight(rows), inputs(scope, learner, meanX, 1), labels));
                return Value.of(learner.gradient(scope, scope.tensor(at, at.length), objective, Dropout.none()));
            }
        }

        double taylor(Learner learner, FedMix loss) {
            FedMix none = new FedMix(loss.lambda(), loss.coefficient(), 0, loss.normalization());
            return fedMix(learner, loss, parameters).loss()
                    - fedMix(learner, none, parameters).loss();
        }

        double naiveMix(Learner learner, double lambda) {
            try (Scope scope = Scope.open()) {
                Tensor u = inputs(scope, learner, x, rows)
                        .mul(1 - lambda)
                        .add(inputs(scope, learner, meanX, 1).mul(lambda));
                Tensor targets = labels(scope, learner, y, rows)
                        .mul(1 - lambda)
                        .add(labels(scope, learner, meanY, 1).mul(lambda));
                return learner.gradient(
                                scope,
                                scope.tensor(parameters, parameters.length),
                                Objective.crossEntropy(u, targets),
                                Dropout.none())
                        .loss();
            }
        }

        /** Of the mean cross-entropy with the batch's own labels at {@code keep x + shift meanX}. */
        double[] crossEntropyGradient(Learner learner, double keep, double shift) {
            try (Scope scope = Scope.open()) {
                Tensor moved = inputs(scope, learner, x, rows)
                        .mul(keep)
                        .add(inputs(scope, learner, meanX, 1).mul(shift));
                return learner.gradient(
                                scope,
                                scope.tensor(parameters, parameters.length),
                                Objective.crossEntropy(moved, labels(scope, learner, y, rows)),
                                Dropout.none())
                        .gradient()
                        .toDoubles();
            }
        }

        private static Tensor inputs(Scope scope, Learner learner, double[] values, int rows) {
            int[] shape = new int[learner.inputShape().length + 1];
            shape[0] = rows;
            System.arraycopy(learner.inputShape(), 0, shape, 1, shape.length - 1);
            return scope.tensor(values, shape);
        }

        private static Tensor labels(Scope scope, Learner learner, double[] values, int rows) {
            return scope.tensor(values, rows, learner.classes());
        }
    }
}
