package dev.starling.episodes.hyper;

import static dev.starling.engine.Arithmetic.distance;
import static dev.starling.engine.Arithmetic.dot;
import static dev.starling.engine.Arithmetic.plus;
import static dev.starling.episodes.hyper.CalculusTest.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.engine.Seed;
import dev.starling.episodes.NetworkRecipe;
import dev.starling.episodes.TaskLoss;
import dev.starling.kernel.DType;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Network;
import dev.starling.nn.Networks;
import dev.starling.nn.Widths;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsTest {
    private static final int FEATURES = 3;
    private static final int STEPS = 5;

    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    /** Smooth, so that central differences are what derivatives say. */
    private static Model smooth(String problem) {
        int[] inputs = {FEATURES};
        Network network = Networks.tanhMlp(inputs, 2, 6, 5);
        return switch (problem) {
            case "anil" -> AnilRecipe.divided(network, 1, TaskLoss.SQUARES);
            case "warp-grad" ->
                Divided.by(
                        entry -> !Networks.isWarp(entry),
                        Networks.warped("tanh-mlp", inputs, 2, new Widths(1, 4, 3), 2),
                        TaskLoss.CROSS_ENTROPY);
            default -> new Weighted(network, Networks.tanhMlp(new int[] {1}, 1, 7), 0, TaskLoss.CROSS_ENTROPY);
        };
    }

    private InnerTask task(long seed) {
        return new Quadratics.FullBatch(batch(seed, "train", 6), batch(seed, "validation", 5));
    }

    private List<Tensor> batch(long seed, String name, int examples) {
        double[] targets = normal(seed, name + "-targets", 2 * examples);
        for (int i = 0; i < targets.length; i += 2) {
            targets[i] = 1 / (1 + Math.exp(-targets[i]));
            targets[i + 1] = 1 - targets[i];
        }
        return List.of(
                scope.tensor(normal(seed, name, FEATURES * examples), examples, FEATURES),
                scope.tensor(targets, examples, 2));
    }

    private Inner inner(Model model, InnerTask task, double[] lambda) {
        return new Inner(new Calculus(model, scope, Calculus.tensor(scope, DType.FLOAT64, lambda)), task, 0.3, 0);
    }

    private static double[] drawn(long seed, String name, int size) {
        double[] drawn = normal(seed, name, size);
        for (int i = 0; i < size; i++) {
            drawn[i] *= 0.5;
        }
        return drawn;
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"anil, 1", "anil, 2", "warp-grad, 1", "warp-grad, 2", "meta-weight-net, 1", "meta-weight-net, 2"})
    void productsAreCentralDifferencesOfGradients(String problem, long seed) {
        Model model = smooth(problem);
        double[] lambda = drawn(seed, "lambda", model.hyperparameters());
        double[] w = drawn(seed, "weights", model.weights());
        double[] alpha = normal(seed, "alpha", model.weights());
        Inner inner = inner(model, task(seed), lambda);

        Calculus.First exact = inner.calculus().both(w, inner.batch(1), alpha);
        Differences differences = new Differences(model, scope, w, lambda, inner.batch(1), 1);
        Differences halved = new Differences(model, scope, w, lambda, inner.batch(1), 0.5);
        double[] byWeights = new double[w.length];
        for (int i = 0; i < w.length; i++) {
            byWeights[i] = differences.byWeights(alpha, unit(i, w.length));
        }
        double[] byHyperparameters = new double[lambda.length];
        double[] byHalves = new double[lambda.length];
        for (int i = 0; i < lambda.length; i++) {
            byHyperparameters[i] = differences.byHyperparameters(alpha, unit(i, lambda.length));
            byHalves[i] = halved.byHyperparameters(alpha, unit(i, lambda.length));
        }

        // Central differences in float64 are off by about 1e-9 of a slope.
        assertThat(distance(exact.byWeights(), byWeights)).isLessThan(1e-6);
        assertThat(distance(exact.byHyperparameters(), byHyperparameters)).isLessThan(1e-6);
        assertThat(distance(byHalves, byHyperparameters))
                .as("the step's own check")
                .isLessThan(1e-3);
    }

    private static double[] unit(int place, int size) {
        double[] unit = new double[size];
        unit[place] = 1;
        return unit;
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"anil, 1", "anil, 2", "warp-grad, 1", "warp-grad, 2", "meta-weight-net, 1", "meta-weight-net, 2"})
    void theHypergradientIsTheSlopeOfTheLossAfterTheSteps(String problem, long seed) {
        Model model = smooth(problem);
        double[] lambda = drawn(seed, "lambda", model.hyperparameters());
        double[] first = drawn(seed, "weights", model.weights());
        double[] along = normal(seed, "along", model.hyperparameters());
        InnerTask task = task(seed);
        Horizon horizon = new Horizon(inner(model, task, lambda), first, STEPS);

        double exact = dot(plus(horizon.direct(STEPS), 1, horizon.exact(STEPS)), along);

        double step = 1e-5;
        double ahead = lossAfter(model, task, plus(lambda, step, along), first);
        double behind = lossAfter(model, task, plus(lambda, -step, along), first);
        assertThat(exact).isCloseTo((ahead - behind) / (2 * step), within(1e-6 * Math.max(1, Math.abs(exact))));
    }

    private double lossAfter(Model model, InnerTask task, double[] lambda, double[] first) {
        Inner inner = inner(model, task, lambda);
        return inner.validation(new Horizon(inner, first, STEPS).path().get(STEPS))
                .loss();
    }

    /** V(l) = sigmoid(a l + b), squared errors of x w. */
    @Test
    void aProductOfWeighedExamplesIsTheClosedForm() {
        Weighted model = new Weighted(
                Networks.softmaxRegression(new int[] {FEATURES}, 1),
                Networks.softmaxRegression(new int[] {1}, 1),
                0,
                TaskLoss.SQUARES);
        double[] x = normal(1, "x", 4 * FEATURES);
        double[] y = normal(1, "y", 4);
        double[] w = normal(1, "w", FEATURES + 1);
        double[] alpha = normal(1, "alpha", FEATURES + 1);
        double a = -0.7;
        double b = 0.4;
        List<Tensor> batch = List.of(scope.tensor(x, 4, FEATURES), scope.tensor(y, 4, 1));
        Inner inner = inner(model, new Quadratics.FullBatch(batch, batch), new double[] {a, b});

        double[] expected = new double[2];
        double[] sums = new double[2];
        double total = 0;
        double step = 0;
        for (int i = 0; i < 4; i++) {
            double residual = w[FEATURES] - y[i];
            double slope = alpha[FEATURES];
            for (int j = 0; j < FEATURES; j++) {
                residual += x[i * FEATURES + j] * w[j];
                slope += x[i * FEATURES + j] * alpha[j];
            }
            double loss = residual * residual;
            double along = 2 * residual * slope;
            double open = 1 / (1 + Math.exp(-a * loss - b));
            double byB = open * (1 - open);
            total += open;
            step += open * along;
            expected[0] += loss * byB * along;
            expected[1] += byB * along;
            sums[0] += loss * byB;
            sums[1] += byB;
        }
        step /= total;
        // The quotient's rule.
        for (int i = 0; i < 2; i++) {
            expected[i] = (expected[i] - step * sums[i]) / total;
        }
        assertThat(dot(inner.calculus().train(w, batch).byWeights(), alpha)).isCloseTo(step, within(1e-12));
        assertThat(distance(inner.calculus().mixed(w, batch, alpha), expected)).isLessThan(1e-12);
        assertThat(inner.validation(w).byHyperparameters())
                .as("the direct term")
                .containsOnly(0);
    }

    @Test
    void noExampleCountsLessThanTheFloor() {
        Weighted model = new Weighted(
                Networks.softmaxRegression(new int[] {FEATURES}, 1),
                Networks.softmaxRegression(new int[] {1}, 1),
                0.1,
                TaskLoss.SQUARES);
        List<Tensor> batch = List.of(
                scope.tensor(new double[] {0, 0, 0, 0, 0, 0}, 2, FEATURES), scope.tensor(new double[] {0, 10}, 2, 1));

        Tensor counts = model.exampleWeights(
                scope.tensor(new double[FEATURES + 1], FEATURES + 1), scope.tensor(new double[] {-1, 0}, 2), batch);

        assertThat(counts.toDoubles()).containsExactly(0.5, 0.1);
    }

    @Test
    void weighingBeginsWithOneHalfForAll() {
        WeightedRecipe recipe = new WeightedRecipe(
                new NetworkRecipe("mlp", new int[] {2}, 2, List.of(3), 1, NetworkRecipe.Initialization.HE),
                List.of(100),
                0.1,
                TaskLoss.CROSS_ENTROPY);

        ModelRecipe.Start start = recipe.initial(Seed.of(1).random());

        Tensor weights = recipe.open()
                .exampleWeights(
                        scope.tensor(start.weights(), start.weights().length),
                        scope.tensor(start.hyperparameters(), start.hyperparameters().length),
                        List.of(
                                scope.tensor(new float[] {1, 2, -3, 4}, 2, 2),
                                scope.tensor(new float[] {1, 0, 0, 1}, 2, 2)));
        assertThat(weights.toFloats()).containsExactly(0.5f, 0.5f);
        assertThat(start.hyperparameters()).hasSize(100 + 100 + 100 + 1);
        assertThat(recipe.trained(start.hyperparameters(), start.weights()).parameters())
                .hasSize(301 + 2 * 3 + 3 + 3 * 2 + 2);
    }

    @Test
    void warpLayersAreBetweenTheOthersAndNothingIsLostInBetween() {
        NetworkRecipe recipe =
                new NetworkRecipe("conv3", new int[] {8, 8, 1}, 5, List.of(), 4, NetworkRecipe.Initialization.FAN_IN);
        WarpRecipe warped = new WarpRecipe(recipe, 2, TaskLoss.CROSS_ENTROPY);
        Divided model = warped.open();
        float[] all = recipe.initial(model.network(), Seed.of(2).random());

        ModelRecipe.Start start = warped.initial(Seed.of(2).random());

        // Six convolutions 3x3 of 4 channels with bias, scale and shift.
        assertThat(start.hyperparameters()).hasSize(6 * (9 * 4 * 4 + 4 + 8));
        assertThat(start.weights()).hasSize(recipe.network().layout().size()).hasSize(model.weights());
        assertThat(warped.trained(start.hyperparameters(), start.weights()).parameters())
                .isEqualTo(all);
        float[] x = new float[2 * 64];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 7 - 3;
        }
        Tensor inputs = scope.tensor(x, 2, 8, 8, 1);
        assertThat(model.outputs(
                                scope.tensor(start.weights(), model.weights()),
                                scope.tensor(start.hyperparameters(), model.hyperparameters()),
                                inputs)
                        .toFloats())
                .isEqualTo(model.network()
                        .logits(scope.tensor(all, all.length), inputs, dev.starling.nn.Pass.plain())
                        .toFloats());
    }
}
