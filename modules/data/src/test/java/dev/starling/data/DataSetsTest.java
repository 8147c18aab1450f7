package dev.starling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DataSetsTest {
    @TempDir
    Path root;

    private void writeGrey(String folder) {
        write(folder, "train-images-idx3-ubyte.gz", Written.gzip(Written.images(4, 2)));
        write(folder, "train-labels-idx1-ubyte.gz", Written.gzip(Written.labels(0, 1, 2, 3)));
        write(folder, "t10k-images-idx3-ubyte", Written.images(2, 2));
        write(folder, "t10k-labels-idx1-ubyte", Written.labels(4, 5));
    }

    private void write(String folder, String file, byte[] content) {
        Written.bytes(root.resolve(folder).resolve(file), content);
    }

    @Test
    void opensGreyImagesZippedOrNot() {
        writeGrey("fashion-mnist");

        DataSet set = DataSets.open("fashion-mnist", root);

        assertThat(set.train().labels()).containsExactly(0, 1, 2, 3);
        assertThat(set.test().labels()).containsExactly(4, 5);
        assertThat(set.train().preprocessing()).isEqualTo(Preprocessing.UNIT_PIXELS);
        assertThat(set.hasKeys()).isFalse();
    }

    @Test
    void opensDigitsWithTheirWriters() {
        writeGrey("mnist");
        int[] train = {
            0, 1, 50, 0, 0, 0, 0, 0, 1, 1, 50, 0, 0, 0, 0, 0, 2, 1, 60, 0, 0, 0, 0, 0, 3, 1, 61, 0, 0, 0, 0, 0
        };
        int[] test = {4, 1, 70, 0, 0, 0, 0, 0, 5, 1, 71, 0, 0, 0, 0, 0};
        write("mnist", "qmnist-train-labels-idx2-int.gz", Written.gzip(Written.idxInts(new int[] {4, 8}, train)));
        write("mnist", "qmnist-test-labels-idx2-int.gz", Written.gzip(Written.idxInts(new int[] {2, 8}, test)));

        DataSet set = DataSets.open("qmnist", root);

        assertThat(set.trainKeys()).containsExactly(50, 50, 60, 61);
        assertThat(set.testKeys()).containsExactly(70, 71);
        assertThat(set.sha256()).isNotEqualTo(DataSets.open("mnist", root).sha256());
    }

    @Test
    void holdsTheLastImagesOfThePrefixOut() {
        byte[] records = new byte[810 * 3073];
        IntStream.range(0, 810).forEach(i -> records[i * 3073] = (byte) (i < 10 ? 3 : 5));
        write("cifar10", "data_batch_1.first4000.bin", records);

        DataSet set = DataSets.open("cifar10-prefix", root);

        assertThat(set.train().labelHistogram()).containsExactly(0, 0, 0, 10, 0, 0, 0, 0, 0, 0);
        assertThat(set.test().labelHistogram()).containsExactly(0, 0, 0, 0, 0, 800, 0, 0, 0, 0);
    }

    @Test
    void splitsTheTinyCorpus() {
        write(
                "shakespeare",
                "tinyshakespeare-input.txt",
                "abcdefghij".repeat(100).getBytes(StandardCharsets.US_ASCII));

        DataSet set = DataSets.open("tiny-shakespeare", root);

        assertThat(set.train().count()).isEqualTo(820);
        assertThat(set.test().count()).isEqualTo(20);
    }

    @Test
    void anIncompleteSetOfPlaysIsRefused() {
        write("shakespeare/works", "hamlet.txt", "ACT I\nHAMLET\tTo be.\n".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> DataSets.open("shakespeare", root))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("holds 1 plays instead of 37");
    }

    @ParameterizedTest
    @MethodSource("dev.starling.data.DataSets#names")
    void aMissingFileIsNamedWithTheWayToGetIt(String name) {
        assertThatThrownBy(() -> DataSets.open(name, root))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("data set " + name + " needs " + root)
                .hasMessageContaining("STARLING_DATA")
                .hasMessageContaining("scripts/fetch-data --to " + root);
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> DataSets.open("minst", root))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no data set 'minst'")
                .hasMessageContaining("fashion-mnist");
    }

    @Test
    void balancedSubsetsHaveAsManyOfEachClassAndNoneTwice() {
        int[] labels = IntStream.range(0, 200).map(i -> i % 3 == 0 ? 0 : i % 4).toArray();
        byte[] pixels = new byte[200];
        IntStream.range(0, 200).forEach(i -> pixels[i] = (byte) i);
        Examples examples = Examples.ofBytes(pixels, new int[] {1}, labels, 4, Preprocessing.NONE);
        DataSet whole =
                new DataSet("made", examples, examples, IntStream.range(0, 200).toArray(), labels);

        DataSet part = DataSets.balancedSubset(whole, 40, 20, Randoms.of(1));

        assertThat(part.train().labelHistogram()).containsExactly(10, 10, 10, 10);
        assertThat(part.test().labelHistogram()).containsExactly(5, 5, 5, 5);
        assertThat(part.trainKeys()).doesNotHaveDuplicates().hasSize(40);
        for (int i = 0; i < 40; i++) {
            assertThat(part.train().label(i)).isEqualTo(labels[part.trainKeys()[i]]);
        }
        assertThat(DataSets.balancedSubset(whole, 40, 20, Randoms.of(1))).isEqualTo(part);
        assertThat(DataSets.balancedSubset(whole, 40, 20, Randoms.of(2))).isNotEqualTo(part);
        assertThatThrownBy(() -> DataSets.balancedSubset(whole, 42, 20, Randoms.of(1)))
                .hasMessageContaining("42 examples cannot be balanced over 4 classes");
        assertThatThrownBy(() -> DataSets.balancedSubset(whole, 400, 20, Randoms.of(1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("but 100 are wanted of each");
    }
}
