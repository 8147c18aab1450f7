package dev.starling.nn;

import dev.starling.kernel.DType;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.kernel.Updates;
import dev.starling.nn.Objective.Taylor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns with a network that a user brings as a DL4J configuration. It gives first derivatives only, so a Taylor term
 * takes three gradient passes (a central difference). The parameters are DL4J's own flat vector; its layout names them
 * as DL4J does, with the shapes of column-major weights reversed so that they read row-major.
 *
 * <p>The updater, regularization, constraints and gradient normalization of the configuration have no effect: the run's
 * optimizer makes the steps. Dropout keeps its rates and takes its masks from the step. Rows of targets sum to 1.
 *
 * <p>One network instance is reused for all calls; one thread at a time.
 */
public final class Dl4jLearner implements Learner {
    private static final Logger LOG = LoggerFactory.getLogger(Dl4jLearner.class);

    private final Dl4jConfiguration configuration;
    private final int[] inputShape;
    private final int classes;
    private final Dl4jInput input;
    private final DType dtype;
    private final Dl4jDropout.Pass pass = new Dl4jDropout.Pass();
    private final Dl4jModel model;
    private final Layout layout;

    private Dl4jLearner(Dl4jConfiguration configuration, int[] inputShape, int classes) {
        this.configuration = configuration;
        this.inputShape = inputShape.clone();
        this.classes = classes;
        Dl4jConfiguration.Anatomy anatomy = configuration.anatomy();
        new Dl4jChecks(configuration).check(anatomy);
        Set<String> ignored = Dl4jChecks.ignored(anatomy);
        if (!ignored.isEmpty()) {
            LOG.warn(
                    "{}: {} of the configuration have no effect, the run's own optimizer makes the steps",
                    configuration.source(),
                    ignored);
        }
        this.dtype = dtype(anatomy.dataType());
        try {
            this.input = Dl4jInput.of(anatomy.first(), anatomy.preProcessor(), inputShape);
        } catch (IllegalArgumentException e) {
            throw configuration.fail(e.getMessage(), e);
        }
        this.model = configuration.build(this::prepare);
        this.layout = layout(model);
        requireFit();
    }

    /**
     * Reads a network.
     *
     * @param json file written by {@code MultiLayerConfiguration.toJson()} or {@code
     *     ComputationGraphConfiguration.toJson()}
     * @param inputShape of one example of the data, images as {@code [height, width, channels]}
     * @param classes of the data
     * @throws IllegalArgumentException when the file, the kind of network or its shapes do not fit; says what to change
     */
    public static Dl4jLearner read(Path json, int[] inputShape, int classes) {
        return new Dl4jLearner(Dl4jConfiguration.read(json), inputShape, classes);
    }

    /**
     * The same from the configuration's text, for machines that do not have the file.
     *
     * @param source where the text came from, for messages
     */
    public static Dl4jLearner of(String source, String json, int[] inputShape, int classes) {
        return new Dl4jLearner(Dl4jConfiguration.of(source, json), inputShape, classes);
    }

    @Override
    public Layout layout() {
        return layout;
    }

