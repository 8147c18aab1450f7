package dev.starling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UdPosTest {
    private static final String SENTENCES = """
            # text = vámonos ya
            1-2\tvámonos\t_\t_\t_\t_\t_\t_\t_\t_
            1\tvamos\tir\tVERB\t_\t_\t0\troot\t_\t_
            2\tnos\tnosotros\tPRON\t_\t_\t1\tobj\t_\t_
            2.1\tnada\tnada\tPRON\t_\t_\t_\t_\t_\t_
            3\tya\tya\tADV\t_\t_\t1\tadvmod\t_\t_

            1\tvamos\tir\tVERB\t_\t_\t0\troot\t_\t_

            """;

    @TempDir
    Path folder;

    private Path write(String name, String text) {
        return Written.bytes(folder.resolve("ud-pos").resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void wordsAreReadWithoutSpansAndEmptyNodes() {
        List<Conllu.Sentence> sentences = Conllu.read(write("a.conllu", SENTENCES));

        assertThat(sentences).hasSize(2);
        assertThat(sentences.get(0).forms()).containsExactly("vamos", "nos", "ya");
        assertThat(sentences.get(0).tags().stream().map(Conllu.TAGS::get)).containsExactly("VERB", "PRON", "ADV");
    }

    @ParameterizedTest
    @CsvSource({
        "es_x-ud-train.conllu",
        "es_x-ud-train.sub2.conllu",
        "es_x-ud-train.conllu.gz",
        "es_x-ud-train.sub2.conllu.gz"
    })
    void filesOfAllNamesHoldTheSame(String name) {
        byte[] text = SENTENCES.getBytes(StandardCharsets.UTF_8);
        Written.bytes(folder.resolve("ud-pos").resolve(name), name.endsWith(".gz") ? Written.gzip(text) : text);

        Examples words = UdPos.read(folder, "es_x", "train", 64);

        assertThat(words.count()).isEqualTo(4);
        assertThat(words.inputShape()).containsExactly(96);
        assertThat(words.classes()).isEqualTo(17);
        assertThat(Conllu.TAGS.get(words.label(1))).isEqualTo("PRON");
    }

    @Test
    void aWordIsItsNgramsAndThoseOfItsNeighbors() {
        Examples words = UdPos.examples(Conllu.read(write("a.conllu", SENTENCES)), 64);
        float[] first = new float[96];
        float[] alone = new float[96];

        words.copyInput(0, first, 0);
        words.copyInput(3, alone, 0);

        // The same word, first in both sentences, before other words.
        for (int i = 0; i < 80; i++) {
            assertThat(first[i]).as("value %s", i).isEqualTo(alone[i]);
        }
        assertThat(java.util.Arrays.copyOfRange(first, 80, 96))
                .isNotEqualTo(java.util.Arrays.copyOfRange(alone, 80, 96));
        // 7 + 6 + 5 + 4 n-grams of seven characters; pairs of opposite sign in a bucket cancel.
        float sum = 0;
        for (int i = 0; i < 64; i++) {
            sum += Math.abs(first[i]);
        }
        assertThat(sum).isBetween(8f, 22f);
        assertThat(sum % 2).isZero();
    }

    @Test
    void errorsNameFileAndLine() {
        String two = "1\ta\ta\tNOUN\t_\t_\t0\troot\t_\t_\n";
        assertThatThrownBy(() -> Conllu.read(write("b.conllu", two + "2\tb\n\n")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("b.conllu:2 has 2 columns instead of 10");
        assertThatThrownBy(() -> Conllu.read(write("b.conllu", two + two.replace("NOUN", "NUON") + "\n")))
                .hasMessageContaining("b.conllu:2 has the tag 'NUON'");
        assertThatThrownBy(() -> Conllu.read(write("b.conllu", two)))
                .hasMessageContaining("b.conllu:2 ends in the middle of a sentence");
        assertThatThrownBy(() -> Conllu.read(write("b.conllu", "# nothing\n"))).hasMessageContaining("no sentence");
        assertThatThrownBy(() -> Conllu.read(Written.bytes(folder.resolve("c"), new byte[] {(byte) 0xff, '\n'})))
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void aMissingTreebankIsNamed() {
        assertThatThrownBy(() -> UdPos.read(folder, "en_ewt", "dev", 64))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("en_ewt-ud-dev.conllu", "STARLING_DATA");
    }
}
