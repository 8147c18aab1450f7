package dev.starling.nn;

import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInitConstant;
import org.deeplearning4j.nn.weights.WeightInitIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * A layer's weight initialization with its random numbers replaced: the layer still says fan-in, fan-out and where its
 * weights lie, the distribution stays the one that the configuration names, the draws are ours.
 */
final class Dl4jWeights implements IWeightInit {
    private static final long serialVersionUID = 1;

    private final IWeightInit original;
    private final transient RandomGenerator random;

    Dl4jWeights(IWeightInit original, RandomGenerator random) {
        this.original = original;
        this.random = random;
    }

    @Override
    public INDArray init(double fanIn, double fanOut, long[] shape, char order, INDArray view) {
        if (original instanceof WeightInitConstant || original instanceof WeightInitIdentity) {
            return original.init(fanIn, fanOut, shape, order, view);
        }
        float[] values = new float[Math.toIntExact(view.length())];
        initializer(fanIn, fanOut, shape).fill(values, 0, values.length, fanIn, fanOut, random);
        view.assign(Nd4j.createFromArray(values).reshape(view.shape()));
        return view.reshape(order, shape);
    }

    /** By the class's name, as the file says it; the classes keep their settings private, so those come from JSON too. */
    private Initializer initializer(double fanIn, double fanOut, long[] shape) {
        JsonNode settings = NeuralNetConfiguration.mapper().valueToTree(original);
        double scale = settings.path("scale").asDouble(1);
        String kind = original.getClass().getSimpleName();
        return switch (kind) {
            case "WeightInitXavier" -> Initializer.glorotNormal();
            case "WeightInitXavierUniform" -> Initializer.glorotUniform();
            case "WeightInitXavierLegacy" -> Initializer.normal(0, StrictMath.sqrt(1.0 / (shape[0] + shape[1])));
            case "WeightInitRelu" -> Initializer.heNormal();
            case "WeightInitReluUniform" -> Initializer.heUniform();
            case "WeightInitNormal" -> Initializer.normal(0, StrictMath.sqrt(1 / fanIn));
            case "WeightInitUniform" -> Initializer.uniform(StrictMath.sqrt(1 / fanIn));
            case "WeightInitLecunUniform" -> Initializer.uniform(3 * StrictMath.sqrt(1 / fanIn));
            case "WeightInitSigmoidUniform" -> Initializer.uniform(4 * StrictMath.sqrt(6 / (fanIn + fanOut)));
            case "WeightInitVarScalingNormalFanIn" -> scaledNormal(scale / fanIn);
            case "WeightInitVarScalingNormalFanOut" -> scaledNormal(scale / fanOut);
            case "WeightInitVarScalingNormalFanAvg" -> scaledNormal(2 * scale / (fanIn + fanOut));
            case "WeightInitVarScalingUniformFanIn" -> scaledUniform(scale, fanIn);
            case "WeightInitVarScalingUniformFanOut" -> scaledUniform(scale, fanOut);
            case "WeightInitVarScalingUniformFanAvg" -> scaledUniform(scale, (fanIn + fanOut) / 2);
            case "WeightInitDistribution" -> distribution(settings.path("distribution"));
            default -> throw unsupported(kind);
        };
    }

    private static Initializer scaledNormal(double variance) {
        return Initializer.truncatedNormal(0, StrictMath.sqrt(variance));
    }

    private static Initializer scaledUniform(double scale, double fan) {
        return Initializer.uniform(3 * scale * StrictMath.sqrt(1 / fan));
    }

    private static Initializer distribution(JsonNode settings) {
        String type = settings.path("type").asText();
        String kind = type.substring(type.lastIndexOf('.') + 1);
        double mean = settings.path("mean").asDouble();
        double deviation = settings.path("std").asDouble();
        return switch (kind) {
            case "NormalDistribution", "GaussianDistribution" -> Initializer.normal(mean, deviation);
            case "TruncatedNormalDistribution" -> Initializer.truncatedNormal(mean, deviation);
            case "UniformDistribution" ->
                Initializer.uniform(
                        settings.path("lower").asDouble(),
                        settings.path("upper").asDouble());
            case "ConstantDistribution" ->
                Initializer.constant(settings.path("value").asDouble());
            default -> throw unsupported(kind);
        };
    }

    private static IllegalArgumentException unsupported(String kind) {
        return new IllegalArgumentException("The DL4J network begins with weights of " + kind
                + ", which is not drawn here: choose XAVIER, RELU, NORMAL, UNIFORM, LECUN, SIGMOID_UNIFORM, VAR_SCALING, "
                + "IDENTITY, ZERO or ONES, or a normal, truncated normal, uniform or constant distribution");
    }
}
