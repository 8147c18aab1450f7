package dev.starling.nn;

import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link ComputationGraph} of one input and one output. */
final class Dl4jGraph implements Dl4jModel {
    private final ComputationGraph network;
    private final BaseLayer output;

    Dl4jGraph(ComputationGraphConfiguration configuration) {
        network = new ComputationGraph(configuration);
        network.init();
        output = (BaseLayer) network.getOutputLayer(0).conf().getLayer();
    }

    @Override
    public INDArray parameters() {
        return network.params();
    }

    @Override
    public Map<String, INDArray> table() {
        return network.paramTable();
    }

    @Override
    public void differentiate(INDArray x, INDArray labels) {
        network.setInput(0, x);
        network.setLabel(0, labels);
        network.computeGradientAndScore();
    }

    @Override
    public INDArray gradient() {
        return network.gradient().gradient();
    }

    @Override
    public double score() {
        return network.score();
    }

    @Override
    public INDArray outputs(INDArray x) {
        IActivation softmax = output.getActivationFn();
        output.setActivationFn(new ActivationIdentity());
        try {
            return network.outputSingle(false, x);
        } finally {
            output.setActivationFn(softmax);
        }
    }

    @Override
    public void close() {
        network.clear();
    }
}
