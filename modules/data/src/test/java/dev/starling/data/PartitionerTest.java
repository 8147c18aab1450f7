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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionerTest {
    private static final int CLASSES = 10;
    private static final int CLIENTS = 20;

    /** 3,000 samples, all classes alike, in mixed order. */
    private static int[] balancedLabels() {
        return IntStream.range(0, 3000).map(i -> i * 7 % CLASSES).toArray();
    }

    /** Classes of very different sizes; class 3 does not occur. */
    private static int[] skewedLabels() {
        return IntStream.range(0, 2917)
                .map(i -> i % 11 == 0 ? 9 : i % 5 == 0 ? 1 : i % 3 == 0 ? 7 : i % 2 == 0 ? 0 : 2)
                .toArray();
    }

    private static int[] keys(int samples) {
        return IntStream.range(0, samples).map(i -> 100 + i * i % 37).toArray();
    }

    private static Stream<Arguments> rulesAndSeeds() {
        List<Partitioner> rules = List.of(
                new Partitioner.Iid(),
                new Partitioner.OwnerDraw(2),
                new Partitioner.OwnerDraw(3),
                new Partitioner.Shards(2, Partitioner.Shards.Rule.ANY),
                new Partitioner.Shards(2, Partitioner.Shards.Rule.DISTINCT_CLASSES),
                new Partitioner.Dirichlet(0.5, Partitioner.Dirichlet.Axis.PER_CLASS),
                new Partitioner.Dirichlet(0.1, Partitioner.Dirichlet.Axis.PER_CLASS, 1),
                new Partitioner.Dirichlet(0.5, Partitioner.Dirichlet.Axis.PER_CLIENT),
                new Partitioner.Dirichlet(1e-4, Partitioner.Dirichlet.Axis.PER_CLIENT),
                new Partitioner.Dirichlet(1000, Partitioner.Dirichlet.Axis.PER_CLIENT),
                new Partitioner.QuantitySkew(0.5, 1),
                new Partitioner.FeatureNoise(new Partitioner.Iid(), 0.1),
                new Partitioner.Mixed(
                        new Partitioner.Iid(), 0.1, new Partitioner.Shards(1, Partitioner.Shards.Rule.ANY)),
                new Partitioner.Mixed(new Partitioner.QuantitySkew(2, 0), 0.5, new Partitioner.OwnerDraw(2)));
        return rules.stream().flatMap(rule -> IntStream.range(0, 5).mapToObj(seed -> Arguments.of(rule, seed)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("rulesAndSeeds")
    void dealsEverySampleToExactlyOneClient(Partitioner rule, long seed) {
        for (int[] labels : List.of(balancedLabels(), skewedLabels())) {
            Partition partition = rule.partition(labels, CLASSES, CLIENTS, Randoms.of(seed));

            assertThat(partition.clients()).isEqualTo(CLIENTS);
            assertThat(partition.population()).isEqualTo(labels.length);
            int[] all = Arrays.stream(partition.sampleIds())
                    .flatMapToInt(Arrays::stream)
                    .sorted()
                    .toArray();
            assertThat(all).isEqualTo(IntStream.range(0, labels.length).toArray());
            for (int client = 0; client < CLIENTS; client++) {
                assertThat(partition.samples(client)).isSorted();
            }
            assertThat(partition.method()).isEqualTo(rule.toString());
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("rulesAndSeeds")
    void dealsAlikeFromTheSameSeedAndOtherwiseFromAnother(Partitioner rule, long seed) {
        int[] labels = balancedLabels();

        Partition first = rule.partition(labels, CLASSES, CLIENTS, Randoms.of(seed));
        Partition again = rule.partition(labels, CLASSES, CLIENTS, Randoms.of(seed));
        Partition other = rule.partition(labels, CLASSES, CLIENTS, Randoms.of(seed + 1000));

        assertThat(again).isEqualTo(first);
        assertThat(again.sha256()).isEqualTo(first.sha256());
        assertThat(other.sha256()).isNotEqualTo(first.sha256());
    }

    @Test
    void identicalDistributionMeansSizesThatDifferByOneAtMost() {
        Partition partition = new Partitioner.Iid().partition(skewedLabels(), CLASSES, CLIENTS, Randoms.of(1));

        assertThat(partition.sizes()).contains(145, 146).containsOnly(145, 146);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4})
    void ownersHaveTheirClassesOnly(long seed) {
        int[] labels = skewedLabels();
        Partition partition = new Partitioner.OwnerDraw(2).partition(labels, CLASSES, 8, Randoms.of(seed));

        int[][] counts = partition.labelHistogram(labels, CLASSES);
        for (int[] ofClient : counts) {
            assertThat(Arrays.stream(ofClient).filter(count -> count > 0).count())
                    .isBetween(1L, 2L);
        }
    }

    @Test
    void everyClassFindsAnOwnerEvenIfThereAreJustEnoughClients() {
        int[] labels = balancedLabels();
        for (int seed = 0; seed < 20; seed++) {
            Partition partition = new Partitioner.OwnerDraw(2).partition(labels, CLASSES, 5, Randoms.of(seed));
            assertThat(partition.held()).as("seed %d", seed).isEqualTo(labels.length);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4})
    void distinctShardsGiveEveryClientTwoClassesOfEqualSize(long seed) {
        int[] labels = balancedLabels();
        Partition partition = new Partitioner.Shards(2, Partitioner.Shards.Rule.DISTINCT_CLASSES)
                .partition(labels, CLASSES, CLIENTS, Randoms.of(seed));

        for (int[] ofClient : partition.labelHistogram(labels, CLASSES)) {
            assertThat(Arrays.stream(ofClient).filter(count -> count > 0).toArray())
                    .containsExactly(75, 75);
        }
    }

    @Test
    void anyShardsLeaveSomeClientWithOneClass() {
        int[] labels = balancedLabels();
        int single = 0;
        for (int seed = 0; seed < 10; seed++) {
            int[][] counts = new Partitioner.Shards(2, Partitioner.Shards.Rule.ANY)
                    .partition(labels, CLASSES, CLIENTS, Randoms.of(seed))
                    .labelHistogram(labels, CLASSES);
            single += (int) Arrays.stream(counts)
                    .filter(ofClient -> Arrays.stream(ofClient).max().orElseThrow() == 150)
                    .count();
        }
        // Of 200 clients, about 3 in 39 get the second shard of the same class.
        assertThat(single).isBetween(3, 40);
    }

    @Test
    void shardsThatCannotBeDistinctAreRefused() {
        int[] labels = new int[100];

        assertThatThrownBy(() -> new Partitioner.Shards(2, Partitioner.Shards.Rule.DISTINCT_CLASSES)
                        .partition(labels, 1, 5, Randoms.of(1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("2 shards of distinct classes");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4})
    void dirichletPerClassKeepsTheLeastSize(long seed) {
        Partition partition = new Partitioner.Dirichlet(0.3, Partitioner.Dirichlet.Axis.PER_CLASS)
                .partition(balancedLabels(), CLASSES, CLIENTS, Randoms.of(seed));

        assertThat(Arrays.stream(partition.sizes())).allMatch(size -> size >= 10);
        assertThat(Arrays.stream(partition.sizes()).distinct().count()).isGreaterThan(5);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4})
    void dirichletPerClientFillsClientsEqually(long seed) {
        Partition partition = new Partitioner.Dirichlet(0.3, Partitioner.Dirichlet.Axis.PER_CLIENT)
                .partition(balancedLabels(), CLASSES, CLIENTS, Randoms.of(seed));

        assertThat(partition.sizes()).containsOnly(150);
    }

    @Test
    void theTwoDirichletAxesDifferByTheNumberOfClasses() {
        // A draw from Dir(a, .., a) over C classes has E[sum q^2] = (a + 1) / (C a + 1). Per client, alpha is the total
        // concentration C a: alpha 5 over 10 classes is a = 0.5, which gives 0.25. Some of it is lost when the last
        // clients get what is left, so only the first order is compared.
        double perClient = concentration(new Partitioner.Dirichlet(5, Partitioner.Dirichlet.Axis.PER_CLIENT));
        double perClassAlike = concentration(new Partitioner.Dirichlet(0.5, Partitioner.Dirichlet.Axis.PER_CLASS, 1));
        double perClassSame = concentration(new Partitioner.Dirichlet(5, Partitioner.Dirichlet.Axis.PER_CLASS, 1));

        assertThat(perClient).isCloseTo(0.25, within(0.04));
        assertThat(perClassAlike).isCloseTo(0.25, within(0.08));
        assertThat(perClassSame).isLessThan(0.14);
    }

    /** Mean over clients and seeds of the sum of squared class shares: 0.1 for even classes, 1 for one class. */
    private static double concentration(Partitioner rule) {
        int[] labels = balancedLabels();
        double sum = 0;
        for (int seed = 0; seed < 10; seed++) {
            Partition partition = rule.partition(labels, CLASSES, CLIENTS, Randoms.of(seed));
            int[][] counts = partition.labelHistogram(labels, CLASSES);
            for (int client = 0; client < CLIENTS; client++) {
                double size = partition.size(client);
                sum += Arrays.stream(counts[client])
                        .mapToDouble(count -> count / size * (count / size))
                        .sum();
            }
        }
        return sum / (10 * CLIENTS);
    }

    @Test
    void infeasibleDrawsEndWithAReason() {
        assertThatThrownBy(() -> new Partitioner.Dirichlet(1e-3, Partitioner.Dirichlet.Axis.PER_CLASS, 100)
                        .partition(balancedLabels(), CLASSES, CLIENTS, Randoms.of(1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("fewer than 100 of 3000 samples: raise alpha");
        assertThatThrownBy(() -> new Partitioner.Iid().partition(new int[] {0, 0}, 1, 3, Randoms.of(1)))
                .hasMessageContaining("2 samples for 3 clients")
                .hasMessageContaining("starling.federated.clients");
        assertThatThrownBy(() ->
                        new Partitioner.OwnerDraw(11).partition(balancedLabels(), CLASSES, CLIENTS, Randoms.of(1)))
                .hasMessageContaining("cannot own 10 classes");
        assertThatThrownBy(() -> new Partitioner.OwnerDraw(2).partition(balancedLabels(), CLASSES, 4, Randoms.of(1)))
                .hasMessageContaining("4 clients with 2 classes each");
        assertThatThrownBy(() -> new Partitioner.Iid().partition(new int[] {0, 4}, 4, 1, Randoms.of(1)))
                .hasMessageContaining("label of sample 1 is 4");
    }

    @Test
    void quantitySkewMixesLabelsEvenlyInUnequalSizes() {
        int[] labels = balancedLabels();
        Partition partition = new Partitioner.QuantitySkew(0.5, 10).partition(labels, CLASSES, 5, Randoms.of(3));

        int largest = Arrays.stream(partition.sizes()).max().orElseThrow();
        int smallest = Arrays.stream(partition.sizes()).min().orElseThrow();
        assertThat(largest).isGreaterThan(2 * smallest);
        assertThat(smallest).isGreaterThanOrEqualTo(10);
        int client = IntStream.range(0, 5)
                .filter(k -> partition.size(k) == largest)
                .findFirst()
                .orElseThrow();
        // Five standard deviations of a binomial count.
        assertThat(Arrays.stream(partition.labelHistogram(labels, CLASSES)[client]))
                .allMatch(count -> Math.abs(count - largest / 10.0) < 5 * Math.sqrt(0.09 * largest));
    }

    @Test
    void aNaturalClientHoldsItsKey() {
        int[] labels = balancedLabels();
        int[] keys = keys(labels.length);
        Partitioner.Natural rule = new Partitioner.Natural(keys);

        Partition partition = rule.partition(labels, CLASSES, rule.eligible(), Randoms.of(1));

        assertThat(partition.held()).isEqualTo(labels.length);
        int[] firstKeys = Arrays.stream(partition.sampleIds())
                .mapToInt(ids -> keys[ids[0]])
                .toArray();
        assertThat(firstKeys).isSorted().doesNotHaveDuplicates();
        for (int[] ids : partition.sampleIds()) {
            assertThat(Arrays.stream(ids).map(id -> keys[id]).distinct().count())
                    .isEqualTo(1);
        }
    }

    @Test
    void fewerNaturalClientsAreARandomChoiceOfKeys() {
        int[] labels = new int[400];
        int[] keys = IntStream.range(0, 400).map(i -> i < 4 ? i : 10 + i % 8).toArray();
        Partitioner.Natural rule = new Partitioner.Natural(keys, 2);

        Partition partition = rule.partition(labels, 1, 5, Randoms.of(2));

        assertThat(rule.eligible()).isEqualTo(8);
        assertThat(partition.clients()).isEqualTo(5);
        assertThat(Arrays.stream(partition.sizes())).allMatch(size -> size == 49 || size == 50);
        assertThat(rule.partition(labels, 1, 5, Randoms.of(3))).isNotEqualTo(partition);
        assertThatThrownBy(() -> rule.partition(labels, 1, 9, Randoms.of(2)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("8 keys with at least 2 samples but 9 clients");
        assertThatThrownBy(() -> rule.partition(new int[3], 1, 1, Randoms.of(2)))
                .hasMessageContaining("400 keys for 3");
    }

    @Test
    void featureNoiseGrowsWithTheClientsIndex() {
        Examples flat =
                Examples.ofBytes(new byte[40_000], new int[] {100, 100, 1}, new int[4], 1, Preprocessing.UNIT_PIXELS);
        Partitioner.FeatureNoise rule = new Partitioner.FeatureNoise(new Partitioner.Iid(), 0.04);

        // Standard error of a variance over 40,000 draws is 0.7 % of it.
        assertThat(variance(rule.apply(flat, 9, 10, Randoms.of(1)))).isCloseTo(0.04, within(0.002));
        assertThat(variance(rule.apply(flat, 0, 10, Randoms.of(1)))).isCloseTo(0.004, within(0.0002));
    }

    private static double variance(Examples examples) {
        double sum = 0;
        float[] input = new float[examples.inputSize()];
        for (int i = 0; i < examples.count(); i++) {
            examples.copyInput(i, input, 0);
            for (float value : input) {
                sum += value * value;
            }
        }
        return sum / (examples.count() * (double) input.length);
    }

    @Test
    void aMixtureDealsEachPartByItsRule() {
        int[] labels = balancedLabels();
        Partition partition = new Partitioner.Mixed(
                        new Partitioner.Iid(), 0.2, new Partitioner.Shards(1, Partitioner.Shards.Rule.ANY))
                .partition(labels, CLASSES, 10, Randoms.of(1));

        assertThat(partition.sizes()).containsOnly(300);
        for (int[] ofClient : partition.labelHistogram(labels, CLASSES)) {
            // 240 of its own class or of two neighbours in the sorted order, 6 of each class from the even part.
            assertThat(Arrays.stream(ofClient).max().orElseThrow()).isGreaterThan(110);
            assertThat(Arrays.stream(ofClient)).allMatch(count -> count > 0);
        }
        Partitioner natural = new Partitioner.Natural(keys(labels.length));
        assertThatThrownBy(() ->
                        new Partitioner.Mixed(natural, 0.5, natural).partition(labels, CLASSES, 10, Randoms.of(1)))
                .hasMessageContaining("cannot deal a part of the samples by Natural");
    }
}
