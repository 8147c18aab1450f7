package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the discovery script tells Spark of machines that an nvidia-smi of the test describes. */
class GpuDiscoveryTest {

    private static final Path SCRIPT = Path.of("").toAbsolutePath().getParent().resolve("scripts/gpu-discovery");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''    | 0, 8.0, NVIDIA A100 / 1, 8.6, NVIDIA RTX A6000 | '\"0\",\"1\"'",
                "1     | 0, 8.0, NVIDIA A100 / 1, 8.6, NVIDIA RTX A6000 | '\"1\"'",
                "''    | 0, 9.0, NVIDIA H200 / 1, 8.9, NVIDIA L4        | '\"1\"'",
            })
    void tellsTheAddressesThatCanBeUsed(String wanted, String gpus, String addresses) throws Exception {
        nvidiaSmi(gpus, 0);
        CommandLineRun.Said said = discover(wanted);
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out()).isEqualTo("{\"name\":\"gpu\",\"addresses\":[%s]}\n".formatted(addresses));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''    | 0, 9.0, NVIDIA H200       | 0 | GPU 0 (NVIDIA H200) has compute capability 9.0",
                "''    | 0, 12.0, NVIDIA RTX 5090  | 0 | nd4j-cuda-11.6 holds no code for any newer than 8.9",
                "3     | 0, 8.0, NVIDIA A100       | 0 | STARLING_GPUS names GPU 3",
                "first | 0, 8.0, NVIDIA A100       | 0 | STARLING_GPUS is 'first': give numbers of GPUs",
                "''    | NVIDIA-SMI has failed     | 9 | nvidia-smi cannot tell which GPUs",
                "''    | No devices were found     | 0 | nvidia-smi finds no GPU",
            })
    void saysWhyThereIsNone(String wanted, String gpus, int code, String sentence) throws Exception {
        nvidiaSmi(gpus, code);
        CommandLineRun.Said said = discover(wanted);
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out()).isEmpty();
        assertThat(said.err().lines()).as(said.err()).hasSize(1);
        assertThat(said.err()).startsWith("gpu-discovery: ").contains(sentence);
    }

    @Test
    void aMachineWithoutDriverIsNamed() throws Exception {
        CommandLineRun.Said said = discover("");
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).contains("there is no nvidia-smi on the PATH", "set starling.accelerator to cpu");
    }

    private void nvidiaSmi(String gpus, int code) throws IOException {
        Path program = Files.writeString(
                directory.resolve("nvidia-smi"),
                "#!/bin/sh\nprintf '%s\\n'\nexit %s\n".formatted(gpus.replaceAll(" +/ +", "\\\\n"), code));
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private CommandLineRun.Said discover(String wanted) throws Exception {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("PATH", directory + ":/usr/bin:/bin");
        builder.environment().put("STARLING_GPUS", wanted);
        Process process = builder.start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new CommandLineRun.Said(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
