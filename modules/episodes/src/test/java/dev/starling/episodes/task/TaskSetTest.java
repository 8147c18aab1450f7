package dev.starling.episodes.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.typesafe.config.ConfigFactory;
import dev.starling.data.Examples;
import dev.starling.engine.InputException;
import dev.starling.engine.Seed;
import dev.starling.engine.Settings;
import dev.starling.episodes.TaskSet;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TaskSetTest {

    private static TaskSet tasks(String family, String own, String path) {
        Settings settings = new Settings(
                ConfigFactory.parseString("family = " + family + ", " + family + " { " + own + " }")
                        .withFallback(
                                ConfigFactory.parseResources("reference.conf").getConfig("starling.episodes.tasks")),
                "tasks");
        return (TaskSet) new TaskSetKind().read(settings, path);
    }

    private static float[] input(Examples examples, int i) {
        float[] input = new float[examples.inputSize()];
        examples.copyInput(i, input, 0);
        return input;
    }

    @Test
    void tasksThatForgetHaveTheirSizesAndOneContent() {
        TaskSet tasks = tasks("forgetting", "pretraining = 800, test = 300", "");

        assertThat(tasks.seen()).hasSize(6).startsWith("seen-0");
        assertThat(tasks.unseen()).hasSize(4);
        assertThat(tasks.inputShape()).containsExactly(32);
        assertThat(tasks.outputs()).isEqualTo(10);
        assertThat(tasks.train(0).count()).isEqualTo(2000);
        assertThat(tasks.train(5).count()).isEqualTo(100);
        assertThat(tasks.validation(5).count()).isEqualTo(500);
        assertThat(tasks.test(9).count()).isEqualTo(300);
        assertThat(tasks.pretraining().get(0).count()).isEqualTo(800);
        assertThat(tasks.retention()).hasSize(1);
        assertThat(tasks.test(9).labelHistogram()).as("no class is missing").doesNotContain(0);
        assertThat(tasks("forgetting", "pretraining = 800, test = 300", "").id())
                .isEqualTo(tasks.id());
        assertThat(tasks("forgetting", "pretraining = 800, test = 300, seed = 1", "")
                        .id())
                .isNotEqualTo(tasks.id());
    }

    @Test
    void rotationsKeepLengthsAndHaveTheirStrength() {
        double[][] rotation =
                ForgettingTasks.rotation(0.35, Seed.of(1).child("rotation").random());

        double moved = 0;
        for (int i = 0; i < 32; i++) {
            for (int j = 0; j < 32; j++) {
                double product = 0;
                for (int k = 0; k < 32; k++) {
                    product += rotation[k][i] * rotation[k][j];
                }
                assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-12));
                moved += StrictMath.pow(rotation[i][j] - (i == j ? 1 : 0), 2);
            }
        }
        // To first order 2 * 0.35^2 / 64 an entry off the diagonal; sines and cosines of the angles take a little off.
        assertThat(moved / (2 * 0.35 * 0.35 / 64 * 32 * 31)).isBetween(0.7, 1.1);
    }

    @Test
    void exponentialsOfTurnsAreSinesAndCosines() {
        double[][] turned = Matrices.exponential(new double[][] {{0, 3}, {-3, 0}});

        assertThat(turned[0][0]).isCloseTo(StrictMath.cos(3), within(1e-13));
        assertThat(turned[0][1]).isCloseTo(StrictMath.sin(3), within(1e-13));
        assertThat(turned[1][0]).isCloseTo(-StrictMath.sin(3), within(1e-13));
    }

    @Test
    void rightAnglesMoveWholePixels() {
        float[] image = new float[28 * 28];
        for (int i = 0; i < image.length; i++) {
            image[i] = i % 251 / 255f;
        }
        byte[] rotated = new byte[image.length];
        Change.rotation(90).drawn(28, Seed.of(0)).write(image, rotated, 0);
        ClassPools.turn(image, 0, 28, 1);

        for (int i = 0; i < image.length; i++) {
            assertThat(rotated[i] & 0xff).isEqualTo(Math.round(255 * image[i]));
        }
    }

    @Test
    void permutationsMoveBlocksWhole() {
        float[] image = new float[28 * 28];
        for (int i = 0; i < image.length; i++) {
            image[i] = (i / 28 / 4 * 7 + i % 28 / 4) / 255f;
        }
        byte[] permuted = new byte[image.length];
        Change.permutation(3).drawn(28, Seed.of(0)).write(image, permuted, 0);

        int[] counts = new int[49];
        for (int i = 0; i < permuted.length; i++) {
            counts[permuted[i]]++;
            assertThat(permuted[i]).as("pixel %s", i).isEqualTo(permuted[i / 28 / 4 * 4 * 28 + i % 28 / 4 * 4]);
        }
        assertThat(counts).containsOnly(16);
        assertThat(permuted[0] == 0 && permuted[4] == 1 && permuted[8] == 2).isFalse();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> tasks("rotated-fashion-mnist", "seen = [10], unseen = []", ""))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll("sizes", "give one for each of the 1 seen tasks");
        assertThatThrownBy(() -> tasks("rotated-fashion-mnist", "pretraining = 50000", ""))
                .hasMessageContaining("that is 60800 of 60000 images");
        assertThatThrownBy(() -> tasks("rotated-fashion-mnist", "unseen = [15]", ""))
                .hasMessageContaining("15 is among the seen tasks");
        assertThatThrownBy(() -> tasks("ud-pos", "buckets = 6", "")).hasMessageContaining("give a multiple of 4");
        assertThatThrownBy(() -> tasks("forgetting", "sizes = []", "")).hasMessageContaining("one for each task");
    }

    private static String data() {
        String path = System.getenv("STARLING_DATA");
        assumeThat(path)
                .as("STARLING_DATA names no folder: fetch the data with scripts/fetch-data and set it")
                .isNotBlank();
        return path;
    }

    @Test
    @Tag("data")
    void garmentsAreTurnedTaskByTask() {
        TaskSet tasks = tasks("rotated-fashion-mnist", "side = 14, test = 100, pretraining = 200", data());

        assertThat(tasks.seen()).contains("rotation-15", "rotation-90");
        assertThat(tasks.unseen()).contains("rotation--20");
        assertThat(tasks.inputShape()).containsExactly(14, 14, 1);
        assertThat(tasks.train(3).count()).isEqualTo(500);
        float[] upright = input(tasks.retention().get(0), 7);
        float[] turned = input(tasks.test(5), 7);
        ClassPools.turn(upright, 0, 14, 1);
        assertThat(turned).usingComparatorWithPrecision(1e-6f).containsExactly(upright);
    }

    @Test
    @Tag("data")
    void treebanksAreTasks() {
        TaskSet tasks = tasks("ud-pos", "seen = [te_mtg, tr_framenet], unseen = [ug_udt]", data());

        assertThat(tasks.inputShape()).containsExactly(768);
        assertThat(tasks.outputs()).isEqualTo(17);
        assertThat(tasks.train(0).count()).isEqualTo(5082);
        assertThat(tasks.validation(1).count()).isEqualTo(1421);
        assertThat(tasks.test(2).count()).isEqualTo(2657);
        assertThat(tasks.pretraining()).isEmpty();
        float largest = 0;
        for (float value : input(tasks.train(0), 100)) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).isBetween(1f, 20f);
        assertThat(Arrays.stream(tasks.train(0).labels()).distinct().count()).isEqualTo(14);
    }
}
