package dev.starling.episodes.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.typesafe.config.ConfigFactory;
import dev.starling.data.Examples;
import dev.starling.data.Preprocessing;
import dev.starling.engine.InputException;
import dev.starling.engine.Settings;
import dev.starling.episodes.Episode;
import dev.starling.episodes.EpisodeTasks;
import dev.starling.episodes.Split;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NoisyGarmentsTest {
    private static final EpisodeSizes SIZES =
            new EpisodeSizes(new EpisodeSizes.Size(10, 400, 30), new EpisodeSizes.Size(10, 400, 50));

    /** Images of one pixel: a number for each. */
    private static Examples numbered(int count, int first) {
        float[] values = new float[count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = first + i;
            labels[i] = i % 10;
        }
        return Examples.ofFloats(values, new int[] {1}, labels, 10, Preprocessing.NONE);
    }

    private static Episode draw(Split split, long index, double noise) {
        NoisyGarments tasks = new NoisyGarments("", "", SIZES, noise, 3);
        return tasks.draw(tasks.spec(split.firstIndex() + index, index), numbered(5000, 0), numbered(1000, 10_000));
    }

    @Test
    void theTaskIsOneWhateverTheEpisode() {
        Episode first = draw(Split.TRAIN, 0, 0.4);
        Episode later = draw(Split.TRAIN, 7, 0.4);
        Episode tested = draw(Split.TEST, 1, 0.4);

        assertThat(later.support().inputs()).isEqualTo(first.support().inputs());
        assertThat(later.query().inputs()).isEqualTo(first.query().inputs());
        assertThat(tested.support().inputs()).isEqualTo(first.support().inputs());
        assertThat(tested.support().labels()).isEqualTo(first.support().labels());
    }

    @Test
    void someLabelsOfTheSupportAreRandomAndThoseOfQueriesAreNot() {
        Episode episode = draw(Split.TRAIN, 0, 0.4);
        int wrong = 0;
        for (int i = 0; i < 4000; i++) {
            int own = (int) episode.support().inputs()[i] % 10;
            assertThat(own).as("in the order of true labels").isEqualTo(i / 400);
            wrong += episode.support().labels()[i] == own ? 0 : 1;
        }
        // A random label is right once in ten times; four standard errors.
        assertThat(wrong / 4000.0).isCloseTo(0.36, within(0.03));
        for (int i = 0; i < 300; i++) {
            assertThat((int) episode.query().inputs()[i] % 10)
                    .isEqualTo(episode.query().labels()[i]);
        }
        assertThat(draw(Split.TRAIN, 0, 0).support().labels()).isEqualTo(ClassEpisodes.labels(10, 400));
    }

    @Test
    void queriesAreOthersThanSupportAndOfTheTestImagesInTests() {
        Episode episode = draw(Split.VALIDATION, 0, 0.4);
        Set<Float> seen = new HashSet<>();
        for (float number : episode.support().inputs()) {
            seen.add(number);
        }
        assertThat(seen).hasSize(4000);
        for (float number : episode.query().inputs()) {
            assertThat(seen).doesNotContain(number);
        }
        assertThat(draw(Split.TEST, 0, 0.4).query().inputs()).hasSize(500);
        for (float number : draw(Split.TEST, 0, 0.4).query().inputs()) {
            assertThat(number).isBetween(10_000f, 11_000f);
        }
    }

    @Test
    @Tag("data")
    void garmentsAreReadAndTooManyAreRefused() {
        String path = System.getenv("STARLING_DATA");
        assumeThat(path)
                .as("STARLING_DATA names no folder: fetch the data with scripts/fetch-data and set it")
                .isNotBlank();

        EpisodeTasks tasks = read("shots = 20, queries = 10", path);

        Episode episode = tasks.draw(tasks.spec(0, 5));
        assertThat(episode.support().inputs()).hasSize(200 * 28 * 28);
        assertThat(tasks.trueLabels(episode.spec()).orElseThrow()).isEqualTo(ClassEpisodes.labels(10, 20));
        assertThatThrownBy(() -> read("shots = 5950, queries = 10", path))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("6000");
    }

    private static EpisodeTasks read(String sizes, String path) {
        Settings settings = new Settings(
                ConfigFactory.parseString("family = noisy-fashion-mnist, " + sizes)
                        .withFallback(
                                ConfigFactory.parseResources("reference.conf").getConfig("starling.episodes.tasks")),
                "tasks");
        return (EpisodeTasks) new NoisyKind().read(settings, path);
    }
}
