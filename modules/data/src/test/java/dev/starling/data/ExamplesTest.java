package dev.starling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private static final Examples IMAGES = Examples.ofBytes(
            new byte[] {0, 51, (byte) 255, 102, 10, 20, 30, 40},
            new int[] {2, 2, 1},
            new int[] {1, 0},
            3,
            Preprocessing.UNIT_PIXELS);

    private static float[] input(Examples examples, int i) {
        float[] input = new float[examples.inputSize()];
        examples.copyInput(i, input, 0);
        return input;
    }

    @Test
    void scalesBytesToUnitPixelsWhenTheyAreCopied() {
        float[] target = {7, 7, 7, 7, 7, 7};

        IMAGES.copyInput(0, target, 1);

        assertThat(target).containsExactly(7, 0, 0.2f, 1, 0.4f, 7);
    }

    @Test
    void standardizesEachChannel() {
        Preprocessing preprocessing = new Preprocessing(255, List.of(0.5, 0.0), List.of(0.25, 2.0));
        Examples examples =
                Examples.ofBytes(new byte[] {(byte) 255, 51}, new int[] {1, 1, 2}, new int[] {0}, 1, preprocessing);

        assertThat(input(examples, 0)).containsExactly(2, 0.1f);
    }

    @Test
    void keepsFloatsAsTheyAre() {
        Examples examples =
                Examples.ofFloats(new float[] {1.5f, -2, 3, 4}, new int[] {2}, new int[] {0, 1}, 2, Preprocessing.NONE);

        assertThat(input(examples, 1)).containsExactly(3, 4);
        assertThat(examples.inputShape()).containsExactly(2);
        assertThat(examples.labels()).containsExactly(0, 1);
    }

    @Test
    void windowsAreStretchesOfOneText() {
        Examples examples = windows();

        assertThat(input(examples, 0)).containsExactly(1, 2, 3);
        assertThat(input(examples, 1)).containsExactly(2, 3, 4);
        assertThat(input(examples, 2)).containsExactly(6, 7, 8);
    }

    private static Examples windows() {
        byte[] text = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        return Examples.ofWindows(text, new int[] {1, 2, 6}, 3, new int[] {4, 5, 9}, 10);
    }

    @Test
    void windowsPartedFromOthersKeepTheirTextOnly() {
        Examples part = windows().subset(new int[] {2, 0, 2});

        assertThat(input(part, 0)).containsExactly(6, 7, 8);
        assertThat(input(part, 1)).containsExactly(1, 2, 3);
        assertThat(input(part, 2)).containsExactly(6, 7, 8);
        assertThat(part.labels()).containsExactly(9, 4, 9);
        assertThat(part.sizeBytes()).isEqualTo(6 + 3 * 4 + 3 * 4);
    }

    @Test
    void overlappingWindowsStillShareTheirTextAfterASubset() {
        Examples part = windows().subset(new int[] {1, 0});

        assertThat(input(part, 0)).containsExactly(2, 3, 4);
        assertThat(input(part, 1)).containsExactly(1, 2, 3);
        assertThat(part.sizeBytes()).isEqualTo(4 + 2 * 4 + 2 * 4);
    }

    @Test
    void averagePoolingOfBytesIsExact() {
        byte[] raw = {1, 2, 10, 20, 3, 5, 30, 40};
        Examples pooled = Examples.ofBytes(raw, new int[] {2, 4, 1}, new int[] {0}, 1, Preprocessing.NONE)
                .averagePooled(2);

        assertThat(pooled.inputShape()).containsExactly(1, 2, 1);
        assertThat(input(pooled, 0)).containsExactly(2.75f, 25);
    }

    @Test
    void averagePoolingKeepsChannelsApart() {
        byte[] raw = {1, 100, 3, (byte) 200, 5, 100, 7, (byte) 200};
        Examples pooled = Examples.ofBytes(raw, new int[] {2, 2, 2}, new int[] {0}, 1, Preprocessing.NONE)
                .averagePooled(2);

        assertThat(input(pooled, 0)).containsExactly(4, 150);
    }

    @Test
    void poolingRefusesSidesThatAreNotMultiples() {
        assertThatThrownBy(() -> IMAGES.averagePooled(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[2, 2, 1] by 3");
    }

    @Test
    void joinsListsOfEachKind() {
        Examples floats = IMAGES.averagePooled(1);

        assertThat(input(Examples.concat(List.of(IMAGES, IMAGES.subset(new int[] {1}))), 2))
                .containsExactly(input(IMAGES, 1));
        assertThat(input(Examples.concat(List.of(floats, floats)), 3)).containsExactly(input(IMAGES, 1));
        assertThat(input(Examples.concat(List.of(windows(), windows())), 5)).containsExactly(6, 7, 8);
        assertThatThrownBy(() -> Examples.concat(List.of(IMAGES, floats))).hasMessageContaining("storage must agree");
    }

    @Test
    void everyKindTravelsAsBytes() {
        for (Examples examples : List.of(IMAGES, IMAGES.averagePooled(2), windows())) {
            Examples read = Examples.fromBytes(examples.toBytes());

            assertThat(read.sha256()).isEqualTo(examples.sha256());
            assertThat(read.inputShape()).containsExactly(examples.inputShape());
            assertThat(read.preprocessing()).isEqualTo(examples.preprocessing());
        }
    }

    @Test
    void bytesThatWereCutShortAreRefused() {
        byte[] bytes = IMAGES.toBytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Examples.fromBytes(cut))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(DataException.class);
        }
    }

    @Test
    void theHashSeesEveryPart() {
        String hash = IMAGES.sha256();

        assertThat(IMAGES.subset(new int[] {0, 1}).sha256()).isEqualTo(hash);
        assertThat(IMAGES.subset(new int[] {1, 0}).sha256()).isNotEqualTo(hash);
        assertThat(IMAGES.with(Preprocessing.NONE).sha256()).isNotEqualTo(hash);
        assertThat(IMAGES.averagePooled(1).sha256()).isNotEqualTo(hash);
        assertThat(windows().subset(new int[] {0, 1, 2}).sha256())
                .isEqualTo(windows().sha256());
    }

    @Test
    void laterChangesOfTheCallersArraysDoNotReachTheExamples() {
        byte[] raw = {1, 2};
        int[] labels = {0, 1};
        Examples examples = Examples.ofBytes(raw, new int[] {1}, labels, 2, Preprocessing.NONE);

        raw[0] = 9;
        labels[0] = 1;
        examples.labels()[1] = 0;

        assertThat(input(examples, 0)).containsExactly(1);
        assertThat(examples.labels()).containsExactly(0, 1);
    }

    @Test
    void refusesLabelsOutsideTheClassesAndCountsThatDiffer() {
        assertThatThrownBy(() -> Examples.ofBytes(new byte[2], new int[] {1}, new int[] {0, 3}, 3, Preprocessing.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("label of example 1 is 3 but there are 3 classes");
        assertThatThrownBy(() -> Examples.ofBytes(new byte[3], new int[] {1}, new int[] {0, 0}, 3, Preprocessing.NONE))
                .hasMessageContaining("2 labels for 3 inputs");
        assertThatThrownBy(() -> new Preprocessing(255, List.of(0.5), List.of(0.0)))
                .hasMessageContaining("must be above 0");
        assertThatThrownBy(() -> IMAGES.with(Preprocessing.CIFAR10)).hasMessageContaining("3 channels");
    }
}
