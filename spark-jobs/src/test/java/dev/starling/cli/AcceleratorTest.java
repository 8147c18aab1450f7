package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.InputException;
import dev.starling.spark.Gpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceleratorTest {

    private static final String NATIVE = "nd4j-native";
    private static final String CUDA = "nd4j-cuda-11.6";
    private static final String ONE_MACHINE = "local-cluster[2,1,1024]";
    private static final String CLUSTER = "spark://there:7077";
    private static final Gpu A100 = new Gpu("NVIDIA A100", 8.0);
    private static final Gpu H200 = new Gpu("NVIDIA H200", 9.0);

    @TempDir
    private Path directory;

    @Test
    void theCpuIsAlwaysThere() {
        assertThat(Accelerator.CPU.choose(CUDA, List.of(A100), CLUSTER)).isEqualTo(cpu(""));
    }

    @ParameterizedTest
    @CsvSource({"'local-cluster[2,1,1024]'", "spark://there:7077", "k8s://there", "yarn"})
    void aGpuThatCanBeHadIsTaken(String master) {
        assertThat(Accelerator.GPU.choose(CUDA, List.of(A100), master)).isEqualTo(new Accelerator.Choice(true, ""));
        assertThat(Accelerator.AUTO.choose(CUDA, List.of(H200, A100), master).gpu())
                .isTrue();
    }

    @Test
    void aBuildForTheCpuIsNamed() {
        refuses(NATIVE, List.of(A100), CLUSTER, "this build computes with nd4j-native", "profile cuda");
        assertThat(Accelerator.AUTO.choose(NATIVE, List.of(A100), CLUSTER).note())
                .startsWith("executors compute on the CPU: this build computes with nd4j-native");
    }

    @Test
    void whoHasNoGpuAndNoBuildForOneReadsNothingOfIt() {
        assertThat(Accelerator.AUTO.choose(NATIVE, List.of(), ONE_MACHINE)).isEqualTo(cpu(""));
    }

    @Test
    void aGpuThatIsNewerThanTheLibraryIsNamed() {
        String sentence =
                "NVIDIA H200 has compute capability 9.0, and nd4j-cuda-11.6 holds no code for any newer than 8.9";
        refuses(CUDA, List.of(H200), CLUSTER, sentence, "use an older GPU");
        assertThat(Accelerator.AUTO.choose(CUDA, List.of(H200), CLUSTER))
                .isEqualTo(cpu("executors compute on the CPU: " + sentence + ": use an older GPU"));
    }

    @Test
    void theNewestThatTheLibraryKnowsIsTaken() {
        assertThat(Accelerator.GPU
                        .choose(CUDA, List.of(new Gpu("NVIDIA L4", 8.9)), CLUSTER)
                        .gpu())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"local", "local[2]", "local[*]"})
    void aLocalMasterIsNamed(String master) {
        refuses(CUDA, List.of(A100), master, "on master " + master + " the driver computes", "local-cluster");
        assertThat(Accelerator.AUTO.choose(CUDA, List.of(A100), master).gpu()).isFalse();
    }

    @Test
    void aMachineWithoutGpuIsAskedForOneOnlyWhereItComputes() {
        refuses(CUDA, List.of(), ONE_MACHINE, "nvidia-smi finds no GPU on this machine");
        assertThat(Accelerator.GPU.choose(CUDA, List.of(), CLUSTER).gpu()).isTrue();
        assertThat(Accelerator.AUTO.choose(CUDA, List.of(), CLUSTER))
                .isEqualTo(cpu("executors compute on the CPU: nvidia-smi finds no GPU on this machine:"
                        + " set starling.accelerator to gpu if the executors' have one"));
    }

    @Test
    void theRunIsRefusedBeforeAnythingIsComputed() throws IOException {
        Path experiment = CommandLineRun.experiment(directory, "small.conf");
        CommandLineRun.Said said = CommandLineRun.starling(
                directory, "run", experiment.toString(), "--set", "starling.accelerator=gpu", "--master", "local[1]");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err().lines()).as(said.err()).hasSize(1);
        assertThat(said.err()).contains("starling.accelerator is 'gpu'", "set starling.accelerator to cpu or auto");
        assertThat(directory.resolve("store/runs")).doesNotExist();
    }

    @Test
    void gpusAreWhatNvidiaSmiOnThePathTells() throws IOException {
        Path program = Files.writeString(
                directory.resolve("nvidia-smi"), "#!/bin/sh\necho '8.0, NVIDIA A100'\necho '9.0, NVIDIA H200'\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(surroundings("/nowhere:" + directory).gpus()).containsExactly(A100, H200);

        Files.writeString(program, "#!/bin/sh\necho 'NVIDIA-SMI has failed, because there is no driver.'\nexit 9\n");
        assertThat(surroundings(directory.toString()).gpus()).isEmpty();
        assertThat(surroundings("/nowhere").gpus()).isEmpty();
    }

    private Surroundings surroundings(String path) {
        return new Surroundings(
                Map.of("PATH", path), Map.of(), directory, 17, "avx2 avx512f", 8L << 30, false, Clock.systemUTC());
    }

    private static Accelerator.Choice cpu(String note) {
        return new Accelerator.Choice(false, note);
    }

    private static void refuses(String backend, List<Gpu> gpus, String master, String... sentence) {
        assertThatThrownBy(() -> Accelerator.GPU.choose(backend, gpus, master))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("starling.accelerator is 'gpu'")
                .hasMessageContainingAll(sentence);
    }
}
