package dev.starling.episodes.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import dev.starling.engine.InputException;
import dev.starling.engine.Settings;
import dev.starling.episodes.Corrupted;
import dev.starling.episodes.EpisodeSpec;
import dev.starling.episodes.Samples;
import dev.starling.episodes.Split;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CorruptionsTest {
    private static final int SIDE = 4;
    private static final int WAYS = 30;
    private static final int QUERIES = 2;

    private static final Samples GRAY = query();

    private static Samples query() {
        float[] inputs = new float[WAYS * QUERIES * SIDE * SIDE];
        Arrays.fill(inputs, 0.75f);
        return Samples.ofClasses(inputs, ClassEpisodes.labels(WAYS, QUERIES));
    }

    private static List<Corrupted> of(long index, boolean inverted, Corruption... kinds) {
        return new Corruptions(List.of(kinds), 5)
                .of(
                        new EpisodeSpec(Split.TEST, Split.TEST.firstIndex() + index, 0, WAYS, 1, QUERIES),
                        GRAY,
                        SIDE,
                        inverted);
    }

    @Test
    void queriesComeAtAllLevelsFromTheCleanOnesOn() {
        List<Corrupted> all = of(0, false, Corruption.BRIGHTNESS);

        assertThat(all).extracting(Corrupted::level).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(all.get(0).query()).isSameAs(GRAY);
        assertThat(all.get(1).query().inputs()).containsOnly(0.85f);
        assertThat(all.get(5).query().inputs()).containsOnly(1f);
        assertThat(all.get(5).query().labels()).isEqualTo(GRAY.labels());
        assertThat(all.get(5).corruptions()).hasSize(WAYS).containsOnly("brightness");
    }

    @Test
    void invertedImagesAreCorruptedAsTheyWere() {
        for (float pixel : of(0, true, Corruption.BRIGHTNESS).get(1).query().inputs()) {
            assertThat(pixel).isCloseTo(0.65f, within(1e-6f));
        }
    }

    @Test
    void aClassDrawsOneCorruptionForAllItsQueriesAndLevels() {
        List<Corrupted> all = of(0, false, Corruption.CONTRAST, Corruption.BRIGHTNESS);

        List<String> names = all.get(1).corruptions();
        assertThat(names).contains("contrast", "brightness");
        for (Corrupted corrupted : all.subList(1, 6)) {
            assertThat(corrupted.corruptions()).isEqualTo(names);
            int size = QUERIES * SIDE * SIDE;
            for (int label = 0; label < WAYS; label++) {
                int start = label * size;
                boolean brighter = IntStream.range(start, start + size)
                        .allMatch(i -> corrupted.query().inputs()[i] > 0.76);
                assertThat(brighter)
                        .as("label %s at level %s", label, corrupted.level())
                        .isEqualTo(names.get(label).equals("brightness"));
            }
        }
        assertThat(of(1, false, Corruption.CONTRAST, Corruption.BRIGHTNESS)
                        .get(1)
                        .corruptions())
                .isNotEqualTo(names);
    }

    @Test
    void noiseDiffersFromQueryToQueryAndComesAgain() {
        float[] noisy = of(0, false, Corruption.GAUSSIAN_NOISE).get(1).query().inputs();

        assertThat(Arrays.copyOf(noisy, SIDE * SIDE))
                .isNotEqualTo(Arrays.copyOfRange(noisy, SIDE * SIDE, 2 * SIDE * SIDE));
        assertThat(of(0, false, Corruption.GAUSSIAN_NOISE).get(1).query().inputs())
                .isEqualTo(noisy);
        assertThat(of(1, false, Corruption.GAUSSIAN_NOISE).get(1).query().inputs())
                .isNotEqualTo(noisy);
    }

    private static Corruptions read(String group) {
        return Corruptions.read(new Settings(ConfigFactory.parseString("corruption { " + group + " }"), "tasks"));
    }

    @Test
    void settingsNameThem() {
        assertThat(read("names = [], levels = 5").none()).isTrue();
        assertThat(read("names = [zoom-blur, contrast], levels = 3"))
                .isEqualTo(new Corruptions(List.of(Corruption.ZOOM_BLUR, Corruption.CONTRAST), 3));
        assertThatThrownBy(() -> read("names = [zoom-blurr], levels = 3"))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll("tasks.corruption.names", "did you mean 'zoom-blur'?");
        assertThatThrownBy(() -> read("names = [contrast, contrast], levels = 3"))
                .hasMessageContaining("name each at most once");
    }
}
