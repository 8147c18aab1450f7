package dev.starling.report;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A trial as the report sees it.
 *
 * @param run the run's id
 * @param id the trial's id
 * @param setting its setting within the run
 * @param label its setting on the page: the run's name is added where two runs use one name
 * @param seed its seed
 * @param rounds rounds behind its last committed block
 * @param finished whether it ended
 * @param stateHash hash of the final parameters; empty while unfinished
 * @param metrics final figures; empty while unfinished
 */
record TrialFacts(
        String run,
        String id,
        String setting,
        String label,
        long seed,
        int rounds,
        boolean finished,
        String stateHash,
        Map<String, Double> metrics) {

    private static final Pattern ID = Pattern.compile("(.+)-seed(-?\\d+)");

    /** A trial that has not ended: its row is still to come, but its id says what it is. */
    static TrialFacts unfinished(String run, String id, int rounds) {
        Matcher parts = ID.matcher(id);
        boolean named = parts.matches();
        String setting = named ? parts.group(1) : id;
        return new TrialFacts(
                run, id, setting, setting, named ? Long.parseLong(parts.group(2)) : 0, rounds, false, "", Map.of());
    }

    TrialFacts labelled(String newLabel) {
        return new TrialFacts(run, id, setting, newLabel, seed, rounds, finished, stateHash, metrics);
    }

    TrialResult result() {
        return new TrialResult(label, seed, metrics);
    }
}
