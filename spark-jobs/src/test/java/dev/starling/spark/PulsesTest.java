package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PulsesTest {

    private static final Doing UNIT = new Doing("a", 3, "train", 42);

    private long now = -5_000;
    private final Pulses pulses = new Pulses(() -> now);

    @Test
    void sumsAreOfTheNewestPulseOfEachExecutor() {
        pulses.take(pulse("0", 5, 100));
        pulses.take(pulse("1", 7, 100));
        pulses.take(pulse("0", 9, 50));
        assertThat(pulses.sum(Metric.UNITS)).isEqualTo(16);
        assertThat(pulses.sum(Metric.NATIVE_BYTES)).isEqualTo(150);
        assertThat(pulses.live().units()).isEqualTo(16);
        assertThat(pulses.live().doing()).containsOnlyKeys("0", "1");
    }

    @Test
    void whoIsHeardIsAlive() {
        assertThat(pulses.knows("0")).isFalse();
        assertThat(pulses.heardWithin("0", 1_000)).isFalse();
        pulses.take(pulse("0", 5, 100));
        now += 1_000;
        assertThat(pulses.heardWithin("0", 1_000)).isTrue();
        now += 1;
        assertThat(pulses.heardWithin("0", 1_000)).isFalse();
        assertThat(pulses.knows("0")).isTrue();
        pulses.removed("0");
        assertThat(pulses.knows("0")).as("known although Spark has lost it").isFalse();
    }

    @Test
    void whatALostExecutorHasCountedStaysAndWhatItHeldIsFree() {
        pulses.take(pulse("0", 5, 100));
        pulses.take(pulse("1", 7, 100));
        pulses.removed("0");
        pulses.take(pulse("0", 6, 100));
        assertThat(pulses.sum(Metric.UNITS)).isEqualTo(12);
        assertThat(pulses.sum(Metric.NATIVE_BYTES)).isEqualTo(100);
        assertThat(pulses.live().doing()).containsOnlyKeys("1");
    }

    @Test
    void theNewestRoundOfATrialIsTheFarthest() {
        pulses.take(new Pulse("0", Map.of("a", 4, "b", 9), List.of(), Map.of(Metric.UNITS, 1L)));
        pulses.take(new Pulse("1", Map.of("a", 5), List.of(), Map.of(Metric.UNITS, 1L)));
        assertThat(pulses.live().rounds()).isEqualTo(Map.of("a", 5, "b", 9));
    }

    @Test
    void executorsAreInTheOrderOfTheirNumbers() {
        pulses.take(pulse("10", 1, 1));
        pulses.take(pulse("9", 1, 1));
        assertThat(pulses.live().doing().keySet()).containsExactly("9", "10");
    }

    @Test
    void anIdleExecutorHasNothingToSay() {
        Pulse busy = pulse("0", 5, 100);
        Pulse idle = new Pulse("0", Map.of(), List.of(), busy.counts());
        Map<Metric, Long> counts = new EnumMap<>(busy.counts());
        counts.put(Metric.NATIVE_BYTES, 200L);
        assertThat(busy.isNews(busy)).isTrue();
        assertThat(idle.isNews(busy)).as("that it is idle now").isTrue();
        assertThat(idle.isNews(idle)).isFalse();
        assertThat(new Pulse("0", Map.of(), List.of(), counts).isNews(idle))
                .as("memory alone")
                .isFalse();
        assertThat(idle.isNews(null)).isTrue();
    }

    @Test
    void aPulseTravels() {
        Pulse pulse = pulse("0", 5, 100);
        assertThat(ObjectBytes.read(ObjectBytes.write(pulse), Pulse.class)).isEqualTo(pulse);
    }

    private static Pulse pulse(String executor, long units, long nativeBytes) {
        return new Pulse(
                executor, Map.of(), List.of(UNIT), Map.of(Metric.UNITS, units, Metric.NATIVE_BYTES, nativeBytes));
    }
}
