package dev.starling.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final String METRIC = "accuracy.final";

    private static List<TrialResult> trials(String setting, double... bySeed) {
        List<TrialResult> trials = new ArrayList<>();
        for (int seed = 0; seed < bySeed.length; seed++) {
            trials.add(new TrialResult(setting, seed, Map.of(METRIC, bySeed[seed])));
        }
        return trials;
    }

    private static List<TrialResult> fiveSeeds() {
        List<TrialResult> all = new ArrayList<>(trials("fedavg", 0.80, 0.81, 0.79, 0.82, 0.78));
        all.addAll(trials("naivemix", 0.82, 0.82, 0.82, 0.83, 0.81));
        all.addAll(trials("fedmix", 0.80, 0.80, 0.80, 0.81, 0.79));
        return all;
    }

    @Test
    void summarizesASettingOverItsSeeds() {
        Summary summary = Comparison.of(fiveSeeds(), METRIC).summaries().get(0);
        assertThat(summary.setting()).isEqualTo("fedavg");
        assertThat(summary.n()).isEqualTo(5);
        assertThat(summary.mean()).isCloseTo(0.80, within(1e-12));
        // Deviations 0, 1, -1, 2, -2 points: squares sum to 10, over n - 1 = 4.
        assertThat(summary.sd()).isCloseTo(0.01 * Math.sqrt(2.5), within(1e-12));
        assertThat(summary.least()).isEqualTo(0.78);
        assertThat(summary.greatest()).isEqualTo(0.82);
    }

    @Test
    void intervalOfPairedDifferencesAgreesWithTheTableOfStudentsT() {
        PairedDifference d = Comparison.of(fiveSeeds(), METRIC).differences().get(0);
        assertThat(d.setting()).isEqualTo("naivemix");
        assertThat(d.against()).isEqualTo("fedavg");
        // Differences 2, 1, 3, 1, 3 points: mean 2, squares about it 0 + 1 + 1 + 1 + 1, sd 1, t(0.975, 4) = 2.776445.
        assertThat(d.mean()).isCloseTo(0.02, within(1e-12));
        assertThat(d.sd()).isCloseTo(0.01, within(1e-12));
        double half = 2.776445 * 0.01 / Math.sqrt(5);
        assertThat(d.low()).isCloseTo(0.02 - half, within(1e-8));
        assertThat(d.high()).isCloseTo(0.02 + half, within(1e-8));
        assertThat(d.positive()).isEqualTo(5);
        assertThat(d.excludesZero()).isTrue();
    }

    @Test
    void comparesEveryPairOnceAndTheBaselineIsAlwaysSubtracted() {
        Comparison comparison = Comparison.of(fiveSeeds(), METRIC, "naivemix");
        assertThat(comparison.differences())
                .extracting(d -> d.setting() + "-" + d.against())
                .containsExactly("fedavg-naivemix", "fedmix-naivemix", "fedmix-fedavg");
        assertThat(comparison.againstBaseline()).hasSize(2);
    }

    @Test
    void pairsOnlySeedsThatBothSettingsHave() {
        List<TrialResult> all = new ArrayList<>(trials("a", 0.5, 0.6, 0.7));
        all.addAll(trials("b", 0.6, 0.9));
        PairedDifference d = Comparison.of(all, METRIC).differences().get(0);
        assertThat(d.n()).isEqualTo(2);
        assertThat(d.mean()).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void oneSeedHasAMeanButNoInterval() {
        List<TrialResult> all = new ArrayList<>(trials("a", 0.5));
        all.addAll(trials("b", 0.6));
        PairedDifference d = Comparison.of(all, METRIC).differences().get(0);
        assertThat(d.mean()).isCloseTo(0.1, within(1e-12));
        assertThat(d.low()).isNaN();
        assertThat(d.excludesZero()).isFalse();
        assertThat(Comparison.of(all, METRIC).text()).contains("b - a").contains("+10.00");
    }

    @Test
    void leavesOutFiguresThatAreMissingOrNotFinite() {
        List<TrialResult> all = new ArrayList<>(trials("a", 0.5, Double.NaN));
        all.add(new TrialResult("b", 0, Map.of("loss.final", 2.0)));
        Comparison comparison = Comparison.of(all, METRIC);
        assertThat(comparison.summaries()).extracting(Summary::n).containsExactly(1, 0);
        assertThat(comparison.differences().get(0).n()).isZero();
        assertThat(comparison.differences().get(0).mean()).isNaN();
    }

    @Test
    void writesATableForATerminal() {
        assertThat(Comparison.of(fiveSeeds(), METRIC).text()).isEqualTo("""
                accuracy.final [%]   mean    sd  n
                fedavg              80.00  1.58  5
                naivemix            82.00  0.71  5
                fedmix              80.00  0.71  5

                paired difference [percentage points]   mean  95% t-interval  n  seeds above 0
                naivemix - fedavg                      +2.00  [+0.76, +3.24]  5            5/5
                fedmix - fedavg                        +0.00  [-1.24, +1.24]  5            2/5
                """);
    }

    @Test
    void refusesTwoTrialsOfOneSeedAndAnUnknownBaseline() {
        List<TrialResult> twice = new ArrayList<>(trials("a", 0.5));
        twice.addAll(trials("a", 0.6));
        assertThatThrownBy(() -> Comparison.of(twice, METRIC)).hasMessageContaining("two trials of seed 0");
        assertThatThrownBy(() -> Comparison.of(fiveSeeds(), METRIC, "fedprox"))
                .hasMessageContaining("'fedprox'")
                .hasMessageContaining("fedavg, naivemix, fedmix");
    }

    @Test
    void anEmptyListOfTrialsComparesToNothing() {
        Comparison comparison = Comparison.of(List.of(), METRIC);
        assertThat(comparison.summaries()).isEmpty();
        assertThat(comparison.text()).startsWith(METRIC);
    }
}
