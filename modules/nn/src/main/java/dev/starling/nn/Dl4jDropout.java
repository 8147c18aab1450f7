package dev.starling.nn;

import dev.starling.kernel.DType;
import dev.starling.kernel.Scope;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Takes the place of a layer's dropout and uses the step's masks, which ND4J's generator has no part in. */
final class Dl4jDropout implements IDropout {
    private static final long serialVersionUID = 1;

    /** Where the dropout layers of one network find the masks of the pass under way. */
    static final class Pass {
        private Scope scope;
        private Dropout dropout = Dropout.none();

        void begin(Scope scopeOfPass, Dropout masks) {
            scope = scopeOfPass;
            dropout = masks;
        }

        void end() {
            scope = null;
            dropout = Dropout.none();
        }
    }

    private final transient Pass pass;
    private final String layer;
    private final double rate;
    private transient INDArray mask;

    Dl4jDropout(Pass pass, String layer, double rate) {
        this.pass = pass;
        this.layer = layer;
        this.rate = rate;
    }

    @Override
    public INDArray applyDropout(
            INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaceMgr) {
        if (!pass.dropout.active()) {
            mask = null;
            return input == result ? result : result.assign(input);
        }
        long[] dims = input.shape();
        int[] shape = new int[dims.length];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = Math.toIntExact(dims[axis]);
        }
        mask = pass.dropout
                .mask(pass.scope, DType.FLOAT32, layer, rate, shape)
                .array()
                .castTo(input.dataType());
        return input.muli(mask, result);
    }

    @Override
    public INDArray backprop(INDArray gradAtOutput, INDArray gradAtInput, int iteration, int epoch) {
        if (mask == null) {
            return gradAtInput == gradAtOutput ? gradAtInput : gradAtInput.assign(gradAtOutput);
        }
        gradAtOutput.muli(mask, gradAtInput);
        mask = null;
        return gradAtInput;
    }

    @Override
    public void clear() {
        mask = null;
    }

    /** Networks clone their configuration; a clone looks for masks in the same place. */
    @Override
    @SuppressWarnings("MissingSuperCall")
    public IDropout clone() {
        return new Dl4jDropout(pass, layer, rate);
    }
}
