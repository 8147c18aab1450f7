package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LauncherTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void launcherAndTestsOpenTheSameModules() throws IOException {
        String pom = Files.readString(ROOT.resolve("pom.xml"));
        Matcher opens =
                Pattern.compile("<jvm.opens>(.*?)</jvm.opens>", Pattern.DOTALL).matcher(pom);
        assertThat(opens.find()).isTrue();
        List<String> inPom = List.of(opens.group(1).strip().split("\\s+"));

        List<String> inArguments;
        try (Stream<String> lines = Files.lines(ROOT.resolve("conf/java17.args"), StandardCharsets.UTF_8)) {
            inArguments = lines.filter(line -> !line.startsWith("#")).toList();
        }

        assertThat(inArguments).containsExactlyElementsOf(inPom);
    }

    @Test
    void launcherIsExecutable() {
        assertThat(Files.isExecutable(ROOT.resolve("scripts/starling"))).isTrue();
    }
}
