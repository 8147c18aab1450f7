package dev.starling.cli;

import dev.starling.store.RunInfo;
import dev.starling.store.Store;
import dev.starling.store.TrialProgress;
import java.io.PrintWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code starling list}. */
@Command(
        name = "list",
        description = "Lists the runs of a store, newest last.",
        footer = {"", "Examples:", "  starling list", "  starling list --store /mnt/results"})
final class ListCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    @ParentCommand
    private Starling starling;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOption option;

    @Override
    public Integer call() {
        Store store = Store.openExisting(option.path(starling.surroundings()));
        List<RunInfo> runs = new ArrayList<>(store.runs());
        runs.sort(Comparator.comparing(RunInfo::created));
        PrintWriter out = spec.commandLine().getOut();
        if (runs.isEmpty()) {
            out.println("no runs in " + store.root());
            return 0;
        }
        Columns columns = new Columns().line("run", "status", "trials done", "rounds", "created (UTC)", "name");
        for (RunInfo run : runs) {
            List<TrialProgress> progress = store.progress(run.id());
            columns.line(
                    run.id(),
                    run.status().text(),
                    String.valueOf(
                            progress.stream().filter(TrialProgress::finished).count()),
                    String.valueOf(
                            progress.stream().mapToLong(TrialProgress::rounds).sum()),
                    TIME.format(run.created()),
                    run.name());
        }
        out.print(columns);
        return 0;
    }
}
