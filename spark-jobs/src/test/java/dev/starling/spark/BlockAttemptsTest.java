package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.ResourceException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlockAttemptsTest {

    private static final BlockJob.Lost DIED = new BlockJob.Lost("executor 3 died", false, Set.of());
    private static final BlockJob.Lost UNHEARD = new BlockJob.Lost("UDP gets no answer", true, Set.of());
    private static final BlockJob.Lost FROZEN = new BlockJob.Lost("executor 3 says nothing", true, Set.of("3"));

    private long now = 7;
    private final BlockAttempts attempts = new BlockAttempts("block 4", 3, 5, () -> now);

    @Test
    void lossesAreForgivenUpToALimit() {
        for (int i = 0; i < 4; i++) {
            attempts.note(DIED);
        }
        assertThatThrownBy(() -> attempts.note(DIED))
                .isInstanceOf(Unavailable.class)
                .hasMessage("block 4 was lost 5 times, the last time because executor 3 died")
                .satisfies(e -> assertThat(((Unavailable) e).lasting()).isFalse());
    }

    @Test
    void aUnitMayFailAsOftenAsSparkLetsATaskFail() {
        ResourceException cause = new ResourceException("a unit failed");
        attempts.note(new BlockJob.Failed(cause));
        attempts.note(DIED);
        attempts.note(new BlockJob.Failed(cause));
        assertThatThrownBy(() -> attempts.note(new BlockJob.Failed(cause))).isSameAs(cause);
    }

    @Test
    void executorsThatTwiceInARowDoNotHearEachOtherNeverWill() {
        attempts.note(UNHEARD);
        attempts.note(DIED);
        attempts.note(UNHEARD);
        assertThatThrownBy(() -> attempts.note(UNHEARD))
                .isInstanceOf(Unavailable.class)
                .hasMessage("UDP gets no answer")
                .satisfies(e -> assertThat(((Unavailable) e).lasting()).isTrue());
    }

    @Test
    void oneThatStandsStillSaysNothingOfTheNetwork() {
        attempts.note(FROZEN);
        assertThatCode(() -> attempts.note(FROZEN)).doesNotThrowAnyException();
    }

    @Test
    void slotsThatNeverComeAreNotWaitedForForEver() {
        attempts.note(new BlockJob.NotStarted());
        now += Duration.ofMinutes(5).toNanos();
        attempts.note(new BlockJob.NotStarted());
        now += 1;
        assertThatThrownBy(() -> attempts.note(new BlockJob.NotStarted()))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("Spark has not started the tasks of block 4 together for 300 s");
    }

    @Test
    void sparkGetsLongerEachTime() {
        assertThat(attempts.startNanos()).isEqualTo(15_000_000_000L);
        for (long seconds : new long[] {30, 60, 120, 120}) {
            attempts.note(new BlockJob.NotStarted());
            assertThat(attempts.startNanos()).isEqualTo(seconds * 1_000_000_000);
        }
        attempts.note(DIED);
        assertThat(attempts.startNanos()).isEqualTo(15_000_000_000L);
    }

    @Test
    void anAttemptThatStartedStartsTheWaitAnew() {
        now += Duration.ofMinutes(4).toNanos();
        attempts.note(DIED);
        now += Duration.ofMinutes(4).toNanos();
        assertThatCode(() -> attempts.note(new BlockJob.NotStarted())).doesNotThrowAnyException();
    }
}
