package dev.starling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CohortSamplerTest {
    private static Stream<CohortSampler> samplers() {
        return Stream.of(
                new CohortSampler.Uniform(5),
                new CohortSampler.Uniform(20),
                new CohortSampler.OverSelected(10),
                new CohortSampler.Weighted(5, weights()),
                new CohortSampler.Poisson(0.3),
                new CohortSampler.Poisson(1),
                new CohortSampler.FixedSchedule(List.of(List.of(3, 1), List.of(), List.of(19))));
    }

    private static long[] weights() {
        return IntStream.range(0, 20).mapToLong(k -> k % 7).toArray();
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void cohortsAreSortedDistinctClientsAndComeAgainFromTheSameSeed(CohortSampler sampler) {
        for (int seed = 0; seed < 50; seed++) {
            int[] cohort = sampler.sample(20, seed, Randoms.of(seed));

            assertThat(cohort).as("seed %d", seed).isSorted().doesNotHaveDuplicates();
            assertThat(Arrays.stream(cohort)).allMatch(client -> client >= 0 && client < 20);
            assertThat(sampler.sample(20, seed, Randoms.of(seed))).isEqualTo(cohort);
        }
    }

    @Test
    void uniformCohortsTreatAllClientsAlike() {
        int[] seen = new int[20];
        for (int seed = 0; seed < 8000; seed++) {
            for (int client : new CohortSampler.Uniform(5).sample(20, 0, Randoms.of(seed))) {
                seen[client]++;
            }
        }
        // Expected 2,000 each; 5 standard deviations are 5 * sqrt(8000 * 0.25 * 0.75) = 194.
        assertThat(Arrays.stream(seen)).allMatch(count -> Math.abs(count - 2000) < 194);
    }

    @Test
    void aSmallCohortOfVeryManyClientsTakesNoTimeAndNoMemory() {
        CohortSampler sampler = new CohortSampler.Uniform(100);
        long before = System.nanoTime();
        for (int round = 0; round < 1000; round++) {
            assertThat(sampler.sample(Integer.MAX_VALUE, round, Randoms.of(round)))
                    .hasSize(100);
        }
        // Anything that grows with the clients would need minutes, or 8 GB.
        assertThat(System.nanoTime() - before).isLessThan(5_000_000_000L);
    }

    @Test
    void refusesMoreCohortThanClients() {
        for (CohortSampler sampler : List.of(new CohortSampler.Uniform(40), new CohortSampler.OverSelected(40))) {
            assertThatThrownBy(() -> sampler.sample(32, 0, Randoms.of(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("cohort-size is 40 but there are 32 clients: lower it or raise"
                            + " starling.federated.clients");
        }
    }

    @Test
    void overSelectionRoundsUpAndStopsAtAllClients() {
        assertThat(new CohortSampler.OverSelected(10).asked()).isEqualTo(13);
        assertThat(new CohortSampler.OverSelected(11).asked()).isEqualTo(15);
        assertThat(new CohortSampler.OverSelected(10, 1.1).asked()).isEqualTo(11);
        assertThat(new CohortSampler.OverSelected(10).sample(100, 0, Randoms.of(1)))
                .hasSize(13);
        assertThat(new CohortSampler.OverSelected(10).sample(11, 0, Randoms.of(1)))
                .hasSize(11);
    }

    @Test
    void weightedCohortsIncludeAClientInProportionToItsWeight() {
        long[] weights = weights();
        long sum = Arrays.stream(weights).sum();
        int[] seen = new int[20];
        int draws = 8000;
        for (int seed = 0; seed < draws; seed++) {
            for (int client : new CohortSampler.Weighted(5, weights).sample(20, 0, Randoms.of(seed))) {
                seen[client]++;
            }
        }
        for (int client = 0; client < 20; client++) {
            double expected = 5.0 * weights[client] / sum;
            // Five standard deviations of a frequency over 8,000 draws.
            double tolerance = 5 * Math.sqrt(expected * (1 - expected) / draws) + 1e-9;
            assertThat((double) seen[client] / draws).as("client %d", client).isCloseTo(expected, within(tolerance));
        }
    }

    @Test
    void averagingAWeightedCohortUniformlyIsUnbiased() {
        long[] weights = weights();
        double total = Arrays.stream(weights).sum();
        double truth = IntStream.range(0, 20).mapToDouble(k -> weights[k] * k).sum() / total;
        double mean = 0;
        int draws = 8000;
        for (int seed = 0; seed < draws; seed++) {
            int[] cohort = new CohortSampler.Weighted(5, weights).sample(20, 0, Randoms.of(seed));
            mean += Arrays.stream(cohort).average().orElseThrow() / draws;
        }
        // One cohort's mean has a standard deviation below 3, so 8,000 of them below 0.034.
        assertThat(mean).isCloseTo(truth, within(0.17));
    }

    @Test
    void whoOutweighsAllOthersIsAlwaysIn() {
        CohortSampler sampler = new CohortSampler.Weighted(3, new long[] {1000, 1, 1, 1, 1, 0});
        for (int seed = 0; seed < 100; seed++) {
            assertThat(sampler.sample(6, 0, Randoms.of(seed)))
                    .contains(0)
                    .doesNotContain(5)
                    .hasSize(3);
        }
        assertThatThrownBy(() -> sampler.sample(7, 0, Randoms.of(1))).hasMessageContaining("7 clients but 6 weights");
    }

    @Test
    void poissonCohortsHaveRandomSizesAndMayBeEmpty() {
        double mean = 0;
        boolean empty = false;
        for (int seed = 0; seed < 4000; seed++) {
            int size = new CohortSampler.Poisson(0.05).sample(40, 0, Randoms.of(seed)).length;
            mean += size / 4000.0;
            empty |= size == 0;
        }
        // Five standard errors: 5 * sqrt(40 * 0.05 * 0.95 / 4000).
        assertThat(mean).isCloseTo(2, within(0.11));
        assertThat(empty).isTrue();
        assertThat(new CohortSampler.Poisson(1).sample(40, 0, Randoms.of(1)))
                .isEqualTo(IntStream.range(0, 40).toArray());
    }

    @Test
    void schedulesRepeatAndAreChecked() {
        CohortSampler schedule = new CohortSampler.FixedSchedule(List.of(List.of(3, 1), List.of(2)));

        assertThat(schedule.sample(4, 0, Randoms.of(1))).containsExactly(1, 3);
        assertThat(schedule.sample(4, 3, Randoms.of(1))).containsExactly(2);
        assertThatThrownBy(() -> schedule.sample(3, 0, Randoms.of(1)))
                .hasMessageContaining("the schedule names client 3 among 3 clients");
    }
}
