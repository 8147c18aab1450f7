package dev.starling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShakespeareTest {
    private static final String PLAY = String.join(
            "\n",
            "\tA PLAY",
            "ANNE\ta queen, who is not speaking here.",
            "ACT I",
            "",
            "SCENE I\tA room.",
            "\t[Enter ANNE",
            "\tand BOB]",
            "ANNE\tGood morrow.",
            "\tHow fare you?",
            "",
            "\t[To BOB]",
            "\tAnd you?",
            "BOB:\tWell.",
            "Exeunt all",
            "\tThis is nobody's.",
            "ACT II",
            "SCENE I\tA field.",
            "BOB \tAgain.",
            "ANNE\t[Aside]  Yes.",
            "");

    @TempDir
    Path folder;

    private Path play(String name, String text) {
        return Written.bytes(folder.resolve("works").resolve(name), text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void takesSpeechesFromTheFirstActOn() {
        play("aplay.txt", PLAY);
        play("sonnets.txt", "Shall I compare thee\n\tto a summer's day?\n");

        List<Shakespeare.Role> roles = Shakespeare.roles(folder.resolve("works"));

        assertThat(roles)
                .containsExactly(
                        new Shakespeare.Role(
                                "aplay", "ANNE", List.of("Good morrow.\nHow fare you?\nAnd you?", "[Aside]  Yes.")),
                        new Shakespeare.Role("aplay", "BOB", List.of("Well.", "Again.")));
        assertThat(roles.get(1).text()).isEqualTo("Well.\nAgain.");
    }

    @Test
    void readsAnArchiveAsItReadsAFolder() throws IOException {
        play("aplay.txt", PLAY);
        Path archive = zip(PLAY);

        assertThat(Shakespeare.roles(archive)).isEqualTo(Shakespeare.roles(folder.resolve("works")));
    }

    private Path zip(String text) throws IOException {
        Path archive = folder.resolve("works.zip");
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("aplay.txt"));
            zip.write(text.getBytes(StandardCharsets.US_ASCII));
            zip.closeEntry();
        }
        return archive;
    }

    @Test
    void refusesDamagedAndEmptyArchives() throws IOException {
        byte[] whole = Files.readAllBytes(zip(PLAY));
        Path cut = Written.bytes(folder.resolve("cut.zip"), Arrays.copyOf(whole, whole.length / 2));
        byte[] changed = whole.clone();
        changed[60] ^= 4;
        Path corrupt = Written.bytes(folder.resolve("corrupt.zip"), changed);

        assertThatThrownBy(() -> Shakespeare.roles(cut))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(cut.toString());
        assertThatThrownBy(() -> Shakespeare.roles(corrupt)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> Shakespeare.roles(zip("no act")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("holds no play");
    }

    @Test
    void splitsARolesWindowsWithoutSharedCharacters() {
        String text = "abcdefghij".repeat(50);
        Shakespeare.Role longer = new Shakespeare.Role("p", "A", List.of(text));
        Shakespeare.Role shorter = new Shakespeare.Role("p", "B", List.of("x".repeat(160)));

        DataSet set = Shakespeare.dataSet(List.of(shorter, longer));

        // 500 characters make 420 windows: 336 train, 79 share characters with them, 5 test. 160 make 80: too few.
        assertThat(set.train().count()).isEqualTo(336);
        assertThat(set.test().count()).isEqualTo(5);
        assertThat(set.trainKeys()).containsOnly(1);
        assertThat(set.testKeys()).containsOnly(1);
        assertThat(set.train().inputShape()).containsExactly(80);
        assertThat(set.train().classes()).isEqualTo(80);
        float[] window = new float[80];
        set.test().copyInput(0, window, 0);
        int first = 336 + 79;
        assertThat(CharacterWindows.ALPHABET.charAt((int) window[0])).isEqualTo(text.charAt(first));
        assertThat(CharacterWindows.ALPHABET.charAt(set.test().label(0))).isEqualTo(text.charAt(first + 80));
        assertThatThrownBy(() -> Shakespeare.dataSet(List.of(shorter))).hasMessageContaining("none of 1 roles");
    }

    @Test
    void charactersOutsideTheAlphabetBecomeOneSpace() {
        byte[] ids = CharacterWindows.encode("a|\t b");

        assertThat(ids)
                .containsExactly(CharacterWindows.ALPHABET.indexOf('a'), 1, CharacterWindows.ALPHABET.indexOf('b'));
    }
}
