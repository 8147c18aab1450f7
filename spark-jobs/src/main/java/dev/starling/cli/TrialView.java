package dev.starling.cli;

import dev.starling.engine.MetricRow;
import dev.starling.engine.TrialRow;
import dev.starling.store.Store;
import dev.starling.store.TrialProgress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A trial as {@code show} tells of it.
 *
 * @param id the trial's id
 * @param rounds rounds behind its last committed block
 * @param blocks committed blocks
 * @param setting its setting, or null while it is not finished
 * @param seed its seed, or null as above
 * @param stateHash hash of its final parameters, or null as above
 * @param metrics its final figures; empty as above
 */
record TrialView(
        String id, int rounds, int blocks, String setting, Long seed, String stateHash, Map<String, Double> metrics) {

    /** The trials of a run that have committed something. */
    static List<TrialView> of(Store store, String run) {
        Map<String, TrialRow> rows = new TreeMap<>();
        store.read(TrialRow.class, run).forEach(row -> rows.put(row.trial(), row.row()));
        Map<String, Map<String, Double>> metrics = new TreeMap<>();
        store.read(MetricRow.class, run)
                .forEach(row -> metrics.computeIfAbsent(row.trial(), t -> new TreeMap<>())
                        .put(row.row().name(), row.row().value()));
        List<TrialView> trials = new ArrayList<>();
        for (TrialProgress progress : store.progress(run)) {
            TrialRow row = rows.get(progress.trial());
            trials.add(new TrialView(
                    progress.trial(),
                    progress.rounds(),
                    progress.blocks(),
                    row == null ? null : row.setting(),
                    row == null ? null : row.seed(),
                    row == null ? null : row.stateHash(),
                    metrics.getOrDefault(progress.trial(), Map.of())));
        }
        return trials;
    }

    /** For JSON, which has no word for figures that are not finite: they are null. */
    Map<String, Object> view() {
        Map<String, Object> figures = new LinkedHashMap<>();
        metrics.forEach((name, value) -> figures.put(name, Double.isFinite(value) ? value : null));
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", id);
        view.put("setting", setting);
        view.put("seed", seed);
        view.put("finished", stateHash != null);
        view.put("rounds", rounds);
        view.put("blocks", blocks);
        view.put("stateHash", stateHash);
        view.put("metrics", figures);
        return view;
    }
}
