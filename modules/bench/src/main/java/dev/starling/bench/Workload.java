package dev.starling.bench;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Dropout;
import dev.starling.nn.KernelLearner;
import dev.starling.nn.Learner;
import dev.starling.nn.Network;
import dev.starling.nn.Networks;
import dev.starling.nn.Objective;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The training of one federated client, step by step: a batch gathered from its examples, the gradient, plain SGD. */
public final class Workload implements Step {
    private static final int CLASSES = 10;
    private static final int[] IMAGE = {28, 28, 1};
    private static final int[] SMALL_IMAGE = {8, 8, 1};
    private static final double LEARNING_RATE = 0.01;
    private static final float LAMBDA = 0.1f;

    private final Learner learner;
    private final Work work;
    private final int batch;
    private final boolean fedMix;
    private final ClientData data;
    private final int[] directionShape;
    private final float[] meanInput;
    private final float[] meanLabel;
    private final Scope scope = Scope.open();
    private final Tensor parameters;

    private Workload(Network network, int batch, boolean fedMix, int... positions) {
        this.learner = new KernelLearner(network);
        this.batch = batch;
        this.fedMix = fedMix;
        Work.Layers layers = Work.Layers.of(network, positions);
        work = fedMix ? layers.taylorGradient(batch) : layers.gradient(batch);
        SplittableRandom random = new SplittableRandom(1);
        data = new ClientData(scope, network.inputShape(), CLASSES, random);
        parameters = scope.tensor(network.initial(random), network.layout().size());
        directionShape = IntStream.concat(IntStream.of(1), Arrays.stream(network.inputShape()))
                .toArray();
        meanInput = uniform(random, Arrays.stream(directionShape).reduce(1, Math::multiplyExact));
        meanLabel = new float[CLASSES];
        meanLabel[3] = 0.5f;
        meanLabel[7] = 0.5f;
    }

    /**
     * Makes a row of the benchmark.
     *
     * @param row {@code softmax-B}, {@code mlp-B} (784-200-200-10), {@code lenet-B} (LeNet-5), {@code cnn-B} (the FedAvg CNN) or
     *     {@code smallcnn-B} (the same on 8x8 images) at batch B; {@code fedmix-mlp} or {@code fedmix-cnn}: FedMix at batch 10, the
     *     whole batch with one mean
     */
    public static Workload of(String row) {
        String[] parts = row.split("-", 2);
        return parts[0].equals("fedmix") ? of(parts[1], 10, true) : of(parts[0], Integer.parseInt(parts[1]), false);
    }

    private static Workload of(String name, int batch, boolean fedMix) {
        return switch (name) {
            case "softmax" -> new Workload(Networks.softmaxRegression(IMAGE, CLASSES), batch, fedMix);
            case "mlp" -> new Workload(Networks.mlp(IMAGE, CLASSES, 200, 200), batch, fedMix);
            case "lenet" -> new Workload(Networks.leNet5(IMAGE, CLASSES), batch, fedMix, 28 * 28, 10 * 10);
            case "cnn" -> new Workload(Networks.fedAvgCnn(IMAGE, CLASSES), batch, fedMix, 28 * 28, 14 * 14);
            case "smallcnn" -> new Workload(Networks.fedAvgCnn(SMALL_IMAGE, CLASSES), batch, fedMix, 8 * 8, 4 * 4);
            default ->
                throw new IllegalArgumentException("There is no network '" + name + "': use one of softmax, mlp,"
                        + " lenet, cnn, smallcnn, as in mlp-10 or fedmix-mlp");
        };
    }

    @Override
    public double step() {
        return step(batch);
    }

    /** One step on so many examples; returns its loss. */
    double step(int examples) {
        ClientData.Batch next = data.next(examples);
        try (Scope step = scope.child()) {
            return learner.descend(step, parameters, parameters, objective(step, next), Dropout.none(), LEARNING_RATE);
        }
    }

    private Objective objective(Scope step, ClientData.Batch next) {
        if (!fedMix) {
            return Objective.crossEntropy(next.inputs(), next.targets(step));
        }
        Tensor labels = next.targets(step);
        next.scaleInputs(1 - LAMBDA);
        next.mixTargets(1 - LAMBDA, meanLabel);
        Tensor direction = step.tensor(meanInput, directionShape);
        return Objective.crossEntropy(next.inputs(), next.targets(step))
                .with(new Objective.Taylor(LAMBDA * (1 - LAMBDA), direction, labels));
    }

    @Override
    public Work work() {
        return work;
    }

    private static float[] uniform(SplittableRandom random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextDouble();
        }
        return values;
    }

    @Override
    public void close() {
        learner.close();
        scope.close();
    }
}
