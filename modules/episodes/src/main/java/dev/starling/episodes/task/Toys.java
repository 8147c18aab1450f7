package dev.starling.episodes.task;

import dev.starling.data.Draws;
import dev.starling.engine.Seed;
import dev.starling.episodes.Episode;
import dev.starling.episodes.EpisodeSpec;
import dev.starling.episodes.EpisodeTasks;
import dev.starling.episodes.Samples;
import dev.starling.episodes.Split;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Classes of points in the plane with a biased support: it comes from one half of a class, whose other points, of both halves, are queries
 * (Willette et al. 2022). Child "function" draws a task's parameters, "class" which class has which label; of child "example", with the
 * label as its child, "noise" draws the points and "half" the support.
 *
 * @param family kind of tasks
 * @param sizes of episodes; queries are no fewer than shots, so that a half has the support
 * @param normalized whether an episode is shifted and scaled so that its support has mean 0 and deviation 1 in each coordinate
 * @param pool how many training tasks there are, seen again and again; 0 for new ones in each episode
 * @param gridSide points a side of the grid over [-3, 3]^2 that is {@link #outside}, at least 2
 */
record Toys(ToyFamily family, EpisodeSizes sizes, boolean normalized, int pool, int gridSide) implements EpisodeTasks {
    private static final long serialVersionUID = 1L;

    private static final double REACH = 3;

    @Override
    public String id() {
        return "%s-%s-%s-%s-%s"
                .formatted(family.name().toLowerCase(Locale.ROOT), sizes.id(), normalized, pool, gridSide);
    }

    @Override
    public int[] inputShape() {
        return new int[] {2};
    }

    @Override
    public int outputs() {
        return Math.max(sizes.train().ways(), sizes.test().ways());
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
        long number = spec.split() == Split.TRAIN && pool > 0 ? spec.index() % pool : spec.index();
        Seed seed = Seed.of(spec.seed());
        List<ToyFamily.Cloud> clouds =
                family.clouds(spec.ways(), seed.child("function").child(number).random());
        int[] classes =
                Draws.permutation(spec.ways(), seed.child("class").child(number).random());
        double[] support = new double[2 * spec.ways() * spec.shots()];
        double[] query = new double[2 * spec.ways() * spec.queries()];
        for (int label = 0; label < spec.ways(); label++) {
            Seed example = seed.child("example").child(number).child(label);
            double[][] points = points(
                    clouds.get(classes[label]),
                    spec.shots() + spec.queries(),
                    example.child("noise").random());
            boolean[] chosen = half(points, spec.shots(), example.child("half").random());
            int nextSupport = 2 * label * spec.shots();
            int nextQuery = 2 * label * spec.queries();
            for (int i = 0; i < points.length; i++) {
                if (chosen[i]) {
                    System.arraycopy(points[i], 0, support, nextSupport, 2);
                    nextSupport += 2;
                } else {
                    System.arraycopy(points[i], 0, query, nextQuery, 2);
                    nextQuery += 2;
                }
            }
        }
        return episode(spec, support, query, classes);
    }

    private Episode episode(EpisodeSpec spec, double[] support, double[] query, int[] classes) {
        double[] origin = normalized ? mean(support) : new double[] {0, 0};
        double[] unit = normalized ? deviation(support, origin) : new double[] {1, 1};
        float[] supportInputs = inputs(support, origin, unit);
        float[] queryInputs = inputs(query, origin, unit);
        Seed hash = new Seed(spec.ways());
        for (float[] inputs : List.of(supportInputs, queryInputs)) {
            for (float input : inputs) {
                hash = hash.child(Float.floatToIntBits(input));
            }
        }
        return new Episode(
                spec,
                Samples.ofClasses(supportInputs, ClassEpisodes.labels(spec.ways(), spec.shots())),
                Samples.ofClasses(queryInputs, ClassEpisodes.labels(spec.ways(), spec.queries())),
                classes,
                hash.value());
    }

    private static double[][] points(ToyFamily.Cloud cloud, int count, RandomGenerator noise) {
        double[][] points = new double[count][];
        for (int i = 0; i < count; i++) {
            points[i] = cloud.point(i, count, noise);
        }
        return points;
    }

    /** Which points are the support: all are on one side of the others' middle, along one axis. */
    static boolean[] half(double[][] points, int shots, RandomGenerator random) {
        int axis = random.nextInt(2);
        boolean upper = random.nextBoolean();
        int[] order = IntStream.range(0, points.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> points[i][axis]))
                .mapToInt(Integer::intValue)
                .toArray();
        int middle = points.length / 2;
        int[] half = upper ? Arrays.copyOfRange(order, middle, order.length) : Arrays.copyOf(order, middle);
        boolean[] chosen = new boolean[points.length];
        for (int place : Draws.distinct(shots, half.length, random)) {
            chosen[half[place]] = true;
        }
        return chosen;
    }

    private static double[] mean(double[] points) {
        double[] sum = new double[2];
        for (int i = 0; i < points.length; i++) {
            sum[i % 2] += points[i];
        }
        return new double[] {2 * sum[0] / points.length, 2 * sum[1] / points.length};
    }

    /** Of each coordinate; 1 where all are equal. */
    private static double[] deviation(double[] points, double[] mean) {
        double[] squares = new double[2];
        for (int i = 0; i < points.length; i++) {
            squares[i % 2] += (points[i] - mean[i % 2]) * (points[i] - mean[i % 2]);
        }
        for (int axis = 0; axis < 2; axis++) {
            squares[axis] = squares[axis] == 0 ? 1 : Math.sqrt(2 * squares[axis] / points.length);
        }
        return squares;
    }

    private static float[] inputs(double[] points, double[] origin, double[] unit) {
        float[] inputs = new float[points.length];
        for (int i = 0; i < points.length; i++) {
            inputs[i] = (float) ((points[i] - origin[i % 2]) / unit[i % 2]);
        }
        return inputs;
    }

    /** A grid in the coordinates that learners see, x running faster, both ends included. */
    @Override
    public Optional<Samples> outside(EpisodeSpec spec) {
        RandomGenerator random =
                Seed.of(spec.seed()).child("ood").child(spec.index()).random();
        int[] labels = new int[gridSide * gridSide];
        float[] inputs = new float[2 * labels.length];
        for (int i = 0; i < labels.length; i++) {
            inputs[2 * i] = place(i % gridSide);
            inputs[2 * i + 1] = place(i / gridSide);
            labels[i] = random.nextInt(spec.ways());
        }
        return Optional.of(Samples.ofClasses(inputs, labels));
    }

    private float place(int step) {
        return (float) (2 * REACH * step / (gridSide - 1) - REACH);
    }
}
