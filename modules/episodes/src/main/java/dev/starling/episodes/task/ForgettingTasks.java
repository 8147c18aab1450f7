package dev.starling.episodes.task;

import dev.starling.data.Examples;
import dev.starling.data.Preprocessing;
import dev.starling.engine.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Made tasks that make a student forget. A teacher {@code argmax(tanh(2 x W1) W2)} with layers of 32, 48 and 10 labels normal
 * inputs x; a task shows {@code x R} for a rotation R of its own near the identity, and pretraining shows x. Child "teacher" draws
 * the teacher, "rotation" and "example", by task, the tasks; a task's three parts are draws of one stream.
 *
 * @param sizes training examples of each seen task
 * @param unseenTasks tasks that are only tested
 * @param pretrainingExamples not rotated
 * @param validationExamples of each seen task
 * @param testExamples of each task, and of what is not rotated
 * @param strength of the rotations: {@code R = expm(strength (A - A') / sqrt(64))} with A normal
 * @param seed all draws descend from it
 */
record ForgettingTasks(
        List<Integer> sizes,
        int unseenTasks,
        int pretrainingExamples,
        int validationExamples,
        int testExamples,
        double strength,
        long seed)
        implements TaskRecipe {
    private static final long serialVersionUID = 1L;

    private static final int INPUTS = 32;
    private static final int UNITS = 48;
    private static final int CLASSES = 10;

    ForgettingTasks {
        sizes = List.copyOf(sizes);
    }

    @Override
    public String id() {
        return "forgetting-%s-%s-%s-%s-%s-%s-%s"
                .formatted(sizes, unseenTasks, pretrainingExamples, validationExamples, testExamples, strength, seed);
    }

    @Override
    public String path() {
        return "";
    }

    @Override
    public List<String> seen() {
        return IntStream.range(0, sizes.size()).mapToObj(task -> "seen-" + task).toList();
    }

    @Override
    public List<String> unseen() {
        return IntStream.range(0, unseenTasks)
                .mapToObj(task -> "unseen-" + task)
                .toList();
    }

    @Override
    public Opened open() {
        Seed root = Seed.of(seed);
        RandomGenerator teacher = root.child("teacher").random();
        double[][] first = normal(INPUTS, UNITS, 1 / StrictMath.sqrt(INPUTS), teacher);
        double[][] second = normal(UNITS, CLASSES, 1, teacher);
        List<Examples> train = new ArrayList<>();
        List<Examples> validation = new ArrayList<>();
        List<Examples> test = new ArrayList<>();
        for (int task = 0; task < sizes.size() + unseenTasks; task++) {
            double[][] rotation =
                    rotation(strength, root.child("rotation").child(task).random());
            RandomGenerator example = root.child("example").child(task).random();
            if (task < sizes.size()) {
                train.add(draw(sizes.get(task), first, second, rotation, example));
                validation.add(draw(validationExamples, first, second, rotation, example));
            }
            test.add(draw(testExamples, first, second, rotation, example));
        }
        double[][] upright = Matrices.identity(INPUTS);
        RandomGenerator plain = root.child("pretraining").random();
        return new Opened(
                train,
                validation,
                test,
                List.of(draw(pretrainingExamples, first, second, upright, plain)),
                List.of(draw(testExamples, first, second, upright, plain)));
    }

    static double[][] rotation(double strength, RandomGenerator random) {
        double[][] a = normal(INPUTS, INPUTS, 1, random);
        double[][] skew = new double[INPUTS][INPUTS];
        for (int i = 0; i < INPUTS; i++) {
            for (int j = 0; j < INPUTS; j++) {
                skew[i][j] = strength * (a[i][j] - a[j][i]) / StrictMath.sqrt(2 * INPUTS);
            }
        }
        return Matrices.exponential(skew);
    }

    private static double[][] normal(int rows, int columns, double deviation, RandomGenerator random) {
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            for (int j = 0; j < columns; j++) {
                row[j] = deviation * random.nextGaussian();
            }
        }
        return values;
    }

    private static Examples draw(
            int count, double[][] first, double[][] second, double[][] rotation, RandomGenerator random) {
        double[][] x = normal(count, INPUTS, 1, random);
        double[][] units = Matrices.product(x, first);
        for (double[] row : units) {
            for (int j = 0; j < row.length; j++) {
                row[j] = StrictMath.tanh(2 * row[j]);
            }
        }
        double[][] scores = Matrices.product(units, second);
        double[][] shown = Matrices.product(x, rotation);
        float[] inputs = new float[count * INPUTS];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < INPUTS; j++) {
                inputs[i * INPUTS + j] = (float) shown[i][j];
            }
            for (int label = 1; label < CLASSES; label++) {
                labels[i] = scores[i][label] > scores[i][labels[i]] ? label : labels[i];
            }
        }
        return Examples.ofFloats(inputs, new int[] {INPUTS}, labels, CLASSES, Preprocessing.NONE);
    }
}
