package dev.starling.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.starling.store.RunInfo;
import dev.starling.store.Store;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code starling show}. */
@Command(
        name = "show",
        description = "Shows a run: how it stands, its hashes, and what came out of each trial.",
        footer = {"", "Examples:", "  starling show my-run", "  starling show my-run --json | jq '.trials[].metrics'"})
final class ShowCommand implements Callable<Integer> {

    @ParentCommand
    private Starling starling;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "The run; 'starling list' shows what there is.")
    private String id;

    @Option(names = "--json", description = "As JSON, for programs.")
    private boolean json;

    @Mixin
    private StoreOption option;

    @Override
    public Integer call() throws JsonProcessingException {
        Store store = Store.openExisting(option.path(starling.surroundings()));
        RunInfo run = Lookup.run(store, id);
        List<TrialView> trials = TrialView.of(store, run.id());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
            Map<String, Object> view = view(run, trials);
            view.put("settings", mapper.readTree(run.settingsJson()));
            out.println(mapper.writeValueAsString(view));
            return 0;
        }
        out.println("run       " + run.id());
        out.println("name      " + run.name() + " (" + run.family() + ")");
        out.println("status    " + run.status().text() + (run.cause().isEmpty() ? "" : ": " + run.cause()));
        out.println("settings  " + run.settingsHash());
        out.println("data      " + run.dataHash());
        out.println("code      " + run.codeVersion());
        out.println("arithmetic " + run.fingerprint());
        run.notices().forEach(notice -> out.println("note      " + notice));
        out.println();
        out.print(table(trials));
        return 0;
    }

    private static Columns table(List<TrialView> trials) {
        Columns columns = new Columns().line("trial", "rounds", "state hash", "metrics");
        for (TrialView trial : trials) {
            String metrics = String.join(
                    "  ",
                    trial.metrics().entrySet().stream()
                            .map(metric -> metric.getKey() + "=" + metric.getValue())
                            .toList());
            String hash = trial.stateHash();
            columns.line(
                    trial.id(),
                    String.valueOf(trial.rounds()),
                    hash == null ? "(not finished)" : hash.substring(0, 16),
                    metrics);
        }
        return columns;
    }

    private static Map<String, Object> view(RunInfo run, List<TrialView> trials) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", run.id());
        view.put("name", run.name());
        view.put("family", run.family());
        view.put("status", run.status().text());
        view.put("cause", run.cause());
        view.put("created", run.created().toString());
        view.put("updated", run.updated().toString());
        view.put("settingsHash", run.settingsHash());
        view.put("dataHash", run.dataHash());
        view.put("codeVersion", run.codeVersion());
        view.put("fingerprint", run.fingerprint());
        view.put("environment", run.environment());
        view.put("notices", run.notices());
        view.put("trials", trials.stream().map(TrialView::view).toList());
        return view;
    }
}
