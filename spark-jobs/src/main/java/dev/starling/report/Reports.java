package dev.starling.report;

import dev.starling.engine.InputException;
import dev.starling.engine.ResourceException;
import dev.starling.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/** Reports of runs. */
public final class Reports {

    private Reports() {}

    /**
     * Writes one self-contained HTML page about some runs, side by side. The first setting of the first run is the
     * baseline of the paired differences. Runs that are not finished are shown as far as they are committed.
     *
     * @param store where the runs are
     * @param runIds at least one, none twice
     * @param out the file; replaced if it exists, its folders made
     * @throws InputException if a run is not there or named twice
     * @throws ResourceException if the file cannot be written
     */
    public static void write(Store store, List<String> runIds, Path out) {
        String html = Page.html(data(store, runIds));
        try {
            Path folder = out.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Files.writeString(out, html, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ResourceException(
                    "report %s cannot be written (%s): name another file with -o".formatted(out, e), e);
        }
    }

    /**
     * The final figures of a run's finished trials, settings in the order of the experiment file: what a {@link Comparison}
     * is made from.
     */
    public static List<TrialResult> results(Store store, String runId) {
        return data(store, List.of(runId)).results();
    }

    /** The figures' names, the one that a table should show first at the front. */
    public static List<String> metrics(List<TrialResult> results) {
        return ResultSection.ordered(Comparison.metrics(results));
    }

    static ReportData data(Store store, List<String> runIds) {
        if (runIds.isEmpty() || new HashSet<>(runIds).size() != runIds.size()) {
            throw new InputException("runs are %s: name at least one run, each once".formatted(runIds));
        }
        StoreReader reader = new StoreReader(store);
        return ReportData.of(runIds.stream().map(reader::facts).toList());
    }
}
