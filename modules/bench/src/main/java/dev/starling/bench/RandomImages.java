package dev.starling.bench;

import dev.starling.data.Draws;
import dev.starling.engine.Seed;
import dev.starling.engine.Settings;
import dev.starling.episodes.Episode;
import dev.starling.episodes.EpisodeSpec;
import dev.starling.episodes.EpisodeTasks;
import dev.starling.episodes.Samples;
import dev.starling.episodes.Tasks;
import dev.starling.episodes.TasksKind;
import dev.starling.episodes.task.EpisodeSizes;
import java.util.List;
import java.util.random.RandomGenerator;

/** Episodes of random classes of random images of 28x28: as much work as Omniglot's, without its files. */
record RandomImages(EpisodeSizes sizes) implements EpisodeTasks {
    private static final long serialVersionUID = 1L;
    private static final int CLASSES = 100;
    private static final int DRAWINGS = 20;
    private static final int SIZE = 28 * 28;

    /** Drawn once a JVM. */
    private static final class Pool {
        static final float[] IMAGES = images();

        private static float[] images() {
            RandomGenerator random = Seed.of(1).random();
            float[] images = new float[CLASSES * DRAWINGS * SIZE];
            for (int i = 0; i < images.length; i++) {
                images[i] = (float) random.nextDouble();
            }
            return images;
        }
    }

    /** Registers them. */
    public static final class Kind implements TasksKind {
        @Override
        public List<String> names() {
            return List.of("random-images");
        }

        @Override
        public Tasks read(Settings tasks, String dataPath) {
            return new RandomImages(EpisodeSizes.read(tasks));
        }
    }

    @Override
    public String id() {
        return "random-images-" + sizes.id();
    }

    @Override
    public int[] inputShape() {
        return new int[] {28, 28, 1};
    }

    @Override
    public int outputs() {
        return sizes.test().ways();
    }

    @Override
    public boolean regression() {
        return false;
    }

    @Override
    public EpisodeSpec spec(long index, long seed) {
        return sizes.spec(index, seed);
    }

    @Override
    public Episode draw(EpisodeSpec spec) {
        RandomGenerator random =
                Seed.of(spec.seed()).child("example").child(spec.index()).random();
        int[] classes = Draws.distinct(spec.ways(), CLASSES, random);
        float[] support = new float[spec.ways() * spec.shots() * SIZE];
        float[] query = new float[spec.ways() * spec.queries() * SIZE];
        int[] supportLabels = new int[spec.ways() * spec.shots()];
        int[] queryLabels = new int[spec.ways() * spec.queries()];
        for (int label = 0; label < classes.length; label++) {
            int[] drawings = Draws.distinct(spec.shots() + spec.queries(), DRAWINGS, random);
            for (int i = 0; i < drawings.length; i++) {
                boolean shot = i < spec.shots();
                int place = shot ? label * spec.shots() + i : label * spec.queries() + i - spec.shots();
                int from = (classes[label] * DRAWINGS + drawings[i]) * SIZE;
                System.arraycopy(Pool.IMAGES, from, shot ? support : query, place * SIZE, SIZE);
                (shot ? supportLabels : queryLabels)[place] = label;
            }
        }
        return new Episode(
                spec,
                Samples.ofClasses(support, supportLabels),
                Samples.ofClasses(query, queryLabels),
                classes,
                spec.index());
    }
}
