package dev.starling.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeSettingsTest {

    @Test
    void defaultsAreThoseOfTheManual() {
        NodeSettings settings = NodeSettings.defaults("127.0.0.1");
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.ports()).isEmpty();
        assertThat(settings.directory()).isAbsolute();
        assertThat(settings.mtu()).isEqualTo(65504);
        assertThat(settings.termBytes()).isEqualTo(4 << 20);
        assertThat(settings.peerTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.preflightTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.threading()).isEqualTo("invoker");
        assertThat(settings.sealAlways()).isFalse();
        assertThat(settings.relay()).isEmpty();
        assertThat(NodeSettings.defaults("10.0.0.7").mtu()).isEqualTo(1408);
    }

    @Test
    void everyKeyIsRead() {
        Map<String, String> given = Map.of(
                "spark.starling.cluster.ports", "40100-40199",
                "spark.starling.cluster.directory", "/memory",
                "spark.starling.cluster.mtu", "8k",
                "spark.starling.cluster.term", "1m",
                "spark.starling.cluster.peer-timeout", "3s",
                "spark.starling.cluster.preflight-timeout", "500ms",
                "spark.starling.cluster.threading", "shared",
                "spark.starling.cluster.seal-always", "true",
                "spark.starling.cluster.relay", "127.0.0.1:5555");
        NodeSettings settings = NodeSettings.read("10.0.0.7", name -> Optional.ofNullable(given.get(name)));
        assertThat(settings)
                .isEqualTo(new NodeSettings(
                        "10.0.0.7",
                        "40100-40199",
                        Path.of("/memory"),
                        8192,
                        1 << 20,
                        Duration.ofSeconds(3),
                        Duration.ofMillis(500),
                        "shared",
                        true,
                        "127.0.0.1:5555",
                        settings.usableBytes()));
    }

    @ParameterizedTest
    @CsvSource({
        "ports,40100,a range like 40100-40199",
        "mtu,1400,a multiple of 32",
        "mtu,128k,a multiple of 32",
        "mtu,big,a number of bytes",
        "mtu,999999m,less than 2g",
        "term,3m,a power of two",
        "term,512k,a power of two",
        "peer-timeout,1h,a number with a unit",
        "peer-timeout,soon,a number with a unit",
        "peer-timeout,60s,100ms to 25s",
        "preflight-timeout,1ms,100ms to 60s",
        "threading,many,invoker or shared",
        "relay,here,host:port"
    })
    void whatCannotBeIsRefused(String key, String value, String wanted) {
        assertThatThrownBy(() -> NodeSettings.read(
                        "127.0.0.1",
                        name -> name.equals(NodeSettings.PREFIX + key) ? Optional.of(value) : Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("spark.starling.cluster." + key)
                .hasMessageContaining("give " + wanted);
    }
}
