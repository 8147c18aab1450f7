package dev.starling.episodes.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import dev.starling.engine.InputException;
import dev.starling.engine.Seed;
import dev.starling.engine.Settings;
import dev.starling.episodes.Episode;
import dev.starling.episodes.EpisodeTasks;
import dev.starling.episodes.Samples;
import dev.starling.episodes.Split;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToysTest {
    private static final EpisodeSizes SIZES =
            new EpisodeSizes(new EpisodeSizes.Size(2, 5, 15), new EpisodeSizes.Size(2, 5, 50));

    /** Without noise, and every parameter in the middle of its range. */
    private static final class Middle implements RandomGenerator {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public double nextDouble() {
            return 0.5;
        }

        @Override
        public double nextGaussian() {
            return 0;
        }
    }

    private static double[][] points(ToyFamily family, int cloud, int count) {
        List<ToyFamily.Cloud> clouds = family.clouds(2, new Middle());
        return IntStream.range(0, count)
                .mapToObj(i -> clouds.get(cloud).point(i, count, new Middle()))
                .toArray(double[][]::new);
    }

    private static Toys toys(ToyFamily family, boolean normalized, int pool) {
        return new Toys(family, SIZES, normalized, pool, 100);
    }

    @Test
    void moonsAreHalfCirclesThatReachIntoEachOther() {
        double[][] upper = points(ToyFamily.MOONS, 0, 5);
        double[][] lower = points(ToyFamily.MOONS, 1, 5);

        assertThat(upper[0]).containsExactly(1, 0);
        assertThat(upper[2]).containsExactly(new double[] {0, 1}, within(1e-15));
        assertThat(upper[4]).containsExactly(new double[] {-1, 0}, within(1e-15));
        assertThat(lower[0]).containsExactly(0, 0.5);
        assertThat(lower[2]).containsExactly(new double[] {1, -0.5}, within(1e-15));
        assertThat(lower[4]).containsExactly(new double[] {2, 0.5}, within(1e-15));
    }

    @Test
    void circlesHaveOneCenterAndEvenAngles() {
        for (int cloud = 0; cloud < 2; cloud++) {
            double radius = cloud == 0 ? 1 : 0.4;
            double[][] points = points(ToyFamily.CIRCLES, cloud, 8);
            for (int i = 0; i < 8; i++) {
                double angle = Math.toRadians(45 * i);
                assertThat(points[i])
                        .containsExactly(
                                new double[] {radius * Math.cos(angle), radius * Math.sin(angle)}, within(1e-15));
            }
        }
    }

    /** A normal distribution's covariance has the eigenvalues that its parameters say, whose bounds are known. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {0, 1, 2})
    void gaussiansHaveTheirMeanAndSpread(long seed) {
        ToyFamily.Cloud cloud =
                ToyFamily.GAUSSIANS.clouds(3, Seed.of(seed).random()).get(2);
        RandomGenerator noise = Seed.of(seed).child("noise").random();
        double[] mean = cloud.point(0, 1, new Middle());
        int count = 20_000;
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < count; i++) {
            double[] point = cloud.point(i, count, noise);
            double x = point[0] - mean[0];
            double y = point[1] - mean[1];
            xx += x * x / count;
            xy += x * y / count;
            yy += y * y / count;
        }
        double trace = xx + yy;
        double gap = Math.sqrt((xx - yy) * (xx - yy) + 4 * xy * xy);

        // The same draws by hand: mean, both u, v and the direction.
        RandomGenerator again = Seed.of(seed).random();
        for (int i = 0; i < 2 * 7; i++) {
            again.nextDouble();
        }
        assertThat(mean[0]).isEqualTo(again.nextDouble(-5, 5));
        assertThat(mean[1]).isEqualTo(again.nextDouble(-5, 5));
        double first = 1 - again.nextDouble();
        double second = 1 - again.nextDouble();
        double v = again.nextDouble(0.1, 1);
        double a = again.nextDouble(-1, 1);
        double c = again.nextDouble(-1, 1);
        double difference = first * v - second * v / 5;
        // Moments of 20,000 draws lie within 5 standard errors, 5 * sqrt(2 / 20,000) of the greater eigenvalue.
        double tolerance = 0.05 * v;
        assertThat(trace).isCloseTo(first * v + second * v / 5, within(2 * tolerance));
        assertThat(gap).isCloseTo(Math.abs(difference), within(2 * tolerance));
        assertThat(xx - yy).isCloseTo(difference * (a * a - c * c) / (a * a + c * c), within(2 * tolerance));
        assertThat(xy).isCloseTo(-difference * a * c / (a * a + c * c), within(2 * tolerance));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
    void supportLiesInOneHalf(long seed) {
        RandomGenerator random = Seed.of(seed).random();
        double[][] points = new double[55][];
        for (int i = 0; i < points.length; i++) {
            points[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
        }

        boolean[] chosen = Toys.half(points, 5, random);

        assertThat(IntStream.range(0, 55).filter(i -> chosen[i])).hasSize(5);
        boolean inAHalf = false;
        for (int axis = 0; axis < 2; axis++) {
            int at = axis;
            double middle =
                    Arrays.stream(points).mapToDouble(p -> p[at]).sorted().toArray()[27];
            inAHalf |= IntStream.range(0, 55).filter(i -> chosen[i]).allMatch(i -> points[i][at] < middle);
            inAHalf |= IntStream.range(0, 55).filter(i -> chosen[i]).allMatch(i -> points[i][at] >= middle);
        }
        assertThat(inAHalf).isTrue();
    }

    @ParameterizedTest
    @EnumSource(ToyFamily.class)
    void anEpisodeDependsOnItsSpecAlone(ToyFamily family) {
        Toys toys = toys(family, false, 0);
        Episode episode = toys.draw(toys.spec(3, 1));

        assertThat(toys.draw(toys.spec(3, 1)).examplesHash()).isEqualTo(episode.examplesHash());
        assertThat(toys.draw(toys.spec(4, 1)).examplesHash()).isNotEqualTo(episode.examplesHash());
        assertThat(toys.draw(toys.spec(3, 2)).examplesHash()).isNotEqualTo(episode.examplesHash());
        assertThat(episode.support().labels()).containsExactly(0, 0, 0, 0, 0, 1, 1, 1, 1, 1);
        assertThat(episode.query().count()).isEqualTo(30);
        assertThat(toys.draw(toys.spec(Split.TEST.firstIndex(), 1)).query().count())
                .isEqualTo(100);
    }

    @Test
    void anotherSupportMovesNoPoint() {
        EpisodeSizes.Size size = new EpisodeSizes.Size(2, 9, 46);
        Toys others = new Toys(ToyFamily.MOONS, new EpisodeSizes(size, size), false, 0, 100);
        Toys toys = toys(ToyFamily.MOONS, false, 0);
        long test = Split.TEST.firstIndex();

        assertThat(points(others.draw(others.spec(test, 0)))).isEqualTo(points(toys.draw(toys.spec(test, 0))));
    }

    private static Set<List<Float>> points(Episode episode) {
        Set<List<Float>> points = new HashSet<>();
        for (Samples samples : List.of(episode.support(), episode.query())) {
            for (int i = 0; i < samples.count(); i++) {
                points.add(List.of((float) samples.labels()[i], samples.inputs()[2 * i], samples.inputs()[2 * i + 1]));
            }
        }
        return points;
    }

    @Test
    void classesChangePlacesFromTaskToTask() {
        Toys toys = toys(ToyFamily.MOONS, false, 0);

        long swapped = IntStream.range(0, 400)
                .filter(i -> toys.draw(toys.spec(i, 0)).classIds()[0] == 1)
                .count();

        // Half of them, within 5 standard deviations.
        assertThat(swapped).isBetween(150L, 250L);
    }

    @Test
    void aPoolOfTrainingTasksComesAgainAndTestsStayNew() {
        Toys pooled = toys(ToyFamily.CIRCLES, false, 20);
        Toys fresh = toys(ToyFamily.CIRCLES, false, 0);

        assertThat(hash(pooled, 27)).isEqualTo(hash(pooled, 7)).isEqualTo(hash(fresh, 7));
        assertThat(hash(fresh, 27)).isNotEqualTo(hash(fresh, 7));
        long test = Split.TEST.firstIndex();
        assertThat(hash(pooled, test + 27)).isEqualTo(hash(fresh, test + 27)).isNotEqualTo(hash(pooled, test + 7));
        assertThat(pooled.id()).isNotEqualTo(fresh.id());
    }

    private static long hash(Toys toys, long index) {
        return toys.draw(toys.spec(index, 0)).examplesHash();
    }

    @Test
    void normalizedSupportHasMeanZeroAndDeviationOne() {
        Toys toys = toys(ToyFamily.GAUSSIANS, true, 0);
        float[] inputs = toys.draw(toys.spec(0, 0)).support().inputs();

        for (int axis = 0; axis < 2; axis++) {
            double sum = 0;
            double squares = 0;
            for (int i = axis; i < inputs.length; i += 2) {
                sum += inputs[i];
                squares += inputs[i] * inputs[i];
            }
            assertThat(sum).isCloseTo(0, within(1e-5));
            assertThat(squares / (inputs.length / 2)).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void theGridOutsideIsEvenAndItsLabelsMeanNothing() {
        Toys toys = toys(ToyFamily.MOONS, false, 0);
        Samples outside = toys.outside(toys.spec(Split.TEST.firstIndex(), 0)).orElseThrow();

        assertThat(outside.count()).isEqualTo(10_000);
        assertThat(Arrays.copyOf(outside.inputs(), 4)).containsExactly(-3, -3, -3 + 6 / 99f, -3);
        assertThat(outside.inputs()[2 * 9_999]).isEqualTo(3);
        assertThat(outside.inputs()[2 * 9_900 + 1]).isEqualTo(3);
        // Half of 10,000, within 5 standard deviations.
        assertThat(Arrays.stream(outside.labels()).sum()).isBetween(4_750, 5_250);
        assertThat(toys.outside(toys.spec(Split.TEST.firstIndex() + 1, 0))
                        .orElseThrow()
                        .labels())
                .isNotEqualTo(outside.labels());
    }

    private static EpisodeTasks read(String settings) {
        return (EpisodeTasks) new ToyKind()
                .read(
                        new Settings(
                                ConfigFactory.parseString(settings)
                                        .withFallback(ConfigFactory.parseResources("reference.conf")
                                                .getConfig("starling.episodes.tasks")),
                                "tasks"),
                        "");
    }

    @Test
    void settingsBecomeFamilies() {
        assertThat(read("family = moons, shots = 5, queries = 50, test-queries = 50, moons.pool = 20"))
                .isEqualTo(new Toys(
                        ToyFamily.MOONS,
                        new EpisodeSizes(new EpisodeSizes.Size(2, 5, 50), new EpisodeSizes.Size(2, 5, 50)),
                        false,
                        20,
                        100));
        EpisodeTasks gaussians = read("family = gaussians, ways = 10, shots = 10, queries = 15, test-queries = 15");
        assertThat(gaussians.outputs()).isEqualTo(10);
        assertThat(((Toys) gaussians).normalized()).isTrue();
    }

    @Test
    void halvesThatCannotHoldTheSupportAreRefused() {
        assertThatThrownBy(() -> read("family = moons, shots = 5, queries = 4"))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll("tasks.queries is 4", "5 shots: give at least as many queries");
    }
}
