package dev.starling.nn;

import dev.starling.kernel.DType;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Gives the dropout masks of one step. A step may run its network several times (a finite difference does); it gets the
 * same mask for a layer each time, so a new value is made for every step. Not thread-safe.
 */
public interface Dropout {

    /** Whether anything is dropped; where not, a network skips its dropout layers. */
    boolean active();

    /**
     * The factors of a layer's activations.
     *
     * @param scope owns the mask
     * @param dtype of the activations, float32 or float64
     * @param layer the layer's name in its network; a mask belongs to it
     * @param rate probability of dropping an element, in [0, 1)
     * @param shape of the activations, batch first
     * @return of that type and shape: 0 where dropped, elsewhere the inverse of the share that is kept
     */
    Tensor mask(Scope scope, DType dtype, String layer, double rate, int... shape);

    /** Drops nothing: evaluation mode. */
    static Dropout none() {
        return NoDropout.INSTANCE;
    }

    /**
     * The masks of one step, drawn from {@code random} as layers first ask for them.
     *
     * @param random the step's own generator, for example a named child of the unit's seed
     */
    static Dropout seeded(RandomGenerator random) {
        return new SeededDropout(random);
    }

    /**
     * Masks that were drawn before the step, for a function that is replayed.
     *
     * @param layers a network's {@link Network#masks()}
     * @param masks one each
     */
    static Dropout drawn(List<Network.Mask> layers, List<Tensor> masks) {
        return layers.isEmpty() ? none() : new DrawnDropout(layers, masks);
    }
}
