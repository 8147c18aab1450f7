package dev.starling.episodes.sequential;

import dev.starling.data.Examples;
import dev.starling.data.Preprocessing;
import dev.starling.engine.Seed;
import dev.starling.episodes.NetworkRecipe;
import dev.starling.episodes.TaskSet;
import java.util.List;
import java.util.random.RandomGenerator;

/** Three tasks of Gaussian classes in four dimensions whose first two axes are turned, 90, 60 and 30 examples, and one more to test on. */
record TinySet(boolean pretrained) implements TaskSet {
    private static final long serialVersionUID = 1L;
    private static final int FEATURES = 4;
    private static final int CLASSES = 3;

    static final NetworkRecipe RECIPE =
            new NetworkRecipe("mlp", new int[] {FEATURES}, CLASSES, List.of(6), 64, NetworkRecipe.Initialization.HE);

    @Override
    public String id() {
        return "tiny-" + pretrained;
    }

    @Override
    public int[] inputShape() {
        return new int[] {FEATURES};
    }

    @Override
    public int outputs() {
        return CLASSES;
    }

    @Override
    public boolean regression() {
        return false;
    }

    @Override
    public List<String> seen() {
        return List.of("a", "b", "c");
    }

    @Override
    public List<String> unseen() {
        return List.of("d");
    }

    @Override
    public Examples train(int task) {
        return examples(task, 90 - 30 * task, 1);
    }

    @Override
    public Examples validation(int task) {
        return examples(task, 20, 2);
    }

    @Override
    public Examples test(int task) {
        return examples(task, 20, 3);
    }

    @Override
    public List<Examples> pretraining() {
        return pretrained ? List.of(examples(-1, 60, 1)) : List.of();
    }

    @Override
    public List<Examples> retention() {
        return pretrained ? List.of(examples(-1, 20, 2)) : List.of();
    }

    private static Examples examples(int task, int count, int stream) {
        RandomGenerator random = Seed.of(7).child(stream).child(task).random();
        float[] x = new float[count * FEATURES];
        int[] labels = new int[count];
        double angle = 0.5 * (task + 1);
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(CLASSES);
            double u = (labels[i] == 1 ? 2 : 0) + random.nextGaussian();
            double v = (labels[i] == 2 ? 2 : 0) + random.nextGaussian();
            x[i * FEATURES] = (float) (Math.cos(angle) * u - Math.sin(angle) * v);
            x[i * FEATURES + 1] = (float) (Math.sin(angle) * u + Math.cos(angle) * v);
            x[i * FEATURES + 2] = (float) random.nextGaussian();
            x[i * FEATURES + 3] = 1;
        }
        return Examples.ofFloats(x, new int[] {FEATURES}, labels, CLASSES, Preprocessing.NONE);
    }
}
