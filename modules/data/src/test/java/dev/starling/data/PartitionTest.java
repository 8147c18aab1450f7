package dev.starling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionTest {
    private static final Partition PARTITION = new Partition("By[hand]", 6, new int[][] {{4, 0, 2}, {}, {5}});

    @TempDir
    Path folder;

    @Test
    void sortsIdsAndCountsLabels() {
        assertThat(PARTITION.samples(0)).containsExactly(0, 2, 4);
        assertThat(PARTITION.sizes()).containsExactly(3, 0, 1);
        assertThat(PARTITION.held()).isEqualTo(4);
        assertThat(PARTITION.labelHistogram(new int[] {1, 0, 1, 0, 0, 2}, 3))
                .isDeepEqualTo(new int[][] {{1, 2, 0}, {0, 0, 0}, {0, 0, 1}});
        assertThatThrownBy(() -> PARTITION.labelHistogram(new int[5], 3)).hasMessageContaining("5 labels");
    }

    @Test
    void refusesSamplesHeldTwiceOrUnknown() {
        assertThatThrownBy(() -> new Partition("m", 3, new int[][] {{0}, {0}}))
                .hasMessageContaining("client 1 holds sample 0, which is held already");
        assertThatThrownBy(() -> new Partition("m", 3, new int[][] {{3}})).hasMessageContaining("not one of 3");
    }

    @Test
    void comesBackFromItsFile() {
        Path file = folder.resolve("partition.txt");

        PARTITION.write(file);

        assertThat(Partition.read(file)).isEqualTo(PARTITION);
        assertThat(file.resolveSibling("partition.txt.tmp")).doesNotExist();
    }

    @Test
    void everyChangedOrMissingLineOfTheFileIsNoticed() throws IOException {
        Path file = folder.resolve("partition.txt");
        PARTITION.write(file);
        List<String> lines = Files.readAllLines(file);

        for (int line = 0; line < lines.size(); line++) {
            String[] changed = lines.toArray(String[]::new);
            changed[line] = changed[line].replaceFirst("[1-9a]$|\\]$|^\\S", "8");
            assertRefused(changed);
            assertRefused(Arrays.copyOf(lines.toArray(String[]::new), line));
        }
    }

    private void assertRefused(String[] lines) throws IOException {
        Path file = Files.write(folder.resolve("changed.txt"), List.of(lines));
        assertThatThrownBy(() -> Partition.read(file))
                .as(String.join("|", lines))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("changed.txt");
    }

    @Test
    void writesAHistogramForSpreadsheets() throws IOException {
        Path file = folder.resolve("labels.csv");

        PARTITION.writeLabelHistogram(file, new int[] {1, 0, 1, 0, 0, 1}, 2);

        assertThat(file).hasContent("client,size,label_0,label_1\n0,3,1,2\n1,0,0,0\n2,1,0,1\n");
    }

    @Test
    void splitsEachClientWithoutLoss() {
        Partition whole = new Partitioner.Iid().partition(new int[104], 1, 4, Randoms.of(1));
        for (Partition.Split split : List.of(whole.split(0.8, Randoms.of(2)), whole.splitInOrder(0.8))) {
            for (int client = 0; client < 4; client++) {
                int[] both = Dealing.concat(
                        new int[][] {split.train().samples(client), split.test().samples(client)});
                Arrays.sort(both);
                assertThat(both).isEqualTo(whole.samples(client));
                assertThat(split.train().size(client)).isEqualTo(21);
            }
        }
        assertThat(whole.splitInOrder(0.8).train().samples(0)).isEqualTo(Arrays.copyOf(whole.samples(0), 21));
        assertThat(whole.split(0.8, Randoms.of(2))).isEqualTo(whole.split(0.8, Randoms.of(2)));
    }

    @Test
    void aSplitLeavesASampleForEachPartWhereItCan() {
        Partition.Split split = new Partition("m", 4, new int[][] {{0, 1}, {2}, {}}).splitInOrder(0.99);

        assertThat(split.train().sizes()).containsExactly(1, 1, 0);
        assertThat(split.test().sizes()).containsExactly(1, 0, 0);
    }
}
