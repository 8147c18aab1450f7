package dev.starling.episodes.hyper;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.kernel.Updates;

/** A vector of the state in native memory, copied when it is another array than before: nobody writes to what a state holds. */
final class OnDevice {
    private final Scope root;
    private float[] values;
    private Tensor tensor;

    OnDevice(Scope root) {
        this.root = root;
    }

    Tensor of(float[] vector) {
        if (tensor == null) {
            tensor = root.tensor(vector, vector.length);
        } else if (vector != values) {
            Updates.assign(tensor, vector, 0);
        }
        values = vector;
        return tensor;
    }
}
