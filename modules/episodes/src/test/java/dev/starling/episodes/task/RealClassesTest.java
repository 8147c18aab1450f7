package dev.starling.episodes.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.typesafe.config.ConfigFactory;
import dev.starling.data.Examples;
import dev.starling.data.Omniglot;
import dev.starling.engine.InputException;
import dev.starling.engine.Settings;
import dev.starling.episodes.Corrupted;
import dev.starling.episodes.Episode;
import dev.starling.episodes.EpisodeSpec;
import dev.starling.episodes.EpisodeTasks;
import dev.starling.episodes.Samples;
import dev.starling.episodes.Split;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Episodes of the real images: experiment E1. */
@Tag("data")
class RealClassesTest {
    /** A normal draw is above this with probability 1e-4. */
    private static final double P_ONE_IN_TEN_THOUSAND = 3.719;

    private String path;

    @BeforeEach
    void requireData() {
        path = System.getenv("STARLING_DATA");
        assumeThat(path)
                .as("STARLING_DATA names no folder: fetch the data with scripts/fetch-data and set it")
                .isNotBlank();
    }

    private EpisodeTasks tasks(String family, String sizes) {
        Settings settings = new Settings(
                ConfigFactory.parseString("family = " + family + "\n" + sizes)
                        .withFallback(
                                ConfigFactory.parseResources("reference.conf").getConfig("starling.episodes.tasks")),
                "tasks");
        return (EpisodeTasks) new ClassKind().read(settings, path);
    }

    /** E1: nothing comes twice in an episode, drawn classes and drawings are uniform, and a class has every label alike. */
    @Test
    void tenThousandEpisodesOfSymbolsAreFair(TestReporter reporter) {
        EpisodeTasks tasks = tasks("omniglot", "ways = 5, shots = 1, queries = 15, test-queries = 15");
        int pool = 423 * 4;
        int[][] labelsOfClasses = new int[1623 * 4][5];
        int[][] supportsOfClasses = new int[1623 * 4][Omniglot.DRAWINGS];
        Map<Integer, Map<Long, Integer>> drawings = new HashMap<>();
        Set<Integer> alike = symbolsWithEqualDrawings();
        for (int i = 0; i < 10_000; i++) {
            Episode episode = tasks.draw(tasks.spec(Split.TEST.firstIndex() + i, 0));
            assertThat(episode.classIds()).doesNotHaveDuplicates();
            for (int label = 0; label < 5; label++) {
                int id = episode.classIds()[label];
                labelsOfClasses[id][label]++;
                if (alike.contains(id / 4)) {
                    continue;
                }
                Map<Long, Integer> known = drawings.computeIfAbsent(id, unused -> new HashMap<>());
                long support = image(episode.support(), label);
                Set<Long> examples = new HashSet<>(Set.of(support));
                for (int query = 0; query < 15; query++) {
                    examples.add(image(episode.query(), 15 * label + query));
                }
                assertThat(examples)
                        .as("examples of class %s in episode %s", id, i)
                        .hasSize(16);
                examples.forEach(example -> known.putIfAbsent(example, known.size()));
                assertThat(known).as("drawings of class %s", id).hasSizeLessThanOrEqualTo(Omniglot.DRAWINGS);
                supportsOfClasses[id][known.get(support)]++;
            }
        }

        Map<String, Double> deviations = new TreeMap<>();
        int[][] labels = drawn(labelsOfClasses);
        assertThat(labels).hasNumberOfRows(pool);
        int[] classes =
                Arrays.stream(labels).mapToInt(row -> Arrays.stream(row).sum()).toArray();
        deviations.put("classes", deviations(classes, even(classes), pool - 1));
        deviations.put("labels of classes", deviations(flat(labels), independent(labels), 4.0 * (pool - 1)));
        int[][] supports = drawn(supportsOfClasses);
        double[] byClass = Arrays.stream(supports)
                .flatMapToDouble(row -> Arrays.stream(even(row)))
                .toArray();
        deviations.put(
                "drawings in supports",
                deviations(flat(supports), byClass, (Omniglot.DRAWINGS - 1.0) * supports.length));
        reporter.publishEntry("symbols with equal drawings", String.valueOf(alike.size()));
        deviations.forEach((what, value) -> {
            reporter.publishEntry(what, String.valueOf(value));
            assertThat(value).as(what).isLessThan(P_ONE_IN_TEN_THOUSAND);
        });
    }

    /** By their pixels these drawings cannot be told apart: points of Braille. */
    private Set<Integer> symbolsWithEqualDrawings() {
        Examples images = Omniglot.read(Path.of(path)).images();
        Set<Integer> symbols = new HashSet<>();
        Set<Long> seen = new HashSet<>();
        float[] image = new float[784];
        for (int i = 0; i < images.count(); i++) {
            images.copyInput(i, image, 0);
            if (!seen.add(image(Samples.ofClasses(image, 0), 0))) {
                symbols.add(images.label(i));
            }
            if (i % Omniglot.DRAWINGS == Omniglot.DRAWINGS - 1) {
                seen.clear();
            }
        }
        return symbols;
    }

    private static int[][] drawn(int[][] counts) {
        return Arrays.stream(counts).filter(row -> Arrays.stream(row).sum() > 0).toArray(int[][]::new);
    }

