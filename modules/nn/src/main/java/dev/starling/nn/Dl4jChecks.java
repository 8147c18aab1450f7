package dev.starling.nn;

import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** What a DL4J network must not have, each with what to do instead, and what of it is left unused. */
final class Dl4jChecks {
    private final Dl4jConfiguration configuration;

    Dl4jChecks(Dl4jConfiguration configuration) {
        this.configuration = configuration;
    }

    void check(Dl4jConfiguration.Anatomy anatomy) {
        output(anatomy.last());
        anatomy.layers().forEach(this::layer);
    }

    private void output(Layer last) {
        if (!(last instanceof OutputLayer output)) {
            throw configuration.fail("it ends with " + (last == null ? "no layer" : kind(last))
                    + ": end it with an OutputLayer, one row of class probabilities an example");
        }
        boolean crossEntropy = output.getLossFn() instanceof LossMCXENT loss && loss.getWeights() == null;
        if (!crossEntropy || !(output.getActivationFn() instanceof ActivationSoftmax)) {
            throw configuration.fail("its output layer has the loss " + output.getLossFn() + " and the activation "
                    + output.getActivationFn() + ": the objective is cross-entropy, so set MCXENT and SOFTMAX");
        }
    }

    private void layer(String name, Layer layer) {
        if (layer instanceof BatchNormalization) {
            throw configuration.fail(
                    "layer '" + name + "' is a batch normalization, which keeps running statistics "
                            + "among its parameters, where gradient steps and averages would treat them as weights: leave it out");
        }
        if (layer instanceof EmbeddingLayer || layer instanceof EmbeddingSequenceLayer) {
            throw configuration.fail("layer '" + name + "' takes indices, and inputs here are real vectors that may be "
                    + "mixed: use a dense layer over one-hot inputs");
        }
        IDropout dropout = layer.getIDropout();
        if (dropout != null && !(dropout instanceof Dropout plain && plain.getPSchedule() == null)) {
            throw configuration.fail("layer '" + name + "' drops out by "
                    + dropout.getClass().getSimpleName() + " or on a schedule: use Dropout with a fixed probability, "
                    + "whose masks come from the run's seed");
        }
        if (layer instanceof BaseLayer base && base.getWeightNoise() != null) {
            throw configuration.fail("layer '" + name + "' has weight noise ("
                    + base.getWeightNoise().getClass().getSimpleName()
                    + "), which draws from ND4J's generator: remove it");
        }
    }

    /** Training settings that have no effect here, because the run's own optimizer makes the steps. */
    static Set<String> ignored(Dl4jConfiguration.Anatomy anatomy) {
        Set<String> ignored = new TreeSet<>();
        for (Layer layer : anatomy.layers().values()) {
            if (layer.getConstraints() != null && !layer.getConstraints().isEmpty()) {
                ignored.add("constraints");
            }
            if (layer instanceof BaseLayer base) {
                boolean weights = base.getRegularization() != null
                        && !base.getRegularization().isEmpty();
                boolean biases = base.getRegularizationBias() != null
                        && !base.getRegularizationBias().isEmpty();
                if (weights || biases) {
                    ignored.add("regularization");
                }
                if (base.getGradientNormalization() != null
                        && base.getGradientNormalization() != GradientNormalization.None) {
                    ignored.add("gradient normalization");
                }
            }
        }
        return ignored;
    }

    private static String kind(Layer layer) {
        return layer.getClass().getSimpleName();
    }
}
