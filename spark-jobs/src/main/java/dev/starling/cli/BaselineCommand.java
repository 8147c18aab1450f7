package dev.starling.cli;

import dev.starling.baseline.ParameterAveragingFamily;
import dev.starling.engine.RunSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code starling baseline}. */
@Command(
        name = "baseline",
        description = {
            "Trains a federated experiment's network with dl4j-spark's parameter averaging.",
            "Data, partition, first parameters and cohorts are those of its FedAvg; a report shows both side by side."
        },
        footer = {
            "",
            "Examples:",
            "  starling run conf/federated/setting-a-mnist.conf --run-id a",
            "  starling baseline conf/federated/setting-a-mnist.conf --run-id a-dl4j",
            "  starling report a a-dl4j -o comparison.html"
        })
final class BaselineCommand implements Callable<Integer> {

    private static final String GROUP = "starling." + ParameterAveragingFamily.NAME;

    @ParentCommand
    private Starling starling;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The federated experiment, in HOCON, with a plain FedAvg in it.")
    private String file;

    @Option(
            names = "--placement",
            paramLabel = "HOW",
            description = "by-client (a worker holds one client's examples) or shuffled (the cohort's are mixed).")
    private String placement;

    @Option(
            names = "--averaging-frequency",
            paramLabel = "BATCHES",
            description = "Batches between two averagings, or 0 to average once a round.")
    private String averagingFrequency;

    @Mixin
    private RunCommand.RunOptions options;

    @Override
    public Integer call() {
        Surroundings surroundings = starling.surroundings();
        Path experiment = RunCommand.find(surroundings, file);
        Map<String, String> overrides = new LinkedHashMap<>(options.overrides(surroundings));
        RunSettings plain = RunSettings.read(experiment, overrides);
        String name = plain.resolved().hasPath("name") ? plain.resolved().getString("name") : "federated";
        overrides.put("starling.experiment", ParameterAveragingFamily.NAME);
        overrides.put("starling.name", name + "-" + ParameterAveragingFamily.NAME);
        if (placement != null) {
            overrides.put(GROUP + ".placement", placement);
        }
        if (averagingFrequency != null) {
            overrides.put(GROUP + ".averaging-frequency", averagingFrequency);
        }
        return options.run(starling, spec, RunSettings.read(experiment, overrides));
    }
}
