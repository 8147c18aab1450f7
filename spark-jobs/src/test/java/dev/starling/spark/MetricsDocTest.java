package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsDocTest {

    private static final Pattern NAME = Pattern.compile("(?m)^\\| `([a-z.-]+)` \\| ");

    @Test
    void thePageListsAllMetricsAndNoOther() throws IOException {
        List<String> listed = NAME.matcher(Files.readString(Path.of("../docs/metrics.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Arrays.stream(Metric.values()).map(Metric::label),
                                Stream.of(
                                        Metric.EXCHANGE_ROUND_TIME,
                                        Metric.RUN_ROUND_TIME,
                                        Metric.RUN_ROUNDS,
                                        Metric.RUN_BLOCKS,
                                        Metric.RUN_TRIALS))
                        .toList());
    }
}
