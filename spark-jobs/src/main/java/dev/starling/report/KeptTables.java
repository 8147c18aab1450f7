package dev.starling.report;

import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;

/** Keeps what was read for the next picture that is drawn from it, as long as memory lasts. One thread at a time. */
final class KeptTables implements RunFacts.Tables {

    private final RunFacts.Tables source;
    private final Map<String, SoftReference<RunTable>> kept = new HashMap<>();

    KeptTables(RunFacts.Tables source) {
        this.source = source;
    }

    @Override
    public RunTable read(String table, String trial) {
        String key = table + "/" + trial;
        SoftReference<RunTable> known = kept.get(key);
        RunTable rows = known == null ? null : known.get();
        if (rows == null) {
            rows = source.read(table, trial);
            kept.put(key, new SoftReference<>(rows));
        }
        return rows;
    }
}
