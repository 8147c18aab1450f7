package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunContentTest {

    private static final RunContent REFERENCE = new RunContent(
            Map.of("a-seed0", "12ab", "b-seed0", "34cd"),
            Map.of("rounds", List.of("round=0 ", "round=1 "), "metrics", List.of("value=1.0 ")));

    @Test
    void equalRunsHaveNoDifferences() {
        assertThat(REFERENCE.differences(new RunContent(REFERENCE.stateHashes(), REFERENCE.rows())))
                .isEmpty();
    }

    @Test
    void anotherModelIsADifference() {
        assertThat(REFERENCE.differences(
                        new RunContent(Map.of("a-seed0", "12ab", "b-seed0", "ffff"), REFERENCE.rows())))
                .containsExactly("trial b-seed0: state hash 34cd, there ffff");
    }

    @Test
    void aTrialThatIsNotFinishedIsADifference() {
        Map<String, String> hashes = new HashMap<>(REFERENCE.stateHashes());
        hashes.put("b-seed0", null);

        assertThat(new RunContent(hashes, REFERENCE.rows()).differences(REFERENCE))
                .containsExactly("trial b-seed0: state hash null, there 34cd");
    }

    @Test
    void aRowThatIsLostTwiceThereOrAnotherIsADifference() {
        assertThat(differencesOfRounds("round=0 ")).containsExactly("table rounds: 2 rows, there 1");
        assertThat(differencesOfRounds("round=0 ", "round=1 ", "round=1 "))
                .containsExactly("table rounds: 2 rows, there 3");
        assertThat(differencesOfRounds("round=0 ", "round=2 "))
                .containsExactly("table rounds: row 1 is round=1 , there round=2 ");
    }

    @Test
    void aTableThatIsMissingIsADifference() {
        assertThat(REFERENCE.differences(
                        new RunContent(REFERENCE.stateHashes(), Map.of("metrics", List.of("value=1.0 ")))))
                .containsExactly("table rounds: 2 rows, there 0");
    }

    private static List<String> differencesOfRounds(String... rounds) {
        Map<String, List<String>> rows = new HashMap<>(REFERENCE.rows());
        rows.put("rounds", List.of(rounds));
        return REFERENCE.differences(new RunContent(REFERENCE.stateHashes(), rows));
    }
}
