package dev.starling.cli;

import dev.starling.engine.InputException;
import dev.starling.store.RunInfo;
import dev.starling.store.Store;
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

/** {@code starling resume}. */
@Command(
        name = "resume",
        description = "Goes on with a run after the last block of each trial that was committed, whatever ended it.",
        footer = {
            "",
            "Examples:",
            "  starling resume quickstart-3f2a91-20260102-030405",
            "  starling resume my-run --set starling.parallel=1 --master local[2]"
        })
final class ResumeCommand implements Callable<Integer> {

    @ParentCommand
    private Starling starling;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "The run; 'starling list' shows what there is.")
    private String id;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting that cannot change results: starling.exchange, .accelerator, .partitions, .parallel, .kernel.replay,"
                            + " .data.path. May be repeated.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(
            names = "--accept-other-arithmetic",
            description = "Go on although this CPU or native library computes other bits than the one it was begun on.")
    private boolean acceptOtherArithmetic;

    @Mixin
    private StoreOption store;

    @Mixin
    private SparkOptions spark;

    @Override
    public Integer call() {
        Surroundings surroundings = starling.surroundings();
        Store.openExisting(store.path(surroundings));
        Store opened = Store.open(store.path(surroundings));
        RunInfo stored = Lookup.run(opened, id);
        Plan plan = Plan.of(stored, set);
        if (!stored.settingsHash().equals(plan.settings().hash())) {
            throw new InputException(
                    "resume cannot change what decides results (%s): start another run with 'starling run'"
                            .formatted(set));
        }
        return new Execution(
                        surroundings,
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr(),
                        opened,
                        spark,
                        acceptOtherArithmetic)
                .run(plan, id);
    }
}
