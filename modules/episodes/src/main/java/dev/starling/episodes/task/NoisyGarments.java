package dev.starling.episodes.task;

import dev.starling.data.DataSet;
import dev.starling.data.DataSets;
import dev.starling.data.Draws;
import dev.starling.data.Examples;
import dev.starling.data.Shared;
import dev.starling.engine.DataException;
import dev.starling.engine.Seed;
import dev.starling.episodes.Episode;
import dev.starling.episodes.EpisodeSpec;
import dev.starling.episodes.EpisodeTasks;
import dev.starling.episodes.Samples;
import dev.starling.episodes.Split;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * One task: all garments of Fashion-MNIST, with support labels that are wrong in part. Whatever its number and seed, an episode has the
 * same support, of training images. Queries have their own labels and are other training images, in tests test images. Child
 * "example", by label, chooses training images, "test" test images, "noise" the labels.
 *
 * @param path where data sets lie
 * @param dataHash what the data's content must be, wherever it is opened
 * @param sizes images a class
 * @param noise probability that a support label is drawn anew, uniformly from all
 * @param seed all draws descend from it
 */
record NoisyGarments(String path, String dataHash, EpisodeSizes sizes, double noise, long seed)
        implements EpisodeTasks {
    private static final long serialVersionUID = 1L;

    static final int CLASSES = 10;

    /** What each class has. */
    static final int TRAINING_IMAGES = 6000;

    static final int TEST_IMAGES = 1000;

    static DataSet set(String path) {
        return Shared.get("fashion-mnist " + path, DataSet.class, () -> DataSets.open("fashion-mnist", Path.of(path)));
    }

    @Override
    public String id() {
        return "noisy-fashion-mnist-%s-%s-%s-%s".formatted(sizes.id(), noise, seed, dataHash);
    }

    @Override
    public int[] inputShape() {
        return new int[] {28, 28, 1};
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
    public EpisodeSpec spec(long index, long trialSeed) {
        return sizes.spec(index, trialSeed);
    }

    @Override
    public Episode draw(EpisodeSpec spec) {
        DataSet set = set(path);
        if (!set.sha256().equals(dataHash)) {
            throw new DataException(
                    ("Fashion-MNIST here has the content %s and the run's is %s: give every machine the same files under"
                                    + " %s")
                            .formatted(set.sha256(), dataHash, path));
        }
        return draw(spec, set.train(), set.test());
    }

    /** Of these images, of which each class has enough. */
    Episode draw(EpisodeSpec spec, Examples train, Examples test) {
        int shots = spec.shots();
        boolean tests = spec.split() == Split.TEST;
        int[][] training = chosen(train, "example", tests ? shots : shots + spec.queries());
        int[][] queries = tests ? chosen(test, "test", spec.queries()) : training;
        int from = tests ? 0 : shots;
        int[] labels = noisyLabels(shots);
        Seed hash = new Seed(seed);
        for (int[] chosen : training) {
            hash = hash.child(IntStream.of(chosen).asLongStream().sum());
        }
        for (int label : labels) {
            hash = hash.child(label);
        }
        return new Episode(
                spec,
                Samples.ofClasses(inputs(train, training, 0, shots), labels),
                Samples.ofClasses(
                        inputs(tests ? test : train, queries, from, from + spec.queries()),
                        ClassEpisodes.labels(CLASSES, spec.queries())),
                IntStream.range(0, CLASSES).toArray(),
                hash.value());
    }

    @Override
    public Optional<int[]> trueLabels(EpisodeSpec spec) {
        return Optional.of(ClassEpisodes.labels(CLASSES, spec.shots()));
    }

    /** So many images of each class. */
    private int[][] chosen(Examples images, String child, int each) {
        int[][] chosen = new int[CLASSES][];
        for (int label = 0; label < CLASSES; label++) {
            int own = label;
            int[] members = IntStream.range(0, images.count())
                    .filter(i -> images.label(i) == own)
                    .toArray();
            chosen[label] = Draws.distinct(
                    each,
                    members.length,
                    Seed.of(seed).child(child).child(label).random());
            for (int i = 0; i < each; i++) {
                chosen[label][i] = members[chosen[label][i]];
            }
        }
        return chosen;
    }

    private int[] noisyLabels(int each) {
        RandomGenerator random = Seed.of(seed).child("noise").random();
        int[] labels = ClassEpisodes.labels(CLASSES, each);
        for (int i = 0; i < labels.length; i++) {
            boolean drawn = random.nextDouble() < noise;
            int other = random.nextInt(CLASSES);
            labels[i] = drawn ? other : labels[i];
        }
        return labels;
    }

    private static float[] inputs(Examples images, int[][] chosen, int from, int to) {
        int size = images.inputSize();
        float[] inputs = new float[chosen.length * (to - from) * size];
        int at = 0;
        for (int[] ofClass : chosen) {
            for (int i = from; i < to; i++) {
                images.copyInput(ofClass[i], inputs, at);
                at += size;
            }
        }
        return inputs;
    }
}
