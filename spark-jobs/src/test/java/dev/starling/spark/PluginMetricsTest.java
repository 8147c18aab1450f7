package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Exchange;
import dev.starling.engine.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Spark's metrics show of a run. */
@Timeout(300)
class PluginMetricsTest {

    private static final ToyProgram PROGRAM = new ToyProgram(5, 7, 9);

    /** Seven rounds after that of the means, in blocks of three. */
    private static final long ROUNDS = 8;

    private static final long BLOCKS = 3;
    private static final String NAME = "metrics_starling_driver_plugin_dev_starling_spark_StarlingPlugin_";
    private static final Pattern GAUGE = Pattern.compile("^" + NAME + "(\\w+)_Value\\{type=\"gauges\"} (\\d+)$");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    @Tag("spark")
    void inOneProcessTheNumbersAreThere(TestedExchange exchange) throws Exception {
        try (JavaSparkContext spark = Sessions.open("tests", "local[2]", page())) {
            long units = run(spark, exchange.open(spark, 3, Arithmetic.survey(spark), 1));
            await(() -> shown(spark).get("executors_units") == units);
            Map<String, Long> shown = shown(spark);
            assertThat(shown)
                    .containsEntry("units", units)
                    .containsEntry("steps", 0L)
                    .containsEntry("run_rounds", ROUNDS)
                    .containsEntry("run_blocks", BLOCKS)
                    .containsEntry("run_trials", 1L)
                    .containsKeys(names());
            assertThat(shown.get("rounds"))
                    .as("rounds of resident blocks")
                    .isEqualTo(exchange == TestedExchange.RESIDENT ? ROUNDS : 0);
            assertThat(shown.get("contribution_bytes")).isPositive();
            assertThat(shown.get("native_bytes")).isGreaterThan(1 << 20);
        }
    }

    @Test
    @Tag("cluster")
    void executorsCountAndTheDriverAddsUp() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("metrics"));
        Map<String, String> conf = new TreeMap<>(page());
        conf.put("spark.metrics.conf.*.sink.csv.class", "org.apache.spark.metrics.sink.CsvSink");
        conf.put("spark.metrics.conf.*.sink.csv.directory", folder.toString());
        conf.put("spark.metrics.conf.*.sink.csv.period", "1");
        conf.put("spark.metrics.conf.*.sink.csv.unit", "seconds");
        try (JavaSparkContext spark = Sessions.open("tests", "local-cluster[2,2,1024]", conf)) {
            String fingerprint = Arithmetic.survey(spark);
            long units = run(spark, new ClusterExchange(spark, 4, fingerprint, 1, 1));
            await(() -> shown(spark).get("executors_units") == units);
            assertThat(shown(spark))
                    .containsEntry("executors_rounds", 2 * ROUNDS)
                    .containsEntry("run_rounds", ROUNDS)
                    .containsEntry("run_blocks", BLOCKS)
                    .containsEntry("run_trials", 1L)
                    .containsEntry("executors_frames_refused", 0L)
                    .doesNotContainKey("units");
            assertThat(shown(spark).get("executors_frames_sent")).isGreaterThanOrEqualTo(2 * ROUNDS);
            assertThat(shown(spark).get("executors_contribution_bytes")).isPositive();
            assertThat(shown(spark).get("executors_native_bytes")).isGreaterThan(2 << 20);
            await(() -> last(folder, "0", "units") + last(folder, "1", "units") == units);
            assertThat(last(folder, "0", "rounds")).isEqualTo(ROUNDS);
            assertThat(folder.resolve(file("1", "exchange.round-time")))
                    .content()
                    .startsWith("t,count,max,mean,");

            long again = run(spark, new SparkExchange(spark, 4, fingerprint));
            await(() -> shown(spark).get("executors_units") == units + again);
            assertThat(shown(spark)).containsEntry("run_rounds", 2 * ROUNDS).containsEntry("run_trials", 2L);
        }
        // Executors outlive the session by a moment, and write their last numbers into the folder that is deleted then.
        await(() -> ProcessHandle.current()
                .descendants()
                .noneMatch(
                        process -> process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend")));
    }

    private long run(JavaSparkContext spark, Exchange exchange) {
        Progress progress = Watch.of(spark).before(Progress.silent());
        try (exchange) {
            ToyRun run = new ToyRun(directory).goOn(exchange, PROGRAM, "toy", progress);
            return run.rows().stream()
                    .filter(row -> row instanceof ToyProgram.ToyRow unit && unit.key() >= 0)
                    .count();
        }
    }

    private static Map<String, String> page() {
        return Map.of(
                "spark.ui.enabled", "true",
                "spark.ui.port", "0",
                "spark.metrics.conf.*.sink.prometheusServlet.class", "org.apache.spark.metrics.sink.PrometheusServlet",
                "spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus");
    }

    private static String[] names() {
        return Stream.concat(
                        Arrays.stream(Metric.values()).flatMap(metric -> Stream.of(metric.label(), metric.total())),
                        Stream.of(Metric.RUN_ROUNDS, Metric.RUN_BLOCKS, Metric.RUN_TRIALS))
                .map(name -> name.replaceAll("[^a-zA-Z0-9]", "_"))
                .toArray(String[]::new);
    }

    /** Our gauges on the driver's page. */
    private static Map<String, Long> shown(JavaSparkContext spark) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(spark.sc().uiWebUrl().get() + "/metrics/prometheus/"))
                    .build();
            String page = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                    .body();
            Map<String, Long> shown = new TreeMap<>();
            page.lines()
                    .map(GAUGE::matcher)
                    .filter(Matcher::matches)
                    .forEach(line -> shown.put(line.group(1), Long.valueOf(line.group(2))));
            return shown;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String file(String executor, String metric) {
        return "starling.%s.plugin.%s.%s.csv".formatted(executor, StarlingPlugin.class.getName(), metric);
    }

    /** The newest number in a file of the CSV sink, or -1. */
    private static long last(Path folder, String executor, String metric) {
        Path file = folder.resolve(file(executor, metric));
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            return lines.size() < 2
                    ? -1
                    : Long.parseLong(lines.get(lines.size() - 1).split(",")[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
            Thread.sleep(100);
        }
    }
}
