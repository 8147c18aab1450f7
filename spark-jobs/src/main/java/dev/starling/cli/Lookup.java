package dev.starling.cli;

import dev.starling.engine.InputException;
import dev.starling.engine.Nearest;
import dev.starling.store.RunInfo;
import dev.starling.store.Store;
import java.util.List;

/** Finds runs by the ids that people type. */
final class Lookup {

    private Lookup() {}

    static RunInfo run(Store store, String id) {
        return store.run(id).orElseThrow(() -> {
            List<String> ids = store.runs().stream().map(RunInfo::id).toList();
            String advice = Nearest.of(id, ids)
                    .map(near -> "did you mean '" + near + "'?")
                    .orElse(ids.isEmpty() ? "it has no runs yet" : "'starling list' shows the runs");
            return new InputException("there is no run '%s' in %s: %s".formatted(id, store.root(), advice));
        });
    }
}
