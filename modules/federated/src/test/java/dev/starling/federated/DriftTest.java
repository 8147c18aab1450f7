package dev.starling.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.engine.Seed;
import dev.starling.engine.Trial;
import dev.starling.federated.Algorithm.Aggregation;
import dev.starling.federated.Algorithm.Weighting;
import dev.starling.testing.MemoryJournal;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How far local steps carry the model from the optimum, where it can be computed by hand (section 15.1.5 and S1). */
class DriftTest {
    // Models are float32: some ten roundings of 6e-8 of values around 1 lie between the trace and ours.
    private static final double FLOAT = 2e-6;

    private static final QuadraticClients TWO = QuadraticClients.scalar(new float[] {1, 4}, new float[] {-1, 1});

    @ParameterizedTest(name = "{0}, round {1}")
    @CsvSource({
        "fedavg, 1, .17131591", "fedavg, 2, .20170093", "fedavg, 5, .20821546", "fedavg, 10, .20825201",
        "fedavg, 60, .2082520153", "fedprox, 1, .17645292", "fedprox, 2, .24301699", "fedprox, 5, .28117300",
        "fedprox, 10, .28332098", "fedprox, 60, .2833375119", "scaffold, 1, .17131591", "scaffold, 2, .36739378",
        "scaffold, 5, .57763450", "scaffold, 10, .59973446", "scaffold, 60, .6", "one-step, 200, .6",
    })
    void driftsAsComputedByHand(String algorithm, int rounds, double expected) {
        double mu = algorithm.equals("fedprox") ? 1 : 0;
        int steps = algorithm.equals("one-step") ? 1 : 10;
        LocalTraining training = training(steps, 0.1, mu, algorithm.equals("scaffold"));
        float[] model = run(TWO, plain(training, Aggregation.MEAN, new ServerOptimizer.Average(1)), rounds, 2);
        assertThat((double) model[0]).isCloseTo(expected, within(FLOAT));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"MEAN, .6675080000, .8260358099, .8636848966", "NORMALIZED, .4770900000, .6132562569, .6521194683"})
    void unequalStepsBiasTheMeanAndNormalizingTakesThatOut(
            Aggregation aggregation, double one, double two, double three) {
        // One and three equal examples, two epochs at batch 1: 2 and 6 steps, weights 1/4 and 3/4.
        QuadraticClients clients = new QuadraticClients(1, new float[][] {{1, -1}, {4, 1}}, 1, 3);
        Algorithm algorithm = plain(training(2, 0.1, 0, false), aggregation, new ServerOptimizer.Average(1));
        double[] expected = {one, two, three};
        for (int rounds = 1; rounds <= 3; rounds++) {
            assertThat((double) run(clients, algorithm, rounds, 2)[0])
                    .as("after %s rounds", rounds)
                    .isCloseTo(expected[rounds - 1], within(FLOAT));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {0, 1, 2})
    void driftGrowsWithLocalStepsAndControlVariatesRemoveIt(long seed) {
        RandomGenerator random = Seed.of(seed).child("quadratics").random();
        double[][][] hessians = new double[20][][];
        double[][] minimizers = new double[20][];
        float[][] problems = new float[20][];
        for (int k = 0; k < 20; k++) {
            hessians[k] = hessian(10, random);
            minimizers[k] = random.doubles(10, 0, 1).toArray();
            Arrays.setAll(minimizers[k], i -> 2 * random.nextGaussian());
            problems[k] = flat(hessians[k], minimizers[k]);
        }
        QuadraticClients clients = new QuadraticClients(10, problems, fill(20));
        double[] optimum = optimum(hessians, minimizers);
        double one = distance(clients, training(1, 0.05, 0, false), optimum);
        double five = distance(clients, training(5, 0.05, 0, false), optimum);
        double twenty = distance(clients, training(20, 0.05, 0, false), optimum);
        double proximal = distance(clients, training(20, 0.05, 1, false), optimum);
        double scaffold = distance(clients, training(20, 0.05, 0, true), optimum);
        assertThat(new double[] {one, five, twenty})
                .as("FedAvg at 1, 5, 20 steps")
                .isSorted();
        assertThat(new double[] {scaffold, proximal, twenty})
                .as("SCAFFOLD, FedProx, FedAvg at 20 steps")
                .isSorted();
        assertThat(scaffold).as("SCAFFOLD, in float32").isLessThan(1e-4);
    }

    @Test
    void absentClientsKeepTheirControlVariates() {
        QuadraticClients clients = QuadraticClients.scalar(new float[] {1, 4, 2, 3}, new float[] {-1, 1, 0, 2});
        Algorithm algorithm = plain(training(10, 0.05, 0, true), Aggregation.MEAN, new ServerOptimizer.Average(1));
        MemoryJournal journal = journal(clients, algorithm, 60, 1);
        // Optimum: sum a b / sum a. Without what absent clients kept, one client a round could not come near it.
        assertThat((double) journal.conclusion().model().parameters()[0]).isCloseTo(0.9, within(0.02));
    }

    private static double distance(QuadraticClients clients, LocalTraining training, double[] optimum) {
        float[] model = run(clients, plain(training, Aggregation.MEAN, new ServerOptimizer.Average(1)), 200, 20);
        double square = 0;
        for (int i = 0; i < optimum.length; i++) {
            square += (model[i] - optimum[i]) * (model[i] - optimum[i]);
        }
        return Math.sqrt(square);
    }

    private static LocalTraining training(int epochs, double learningRate, double mu, boolean controlVariates) {
        return new LocalTraining(
                epochs,
                1,
                learningRate,
                1,
                Double.POSITIVE_INFINITY,
                mu,
                controlVariates,
                LocalTraining.Pairing.PER_BATCH);
    }

    private static Algorithm plain(LocalTraining training, Aggregation aggregation, ServerOptimizer server) {
        return new Algorithm(
                "a", training, new Loss.Plain(), MeanSettings.RAW, Weighting.EXAMPLES, aggregation, server);
    }

    private static float[] run(QuadraticClients clients, Algorithm algorithm, int rounds, int cohort) {
        return journal(clients, algorithm, rounds, cohort).conclusion().model().parameters();
    }

    private static MemoryJournal journal(QuadraticClients clients, Algorithm algorithm, int rounds, int cohort) {
        Schedule schedule = new Schedule(
                rounds, clients.clients(), cohort, Schedule.Sampling.UNIFORM, 0, 0.5, rounds, 1, false, List.of());
        return Runs.run(
                new Trial("a", "a", 0, new FederatedProgram(algorithm, schedule, clients, clients.model(), 0, true)));
    }

    /** Symmetric, with eigenvalues that are log-uniform in [0.1, 5]: Q diag Q' with Q from Gram and Schmidt. */
    private static double[][] hessian(int n, RandomGenerator random) {
        double[][] q = new double[n][n];
        for (int i = 0; i < n; i++) {
            double[] v = q[i];
            Arrays.setAll(v, j -> random.nextGaussian());
            for (int k = 0; k < i; k++) {
                double dot = dot(v, q[k]);
                double[] other = q[k];
                Arrays.setAll(v, j -> v[j] - dot * other[j]);
            }
            double length = Math.sqrt(dot(v, v));
            Arrays.setAll(v, j -> v[j] / length);
        }
        double[][] h = new double[n][n];
        for (double[] v : q) {
            double eigenvalue = Math.exp(random.nextDouble(Math.log(0.1), Math.log(5)));
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    h[i][j] += eigenvalue * v[i] * v[j];
                }
            }
        }
        return h;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static float[] flat(double[][] h, double[] b) {
        float[] problem = new float[b.length * b.length + b.length];
        for (int i = 0; i < b.length; i++) {
            for (int j = 0; j < b.length; j++) {
                problem[i * b.length + j] = (float) h[i][j];
            }
            problem[b.length * b.length + i] = (float) b[i];
        }
        return problem;
    }

    /** Solves sum H_k w = sum H_k b_k by Gauss and Jordan. */
    private static double[] optimum(double[][][] hessians, double[][] minimizers) {
        int n = minimizers[0].length;
        double[][] system = new double[n][n + 1];
        for (int k = 0; k < hessians.length; k++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    system[i][j] += hessians[k][i][j];
                }
                system[i][n] += dot(hessians[k][i], minimizers[k]);
            }
        }
        for (int i = 0; i < n; i++) {
            double pivot = system[i][i];
            double[] row = system[i];
            Arrays.setAll(row, j -> row[j] / pivot);
            for (int other = 0; other < n; other++) {
                if (other != i) {
                    double factor = system[other][i];
                    double[] target = system[other];
                    Arrays.setAll(target, j -> target[j] - factor * row[j]);
                }
            }
        }
        double[] solution = new double[n];
        Arrays.setAll(solution, i -> system[i][n]);
        return solution;
    }

    private static int[] fill(int clients) {
        int[] sizes = new int[clients];
        Arrays.fill(sizes, 1);
        return sizes;
    }
}
