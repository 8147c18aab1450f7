package dev.starling.episodes.proto;

import dev.starling.engine.Seed;
import dev.starling.episodes.Episode;
import dev.starling.episodes.EpisodeSpec;
import dev.starling.episodes.EpisodeTasks;
import dev.starling.episodes.Samples;
import dev.starling.episodes.task.EpisodeSizes;
import java.util.random.RandomGenerator;

/** Classes of small images, each a pattern of its own under noise: more of them than anybody counts. */
record Clouds(EpisodeSizes sizes, double noise) implements EpisodeTasks {
    private static final long serialVersionUID = 1L;
    static final int SIDE = 16;

    @Override
    public String id() {
        return "clouds-" + sizes.id() + "-" + noise;
    }

    @Override
    public int[] inputShape() {
        return new int[] {SIDE, SIDE, 1};
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
                Seed.of(spec.seed()).child("class").child(spec.index()).random();
        float[][] patterns = new float[spec.ways()][SIDE * SIDE];
        for (float[] pattern : patterns) {
            for (int i = 0; i < pattern.length; i++) {
                pattern[i] = (float) random.nextDouble(-1, 1);
            }
        }
        int[] classes = new int[spec.ways()];
        return new Episode(
                spec,
                samples(patterns, spec.shots(), random),
                samples(patterns, spec.queries(), random),
                classes,
                spec.index());
    }

    private Samples samples(float[][] patterns, int each, RandomGenerator random) {
        float[] inputs = new float[patterns.length * each * SIDE * SIDE];
        int[] labels = new int[patterns.length * each];
        for (int i = 0; i < inputs.length; i++) {
            int label = i / (SIDE * SIDE) / each;
            labels[i / (SIDE * SIDE)] = label;
            inputs[i] = patterns[label][i % (SIDE * SIDE)] + (float) random.nextDouble(-noise, noise);
        }
        return Samples.ofClasses(inputs, labels);
    }
}
