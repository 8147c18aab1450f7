package dev.starling.cli;

import com.typesafe.config.ConfigFactory;
import dev.starling.engine.RunSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code starling quickstart}. */
@Command(
        name = "quickstart",
        description =
                "Compares FedAvg, NaiveMix and FedMix on made-up data, with clients of two classes each, over several seeds.",
        footer = {"", "Examples:", "  starling quickstart", "  starling quickstart --set starling.seeds=[0,1,2,3,4]"})
final class QuickstartCommand implements Callable<Integer> {

    private static final String EXPERIMENT = "dev/starling/cli/experiments/quickstart.conf";

    @ParentCommand
    private Starling starling;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunCommand.RunOptions options;

    @Override
    public Integer call() {
        RunSettings settings = RunSettings.of(
                ConfigFactory.parseResources(QuickstartCommand.class.getClassLoader(), EXPERIMENT),
                options.overrides(starling.surroundings()));
        return options.run(starling, spec, settings);
    }
}
