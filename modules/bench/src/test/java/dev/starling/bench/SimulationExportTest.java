package dev.starling.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.starling.engine.RunSettings;
import dev.starling.engine.Settings;
import dev.starling.federated.FederatedFamily;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulationExportTest {
    private static final int PIXELS = 14 * 14;

    private Path folder;
    private Config index;

    @BeforeAll
    void export(@TempDir Path temporary) throws IOException {
        folder = temporary;
        String text = """
                starling {
                  experiment = federated, name = tiny
                  federated {
                    rounds = 3, clients = 4, cohort-size = 2
                    data { train = 50, test = 30 }
                    partition.method = iid
                    evaluation { every = 2, slice = 20 }
                    model { name = softmax-regression }
                    algorithm-defaults.epochs = 2
                  }
                }
                """;
        SimulationExport.export(
                RunSettings.of(ConfigFactory.parseString(text), Map.of()).settings(), folder);
        index = ConfigFactory.parseFile(folder.resolve("index.json").toFile());
    }

    @Test
    void theIndexSaysWhoTrainsWhenAndWhenModelsAreEvaluated() {
        assertThat(index.getIntList("counts")).hasSize(4);
        assertThat(index.getIntList("counts").stream().mapToInt(count -> count).sum())
                .isEqualTo(50);
        assertThat(index.getList("cohorts")).hasSize(4);
        assertThat(index.getList("cohorts").get(3).unwrapped()).asList().isEmpty();
        assertThat(index.getIntList("evaluations")).containsExactly(0, 2, 3);
        assertThat(index.getInt("parameters")).isEqualTo(PIXELS * 10 + 10);
    }

    @Test
    void everyExampleIsWrittenOnceAsTheNetworkSeesIt() throws IOException {
        assertThat(folder.resolve("train-x.f32")).hasSize(4L * 50 * PIXELS);
        assertThat(folder.resolve("test-x.f32")).hasSize(4L * 30 * PIXELS);
        assertThat(Arrays.stream(numbers("test-y.i32")).boxed())
                .hasSize(30)
                .allMatch(label -> label >= 0 && label < 10);
        ByteBuffer pixels = read("train-x.f32");
        while (pixels.hasRemaining()) {
            assertThat(pixels.getFloat()).isBetween(0f, 1f);
        }
    }

    @Test
    void ordersArePermutationsOfTheClientsExamplesClientByClient() throws IOException {
        int[] orders = numbers("order.i32");
        int at = 0;
        for (int round = 0; round < 3; round++) {
            for (Object client :
                    (Iterable<?>) index.getList("cohorts").get(round).unwrapped()) {
                int count = index.getIntList("counts").get((Integer) client);
                for (int epoch = 0; epoch < 2; epoch++) {
                    int[] sorted = Arrays.copyOfRange(orders, at, at + count);
                    Arrays.sort(sorted);
                    assertThat(sorted).isEqualTo(IntStream.range(0, count).toArray());
                    at += count;
                }
            }
        }
        assertThat(at).isEqualTo(orders.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp-100x600", "cnn-100", "mlp-1000x50", "softmax-1000x50"})
    @Tag("data")
    void theExperimentFilesOfTheBenchmarkAreReadable(String name) {
        assumeThat(System.getenv("STARLING_DATA")).as("STARLING_DATA").isNotBlank();
        Settings settings = RunSettings.read(Path.of("../../conf/bench/" + name + ".conf"), Map.of())
                .settings();

        assertThat(new FederatedFamily().read(settings).trials()).hasSize(1);
        settings.group("federated").checkAllRead();
    }

    private int[] numbers(String file) throws IOException {
        ByteBuffer bytes = read(file);
        int[] numbers = new int[bytes.remaining() / 4];
        bytes.asIntBuffer().get(numbers);
        return numbers;
    }

    private ByteBuffer read(String file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file))).order(ByteOrder.LITTLE_ENDIAN);
    }
}
