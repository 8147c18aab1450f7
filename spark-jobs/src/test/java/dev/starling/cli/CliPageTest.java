package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CliPageTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {"quickstart", "run", "baseline", "resume", "list", "show", "compare", "report", "sql", "doctor"})
    void thePageHoldsTheCommandsHelpAsItIs(String command) throws IOException {
        String page = Files.readString(Path.of("../docs/cli.md"));
        String help = CommandLineRun.starling(directory, command, "--help").out();
        assertThat(page).contains("## " + command + "\n\n```\n" + help + "```\n");
    }
}
