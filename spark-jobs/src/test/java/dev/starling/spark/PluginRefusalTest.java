package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.ResourceException;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Executors that cannot compute stay alive and say why before a run begins. */
@Tag("cluster")
@Timeout(300)
class PluginRefusalTest {

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
                    .hasMessageStartingWith("executor 0 on 127.0.0.1: ")
                    .hasMessageContaining(sentence);
        }
    }
}
