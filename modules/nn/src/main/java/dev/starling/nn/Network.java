package dev.starling.nn;

import dev.starling.kernel.DType;
import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A network as a function of one flat parameter vector. Holds no parameters and no state, so one instance serves any
 * number of threads and models.
 */
public interface Network {

    /** What it is called in settings, for example {@code lenet-5}. */
    String name();

    /** Names and shapes of the parameters. */
    Layout layout();

    /** Shape of one example: {@code [features]} or {@code [height, width, channels]}. */
    int[] inputShape();

    /** Number of outputs: one a class, or features of an embedding. */
    int outputs();

    /**
     * The outputs before softmax.
     *
     * @param parameters {@code [layout().size()]}, float32 or float64
     * @param x {@code [batch, inputShape...]} of the same type
     * @param pass the step's dropout masks, and which statistics normalize
     * @return {@code [batch, outputs]}
     */
    default Tensor logits(Tensor parameters, Tensor x, Pass pass) {
        return logits(layout().split(parameters), x, pass);
    }

    /**
     * As {@link #logits(Tensor, Tensor, Pass)}, of parameters that need not lie together: who changes some of them only can leave the
     * others where they are.
     *
     * @param parts the entries of {@link #layout}, in its order
     */
    Tensor logits(List<Tensor> parts, Tensor x, Pass pass);

    /** As {@link #logits(Tensor, Tensor, Pass)}, normalized by the batch. */
    default Tensor logits(Tensor parameters, Tensor x, Dropout dropout) {
        return logits(parameters, x, Pass.of(dropout));
    }

    /** Names and shapes of what {@link BatchStatistics} reports and {@link Normalization#given} takes; empty without normalization. */
    default Layout statistics() {
        return new Layout(List.of());
    }

    /** Names and shapes of what {@link Spectra#given} takes; empty without spectral normalization. */
    default Layout spectra() {
        return new Layout(List.of());
    }

    /** The dropout masks that a training step asks for, in the order in which it does. */
    default List<Mask> masks() {
        return List.of();
    }

    /**
     * A dropout layer's need.
     *
     * @param layer its name
     * @param rate probability of dropping an element
     * @param shape of one example's activations
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Mask(String layer, double rate, int... shape) {
        Tensor draw(Dropout dropout, Scope scope, Tensor x) {
            return draw(dropout, scope, x.dtype(), x.dim(0));
        }

        /** The mask of so many examples. */
        public Tensor draw(Dropout dropout, Scope scope, DType dtype, int examples) {
            int[] batch = new int[shape.length + 1];
            batch[0] = examples;
            System.arraycopy(shape, 0, batch, 1, shape.length);
            return dropout.mask(scope, dtype, layer, rate, batch);
        }
    }

    /**
     * The outputs before softmax, and their derivative along a direction of the inputs; both can be differentiated. Normalizes
     * by the batch.
     *
     * @param parameters {@code [layout().size()]}
     * @param x {@code [batch, inputShape...]}
     * @param direction one for the whole batch {@code [1, inputShape...]} or one an example {@code [batch, inputShape...]}
     * @param dropout the step's masks
     */
    default Pushed push(Tensor parameters, Tensor x, Tensor direction, Dropout dropout) {
        Tensor point = x.scope().variable(x);
        Tensor logits = logits(parameters, point, dropout);
        return new Pushed(logits, Derivatives.jvp(logits, List.of(point), List.of(direction.broadcastTo(x.shape()))));
    }

    /**
     * What {@link #push} gives.
     *
     * @param logits {@code [batch, outputs]}
     * @param tangent derivative of each example's logits along its direction, {@code [batch, outputs]}
     */
    record Pushed(Tensor logits, Tensor tangent) {}

    /**
     * Draws initial parameters in plain Java: no kernel runs, and equal generators give equal bits on any machine.
     *
     * @return {@code [layout().size()]}
     */
    float[] initial(RandomGenerator random);
}
