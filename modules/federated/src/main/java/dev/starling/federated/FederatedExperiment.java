package dev.starling.federated;

import dev.starling.engine.Experiment;
import dev.starling.engine.Row;
import dev.starling.engine.Trial;
import java.util.List;

/** Algorithms times seeds. */
record FederatedExperiment(List<Trial> trials, String dataHash, List<String> notices) implements Experiment {

    FederatedExperiment {
        trials = List.copyOf(trials);
        notices = List.copyOf(notices);
    }

    @Override
    public List<Class<? extends Row>> tables() {
        return List.of(
                ClientRow.class, EvaluationRow.class, FederatedRoundRow.class, ClientShardRow.class, MeansRow.class);
    }
}
