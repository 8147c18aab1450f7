package dev.starling.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientStepTest {

    @Test
    void aRowIsAnObjectOfFourFields() {
        assertThat(new ClientStep.Row("mlp-10", 0.25, 0.5, 0.5).json())
                .isEqualTo("{\"name\":\"mlp-10\",\"oursMillis\":0.2500,\"peerMillis\":0.5000,\"ratio\":0.5000}");
    }

    @Test
    void asksThePeerLineByLine() throws IOException {
        try (Peer peer = new Peer(List.of("sh", "-c", "while read name steps; do echo $steps.5; done"))) {
            assertThat(peer.millis("mlp-10", 3)).isEqualTo(3.5);
            assertThat(peer.millis("mlp-32", 7)).isEqualTo(7.5);
        }
    }

    @Test
    void saysThatThePeerEnded() throws IOException {
        try (Peer peer = new Peer(List.of("sh", "-c", "read line"))) {
            assertThatThrownBy(() -> peer.millis("mlp-10", 3)).hasMessageContaining("mlp-10");
        }
    }
}
