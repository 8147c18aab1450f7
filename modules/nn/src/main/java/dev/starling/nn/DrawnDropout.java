package dev.starling.nn;

import dev.starling.kernel.DType;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.List;

/** Hands out masks that were drawn before the step. */
record DrawnDropout(List<Network.Mask> layers, List<Tensor> masks) implements Dropout {
    @Override
    public boolean active() {
        return true;
    }

    @Override
    public Tensor mask(Scope scope, DType dtype, String layer, double rate, int... shape) {
        for (int i = 0; i < masks.size(); i++) {
            if (layers.get(i).layer().equals(layer)) {
                return masks.get(i);
            }
        }
        throw new IllegalArgumentException(
                "The network asks for a mask of layer '" + layer + "', which it does not name among its masks");
    }
}
