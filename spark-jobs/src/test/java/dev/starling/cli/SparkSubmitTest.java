package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.store.RunStatus;
import dev.starling.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class SparkSubmitTest {

    @TempDir
    private Path directory;

    @Test
    void runsAnExperimentThatFilesBrought() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path log = directory.resolve("log");
        Path file = CommandLineRun.experiment(elsewhere, "small.conf");

        int code = submit(
                List.of("--files", file.toString()),
                log,
                "run",
                "small.conf",
                "--run-id",
                "submitted",
                "--store",
                "store");

        assertThat(code).as(ChildProcess.said(log)).isZero();
        assertThat(Store.openExisting(directory.resolve("store"))
                        .run("submitted")
                        .orElseThrow()
                        .status())
                .isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void throwsWhereACommandFails() throws Exception {
        Path log = directory.resolve("log");

        int code = submit(List.of(), log, "run", "nowhere.conf");

        assertThat(code).isNotZero();
        assertThat(ChildProcess.said(log))
                .contains("nowhere.conf does not exist")
                .contains(Main.SubmittedRunFailedException.class.getName())
                .contains("exit code 2");
    }

    private int submit(List<String> options, Path log, String... arguments) throws IOException, InterruptedException {
        List<String> main = new java.util.ArrayList<>(List.of(
                "org.apache.spark.deploy.SparkSubmit", "--class", Main.class.getName(), "--master", "local[2]"));
        main.addAll(options);
        // The class path of the tests stands for the jar, which is built after them.
        main.add("spark-internal");
        Process process = ChildProcess.start(System.getProperty("java.class.path"), main, directory, log, arguments);
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }
}
