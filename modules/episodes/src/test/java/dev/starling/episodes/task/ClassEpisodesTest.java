package dev.starling.episodes.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.starling.data.Examples;
import dev.starling.data.Omniglot;
import dev.starling.data.Preprocessing;
import dev.starling.engine.InputException;
import dev.starling.engine.Settings;
import dev.starling.episodes.Episode;
import dev.starling.episodes.EpisodeSpec;
import dev.starling.episodes.Samples;
import dev.starling.episodes.Split;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassEpisodesTest {
    private static final int CLASSES = 30;
    private static final int EACH = 20;

    /** Classes whose examples are images of one pixel: the example's number. */
    private final ClassPools pools = pools();

    private static ClassPools pools() {
        byte[] pixels = new byte[CLASSES * EACH];
        int[][] members = new int[CLASSES][];
        for (int id = 0; id < CLASSES; id++) {
            members[id] = IntStream.range(id * EACH, (id + 1) * EACH).toArray();
            for (int i = 0; i < EACH; i++) {
                pixels[id * EACH + i] = (byte) i;
            }
        }
        Examples examples =
                Examples.ofBytes(pixels, new int[] {1, 1, 1}, new int[CLASSES * EACH], 1, Preprocessing.NONE);
        return new ClassPools(
                examples,
                members,
                new int[CLASSES],
                Map.of(
                        Split.TRAIN, List.of(IntStream.range(0, 20).toArray()),
                        Split.VALIDATION, List.of(IntStream.range(20, 25).toArray()),
                        Split.TEST, List.of(IntStream.range(25, 30).toArray())));
    }

    private Episode draw(long index, long seed, int shots) {
        Split split = Split.of(index);
        EpisodeSpec spec = new EpisodeSpec(split, index, seed, 5, shots, 3);
        return ClassEpisodes.draw(spec, pools, pools.groups(split, new EpisodeSizes.Size(5, shots, 3)));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {0, 1, 17})
    void episodesHoldDistinctClassesAndExamplesOfTheirSplit(long seed) {
        for (long index : new long[] {0, 1, 2, 3, 1L << 40, (1L << 40) + 5, 1L << 41}) {
            Episode episode = draw(index, seed, 2);

            assertThat(episode.classIds()).hasSize(5).doesNotHaveDuplicates();
            assertThat(Arrays.stream(episode.classIds())
                            .allMatch(id -> Split.of(index)
                                    == (id < 20 ? Split.TRAIN : id < 25 ? Split.VALIDATION : Split.TEST)))
                    .isTrue();
            assertThat(episode.support().labels()).containsExactly(0, 0, 1, 1, 2, 2, 3, 3, 4, 4);
            for (int label = 0; label < 5; label++) {
                Set<Float> drawn = new HashSet<>();
                for (int i = 0; i < 2; i++) {
                    drawn.add(episode.support().inputs()[2 * label + i]);
                }
                for (int i = 0; i < 3; i++) {
                    drawn.add(episode.query().inputs()[3 * label + i]);
                }
                assertThat(drawn).as("examples of label %s", label).hasSize(5);
            }
        }
    }

    @Test
    void anEpisodeDependsOnItsSpecAlone() {
        long[] inOrder =
                LongStream.range(0, 200).map(i -> draw(i, 3, 1).examplesHash()).toArray();
        long[] elsewhere = LongStream.range(0, 200)
                .parallel()
                .map(i -> draw(199 - i, 3, 1).examplesHash())
                .toArray();

        for (int i = 0; i < 200; i++) {
            assertThat(elsewhere[199 - i]).as("episode %s", i).isEqualTo(inOrder[i]);
        }
        assertThat(Arrays.stream(inOrder).distinct()).hasSize(200);
        assertThat(draw(0, 4, 1).examplesHash()).isNotEqualTo(inOrder[0]);
    }

    @Test
    void moreShotsChangeNoClass() {
        assertThat(draw(7, 0, 4).classIds()).isEqualTo(draw(7, 0, 1).classIds());
    }

    @Test
    void drawsAreTheSameOnEveryMachine() {
        assertThat(draw(0, 0, 1).classIds()).containsExactly(18, 7, 15, 13, 12);
    }

    @Test
    void imagesTurnCounterclockwise() {
        float[] image = {9, 1, 2, 3, 4, 9};

        ClassPools.turn(image, 1, 2, 1);
        assertThat(image).containsExactly(9, 2, 4, 1, 3, 9);
        ClassPools.turn(image, 1, 2, 3);
        assertThat(image).containsExactly(9, 1, 2, 3, 4, 9);
        ClassPools.turn(image, 1, 2, 2);
        assertThat(image).containsExactly(9, 4, 3, 2, 1, 9);
    }

    @Test
    void groupsWithTooFewClassesAreNotDrawnFrom() {
        ClassPools writers = new ClassPools(
                Examples.ofBytes(new byte[9], new int[] {1}, new int[9], 1, Preprocessing.NONE),
                new int[][] {{0, 1}, {2}, {3}, {4, 5}, {6, 7}, {8}},
                new int[6],
                Map.of(Split.TRAIN, List.of(new int[] {0, 1, 2}, new int[] {3, 4, 5})));

        List<int[]> groups = writers.groups(Split.TRAIN, new EpisodeSizes.Size(2, 1, 1));

        assertThat(groups).hasSize(1);
        assertThat(groups.get(0)).containsExactly(3, 4);
        assertThat(writers.mostClasses(Split.TRAIN, 2)).isEqualTo(2);
    }

    @Test
    void symbolsAreSplitBeforeTheyAreTurned() {
        List<Omniglot.Symbol> symbols = IntStream.range(0, 1623)
                .mapToObj(i -> new Omniglot.Symbol(i < 172 ? "Hebrew" : "Greek", "character" + i))
                .toList();
        for (Map<Split, int[]> split : List.of(ClassData.Symbols.random(1623), ClassData.Symbols.byAlphabet(symbols))) {
            assertThat(split.values().stream().flatMapToInt(Arrays::stream).distinct())
                    .hasSize(1623);
            assertThat(split.get(Split.TEST)).hasSize(423).isSorted();
        }
        assertThat(ClassData.Symbols.random(1623).get(Split.TRAIN)).hasSize(1100);
        assertThat(ClassData.Symbols.byAlphabet(symbols).get(Split.TRAIN)).hasSize(1028);
    }

    @Test
    void classesOutsideAreThoseThatWouldComeNext() {
        EpisodeSpec spec = new EpisodeSpec(Split.TRAIN, 3, 0, 5, 2, 3);
        List<int[]> groups = pools.groups(Split.TRAIN, new EpisodeSizes.Size(5, 2, 3));
        Episode episode = ClassEpisodes.draw(spec, pools, groups);
        Episode twice = ClassEpisodes.draw(new EpisodeSpec(Split.TRAIN, 3, 0, 10, 2, 3), pools, groups);

        Samples outside = ClassEpisodes.outside(spec, pools, groups).orElseThrow();

        assertThat(Arrays.copyOf(twice.classIds(), 5)).isEqualTo(episode.classIds());
        assertThat(outside.labels()).isEqualTo(episode.query().labels());
        assertThat(outside.inputs()).hasSize(15).isNotEqualTo(episode.query().inputs());
        for (int label = 0; label < 5; label++) {
            assertThat(Arrays.copyOfRange(outside.inputs(), 3 * label, 3 * label + 3))
                    .doesNotHaveDuplicates();
        }
        assertThat(ClassEpisodes.outside(spec, pools, groups).orElseThrow().inputs())
                .isEqualTo(outside.inputs());
    }

    @Test
    void examplesOutsideAreOfTheirClass() {
        // Every example of a class shows the class's number.
        byte[] pixels = new byte[12];
        int[][] members = new int[6][];
        for (int id = 0; id < 6; id++) {
            members[id] = new int[] {2 * id, 2 * id + 1};
            pixels[2 * id] = pixels[2 * id + 1] = (byte) id;
        }
        ClassPools six = new ClassPools(
                Examples.ofBytes(pixels, new int[] {1, 1, 1}, new int[12], 1, Preprocessing.NONE),
                members,
                new int[6],
                Map.of(Split.TRAIN, List.of(IntStream.range(0, 6).toArray())));
        EpisodeSpec spec = new EpisodeSpec(Split.TRAIN, 0, 0, 3, 1, 1);
        List<int[]> groups = six.groups(Split.TRAIN, new EpisodeSizes.Size(3, 1, 1));

        int[] inside = ClassEpisodes.draw(spec, six, groups).classIds();
        float[] outside = ClassEpisodes.outside(spec, six, groups).orElseThrow().inputs();

        assertThat(IntStream.concat(Arrays.stream(inside), IntStream.range(0, 3).map(i -> (int) outside[i])))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    }

    @Test
    void tooFewClassesHaveNothingOutside() {
        EpisodeSpec spec = new EpisodeSpec(Split.TEST, Split.TEST.firstIndex(), 0, 3, 1, 1);

        assertThat(ClassEpisodes.outside(spec, pools, pools.groups(Split.TEST, new EpisodeSizes.Size(3, 1, 1))))
                .isEmpty();
    }

    private static Settings settings(String text) {
        return new Settings(
                ConfigFactory.parseString("ways = 5, shots = 1, train-ways = 0, train-shots = 0")
                        .withFallback(ConfigFactory.empty())
                        .withFallback(ConfigFactory.parseString(text)),
                "tasks");
    }

    @Test
    void moreWaysThanClassesAreRefused() {
        assertThatThrownBy(() -> ClassKind.requireFit(pools, Split.TEST, new EpisodeSizes.Size(6, 1, 1), settings("")))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(
                        "tasks.ways is 5", "split test has 5 classes with 2 examples to choose from: lower it to 5");
    }

    @Test
    void moreShotsThanExamplesAreRefused() {
        assertThatThrownBy(
                        () -> ClassKind.requireFit(pools, Split.TRAIN, new EpisodeSizes.Size(5, 6, 15), settings("")))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(
                        "tasks.shots is 1",
                        "6 shots and 15 queries take 21 examples a class",
                        "split train has more than 20: lower shots or queries");
    }
}
