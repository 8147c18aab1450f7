package dev.starling.federated;

import dev.starling.data.Examples;
import dev.starling.data.Preprocessing;
import dev.starling.kernel.DType;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Dropout;
import dev.starling.nn.Layout;
import dev.starling.nn.Learner;
import dev.starling.nn.LossAndGradient;
import dev.starling.nn.Objective;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Clients whose loss is a quadratic, {@code (w - b)' H (w - b) / 2}: what drift can be computed of by hand. A client's examples
 * all carry its H and b, so that every step is a full-gradient step.
 */
final class QuadraticClients implements Population {
    private static final long serialVersionUID = 1L;

    private final int dimensions;
    private final float[][] problems;
    private final int[] sizes;

    /**
     * @param problems of each client, H row-major and then b
     * @param sizes examples of each client
     */
    QuadraticClients(int dimensions, float[][] problems, int... sizes) {
        this.dimensions = dimensions;
        this.problems = problems;
        this.sizes = sizes;
    }

    /** One-dimensional clients a (w - b)^2 / 2 with one example each. */
    static QuadraticClients scalar(float[] a, float[] b) {
        float[][] problems = new float[a.length][];
        Arrays.setAll(problems, k -> new float[] {a[k], b[k]});
        int[] sizes = new int[a.length];
        Arrays.fill(sizes, 1);
        return new QuadraticClients(1, problems, sizes);
    }

    /** A model of so many parameters that begins at zero. */
    Model model() {
        int parameters = dimensions;
        return new Model() {
            private static final long serialVersionUID = 1L;

            @Override
            public Learner open(int[] inputShape, int classes) {
                return new Quadratic(parameters, inputShape);
            }

            @Override
            public String title(Learner learner) {
                return "quadratic";
            }
        };
    }

    @Override
    public String id() {
        return "quadratic";
    }

    @Override
    public String contentHash() {
        return "quadratic";
    }

    @Override
    public int clients() {
        return problems.length;
    }

    @Override
    public int size(int client) {
        return sizes[client];
    }

    @Override
    public long[] sizes() {
        return Arrays.stream(sizes).asLongStream().toArray();
    }

    @Override
    public int[] inputShape() {
        return new int[] {dimensions * dimensions + dimensions};
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public int testExamples() {
        return 1;
    }

    @Override
    public ClientExamples client(int client) {
        Examples examples = examples(problems[client], sizes[client]);
        return new ClientExamples(examples, examples);
    }

    @Override
    public Examples test(int from, int to) {
        return examples(problems[0], 1);
    }

    private Examples examples(float[] problem, int count) {
        float[] raw = new float[problem.length * count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(problem, 0, raw, i * problem.length, problem.length);
        }
        return Examples.ofFloats(raw, inputShape(), new int[count], 2, Preprocessing.NONE);
    }

    @Override
    public boolean resident() {
        return false;
    }

    @Override
    public List<ClientShardRow> shards() {
        return List.of();
    }

    /** Gradient of a batch's first row. */
    private record Quadratic(int dimensions, int[] inputShape) implements Learner {
        @Override
        public Layout layout() {
            return Layout.builder().add("w", dimensions).build();
        }

        @Override
        public int classes() {
            return 2;
        }

        @Override
        public LossAndGradient gradient(Scope scope, Tensor parameters, Objective objective, Dropout dropout) {
            double[] w = parameters.toDoubles();
            double[] problem = objective.x().toDoubles();
            float[] gradient = new float[dimensions];
            double loss = 0;
            for (int i = 0; i < dimensions; i++) {
                double sum = 0;
                for (int j = 0; j < dimensions; j++) {
                    sum += problem[i * dimensions + j] * (w[j] - problem[dimensions * dimensions + j]);
                }
                gradient[i] = (float) sum;
                loss += 0.5 * sum * (w[i] - problem[dimensions * dimensions + i]);
            }
            return new LossAndGradient(loss, scope.tensor(gradient, dimensions));
        }

        @Override
        public Tensor logits(Scope scope, Tensor parameters, Tensor x) {
            return scope.zeros(DType.FLOAT32, x.dim(0), 2);
        }

        @Override
        public float[] initial(RandomGenerator random) {
            return new float[dimensions];
        }

        @Override
        public void close() {}
    }
}
