package dev.starling.federated;

import dev.starling.data.Examples;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.HashMap;
import java.util.Map;

/** The inputs of test slices, decoded once and kept in native memory: as many slices as fit, the first that come. */
final class TestInputs {
    private final Scope root;
    private final long maxBytes;
    private final Map<Long, Tensor> kept = new HashMap<>();
    private long bytes;

    /**
     * @param root owns what is kept
     * @param maxBytes how much is kept
     */
    TestInputs(Scope root, long maxBytes) {
        this.root = root;
        this.maxBytes = maxBytes;
    }

    /**
     * The inputs of a slice.
     *
     * @param scope owns them if they are not kept
     */
    Tensor of(Scope scope, long slice, Examples examples) {
        Tensor inputs = kept.get(slice);
        if (inputs != null) {
            return inputs;
        }
        long needed = (long) Float.BYTES * examples.inputSize() * examples.count();
        if (bytes + needed > maxBytes) {
            return Evaluation.inputs(scope, examples);
        }
        bytes += needed;
        inputs = Evaluation.inputs(root, examples);
        kept.put(slice, inputs);
        return inputs;
    }
}
