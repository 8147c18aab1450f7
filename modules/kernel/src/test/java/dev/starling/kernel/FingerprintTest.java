package dev.starling.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    @Test
    void isTheSameEachTimeInOneProcess() {
        String first = Fingerprint.take(new SplittableRandom(7));
        assertThat(first).matches("[0-9a-f]{64}");
        assertThat(Fingerprint.take(new SplittableRandom(7))).isEqualTo(first);
    }

    @Test
    void dependsOnWhatIsComputed() {
        assertThat(Fingerprint.take(new SplittableRandom(7))).isNotEqualTo(Fingerprint.take(new SplittableRandom(8)));
    }
}
