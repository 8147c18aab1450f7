package dev.starling.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedTest {

    @Test
    void namesAndNumbersLeadToDifferentStreams() {
        Set<Long> values = new HashSet<>();
        Seed root = Seed.of(0);
        for (String name : new String[] {"order", "bank", "sample", "init"}) {
            for (long key = 0; key < 1000; key++) {
                values.add(root.child(name).child(key).value());
            }
        }
        values.add(root.child("order").value());
        values.add(root.value());
        values.add(Seed.of(1).value());
        assertThat(values).hasSize(4003);
    }

    @Test
    void theSamePathGivesTheSameDrawsWhateverWasDrawnElsewhere() {
        Seed seed = Seed.of(7).child("order").child(3);
        long first = seed.random().nextLong();
        Seed.of(7).child("order").child(2).random().nextLong();
        assertThat(Seed.of(7).child("order").child(3).random().nextLong()).isEqualTo(first);
    }

    @Test
    void publishedResultsDependOnTheseDraws() {
        // Computed once by an independent program. Frozen: a change here changes every result that anybody has
        // recorded.
        RandomGenerator random = Seed.of(0).child("anchor").random();
        assertThat(new long[] {random.nextLong(), random.nextInt(1000), random.nextInt(5, 9)})
                .containsExactly(-8836408435876471762L, 987, 8);
        assertThat(random.nextDouble()).isEqualTo(0.9707013613243549);
        assertThat(random.nextGaussian()).isCloseTo(-0.5915727717178408, within(1e-15));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 1000, Integer.MAX_VALUE})
    void boundedIntegersStayInBounds(int bound) {
        RandomGenerator random = Seed.of(bound).random();
        for (int i = 0; i < 10_000; i++) {
            assertThat(random.nextInt(bound)).isBetween(0, bound - 1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 40, Long.MAX_VALUE - 1, (1L << 62) + 1})
    void boundedLongsStayInBoundsAndUseBothHalves(long bound) {
        RandomGenerator random = Seed.of(bound).random();
        int upper = 0;
        for (int i = 0; i < 10_000; i++) {
            long draw = random.nextLong(bound);
            assertThat(draw).isBetween(0L, bound - 1);
            upper += draw >= bound / 2 ? 1 : 0;
        }
        // Six standard deviations of a fair coin over 10,000 throws.
        assertThat(upper).isBetween(4700, 5300);
    }

    @Test
    void boundedIntegersAreUniform() {
        int[] counts = new int[7];
        RandomGenerator random = Seed.of(11).random();
        for (int i = 0; i < 70_000; i++) {
            counts[random.nextInt(7)]++;
        }
        // Expected 10,000 each, standard deviation 93: five of them either way.
        for (int count : counts) {
            assertThat(count).isBetween(9_535, 10_465);
        }
    }

    @Test
    void gaussiansHaveTheRightMoments() {
        RandomGenerator random = Seed.of(5).random();
        int draws = 200_000;
        double sum = 0;
        double squares = 0;
        double fourth = 0;
        for (int i = 0; i < draws; i++) {
            double z = random.nextGaussian();
            sum += z;
            squares += z * z;
            fourth += z * z * z * z;
        }
        // Five standard errors: 5/sqrt(n), 5*sqrt(2/n), 5*sqrt(96/n).
        assertThat(sum / draws).isBetween(-0.0112, 0.0112);
        assertThat(squares / draws).isBetween(0.984, 1.016);
        assertThat(fourth / draws).isBetween(2.89, 3.11);
    }

    @Test
    void anEmptyRangeIsRefused() {
        RandomGenerator random = Seed.of(0).random();
        assertThatThrownBy(() -> random.nextInt(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
