package dev.starling.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.data.Examples;
import dev.starling.data.Preprocessing;
import dev.starling.engine.InputException;
import dev.starling.engine.Seed;
import dev.starling.engine.Vectors;
import dev.starling.testing.MemoryJournal;
import java.util.Arrays;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeansTest {
    private static final Seed SEED = Seed.of(5);

    /** Example i is (i, 100 i) of class i modulo 3. */
    private static Examples examples(int count) {
        float[] raw = new float[2 * count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            raw[2 * i] = i;
            raw[2 * i + 1] = 100 * i;
            labels[i] = i % 3;
        }
        return Examples.ofFloats(raw, new int[] {2}, labels, 3, Preprocessing.NONE);
    }

    private static MeanSettings settings(int groupSize, boolean keepRemainder, boolean strict) {
        return new MeanSettings(groupSize, keepRemainder, strict, 0, null);
    }

    @ParameterizedTest(name = "{0} examples in groups of {1}, keep {2}, strict {3}")
    @CsvSource({
        "10, 5, false, false, 5 5",
        "12, 5, false, false, 5 5",
        "12, 5, true, false, 5 5 2",
        "3, 5, false, false, 3",
        "3, 5, false, true, ''",
        "4, 1, false, false, 1 1 1 1",
        "7, 2147483647, false, true, 7",
    })
    void groupsAreCutAsTheSettingsSay(int count, int groupSize, boolean keep, boolean strict, String expected) {
        Vectors sent = MeanGroups.share(examples(count), settings(groupSize, keep, strict), SEED, 0);
        double[] sizes = expected.isEmpty()
                ? new double[0]
                : Arrays.stream(expected.split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
        assertThat(sent.doubles(MeanGroups.SIZES)).containsExactly(sizes);
        assertThat(sent.floats(MeanGroups.X)).hasSize(2 * sizes.length);
        assertThat(sent.floats(MeanGroups.Y)).hasSize(3 * sizes.length);
    }

    @Test
    void everyExampleIsInOneGroupAndMeansAreMeans() {
        Vectors sent = MeanGroups.share(examples(12), settings(4, false, false), SEED, 3);
        float[] x = sent.floats(MeanGroups.X);
        float[] y = sent.floats(MeanGroups.Y);
        // Three groups of four hold all of 0 .. 11, so their means average to 5.5.
        assertThat((x[0] + x[2] + x[4]) / 3.0).isCloseTo(5.5, within(1e-6));
        for (int g = 0; g < 3; g++) {
            assertThat(x[2 * g + 1]).as("the same examples in both features").isEqualTo(100 * x[2 * g]);
            assertThat(y[3 * g] + y[3 * g + 1] + y[3 * g + 2]).isCloseTo(1f, within(1e-6f));
        }
        assertThat(sent.sha256())
                .isEqualTo(MeanGroups.share(examples(12), settings(4, false, false), SEED, 3)
                        .sha256())
                .isNotEqualTo(MeanGroups.share(examples(12), settings(4, false, false), SEED, 4)
                        .sha256());
    }

    @Test
    void noiseHasTheDeviationOfTheGaussianMechanismAndInputsAreClipped() {
        MeanSettings.Privacy privacy = new MeanSettings.Privacy(0.5, 1e-5, 2);
        // sens * sqrt(2 ln(1.25 / delta)) / eps with sens 2 * 2 / 10 and sqrt(2) / 10
        assertThat(privacy.inputDeviation(10)).isCloseTo(0.4 * 4.844805262605389 / 0.5, within(1e-9));
        assertThat(privacy.labelDeviation(10)).isCloseTo(0.1414213562373095 * 4.844805262605389 / 0.5, within(1e-9));
        MeanSettings noisy = new MeanSettings(10, false, false, 0, privacy);
        MeanSettings hardlyNoisy = new MeanSettings(10, false, false, 0, new MeanSettings.Privacy(1, 0.999999, 1e-9));
        double square = 0;
        int values = 0;
        for (int client = 0; client < 500; client++) {
            float[] x = MeanGroups.share(examples(10), noisy, SEED, client).floats(MeanGroups.X);
            float[] y =
                    MeanGroups.share(examples(10), hardlyNoisy, SEED, client).floats(MeanGroups.X);
            assertThat(y[0]).as("clipped to nothing").isCloseTo(0f, within(1e-6f));
            // All but example 0 point to (1, 100) and are clipped to length 2: their mean is known.
            double[] mean = {0.9 * 2 / Math.sqrt(10001), 0.9 * 200 / Math.sqrt(10001)};
            for (int i = 0; i < 2; i++) {
                square += Math.pow(x[i] - mean[i], 2);
                values++;
            }
        }
        // 1000 draws know their deviation to about 2 %.
        assertThat(Math.sqrt(square / values)).isCloseTo(privacy.inputDeviation(10), within(0.3));
    }

    @Test
    void theBankHoldsAllMeansInAnOrderThatTheSeedDecides() {
        TreeMap<Long, Vectors> sent = new TreeMap<>();
        for (long client = 0; client < 4; client++) {
            sent.put(client, MeanGroups.share(examples(5), settings(1, false, false), SEED, client));
        }
        Vectors bank = Bank.gather(sent, 2, 3, SEED.child("bank"));
        float[] x = bank.floats("bank.x");
        assertThat(x).hasSize(40);
        float[] first = new float[20];
        for (int i = 0; i < 20; i++) {
            first[i] = x[2 * i];
            assertThat(x[2 * i + 1]).isEqualTo(100 * x[2 * i]);
            assertThat(bank.floats("bank.y")[3 * i + (int) x[2 * i] % 3])
                    .as("labels stay with their inputs")
                    .isEqualTo(1f);
        }
        Arrays.sort(first);
        assertThat(first).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4);
        assertThat(bank.sha256())
                .isEqualTo(Bank.gather(sent, 2, 3, SEED.child("bank")).sha256());
        assertThat(bank.sha256())
                .isNotEqualTo(Bank.gather(sent, 2, 3, SEED.child("other")).sha256());
    }

    @Test
    void aRunGathersTheBankOnceAndSaysWhatItHoldsAndCosts() {
        MemoryJournal journal = Runs.run(Runs.tiny("""
                        starling.federated {
                          partition { method = quantity-skew, min-samples = 3 }
                          algorithms = [ { name = a, loss = naivemix, means.group-size = 7 } ]
                        }
                        """).trials().get(0));
        MeansRow row = journal.rows(MeansRow.class).get(0);
        assertThat(journal.rows(MeansRow.class)).hasSize(1);
        assertThat(row.leastGroup()).isLessThanOrEqualTo(7);
        assertThat(row.medianGroup()).isEqualTo(7);
        assertThat(row.bytesUp()).as("(inputs + classes) * 4").isEqualTo(row.means() * (8 + 10) * 4L);
        assertThat(row.bytesDown()).isEqualTo(6 * row.bytesUp());
        long travelled = journal.rows(FederatedRoundRow.class).stream()
                .mapToLong(r -> r.bytesUp() + r.bytesDown())
                .sum();
        assertThat(journal.conclusion().metrics().get("bytes.total"))
                .isEqualTo((double) travelled + row.bytesUp() + row.bytesDown());
        assertThat(journal.rows(EvaluationRow.class))
                .extracting(EvaluationRow::round)
                .containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aBankThatNobodyFillsIsRefused() {
        assertThatThrownBy(() -> Runs.run(Runs.tiny(
                                "starling.federated.algorithms = [ { name = a, loss = fedmix, means.abstaining-share = 1 } ]")
                        .trials()
                        .get(0)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no client of algorithm 'a' shares a mean")
                .hasMessageContaining("means.abstaining-share");
    }
}
