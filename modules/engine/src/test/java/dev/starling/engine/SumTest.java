package dev.starling.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SumTest {

    private record Part(long weight, float[] values) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void orderAndGroupingNeverChangeABit(long seed) {
        Random random = new Random(seed);
        List<Part> parts = randomParts(random, 40, 25);
        double[] expected = sumInGroups(parts, 1).mean("delta");
        for (int groups : new int[] {2, 3, 16, 40}) {
            Collections.shuffle(parts, random);
            assertThat(sumInGroups(parts, groups).mean("delta"))
                    .as("seed %s, %s groups", seed, groups)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theMeanIsThatOfExactArithmetic(long seed) {
        List<Part> parts = randomParts(new Random(seed), 30, 10);
        Sum sum = sumInGroups(parts, 3);
        long weight = parts.stream().mapToLong(Part::weight).sum();
        for (int i = 0; i < 10; i++) {
            BigDecimal exact = BigDecimal.ZERO;
            for (Part part : parts) {
                exact = exact.add(new BigDecimal(part.values()[i]).multiply(BigDecimal.valueOf(part.weight())));
            }
            double mean = exact.divide(BigDecimal.valueOf(weight), MathContext.DECIMAL128)
                    .doubleValue();
            // Each of 30 parts is rounded to 2^-(40-s) once; with s <= 13 that is below 30 * 2^-28 / weight.
            assertThat(sum.mean("delta")[i]).isCloseTo(mean, within(30 * 0x1p-28 / weight));
        }
        assertThat(sum.weight()).isEqualTo(weight);
        assertThat(sum.units()).isEqualTo(30);
    }

    @Test
    void countsAreExact() {
        Sum sum = new Sum(3);
        sum.add(1, Contribution.start().total("correct", 17).mean("loss", 0.5));
        sum.add(2, Contribution.start().total("correct", 4_000_000).mean("loss", 2.0));
        assertThat(sum.total("correct")).containsExactly(4_000_017);
        assertThat(sum.average("correct")).containsExactly(2_000_008.5);
        assertThat(sum.mean("loss")).containsExactly(1.5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1 << 22, -(1 << 22), 1e30})
    void aDivergedContributionLeavesNothingBehind(double bad) {
        Sum sum = new Sum(10);
        sum.add(5, Contribution.start().mean("delta", 1, 2).total("steps", 3));
        Contribution diverged = Contribution.start().total("steps", 1).mean("delta", 7, bad);
        sum.add(5, diverged);
        assertThat(diverged.divergence())
                .hasValueSatisfying(reason -> assertThat(reason).contains("delta[1]"));
        assertThat(sum.mean("delta")).containsExactly(1, 2);
        assertThat(sum.total("steps")).containsExactly(3);
        assertThat(sum.weight()).isEqualTo(5);
        assertThat(sum.diverged()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 1000, 1 << 20, 1L << 40})
    void theLargestSumDoesNotOverflow(long plannedWeight) {
        Sum sum = new Sum(plannedWeight);
        double largest = Math.nextDown((double) (1 << 22));
        sum.add(plannedWeight, Contribution.start().mean("x", largest, -largest));
        assertThat(sum.mean("x")[0]).isCloseTo(largest, within(1e-3));
        assertThat(sum.mean("x")[1]).isCloseTo(-largest, within(1e-3));
    }

    /** Halves of what an array holds, kept nowhere. */
    private record Halves(double... values) implements Summand {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public double get(int index) {
            return values[index] / 2;
        }

        @Override
        public double squares() {
            return Arithmetic.squares(values) / 4;
        }

        @Override
        public void addTo(long[] sums, double scale) {
            for (int i = 0; i < values.length; i++) {
                sums[i] += (long) Math.rint(get(i) * scale);
            }
        }
    }

    @Test
    void aSummandCountsLikeTheArrayThatItStandsFor() {
        Sum sum = new Sum(4);
        sum.add(1, Contribution.start().mean("delta", new Halves(3, -0.25)).total("steps", new Halves(8)));
        sum.add(3, Contribution.start().mean("delta", 0.5, 1).total("steps", 2));
        assertThat(sum.mean("delta")).containsExactly(0.75, 0.71875);
        assertThat(sum.total("steps")).containsExactly(6);
        assertThat(Contribution.start().mean("delta", new Halves(6, -8)).norm("delta"))
                .isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY, 1 << 23, -(1 << 23)})
    void aSummandIsRefusedLikeTheArrayThatItStandsFor(double bad) {
        assertThat(Contribution.start().mean("delta", new Halves(1, bad)).divergence())
                .hasValue("delta[1] is %s, outside (-2^22, 2^22)".formatted(bad / 2));
        // Too long, and no element too large.
        assertThat(Contribution.start().mean("delta", new Halves(8e6, 8e6)).divergence())
                .isEmpty();
    }

    @Test
    void lengthsMustAgree() {
        Sum sum = new Sum(2);
        sum.add(1, Contribution.start().mean("delta", 1, 2));
        Contribution longer = Contribution.start().mean("delta", 1, 2, 3);
        assertThatThrownBy(() -> sum.add(1, longer)).hasMessageContaining("2 and 3");
    }

    @Test
    void anUnknownNameIsNamedWithThoseThatExist() {
        Sum sum = new Sum(1);
        sum.add(1, Contribution.start().mean("delta", 1));
        assertThatThrownBy(() -> sum.mean("delat"))
                .hasMessageContaining("delat")
                .hasMessageContaining("[delta]");
    }

    private static List<Part> randomParts(Random random, int count, int length) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] values = new float[length];
            for (int j = 0; j < length; j++) {
                values[j] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(7) - 4));
            }
            parts.add(new Part(1 + random.nextInt(200), values));
        }
        return parts;
    }

    private static Sum sumInGroups(List<Part> parts, int groups) {
        Map<String, Long> planned =
                Map.of("train", parts.stream().mapToLong(Part::weight).sum());
        Partial whole = new Partial(planned);
        for (int g = 0; g < groups; g++) {
            Partial piece = new Partial(planned);
            for (int i = g; i < parts.size(); i += groups) {
                Part part = parts.get(i);
                piece.add(
                        new PlannedUnit("train", "client", i, part.weight(), null),
                        Outcome.of(Contribution.start().mean("delta", part.values())));
            }
            whole.merge(Partial.fromBytes(piece.toBytes()));
        }
        return whole.results().sum("train");
    }
}
