package dev.starling.cli;

import dev.starling.report.Reports;
import dev.starling.store.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code starling report}. */
@Command(
        name = "report",
        description = "Writes one self-contained HTML page about one or more runs.",
        footer = {"", "Examples:", "  starling report my-run", "  starling report first second -o comparison.html"})
final class ReportCommand implements Callable<Integer> {

    @ParentCommand
    private Starling starling;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "The runs, side by side.")
    private List<String> ids;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE.html",
            description = "Where to write it. Default: reports/ID.html in the store")
    private Path output;

    @Mixin
    private StoreOption option;

    @Override
    public Integer call() {
        Surroundings surroundings = starling.surroundings();
        Store store = Store.openExisting(option.path(surroundings));
        ids.forEach(id -> Lookup.run(store, id));
        Path file = output != null
                ? surroundings.workingDirectory().resolve(output)
                : store.root().resolve("reports").resolve(String.join("+", ids) + ".html");
        Reports.write(store, ids, file);
        spec.commandLine().getOut().println(file);
        return 0;
    }
}
