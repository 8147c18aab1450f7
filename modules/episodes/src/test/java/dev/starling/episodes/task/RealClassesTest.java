package dev.starling.episodes.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.typesafe.config.ConfigFactory;
import dev.starling.engine.InputException;
import dev.starling.engine.Settings;
import dev.starling.episodes.Episode;
import dev.starling.episodes.EpisodeTasks;
import dev.starling.episodes.Split;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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

    /** Drawn classes are uniform, and a class has every label alike. */
    @Test
    void tenThousandEpisodesOfSymbolsAreFair() {
        EpisodeTasks tasks = tasks("omniglot", "ways = 5, shots = 1, queries = 5, test-queries = 5");
        int classes = 1623 * 4;
        int episodes = 10_000;
        int[] drawn = new int[classes];
        int[][] byLabel = new int[2][5];
        for (int i = 0; i < episodes; i++) {
            Episode episode = tasks.draw(tasks.spec(Split.TEST.firstIndex() + i, 0));
            assertThat(episode.classIds()).doesNotHaveDuplicates();
            for (int label = 0; label < 5; label++) {
                int id = episode.classIds()[label];
                drawn[id]++;
                byLabel[id % 2][label]++;
            }
        }

        int pool = 423 * 4;
        assertThat(Arrays.stream(drawn, 0, 1200 * 4).sum()).isZero();
        assertThat(deviations(Arrays.copyOfRange(drawn, 1200 * 4, classes), 5.0 * episodes / pool))
                .as("frequencies of classes")
                .isLessThan(P_ONE_IN_TEN_THOUSAND);
        for (int[] labels : byLabel) {
            assertThat(deviations(labels, episodes / 2.0))
                    .as("labels of even and odd classes")
                    .isLessThan(P_ONE_IN_TEN_THOUSAND);
        }
    }

    /** Where a chi-square statistic lies on the normal distribution (Wilson and Hilferty 1931). */
    private static double deviations(int[] counts, double expected) {
        double statistic = 0;
        for (int count : counts) {
            statistic += (count - expected) * (count - expected) / expected;
        }
        double freedom = counts.length - 1;
        return (Math.cbrt(statistic / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
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
