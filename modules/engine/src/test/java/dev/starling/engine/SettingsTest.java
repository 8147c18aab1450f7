package dev.starling.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    private enum Colour {
        RED,
        DARK_BLUE
    }

    @TempDir
    Path folder;

    @Test
    void anUnknownKeyIsNamedWithItsPlaceAndTheNearestKey() throws IOException {
        Settings settings = read("starling {\n  nest {\n    rouns = 3\n  }\n}");
        settings.group("nest").has("rounds");
        settings.group("nest").has("clients");
        assertThatThrownBy(() -> settings.group("nest").checkAllRead())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("starling.nest.rouns")
                .hasMessageContaining("experiment.conf:3")
                .hasMessageContaining("did you mean 'rounds'?");
    }

    @Test
    void anUnknownKeyInAListIsFoundToo() throws IOException {
        Settings settings = read("starling { defaults { rate = 1 }, list = [ { rate = 2 }, { rat = 3 } ] }");
        List<Settings> elements = settings.groups("list", "defaults");
        elements.forEach(e -> e.number("rate", 0, 10));
        assertThat(elements.get(1).number("rate", 0, 10)).isEqualTo(1);
        assertThatThrownBy(() -> elements.get(1).checkAllRead()).hasMessageContaining("starling.list[1].rat");
    }

    @Test
    void aWrongTypeSaysWhatWhereAndWhatToGive() throws IOException {
        Settings settings = read("starling {\n  rounds = many\n}");
        assertThatThrownBy(() -> settings.count("rounds"))
                .hasMessageContaining("starling.rounds is 'many'")
                .hasMessageContaining("experiment.conf:2")
                .hasMessageContaining("give an integer");
    }

    @Test
    void valuesOutsideTheirBoundsAreRefused() throws IOException {
        Settings settings = read("starling { rate = -1, n = 0, odd = NaN, colour = pink }");
        assertThatThrownBy(() -> settings.number("rate", 0, 1)).hasMessageContaining("from 0.0 to 1.0");
        assertThatThrownBy(() -> settings.count("n")).hasMessageContaining("starling.n is 0");
        assertThatThrownBy(() -> settings.number("odd", 0, 1)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> settings.oneOf("colour", Colour.class)).hasMessageContaining("red, dark-blue");
    }

    @Test
    void enumsAreWrittenWithHyphens() throws IOException {
        assertThat(read("starling { colour = dark-blue }").oneOf("colour", Colour.class))
                .isEqualTo(Colour.DARK_BLUE);
    }

    @Test
    void aMissingValueIsAnError() throws IOException {
        assertThatThrownBy(() -> read("starling { name = null }").text("name"))
                .hasMessageContaining("starling.name is not set");
    }

    @Test
    void overridesBeatTheFileAndTheFileBeatsTheDefaults() throws IOException {
        Path file = Files.writeString(folder.resolve("e.conf"), "starling { name = a, block-rounds = 3 }");
        RunSettings settings =
                RunSettings.read(file, Map.of("starling.block-rounds", "7", "starling.data.path", "/a:b c"));
        assertThat(settings.settings().count("block-rounds")).isEqualTo(7);
        assertThat(settings.settings().text("name")).isEqualTo("a");
        assertThat(settings.settings().text("exchange")).isEqualTo("auto");
        assertThat(settings.settings().group("data").text("path")).isEqualTo("/a:b c");
    }

    @Test
    void theHashIgnoresWhereAndHowWideARunComputes() throws IOException {
        Path file = Files.writeString(folder.resolve("e.conf"), "starling { name = a }");
        String hash = RunSettings.read(file, Map.of()).hash();
        assertThat(RunSettings.read(file, Map.of("starling.partitions", "9", "starling.data.path", "/x"))
                        .hash())
                .isEqualTo(hash);
        assertThat(RunSettings.read(file, Map.of("starling.seeds", "[3]")).hash())
                .isNotEqualTo(hash);
    }

    @Test
    void settingsSurviveTheirStoredForm() throws IOException {
        Path file = Files.writeString(folder.resolve("e.conf"), "starling { name = a, seeds = [4, 5] }");
        RunSettings settings = RunSettings.read(file, Map.of());
        assertThat(RunSettings.stored(settings.json()).hash()).isEqualTo(settings.hash());
    }

    @Test
    void repeatedSeedsAreRefused() throws IOException {
        assertThatThrownBy(() -> RunSettings.seeds(read("starling { seeds = [1, 1] }")))
                .hasMessageContaining("each once");
    }

    @Test
    void aMissingFileAndABrokenFileAreInputErrors() throws IOException {
        assertThatThrownBy(() -> RunSettings.read(folder.resolve("none.conf"), Map.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("none.conf does not exist");
        Path broken = Files.writeString(folder.resolve("broken.conf"), "starling {\n rounds = [1,\n");
        assertThatThrownBy(() -> RunSettings.read(broken, Map.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("broken.conf");
    }

    private Settings read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("experiment.conf"), text);
        return RunSettings.read(file, Map.of()).settings();
    }
}
