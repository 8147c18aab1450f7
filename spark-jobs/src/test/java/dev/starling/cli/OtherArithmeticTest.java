package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.spark.Arithmetic;
import dev.starling.store.RunStatus;
import dev.starling.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors whose products have other bits do not go on with a run. */
class OtherArithmeticTest {

    private static final String RUN = "begun-here";

    @TempDir
    private Path directory;

    @Test
    @Tag("cluster")
    void executorsOfOtherArithmeticDoNotGoOnWithARun() throws Exception {
        CommandLineRun.Said begun = CommandLineRun.starling(
                directory,
                "run",
                CommandLineRun.experiment(directory, "small.conf").toString(),
                "--store",
                "store",
                "--run-id",
                RUN,
                "--master",
                "local[1]",
                "--set",
                "starling.seeds=[0]",
                "--set",
                "starling.federated.rounds=1",
                "--set",
                "starling.federated.algorithms=[{name=fedavg}]");
        assertThat(begun.code()).as(begun.err()).isZero();
        Store store = Store.open(directory.resolve("store"));
        store.status(RUN, RunStatus.INTERRUPTED, "");

        CommandLineRun.Said refused = resumeOnOldCores();
        assertThat(refused.code()).as(refused.err()).isEqualTo(2);
        assertThat(refused.err())
                .contains(
                        "run begun-here was begun on other arithmetic",
                        "fingerprint " + Arithmetic.fingerprint().substring(0, 12),
                        "--accept-other-arithmetic");
        assertThat(store.run(RUN).orElseThrow().status()).isEqualTo(RunStatus.INTERRUPTED);
    }

    /** OpenBLAS is told to take the kernels of a core without fused multiply-add, which no supported CPU would choose. */
    private CommandLineRun.Said resumeOnOldCores() {
        return CommandLineRun.starling(
                directory,
                "resume",
                RUN,
                "--store",
                "store",
                "--master",
                "local-cluster[1,1,1024]",
                "--conf",
                "spark.executorEnv.OPENBLAS_CORETYPE=Nehalem");
    }
}
