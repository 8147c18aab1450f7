package dev.starling.spark;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/** Holds an executor to the GPU that Spark gave it: CUDA shows what its variable names, whatever Spark has planned. */
final class GpuAddress {

    static final String VARIABLE = "CUDA_VISIBLE_DEVICES";

    private GpuAddress() {}

    /** What is different for the task of this thread, if anything is. */
    static Optional<String> problem() {
        TaskContext task = TaskContext.get();
        return task == null
                ? Optional.empty()
                : problem(SparkEnv.get().conf().get("spark.master", ""), task.resourcesJMap(), System.getenv());
    }

    /**
     * What is different, if anything is. YARN and Kubernetes show a container its own GPUs alone, under numbers of its own: there
     * nothing is compared.
     *
     * @param resources what Spark gave to the executor or the task
     */
    static Optional<String> problem(
            String master, Map<String, ResourceInformation> resources, Map<String, String> env) {
        ResourceInformation gpu = resources.get("gpu");
        if (gpu == null || !(master.startsWith("spark://") || master.startsWith("local-cluster"))) {
            return Optional.empty();
        }
        String given = String.join(",", gpu.addresses());
        String[] seen = env.getOrDefault(VARIABLE, "").split(",");
        return Arrays.equals(gpu.addresses(), seen)
                ? Optional.empty()
                : Optional.of(
                        "Spark gave it GPU %s, and %s is '%s'; start executors with scripts/gpu-java (docs/gpu.md)"
                                .formatted(given, VARIABLE, env.getOrDefault(VARIABLE, "")));
    }
}
