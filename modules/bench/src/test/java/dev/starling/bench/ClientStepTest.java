package dev.starling.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientStepTest {

    private static Comparison row(double... ours) {
        double[] theirs = new double[ours.length];
        double[] ceilings = new double[ours.length];
        Arrays.fill(theirs, 2);
        Arrays.fill(ceilings, 4e6);
        return new Comparison("mlp-10", "PyTorch", new Work(100, 2e6), ours, theirs, ceilings, 0.5);
    }

    @Test
    void aRowTellsItsMediansItsSpreadAndItsTarget() {
        assertThat(row(4, 1, 0.5).json())
                .isEqualTo("{\"name\":\"mlp-10\",\"against\":\"PyTorch\",\"oursMillis\":1.0000,\"peerMillis\":2.0000,"
                        + "\"ratio\":0.5000,\"spread\":[0.2500,2.0000],\"pairs\":3,\"target\":0.50,\"met\":true,"
                        + "\"parameters\":100,\"megaflops\":2.000,\"ofCeiling\":0.5000}");
        assertThat(row(4, 1.2, 0.5).text())
                .isEqualTo("| mlp-10 | PyTorch | 1.200 | 2.000 | 0.600 | 0.250 to 2.000 | 0.50 | **missed** | 42% |");
    }

    @Test
    void asksThePeerLineByLine() throws IOException {
        try (Peer peer = new Peer(List.of("sh", "-c", "read name steps; echo $steps.5; read name work; echo 7 8.0"))) {
            assertThat(peer.millis("mlp-10", 3)).isEqualTo(3.5);
            assertThat(peer.work("mlp-10")).isEqualTo(new Work(7, 8));
        }
    }

    @Test
    void refusesToCompareDifferentWork() {
        assertThatThrownBy(() -> Duel.requireEqual("mlp-10", new Work(7, 8), new Work(7, 9)))
                .hasMessageContaining("mlp-10")
                .hasMessageContaining("flops=9");
    }

    @Test
    void saysThatThePeerEnded() throws IOException {
        try (Peer peer = new Peer(List.of("sh", "-c", "read line"))) {
            assertThatThrownBy(() -> peer.millis("mlp-10", 3)).hasMessageContaining("mlp-10");
        }
    }
}
