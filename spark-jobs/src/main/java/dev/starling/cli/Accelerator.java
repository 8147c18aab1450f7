package dev.starling.cli;

import dev.starling.engine.InputException;
import dev.starling.spark.Build;
import dev.starling.spark.Gpu;
import dev.starling.spark.Sessions;
import java.util.List;
import java.util.Optional;

/** What {@code starling.accelerator} may be: where executors compute. */
enum Accelerator {
    /** A GPU where build, master and machine allow it, else the CPU. */
    AUTO,
    /** The CPU. */
    CPU,
    /** A GPU for each executor, or nothing. */
    GPU;

    /**
     * What was chosen.
     *
     * @param gpu whether executors ask Spark for a GPU
     * @param note what a person should know about the choice; empty if it is what anybody would expect
     */
    record Choice(boolean gpu, String note) {}

    /**
     * Chooses.
     *
     * @param backend the build's backend of ND4J, e.g. nd4j-native
     * @param gpus of the machine of the driver; executors elsewhere are told about theirs by scripts/gpu-discovery
     * @param master Spark's master
     * @throws InputException if a GPU was asked for and cannot be had
     */
    Choice choose(String backend, List<Gpu> gpus, String master) {
        if (this == CPU) {
            return new Choice(false, "");
        }
        Optional<String> obstacle = obstacle(backend, gpus, master);
        if (obstacle.isEmpty()) {
            return new Choice(true, this == AUTO ? "executors compute on GPUs (starling.accelerator = auto)" : "");
        }
        if (this == GPU) {
            throw new InputException("starling.accelerator is 'gpu', and %s; or set starling.accelerator to cpu or auto"
                    .formatted(obstacle.get()));
        }
        // Nobody who has neither GPU nor build for one wants to read of it at each run.
        boolean expected = gpus.isEmpty() && !backend.startsWith(Build.CUDA);
        return new Choice(false, expected ? "" : "executors compute on the CPU: " + obstacle.get());
    }

    private Optional<String> obstacle(String backend, List<Gpu> gpus, String master) {
        if (!backend.startsWith(Build.CUDA)) {
            return Optional.of(
                    "this build computes with %s: build with Maven's profile cuda (docs/gpu.md)".formatted(backend));
        }
        if (Sessions.isOneProcess(master)) {
            return Optional.of(
                    "on master %s the driver computes, to which Spark gives no GPU: use --master local-cluster[n,cores,memory] or spark://host:port"
                            .formatted(master));
        }
        if (!gpus.isEmpty() && gpus.stream().noneMatch(Gpu::usable)) {
            return Optional.of(gpus.get(0).tooNew() + ": use an older GPU");
        }
        // Executors on other machines may have what this one lacks, but only a person can know.
        if (gpus.isEmpty() && (this == AUTO || Sessions.isOneMachine(master))) {
            return Optional.of("nvidia-smi finds no GPU on this machine"
                    + (Sessions.isOneMachine(master)
                            ? ""
                            : ": set starling.accelerator to gpu if the executors' have one"));
        }
        return Optional.empty();
    }
}
