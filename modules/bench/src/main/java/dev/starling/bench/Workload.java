package dev.starling.bench;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Dropout;
import dev.starling.nn.KernelLearner;
import dev.starling.nn.Learner;
import dev.starling.nn.LossAndGradient;
import dev.starling.nn.Network;
import dev.starling.nn.Networks;
import dev.starling.nn.Objective;
import dev.starling.nn.Sgd;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The training of one federated client, step by step: a batch gathered from its examples, the gradient, plain SGD. One
 * thread at a time.
 */
public final class Workload implements AutoCloseable {
    private static final int CLASSES = 10;
    private static final int EXAMPLES = 640;
    private static final double LEARNING_RATE = 0.01;

    private final Learner learner;
    private final int batch;
    private final int features;
    private final float[] images;
    private final int[] labels;
    private final int[] order;
    private final float[] x;
    private final float[] targets;
    private final Scope scope = Scope.open();
    private final Tensor parameters;
    private final Sgd sgd = Sgd.plain(scope);
    private int next;

    private Workload(Network network, int batch) {
        this.learner = new KernelLearner(network);
        this.batch = batch;
        SplittableRandom random = new SplittableRandom(1);
        int size = 1;
        for (int length : network.inputShape()) {
            size *= length;
        }
        features = size;
        images = new float[EXAMPLES * features];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) random.nextDouble();
        }
        labels = random.ints(EXAMPLES, 0, CLASSES).toArray();
        order = new int[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        x = new float[batch * features];
        targets = new float[batch * CLASSES];
        parameters = scope.tensor(network.initial(random), network.layout().size());
    }

    /**
     * Makes a row of the benchmark.
     *
     * @param row {@code mlp-B} (784-200-200-10) or {@code cnn-B} (the FedAvg CNN) at batch B
     */
    public static Workload of(String row) {
        int dash = row.indexOf('-');
        int batch = Integer.parseInt(row.substring(dash + 1));
        int[] image = {28, 28, 1};
        return switch (row.substring(0, dash)) {
            case "mlp" -> new Workload(Networks.mlp(image, CLASSES, 200, 200), batch);
            case "cnn" -> new Workload(Networks.fedAvgCnn(image, CLASSES), batch);
            default -> throw new IllegalArgumentException("There is no row '" + row + "': use mlp-B or cnn-B");
        };
    }

    /** One step; returns its loss. */
    public double step() {
        gather();
        try (Scope step = scope.child()) {
            int[] shape = {batch, learner.inputShape()[0], learner.inputShape()[1], learner.inputShape()[2]};
            Objective objective = Objective.crossEntropy(step.tensor(x, shape), step.tensor(targets, batch, CLASSES));
            LossAndGradient result = learner.gradient(step, parameters, objective, Dropout.none());
            sgd.step(parameters, result.gradient(), LEARNING_RATE);
            return result.loss();
        }
    }

    private void gather() {
        Arrays.fill(targets, 0);
        for (int i = 0; i < batch; i++) {
            int example = order[next];
            next = (next + 1) % EXAMPLES;
            System.arraycopy(images, example * features, x, i * features, features);
            targets[i * CLASSES + labels[example]] = 1;
        }
    }

    /** Mean milliseconds of so many steps. */
    public double millis(int steps) {
        double loss = 0;
        long start = System.nanoTime();
        for (int i = 0; i < steps; i++) {
            loss += step();
        }
        double millis = (System.nanoTime() - start) / 1e6 / steps;
        if (!Double.isFinite(loss)) {
            throw new IllegalStateException("Training diverged (loss " + loss + "): its time means nothing");
        }
        return millis;
    }

    @Override
    public void close() {
        learner.close();
        scope.close();
    }
}
