package dev.starling.episodes.task;

import dev.starling.engine.Seed;
import dev.starling.episodes.Episode;
import dev.starling.episodes.EpisodeSpec;
import dev.starling.episodes.EpisodeTasks;
import dev.starling.episodes.Samples;
import dev.starling.episodes.Split;
import java.util.random.RandomGenerator;

/**
 * Functions {@code y = amplitude * sin(x - phase)} to be fitted by few points (Finn et al. 2017, section 5.1). Amplitudes are uniform in
 * [0.1, 5], phases in [0, phases], inputs in [-5, 5]. Child "function" draws amplitude and phase, child "example" the inputs.
 *
 * @param shots support points
 * @param queries query points of training episodes
 * @param testQueries query points of the others, evenly spaced, both ends included
 * @param phases upper end of the phases
 */
public record Sinusoids(int shots, int queries, int testQueries, double phases) implements EpisodeTasks {
    private static final long serialVersionUID = 1L;

    private static final double LEAST_AMPLITUDE = 0.1;
    private static final double GREATEST_AMPLITUDE = 5;
    private static final double REACH = 5;
    private static final int[] NO_CLASSES = {};

    @Override
    public String id() {
        return "sinusoid-%s-%s-%s-%s".formatted(shots, queries, testQueries, phases);
    }

    @Override
    public int[] inputShape() {
        return new int[] {1};
    }

    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public boolean regression() {
        return true;
    }

    @Override
    public EpisodeSpec spec(long index, long seed) {
        Split split = Split.of(index);
        return new EpisodeSpec(split, index, seed, 1, shots, split == Split.TRAIN ? queries : testQueries);
    }

    @Override
    public Episode draw(EpisodeSpec spec) {
        Seed seed = Seed.of(spec.seed());
        RandomGenerator function = seed.child("function").child(spec.index()).random();
        double amplitude = function.nextDouble(LEAST_AMPLITUDE, GREATEST_AMPLITUDE);
        double phase = function.nextDouble(0, phases);
        RandomGenerator example = seed.child("example").child(spec.index()).random();
        float[] support = new float[spec.shots()];
        float[] query = new float[spec.queries()];
        for (int i = 0; i < support.length; i++) {
            support[i] = (float) example.nextDouble(-REACH, REACH);
        }
        for (int i = 0; i < query.length; i++) {
            query[i] = (float)
                    (spec.split() == Split.TRAIN
                            ? example.nextDouble(-REACH, REACH)
                            : query.length == 1 ? 0 : 2 * REACH * i / (query.length - 1) - REACH);
        }
        return new Episode(
                spec,
                Samples.ofFunction(support, values(support, amplitude, phase)),
                Samples.ofFunction(query, values(query, amplitude, phase)),
                NO_CLASSES,
                hash(amplitude, phase, support, query));
    }

    private static float[] values(float[] inputs, double amplitude, double phase) {
        float[] values = new float[inputs.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (amplitude * StrictMath.sin(inputs[i] - phase));
        }
        return values;
    }

    private static long hash(double amplitude, double phase, float[] support, float[] query) {
        Seed hash = new Seed(Double.doubleToLongBits(amplitude)).child(Double.doubleToLongBits(phase));
        for (float x : support) {
            hash = hash.child(Float.floatToIntBits(x));
        }
        for (float x : query) {
            hash = hash.child(Float.floatToIntBits(x));
        }
        return hash.value();
    }
}
