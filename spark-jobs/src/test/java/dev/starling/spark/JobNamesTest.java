package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Exchange;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark's own page calls the jobs of a run. */
@Tag("spark")
class JobNamesTest {

    @TempDir
    private Path directory;

    @Test
    void aBlockIsCalledByItsTrialAndRounds() {
        assertThat(names(TestedExchange.RESIDENT))
                .containsExactly("a block 0, rounds 0-2", "a block 1, rounds 3-5", "a block 2, rounds 6-8");
    }

    @Test
    void aRoundIsCalledByItsTrial() {
        assertThat(names(TestedExchange.SPARK))
                .hasSize(8)
                .startsWith("a round 0")
                .endsWith("a round 7");
    }

    /** The descriptions of the jobs in the trial's group. */
    private List<String> names(TestedExchange tested) {
        List<String> names = new CopyOnWriteArrayList<>();
        try (JavaSparkContext spark = Sessions.open("tests", "local[2]", Map.of())) {
            spark.sc().addSparkListener(new SparkListener() {
                @Override
                public void onJobStart(SparkListenerJobStart job) {
                    if ("toy/a".equals(job.properties().getProperty("spark.jobGroup.id"))) {
                        names.add(job.properties().getProperty("spark.job.description"));
                    }
                }
            });
            try (Exchange exchange = tested.open(spark, 3, Arithmetic.survey(spark), 1)) {
                ToyRun run = ToyRun.of(exchange, new ToyProgram(5, 7, 9), directory, "a");
                assertThat(run.committed()).isEqualTo(3);
            }
        }
        return names;
    }
}
