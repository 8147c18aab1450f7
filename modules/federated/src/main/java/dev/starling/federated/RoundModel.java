package dev.starling.federated;

import dev.starling.engine.State;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.kernel.Updates;

/** The model that a round's units start from or score, in native memory that stays from round to round. */
final class RoundModel {
    private final Scope scope;
    private float[] values;
    private Tensor tensor;

    /**
     * @param scope owns the memory
     */
    RoundModel(Scope scope) {
        this.scope = scope;
    }

    /** Holds the model of this state, which is copied if it was another before: nobody writes to what a state holds. */
    void see(State state) {
        float[] model = state.vectors().floats(ServerOptimizer.MODEL);
        if (tensor == null) {
            tensor = scope.tensor(model, model.length);
        } else if (model != values) {
            Updates.assign(tensor, model, 0);
        }
        values = model;
    }

    /** Its parameters in native memory; not to be written to. */
    Tensor tensor() {
        return tensor;
    }
}
