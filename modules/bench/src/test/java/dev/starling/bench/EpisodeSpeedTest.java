package dev.starling.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EpisodeSpeedTest {

    static Stream<String> rows() {
        return EpisodeSpeed.TARGETS.keySet().stream()
                .map(row -> row.replaceFirst("^two-cores-", ""))
                // Big; the same code as the others.
                .filter(row -> !row.startsWith("omniglot"))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void twoThreadsHaveTheBitsOfOne(String row) {
        try (Step one = EpisodeRounds.of(row, 1);
                Step two = EpisodeRounds.of(row, 2)) {
            for (int round = 0; round < 3; round++) {
                double loss = one.step();

                assertThat(loss).isFinite().isPositive();
                assertThat(two.step()).isEqualTo(loss);
            }
        }
    }
}
