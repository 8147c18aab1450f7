package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.ResourceException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Executors that cannot compute stay alive and say why before a run begins. */
@Tag("cluster")
@Timeout(300)
class PluginRefusalTest {

    /** What stands before the jar on the class path of executors wins: here a build of another version. */
    @Test
    void anExecutorOfAnotherVersionIsRefusedBeforeARunBegins(@TempDir Path other) throws IOException {
        Path properties = other.resolve("dev/starling/spark/build.properties");
        Files.createDirectories(properties.getParent());
        Files.writeString(
                properties,
                "version=0.0.9\nclassifier=%s\nspark=%s\n"
                        .formatted(Build.read().classifier(), Build.read().spark()));
        String path = other + File.pathSeparator + System.getProperty("java.class.path");
        try (JavaSparkContext spark =
                Sessions.open("tests", "local-cluster[1,1,1024]", Map.of("spark.executor.extraClassPath", path))) {
            assertThatThrownBy(() -> Arithmetic.survey(spark))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageStartingWith("executor 0 on ")
                    .hasMessageContaining(": it runs Starling 0.0.9-")
                    .hasMessageContaining(
                            " and the driver Starling " + Build.read().version())
                    .hasMessageEndingWith("give all the same starling.jar");
        }
    }

    @Test
    void anotherJavaIsAnotherProgram() {
        assertThat(SameProgram.difference(Map.of("code", "a", "java", "21"), Map.of("code", "a", "java", "17")))
                .hasValue("it runs Java 21 and the driver Java 17: give all the same");
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "spark.executor.extraJavaOptions;"
                        + " -Dorg.bytedeco.javacpp.maxbytes=2g -Dorg.bytedeco.javacpp.maxphysicalbytes=2g;"
                        + " native memory 2048 MB (org.bytedeco.javacpp.maxbytes) are 3072 MB, more than the 2048 MB",
                "spark.executorEnv.OMP_NUM_THREADS; 4; OMP_NUM_THREADS is '4' in the environment and must be 1",
            })
    void anExecutorThatCannotComputeSaysWhy(String setting, String value, String sentence) {
        try (JavaSparkContext spark = Sessions.open("tests", "local-cluster[1,1,1024]", Map.of(setting, value))) {
            assertThatThrownBy(() -> Arithmetic.survey(spark))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageStartingWith("executor 0 on ")
                    .hasMessageContaining(sentence);
        }
    }
}
