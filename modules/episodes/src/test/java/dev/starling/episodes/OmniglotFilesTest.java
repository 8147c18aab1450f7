package dev.starling.episodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.starling.engine.RunSettings;
import dev.starling.engine.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("data")
class OmniglotFilesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "omniglot.conf",
                "omniglot-maml-full.conf",
                "omniglot-protonet-1shot.conf",
                "omniglot-protonet-1shot-full.conf",
                "omniglot-protonet-5shot.conf",
                "omniglot-protonet-5shot-full.conf"
            })
    void experimentFilesAreReadable(String file) {
        assumeThat(System.getenv("STARLING_DATA"))
                .as("STARLING_DATA names the folder with Omniglot")
                .isNotNull();
        Settings settings =
                RunSettings.read(Path.of("../../conf/episodes", file), Map.of()).settings();

        assertThat(new EpisodesFamily().read(settings).trials()).isNotEmpty();
        settings.group("episodes").checkAllRead();
    }
}
