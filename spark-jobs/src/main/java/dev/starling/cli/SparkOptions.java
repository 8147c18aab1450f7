package dev.starling.cli;

import dev.starling.engine.InputException;
import dev.starling.engine.ResourceException;
import dev.starling.spark.Arithmetic;
import dev.starling.spark.Build;
import dev.starling.spark.GpuSettings;
import dev.starling.spark.Sessions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Option;

/** {@code --master} and {@code --conf}, on commands that start Spark. */
final class SparkOptions {

    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "Spark's master, e.g. local[2] or spark://host:7077. Default: spark-submit's, else local[*]")
    private String master;

    @Option(
            names = "--conf",
            paramLabel = "KEY=VALUE",
            description = "A setting of Spark, e.g. spark.executor.memory=4g. May be repeated.")
    private Map<String, String> conf = new LinkedHashMap<>();

    /** Where executors of this master compute. */
    Accelerator.Choice choose(Accelerator wanted, Build build, Surroundings surroundings) {
        return wanted.choose(
                build.backend(), wanted == Accelerator.CPU ? List.of() : surroundings.gpus(), effectiveMaster());
    }

    /** Opens a session for kernels; refuses where they would not compute the same bits as elsewhere. */
    JavaSparkContext open(String name, Surroundings surroundings, Build build, Accelerator.Choice accelerator) {
        conf.keySet().stream()
                .filter(key -> !key.startsWith("spark."))
                .findFirst()
                .ifPresent(key -> {
                    throw new InputException(
                            "--conf %s is no setting of Spark, which all begin with 'spark.': for Starling's own use --set"
                                    .formatted(key));
                });
        if (Sessions.isOneMachine(effectiveMaster())) {
            Arithmetic.threadProblem(surroundings.env()).ifPresent(problem -> {
                throw new InputException(
                        "%s, or results depend on the number of cores: start Starling with scripts/starling,"
                                        .formatted(problem)
                                + " or export " + Arithmetic.EXPORTS);
            });
        }
        Map<String, String> settings = new LinkedHashMap<>(conf);
        SparkConf configured = new SparkConf();
        accelerated(surroundings, build, accelerator).forEach((key, value) -> {
            if (!configured.contains(key)) {
                settings.putIfAbsent(key, value);
            }
        });
        return session(name, settings);
    }

    private Map<String, String> accelerated(Surroundings surroundings, Build build, Accelerator.Choice accelerator) {
        if (!accelerator.gpu()) {
            return build.backend().startsWith(Build.CUDA) ? GpuSettings.cpu() : Map.of();
        }
        String home = surroundings.env().getOrDefault("STARLING_HOME", "");
        if (home.isEmpty()) {
            throw new InputException(
                    "STARLING_HOME is not set, and executors on GPUs start through its scripts/gpu-java: start Starling with"
                            + " scripts/starling, or export the folder above scripts");
        }
        return GpuSettings.gpu(
                effectiveMaster(), Path.of(home), surroundings.properties().getOrDefault("java.home", ""));
    }

    /** Opens a session for queries, which need no kernels. */
    JavaSparkContext openForQueries(Surroundings surroundings) {
        Map<String, String> settings = new LinkedHashMap<>(conf);
        settings.put("spark.plugins", "");
        // Spark makes this folder wherever it is told, and in the user's own otherwise.
        settings.putIfAbsent(
                "spark.sql.warehouse.dir",
                Path.of(surroundings.properties().getOrDefault("java.io.tmpdir", "/tmp"), "starling-warehouse")
                        .toString());
        return session("starling sql", settings);
    }

    private JavaSparkContext session(String name, Map<String, String> settings) {
        try {
            return Sessions.open(name, master, settings);
        } catch (Exception e) {
            // SparkException is checked in Java and not declared by Scala, so it cannot be caught by name.
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            if (reason.contains("Master URL") || reason.contains("run locally with")) {
                throw new InputException(
                        "--master %s is no master of Spark's (%s): give e.g. local[2] or spark://host:7077"
                                .formatted(effectiveMaster(), reason),
                        e);
            }
            throw new ResourceException(
                    "Spark did not start on master %s: %s; check the address and that the cluster is up"
                            .formatted(effectiveMaster(), reason),
                    e);
        }
    }

    /** The master that a session will have. */
    String effectiveMaster() {
        return master != null
                ? master
                : conf.getOrDefault("spark.master", new SparkConf().get("spark.master", "local[*]"));
    }
}
