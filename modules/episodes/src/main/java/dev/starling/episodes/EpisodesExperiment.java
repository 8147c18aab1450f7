package dev.starling.episodes;

import dev.starling.engine.Experiment;
import dev.starling.engine.Row;
import dev.starling.engine.Trial;
import java.util.List;

/** Methods times seeds. */
record EpisodesExperiment(List<Trial> trials, String dataHash, List<Class<? extends Row>> tables, List<String> notices)
        implements Experiment {

    EpisodesExperiment {
        trials = List.copyOf(trials);
        tables = List.copyOf(tables);
        notices = List.copyOf(notices);
    }
}
