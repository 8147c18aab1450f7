package dev.starling.nn;

import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link MultiLayerNetwork}. */
final class Dl4jSequence implements Dl4jModel {
    private final MultiLayerNetwork network;
    private final BaseLayer output;

    Dl4jSequence(MultiLayerConfiguration configuration) {
        network = new MultiLayerNetwork(configuration);
        network.init();
        output = (BaseLayer) network.getOutputLayer().conf().getLayer();
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
        network.setInput(x);
        network.setLabels(labels);
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
            return network.output(x, false);
        } finally {
            output.setActivationFn(softmax);
        }
    }

    @Override
    public void close() {
        network.clear();
    }
}