    @Override
    public int[] inputShape() {
        return inputShape.clone();
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public LossAndGradient gradient(Scope scope, Tensor parameters, Objective objective, Dropout dropout) {
        load(scope, parameters);
        Tensor gradient = scope.zeros(dtype, layout.size());
        CentralDifference.Pass accumulation =
                (x, targets, factor) -> accumulate(scope, x, targets, dropout, factor, gradient);
        double loss = accumulation.accumulate(objective.x(), objective.targets(), 1);
        Optional<Taylor> taylor = objective.effectiveTaylor();
        if (taylor.isPresent()) {
            loss += CentralDifference.accumulate(scope, objective.x(), taylor.get(), accumulation);
        }
        return new LossAndGradient(loss, gradient);
    }

    private double accumulate(Scope scope, Tensor x, Tensor targets, Dropout dropout, double factor, Tensor gradient) {
        pass.begin(scope, dropout);
        try {
            model.differentiate(input.arrange(scope.constant(x)).array(), targets.array());
        } finally {
            pass.end();
        }
        Tensor sum = scope.wrap(model.gradient()).reshape(layout.size());
        Updates.axpy(gradient, factor / x.dim(0), sum);
        return model.score();
    }

    @Override
    public Tensor logits(Scope scope, Tensor parameters, Tensor x) {
        load(scope, parameters);
        return scope.copy(
                scope.wrap(model.outputs(input.arrange(scope.constant(x)).array())));
    }

    /**
     * A batch as DL4J itself takes it, e.g. channels first, for those who train the network by DL4J's own means.
     *
     * @param rows inputs one after another, each row-major with channels last
     * @param count how many
     * @return a new array, which is the caller's
     */
    public INDArray arranged(float[] rows, int count) {
        try (Scope scope = Scope.open()) {
            return input.arrange(scope.tensor(rows, Shapes.batched(count, inputShape)))
                    .array()
                    .dup();
        }
    }

    @Override
    public float[] initial(RandomGenerator random) {
        try (Dl4jModel fresh = configuration.build((name, layer) -> seed(layer, random))) {
            return fresh.parameters().toFloatVector();
        }
    }

    @Override
    public void close() {
        model.close();
    }

    private void load(Scope scope, Tensor parameters) {
        if (parameters.dtype() != dtype || parameters.size() != layout.size()) {
            throw new IllegalArgumentException("Parameters are " + parameters.dtype() + "[" + parameters.size()
                    + "] and the DL4J network of " + configuration.source() + " has " + dtype + "[" + layout.size()
                    + "]: give parameters of this network and type");
        }
        Updates.assign(scope.wrap(model.parameters()).reshape(layout.size()), parameters);
    }

    /** Puts the step's masks in place of ND4J's random dropout, and takes regularization out of the score. */
    private void prepare(String name, Layer layer) {
        if (layer.getIDropout() instanceof org.deeplearning4j.nn.conf.dropout.Dropout dropout) {
            layer.setIDropout(new Dl4jDropout(pass, name, 1 - dropout.getP()));
        }
        if (layer instanceof BaseLayer base) {
            base.setRegularization(Collections.emptyList());
            base.setRegularizationBias(Collections.emptyList());
        }
    }

    private static void seed(Layer layer, RandomGenerator random) {
        if (layer instanceof BaseWrapperLayer wrapper) {
            seed(wrapper.getUnderlying(), random);
        }
        if (layer instanceof Bidirectional both) {
            seed(both.getFwd(), random);
            seed(both.getBwd(), random);
        }
        if (layer instanceof BaseLayer base && base.getWeightInitFn() != null) {
            base.setWeightInitFn(new Dl4jWeights(base.getWeightInitFn(), random));
        }
        if (layer instanceof BaseRecurrentLayer recurrent && recurrent.getWeightInitFnRecurrent() != null) {
            recurrent.setWeightInitFnRecurrent(new Dl4jWeights(recurrent.getWeightInitFnRecurrent(), random));
        }
    }

    private DType dtype(DataType type) {
        return switch (type) {
            case FLOAT -> DType.FLOAT32;
            case DOUBLE -> DType.FLOAT64;
            default -> throw configuration.fail("it computes in " + type + ": set FLOAT or DOUBLE");
        };
    }

    /** DL4J's table need not be in the order of the vector (a convolution's bias comes first), so the views are sorted. */
    private static Layout layout(Dl4jModel model) {
        List<Map.Entry<String, INDArray>> table = new ArrayList<>(model.table().entrySet());
        table.sort(Comparator.comparingLong(entry -> entry.getValue().offset()));
        Layout.Builder builder = Layout.builder();
        for (Map.Entry<String, INDArray> entry : table) {
            builder.add(entry.getKey(), rowMajorShape(entry.getValue()));
        }
        return builder.build();
    }

    private static int[] rowMajorShape(INDArray view) {
        if (view.isVectorOrScalar()) {
            return new int[] {Math.toIntExact(view.length())};
        }
        int[] shape = Arrays.stream(view.shape()).mapToInt(Math::toIntExact).toArray();
        if (view.ordering() == 'f') {
            for (int i = 0; i < shape.length / 2; i++) {
                int swapped = shape[i];
                shape[i] = shape[shape.length - 1 - i];
                shape[shape.length - 1 - i] = swapped;
            }
        }
        return shape;
    }

    /** One forward pass over zeros: DL4J itself is the only one who knows what every kind of layer accepts. */
    private void requireFit() {
        try (Scope scope = Scope.open()) {
            Tensor x = scope.zeros(dtype, Shapes.batched(1, inputShape));
            INDArray outputs = model.outputs(input.arrange(x).array());
            if (outputs.rank() != 2 || outputs.size(1) != classes) {
                throw configuration.fail("its outputs are " + Arrays.toString(outputs.shape()) + " for one example, "
                        + "and the data has " + classes + " classes: set the output layer's nOut to " + classes);
            }
        } catch (RuntimeException e) {
            if (e.getMessage() != null && e.getMessage().startsWith("The DL4J network of ")) {
                throw e;
            }
            throw configuration.fail(
                    "the data's examples are " + Shapes.text(inputShape) + ", and a pass over one of them fails ("
                            + e.getMessage() + "): set the network's input type to the data's shape",
                    e);
        }
    }
}
