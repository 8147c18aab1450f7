package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executors and their GPUs, on a machine that needs none: a script says which there are, and nothing computes on them. */
@Timeout(180)
class GpuAddressTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final String MASTER = "local-cluster[2,1,1024]";

    @TempDir
    private Path directory;

    @Test
    @Tag("cluster")
    void eachExecutorSeesTheGpuThatSparkGaveItAndNoOther() throws IOException {
        try (JavaSparkContext spark = Sessions.open("tests", MASTER, settings())) {
            Set<String> seen = new TreeSet<>(spark.parallelize(List.of(0, 1, 2, 3, 4, 5, 6, 7), 8)
                    .map(GpuAddressTest::look)
                    .collect());

            assertThat(seen).as("executor, Spark's address, CUDA's").hasSize(2);
            assertThat(seen).allMatch(line -> line.matches("[01] GPU ([01]) CUDA \\1"));
            assertThat(seen.stream().map(line -> line.substring(2))).doesNotHaveDuplicates();
            assertThat(Arithmetic.survey(spark)).matches("[0-9a-f]{64}");
        }
    }

    @Test
    @Tag("cluster")
    void anExecutorThatSeesAnotherGpuIsRefused() throws IOException {
        Map<String, String> settings = settings();
        settings.remove("spark.executorEnv.JAVA_HOME");
        settings.put("spark.executorEnv.CUDA_VISIBLE_DEVICES", "7");
        try (JavaSparkContext spark = Sessions.open("tests", MASTER, settings)) {
            assertThatThrownBy(() -> Arithmetic.survey(spark))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageMatching(
                            "executor [01] on .*: Spark gave it GPU [01], and CUDA_VISIBLE_DEVICES is '7'; .*")
                    .hasMessageContaining("scripts/gpu-java");
        }
    }

    @Test
    void onlyWhereSparkDealsAddressesAreTheyCompared() {
        Map<String, ResourceInformation> given = Map.of("gpu", new ResourceInformation("gpu", new String[] {"2"}));
        assertThat(GpuAddress.problem("spark://there:7077", given, Map.of("CUDA_VISIBLE_DEVICES", "2")))
                .isEmpty();
        assertThat(GpuAddress.problem("spark://there:7077", given, Map.of()).orElseThrow())
                .contains("Spark gave it GPU 2, and CUDA_VISIBLE_DEVICES is ''");
        assertThat(GpuAddress.problem("k8s://there", given, Map.of())).isEmpty();
        assertThat(GpuAddress.problem("spark://there:7077", Map.of(), Map.of())).isEmpty();
    }

    @Test
    void theJavaOfGpuExecutorsRefusesAnAddressThatItCannotRead() throws Exception {
        Path resources = Files.writeString(directory.resolve("resources.json"), "[{\"id\":{}}]");
        Path said = directory.resolve("said");
        ProcessBuilder builder = new ProcessBuilder(
                        ROOT.resolve("scripts/gpu-java/bin/java").toString(), "--resourcesFile", resources.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("STARLING_JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(said).content().startsWith("gpu-java: ").contains("resources.json names no GPU for this executor");
    }

    /** As a machine with two GPUs would be told, whose workers must not both get the first one. */
    private Map<String, String> settings() throws IOException {
        Map<String, String> settings = GpuSettings.gpu(MASTER, ROOT, System.getProperty("java.home"));
        settings.put("spark.worker.resource.gpu.discoveryScript", discovery());
        // No task starts before both executors are there, which is counted in cores and only if their number is said.
        settings.put("spark.cores.max", "2");
        settings.put("spark.scheduler.minRegisteredResourcesRatio", "1.0");
        settings.put("spark.scheduler.maxRegisteredResourcesWaitingTime", "90s");
        return settings;
    }

    /** Both workers share this machine: the script gives 0 to the first that asks and 1 to the second. */
    private String discovery() throws IOException {
        Path count = Files.writeString(directory.resolve("count"), "0");
        Path script = Files.writeString(directory.resolve("discovery"), """
                #!/bin/bash
                exec 9>>'%1$s'
                flock 9
                next=$(cat '%1$s')
                echo $((next + 1)) >'%1$s'
                echo "{\\"name\\":\\"gpu\\",\\"addresses\\":[\\"$next\\"]}"
                """.formatted(count));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script.toString();
    }

    private static String look(int task) throws InterruptedException {
        // Long enough that one executor alone does not do all of them.
        Thread.sleep(200);
        return "%s GPU %s CUDA %s"
                .formatted(
                        SparkEnv.get().executorId(),
                        String.join(
                                ",",
                                TaskContext.get().resourcesJMap().get("gpu").addresses()),
                        System.getenv("CUDA_VISIBLE_DEVICES"));
    }
}
