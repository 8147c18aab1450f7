package dev.starling.report;

import java.util.List;
import java.util.Map;

/**
 * A run as the report sees it.
 *
 * @param id its id
 * @param name what people call the experiment
 * @param family the kind of experiment
 * @param status how it stands, in lower case
 * @param cause why it stopped; empty if it did not
 * @param created when it was created, as text
 * @param settings the resolved settings as JSON
 * @param dataHash hash of its data
 * @param settingsHash hash of the settings that decide results
 * @param codeVersion version of the program
 * @param environment what it ran on
 * @param notices what its user should know
 * @param trials its trials, in order
 * @param tables reads a trial's rows of a table
 */
record RunFacts(
        String id,
        String name,
        String family,
        String status,
        String cause,
        String created,
        String settings,
        String dataHash,
        String settingsHash,
        String codeVersion,
        Map<String, String> environment,
        List<String> notices,
        List<TrialFacts> trials,
        Tables tables) {

    /** Rows are read when they are drawn and not kept: a large run has more of them than fit in memory. */
    interface Tables {

        /** The trial's committed rows of that table, or none. */
        RunTable read(String table, String trial);
    }

    boolean finished() {
        return status.equals("finished");
    }

    RunFacts with(List<TrialFacts> labelled) {
        return new RunFacts(
                id,
                name,
                family,
                status,
                cause,
                created,
                settings,
                dataHash,
                settingsHash,
                codeVersion,
                environment,
                notices,
                labelled,
                tables);
    }
}
