package dev.starling.cli;

import dev.starling.store.Store;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code starling compare}. */
@Command(
        name = "compare",
        description = {
            "Says whether two runs left the same models and the same rows, bit for bit.",
            "Names and diagnostic columns (times, hosts, exchanges) are left out. Exits with 1 if something differs."
        },
        footer = {"", "Examples:", "  starling compare on-my-machine on-the-cluster"})
final class CompareCommand implements Callable<Integer> {

    private static final int DIFFERENT = 1;

    @ParentCommand
    private Starling starling;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ID", description = "A run; 'starling list' shows what there is.")
    private String id;

    @Parameters(index = "1", paramLabel = "OTHER", description = "The run that it is compared with.")
    private String other;

    @Mixin
    private StoreOption option;

    @Override
    public Integer call() {
        Store store = Store.openExisting(option.path(starling.surroundings()));
        RunContent content = RunContent.of(store, Lookup.run(store, id).id());
        RunContent reference = RunContent.of(store, Lookup.run(store, other).id());
        List<String> differences = content.differences(reference);
        PrintWriter out = spec.commandLine().getOut();
        if (differences.isEmpty()) {
            out.println("runs %s and %s are the same: %s trials, %s rows of %s tables"
                    .formatted(
                            id,
                            other,
                            content.stateHashes().size(),
                            content.rows().values().stream()
                                    .mapToInt(List::size)
                                    .sum(),
                            content.rows().size()));
            return 0;
        }
        out.println("runs %s and %s differ:".formatted(id, other));
        differences.forEach(difference -> out.println("  " + difference));
        return DIFFERENT;
    }
}