    private static int[] flat(int[][] counts) {
        return Arrays.stream(counts).flatMapToInt(Arrays::stream).toArray();
    }

    private static double[] even(int[] counts) {
        double[] expected = new double[counts.length];
        Arrays.fill(expected, (double) Arrays.stream(counts).sum() / counts.length);
        return expected;
    }

    /** A hash of 64 bits: that any two of the images and their turns meet has a probability of 1e-9. */
    private static long image(Samples samples, int i) {
        long hash = 0xcbf29ce484222325L;
        for (int j = 784 * i; j < 784 * (i + 1); j++) {
            hash = (hash ^ Float.floatToIntBits(samples.inputs()[j])) * 0x100000001b3L;
        }
        return hash;
    }

    /** What cells would hold if rows and columns had nothing to do with one another. */
    private static double[] independent(int[][] counts) {
        double all = Arrays.stream(counts).flatMapToInt(Arrays::stream).sum();
        int columns = counts[0].length;
        double[] expected = new double[counts.length * columns];
        for (int i = 0; i < expected.length; i++) {
            int column = i % columns;
            double rowSum = Arrays.stream(counts[i / columns]).sum();
            expected[i] =
                    rowSum * Arrays.stream(counts).mapToInt(row -> row[column]).sum() / all;
        }
        return expected;
    }

    /** Where a chi-square statistic lies on the normal distribution (Wilson and Hilferty 1931). */
    private static double deviations(int[] counts, double[] expected, double freedom) {
        double statistic = 0;
        for (int i = 0; i < counts.length; i++) {
            statistic += (counts[i] - expected[i]) * (counts[i] - expected[i]) / expected[i];
        }
        return (Math.cbrt(statistic / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
    }

    @Test
    void classesOutsideAndCorruptedQueriesGoWithTheirEpisode() {
        EpisodeTasks tasks = tasks(
                "omniglot",
                "ways = 5, shots = 1, queries = 5, test-queries = 5, corruption { names = [pixelate, contrast], levels = 2 }");
        EpisodeSpec spec = tasks.spec(Split.TEST.firstIndex(), 0);
        Episode episode = tasks.draw(spec);

        List<Corrupted> corrupted = tasks.corrupted(spec);
        assertThat(corrupted).extracting(Corrupted::level).containsExactly(0, 1, 2);
        assertThat(corrupted.get(0).query().inputs()).isEqualTo(episode.query().inputs());
        assertThat(corrupted.get(2).query().inputs())
                .isNotEqualTo(corrupted.get(1).query().inputs());
        Samples outside = tasks.outside(spec).orElseThrow();
        assertThat(outside.labels()).isEqualTo(episode.query().labels());
        assertThat(outside.inputs()).isNotEqualTo(episode.query().inputs());
        assertThat(tasks("fashion-mnist", "ways = 2, shots = 1, queries = 5").outside(spec(2)))
                .isPresent();
        assertThat(tasks("fashion-mnist", "ways = 3, shots = 1, queries = 5").outside(spec(3)))
                .as("of four garments, three are in the episode")
                .isEmpty();
    }

    private static EpisodeSpec spec(int ways) {
        return new EpisodeSpec(Split.TEST, Split.TEST.firstIndex(), 0, ways, 1, 5);
    }

    @Test
    void moreDrawingsThanThereAreAreRefused() {
        assertThatThrownBy(() -> tasks("omniglot", "ways = 5, shots = 6, queries = 15, test-queries = 15"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("take 21 examples a class, and no class of the split train has more than 20");
        assertThatThrownBy(() -> tasks("omniglot", "ways = 1700, shots = 1, queries = 1, test-queries = 1"))
                .hasMessageContaining("has 688 classes with 2 examples");
    }

    @Test
    void garmentsOfTestsAreNeverTrained() {
        EpisodeTasks tasks = tasks("fashion-mnist", "ways = 4, shots = 5, queries = 5, test-queries = 15");

        assertThat(tasks.inputShape()).containsExactly(28, 28, 1);
        Episode train = tasks.draw(tasks.spec(0, 0));
        Episode test = tasks.draw(tasks.spec(Split.TEST.firstIndex(), 0));
        assertThat(Arrays.stream(train.classIds()).allMatch(id -> id < 6)).isTrue();
        assertThat(Arrays.stream(test.classIds()).allMatch(id -> id >= 16)).isTrue();
        assertThat(test.query().inputs()).hasSize(4 * 15 * 784);
    }

    @Test
    void digitsOfAnEpisodeAreOfOneWriter() {
        EpisodeTasks tasks =
                tasks("mnist-writers", "ways = 5, shots = 1, queries = 4, test-queries = 4, mnist-writers.side = 14");

        assertThat(tasks.inputShape()).containsExactly(14, 14, 1);
        for (int i = 0; i < 50; i++) {
            Episode train = tasks.draw(tasks.spec(i, 0));
            Episode test = tasks.draw(tasks.spec(Split.TEST.firstIndex() + i, 0));
            assertThat(Arrays.stream(train.classIds()).map(id -> id / 10).distinct())
                    .hasSize(1);
            assertThat(train.classIds()[0] / 10).isLessThan(539);
            assertThat(test.classIds()[0] / 10).isGreaterThanOrEqualTo(539);
        }
    }
}
