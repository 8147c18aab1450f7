package dev.starling.cli;

import dev.starling.engine.InputException;
import dev.starling.spark.Arithmetic;
import dev.starling.spark.Sessions;
import java.util.LinkedHashMap;
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

    /** Opens a session for kernels; refuses where they would not compute the same bits as elsewhere. */
    JavaSparkContext open(String name, Surroundings surroundings) {
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
        return Sessions.open(name, master, conf);
    }

    /** Opens a session for queries, which need no kernels. */
    JavaSparkContext openForQueries() {
        Map<String, String> settings = new LinkedHashMap<>(conf);
        settings.put("spark.plugins", "");
        return Sessions.open("starling sql", master, settings);
    }

    private String effectiveMaster() {
        return master != null
                ? master
                : conf.getOrDefault("spark.master", new SparkConf().get("spark.master", "local[*]"));
    }
}
