package dev.starling.spark;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What Spark is told so that each executor gets a GPU and computes on that one. */
public final class GpuSettings {

    /** Of the CPU's backend for ND4J, whose CUDA backend has 100: the highest that is available computes. */
    private static final String PRIORITY = "spark.executorEnv.BACKEND_PRIORITY_CPU";

    private GpuSettings() {}

    /**
     * Settings of a session whose executors compute on GPUs.
     *
     * @param home where {@code scripts/} lies, on the machines of executors too
     * @param javaHome the JDK that executors run, if they find it there
     */
    public static Map<String, String> gpu(String master, Path home, String javaHome) {
        Map<String, String> settings = new TreeMap<>();
        String discovery = home.resolve("scripts/gpu-discovery").toString();
        settings.put("spark.executor.resource.gpu.amount", "1");
        // The tasks of an executor share its GPU; cores limit how many they are.
        settings.put("spark.task.resource.gpu.amount", "0.01");
        settings.put("spark.executor.resource.gpu.discoveryScript", discovery);
        // A second attempt of a unit on a GPU that is busy with the first gains nothing.
        settings.put("spark.speculation", "false");
        settings.put(PRIORITY, "0");
        if (master.startsWith("local-cluster")) {
            settings.put("spark.worker.resource.gpu.amount", "1");
            settings.put("spark.worker.resource.gpu.discoveryScript", discovery);
        }
        if (master.startsWith("k8s://")) {
            settings.put("spark.executor.resource.gpu.vendor", "nvidia.com");
        }
        if (master.startsWith("local-cluster") || master.startsWith("spark://")) {
            settings.put(
                    "spark.executorEnv.JAVA_HOME",
                    home.resolve("scripts/gpu-java").toString());
            settings.put("spark.executorEnv.STARLING_JAVA_HOME", javaHome);
        }
        return settings;
    }

    /** Settings of a session whose executors compute on the CPU although the build could use a GPU. */
    public static Map<String, String> cpu() {
        return Map.of(PRIORITY, "200");
    }
}
