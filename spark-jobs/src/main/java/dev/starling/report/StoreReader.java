package dev.starling.report;

import dev.starling.engine.InputException;
import dev.starling.engine.MetricRow;
import dev.starling.engine.TrialRow;
import dev.starling.store.RunInfo;
import dev.starling.store.Store;
import dev.starling.store.StoredRow;
import dev.starling.store.TableData;
import dev.starling.store.TrialProgress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a run's facts from a store. Rows that pictures are drawn from are read later, a trial at a time. */
record StoreReader(Store store) {

    RunFacts facts(String runId) {
        RunInfo info = store.run(runId)
                .orElseThrow(() -> new InputException(
                        "there is no run %s in %s: 'starling list' shows the runs".formatted(runId, store.root())));
        return new RunFacts(
                info.id(),
                info.name(),
                info.family(),
                info.status().text(),
                info.cause(),
                info.created().toString(),
                info.settingsJson(),
                info.dataHash(),
                info.settingsHash(),
                info.codeVersion(),
                info.environment(),
                info.notices(),
                trials(info),
                new KeptTables((table, trial) -> rows(store.table(table, runId, trial))));
    }

    private List<TrialFacts> trials(RunInfo info) {
        String run = info.id();
        Map<String, Map<String, Double>> metrics = new HashMap<>();
        for (StoredRow<MetricRow> metric : store.read(MetricRow.class, run)) {
            metrics.computeIfAbsent(metric.trial(), t -> new HashMap<>())
                    .put(metric.row().name(), metric.row().value());
        }
        Map<String, TrialRow> ended = new HashMap<>();
        store.read(TrialRow.class, run).forEach(row -> ended.put(row.trial(), row.row()));
        List<TrialFacts> trials = new ArrayList<>();
        for (TrialProgress progress : store.progress(run)) {
            String id = progress.trial();
            TrialRow row = ended.get(id);
            trials.add(
                    row == null
                            ? TrialFacts.unfinished(run, id, progress.rounds())
                            : new TrialFacts(
                                    run,
                                    id,
                                    row.setting(),
                                    row.setting(),
                                    row.seed(),
                                    row.rounds(),
                                    true,
                                    row.stateHash(),
                                    metrics.getOrDefault(id, Map.of())));
        }
        return inFileOrder(trials, info.settingsJson());
    }

    /**
     * The store knows trials by id. People list settings in an order of their own, with what they compare against first:
     * the order in which the settings' names appear as values in the resolved settings.
     */
    static List<TrialFacts> inFileOrder(List<TrialFacts> trials, String settings) {
        return trials.stream()
                .sorted(Comparator.comparingInt((TrialFacts t) -> place(settings, t.setting()))
                        .thenComparing(TrialFacts::setting)
                        .thenComparingLong(TrialFacts::seed))
                .toList();
    }

    private static int place(String settings, String setting) {
        Matcher value =
                Pattern.compile(":\\s*" + Pattern.quote("\"" + setting + "\"")).matcher(settings);
        return value.find() ? value.start() : Integer.MAX_VALUE;
    }

    private static RunTable rows(TableData data) {
        return new RunTable(data.columns(), data.rows());
    }
}
