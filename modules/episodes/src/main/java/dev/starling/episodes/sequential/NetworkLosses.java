package dev.starling.episodes.sequential;

import dev.starling.data.Draws;
import dev.starling.data.Examples;
import dev.starling.engine.Seed;
import dev.starling.kernel.DType;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.kernel.Updates;
import dev.starling.nn.Classification;
import dev.starling.nn.Dropout;
import dev.starling.nn.Learner;
import dev.starling.nn.LossAndGradient;
import dev.starling.nn.Objective;
import dev.starling.nn.Score;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A network's losses. Batches of each size are written over the one before. */
final class NetworkLosses implements Losses {
    /** Examples that are scored at once. */
    private static final int SLICE = 500;

    /** Draws which examples stand for a large task, for everybody the same. */
    private static final Seed SAMPLE = Seed.of(0).child("sample");

    private final NetworkProblem problem;
    private final Learner learner;
    private final Scope root;
    private final int[] inputShape;
    private final int inputSize;
    private final Tensor parameters;
    private final Map<Integer, Examples> training = new HashMap<>();
    private final Map<Integer, Examples> scored = new HashMap<>();
    private final Map<Integer, Batch> batches = new HashMap<>();

    NetworkLosses(NetworkProblem problem, Learner learner, Scope root) {
        this.problem = problem;
        this.learner = learner;
        this.root = root;
        this.inputShape = learner.inputShape();
        int size = 1;
        for (int length : inputShape) {
            size *= length;
        }
        this.inputSize = size;
        this.parameters = root.zeros(DType.FLOAT32, learner.layout().size());
    }

    private record Batch(float[] x, float[] targets, Tensor inputs, Tensor labels) {}

    @Override
    public double gradient(int task, int batch, RandomGenerator random, float[] at, float[] gradient) {
        Examples examples = training(task);
        int[] chosen = new int[batch];
        for (int i = 0; i < batch; i++) {
            chosen[i] = random.nextInt(examples.count());
        }
        return gradient(examples, chosen, at, gradient);
    }

    @Override
    public double wholeGradient(int task, int most, float[] at, float[] gradient) {
        Examples examples = training(task);
        int[] chosen = Draws.distinct(
                Math.min(most, examples.count()),
                examples.count(),
                SAMPLE.child(task).random());
        return gradient(examples, chosen, at, gradient);
    }

    private double gradient(Examples examples, int[] chosen, float[] at, float[] gradient) {
        Batch batch = batches.computeIfAbsent(chosen.length, this::batch);
        Arrays.fill(batch.targets, 0);
        for (int i = 0; i < chosen.length; i++) {
            examples.copyInput(chosen[i], batch.x, i * inputSize);
            batch.targets[i * learner.classes() + examples.label(chosen[i])] = 1;
        }
        Updates.assign(batch.inputs, batch.x, 0);
        Updates.assign(batch.labels, batch.targets, 0);
        Updates.assign(parameters, at, 0);
        try (Scope step = root.child()) {
            LossAndGradient result = learner.gradient(
                    step, parameters, Objective.crossEntropy(batch.inputs, batch.labels), Dropout.none());
            result.gradient().copyTo(gradient, 0);
            return result.loss();
        }
    }

    private Batch batch(int rows) {
        return new Batch(
                new float[rows * inputSize],
                new float[rows * learner.classes()],
                root.zeros(DType.FLOAT32, shape(rows)),
                root.zeros(DType.FLOAT32, rows, learner.classes()));
    }

    @Override
    public TaskScore score(int part, float[] at) {
        Examples examples = scored.computeIfAbsent(part, problem::examples);
        Updates.assign(parameters, at, 0);
        Score score = new Score(0, 0, 0);
        for (int from = 0; from < examples.count(); from += SLICE) {
            int rows = Math.min(SLICE, examples.count() - from);
            float[] x = new float[rows * inputSize];
            int[] labels = new int[rows];
            for (int i = 0; i < rows; i++) {
                examples.copyInput(from + i, x, i * inputSize);
                labels[i] = examples.label(from + i);
            }
            try (Scope step = root.child()) {
                Tensor logits = learner.logits(step, parameters, step.tensor(x, shape(rows)));
                score = score.plus(Classification.score(logits, labels));
            }
        }
        return new TaskScore(examples.count(), score.loss(), score.accuracy());
    }

    private int[] shape(int rows) {
        int[] shape = new int[inputShape.length + 1];
        shape[0] = rows;
        System.arraycopy(inputShape, 0, shape, 1, inputShape.length);
        return shape;
    }

    private Examples training(int task) {
        return training.computeIfAbsent(
                task,
                number -> number == PRETRAINING
                        ? Examples.concat(problem.set().pretraining())
                        : problem.set().train(number));
    }
}
