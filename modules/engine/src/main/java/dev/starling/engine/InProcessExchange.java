package dev.starling.engine;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/** The plain and slow exchange: all units one after another on the caller's thread. For tests and for debugging. */
public final class InProcessExchange implements Exchange {

    @Override
    public String name() {
        return "in-process";
    }

    @Override
    public Partial run(RoundRequest request) {
        Inputs inputs = request.program().inputs();
        Map<String, Serializable> loaded = new HashMap<>();
        try (Worker worker = request.program().open()) {
            return UnitRunner.run(
                    worker,
                    request.state(),
                    request.plannedWeights(),
                    request.units(),
                    unit -> loaded.computeIfAbsent(
                            unit.group() + "/" + unit.key(), k -> inputs.load(unit.group(), unit.key())),
                    request.ownStates());
        }
    }
}
