package dev.starling.nn;

import dev.starling.kernel.Conv2dSpec;
import dev.starling.nn.Stage.Activation;
import java.util.Arrays;
import java.util.List;

/**
 * The networks of the federated and few-shot literature, as functions of their parameters. Images are {@code [height, width,
 * channels]}; biases begin at zero, weights before a ReLU as He et al. 2015 (uniform), all others as Glorot and Bengio
 * 2010 (uniform).
 */
public final class Networks {
    private static final String SOFTMAX_REGRESSION = "softmax-regression";
    private static final String MLP = "mlp";
    private static final String TANH_MLP = "tanh-mlp";
    private static final String LENET_5 = "lenet-5";
    private static final String FEDAVG_CNN = "fedavg-cnn";
    private static final String MODIFIED_VGG = "modified-vgg";
    private static final String CONV3 = "conv3";
    private static final String CONV4 = "conv4";
    private static final String CONV4_STRIDED = "conv4-strided";

    private static final String RESIDUAL_MLP = "residual-mlp";
    private static final String RESIDUAL_CONV4 = "residual-conv4";

    private static final int BLOCKS = 4;

    private Networks() {}

    /** Names that {@link #create} knows. */
    public static List<String> names() {
        return List.of(
                SOFTMAX_REGRESSION,
                MLP,
                TANH_MLP,
                RESIDUAL_MLP,
                LENET_5,
                FEDAVG_CNN,
                MODIFIED_VGG,
                CONV3,
                CONV4,
                CONV4_STRIDED,
                RESIDUAL_CONV4);
    }

    /**
     * Makes a network by its name in settings, as wide as it was published.
     *
     * @param name one of {@link #names()}
     * @param inputShape of one example of the data
     * @param outputs number of classes
     * @param hidden units of each hidden layer of an MLP; empty for the others
     * @throws IllegalArgumentException when the name is unknown or the data does not fit
     */
    public static Network create(String name, int[] inputShape, int outputs, int... hidden) {
        return create(name, inputShape, outputs, new Widths(Widths.PUBLISHED.filters(), hidden));
    }

    /** As {@link #create(String, int[], int, int...)}, as wide as asked for. */
    public static Network create(String name, int[] inputShape, int outputs, Widths widths) {
        int[] hidden = widths.hidden();
        if (hidden.length > 0 && !isMlp(name)) {
            throw new IllegalArgumentException("Network '" + name + "' got the hidden layers " + Arrays.toString(hidden)
                    + ", but its layers are fixed: leave them out or choose " + MLP + " or " + TANH_MLP);
        }
        return switch (name) {
            case SOFTMAX_REGRESSION -> softmaxRegression(inputShape, outputs);
            case MLP -> mlp(inputShape, outputs, hidden);
            case TANH_MLP -> tanhMlp(inputShape, outputs, hidden);
            case RESIDUAL_MLP ->
                residualMlpStart(inputShape, SpectralNorm.OFF, 0, hidden).outputs(outputs);
            case LENET_5 -> leNet5(inputShape, outputs);
            case FEDAVG_CNN -> fedAvgCnn(inputShape, outputs);
            case MODIFIED_VGG -> modifiedVgg(inputShape, outputs);
            case CONV3 -> conv3(inputShape, outputs, widths.filters());
            case CONV4 -> conv4(inputShape, outputs, widths.filters());
            case CONV4_STRIDED -> stridedConv4(inputShape, outputs, widths.filters());
            case RESIDUAL_CONV4 ->
                residualConv4Start(inputShape, SpectralNorm.OFF, 0, widths.filters())
                        .outputs(outputs);
            default ->
                throw new IllegalArgumentException("There is no network '" + name + "': choose one of " + names());
        };
    }

    /**
     * Makes an embedding by the name of a network in settings: {@code conv4} and {@code conv4-strided} without their dense layers, and
     * MLPs whose last hidden layer is the output, without activation.
     *
     * @throws IllegalArgumentException when the network is none of them, or does not fit the data
     */
    public static Network embedding(String name, int[] inputShape, Widths widths) {
        int[] hidden = widths.hidden();
        if (name.equals(MLP) || name.equals(TANH_MLP)) {
            if (hidden.length == 0) {
                throw new IllegalArgumentException("Network '" + name
                        + "' as an embedding needs at least one hidden layer, which becomes its output");
            }
            int last = hidden.length - 1;
            return create(name, inputShape, hidden[last], Arrays.copyOf(hidden, last));
        }
        return switch (name) {
            case CONV4 -> conv4Embedding(inputShape, widths.filters());
            case CONV4_STRIDED -> strided(inputShape, widths.filters()).embedding();
            case RESIDUAL_MLP, RESIDUAL_CONV4 -> residualEmbedding(name, inputShape, widths, SpectralNorm.OFF, 0);
            default ->
                throw new IllegalArgumentException("There is no embedding '" + name + "': choose one of "
                        + List.of(MLP, TANH_MLP, RESIDUAL_MLP, CONV4, CONV4_STRIDED, RESIDUAL_CONV4));
        };
    }

    /**
     * Makes a bi-Lipschitz embedding, all of whose nonlinear layers are {@code h(x) = x + inner(x)} (Liu et al. 2020; Willette et al.
     * 2022). {@code residual-mlp}: a linear layer to the first of the hidden units, and for each further one a dense layer with ReLU that is
     * added to its inputs. {@code residual-conv4}: a convolution 1x1 to so many filters, then four blocks of a convolution 3x3 with batch
     * normalization and ReLU that is added to its inputs, and the mean of 2x2 squares.
     *
     * @param norm bounds what is added, and the projection
     * @param rate probability of dropping an element of what is added, in training, in [0, 1)
     * @throws IllegalArgumentException when the network is neither, or does not fit the data
     */
    public static Network residualEmbedding(
            String name, int[] inputShape, Widths widths, SpectralNorm norm, double rate) {
        return switch (name) {
            case RESIDUAL_MLP ->
                residualMlpStart(inputShape, norm, rate, widths.hidden()).embedding();
            case RESIDUAL_CONV4 ->
                residualConv4Start(inputShape, norm, rate, widths.filters()).embedding();
            default ->
                throw new IllegalArgumentException("Network '" + name
                        + "' is not residual, which bounded or dropped layers must be: choose one of "
                        + List.of(RESIDUAL_MLP, RESIDUAL_CONV4));
        };
    }

    private static LayeredNetwork.Builder residualMlpStart(
            int[] inputShape, SpectralNorm norm, double rate, int... hidden) {
        if (hidden.length == 0 || Arrays.stream(hidden).distinct().count() > 1) {
            throw new IllegalArgumentException("Network '" + RESIDUAL_MLP + "' got the hidden layers "
                    + Arrays.toString(hidden) + ": it needs at least one, all of as many units");
        }
        LayeredNetwork.Builder builder = start(RESIDUAL_MLP, inputShape).linear(hidden[0]);
        for (int layer = 1; layer < hidden.length; layer++) {
            builder.residualDense(norm, rate);
        }
        return builder;
    }

    private static LayeredNetwork.Builder residualConv4Start(
            int[] inputShape, SpectralNorm norm, double rate, int filters) {
        requireImage(
                RESIDUAL_CONV4,
                inputShape,
                "images of at least 16x16",
                inputShape.length == 3 && inputShape[0] >= 16 && inputShape[1] >= 16);
        LayeredNetwork.Builder builder = start(RESIDUAL_CONV4, inputShape).projection(filters, norm);
        for (int block = 0; block < BLOCKS; block++) {
            builder.residualConvolution(norm, rate).averagePool(2);
        }
        return builder;
    }

    /**
     * Makes a network with warp layers (Flennerhag et al. 2020), which a method may learn otherwise than the rest: so many after each
     * hidden layer of an MLP, or after each block of {@code conv3} and {@code conv4}, of the same width and with the same
     * activation, convolutions 3x3 padded with batch normalization.
     *
     * @param warps at least 1
     * @throws IllegalArgumentException when the network is none of them, or does not fit the data
     */
    public static Network warped(String name, int[] inputShape, int outputs, Widths widths, int warps) {
        int[] hidden = widths.hidden();
        return switch (name) {
            case MLP -> dense(MLP, Activation.RELU, inputShape, outputs, 0, warps, hidden);
            case TANH_MLP -> dense(TANH_MLP, Activation.TANH, inputShape, outputs, 0, warps, hidden);
            case CONV3 -> pooled(CONV3, inputShape, widths.filters(), 3, warps).outputs(outputs);
            case CONV4 ->
                pooled(CONV4, inputShape, widths.filters(), BLOCKS, warps).outputs(outputs);
            default ->
                throw new IllegalArgumentException("There is no network '" + name + "' with warp layers: choose one of "
                        + List.of(MLP, TANH_MLP, CONV3, CONV4));
        };
    }

    /** Whether an entry of the layout of {@link #warped} belongs to a warp layer. */
    public static boolean isWarp(Layout.Entry entry) {
        return entry.name().startsWith(LayeredNetwork.WARP);
    }

    private static boolean isMlp(String name) {
        return name.equals(MLP) || name.equals(TANH_MLP) || name.equals(RESIDUAL_MLP);
    }

    /** One dense layer: {@code xW + b}. */
    public static Network softmaxRegression(int[] inputShape, int outputs) {
        return start(SOFTMAX_REGRESSION, inputShape).outputs(outputs);
    }

    /** Dense layers with ReLU; the 2NN of McMahan et al. 2017 has 200 and 200 hidden units. */
    public static Network mlp(int[] inputShape, int outputs, int... hidden) {
        return dense(MLP, Activation.RELU, inputShape, outputs, 0, 0, hidden);
    }

    /**
     * The same with dropout after every hidden layer.
     *
     * @param rate probability of dropping a hidden unit in training, in [0, 1)
     */
    public static Network mlpWithDropout(int[] inputShape, int outputs, double rate, int... hidden) {
        return dense(MLP, Activation.RELU, inputShape, outputs, rate, 0, hidden);
    }

    /** Dense layers with tanh, smooth where a check needs that. */
    public static Network tanhMlp(int[] inputShape, int outputs, int... hidden) {
        return dense(TANH_MLP, Activation.TANH, inputShape, outputs, 0, 0, hidden);
    }

    /**
     * LeNet-5 as FedMix uses it: conv 5x5 padded 6, pool, conv 5x5 16, pool, 400-120-84-outputs, ReLU. Takes 28x28
     * images of any number of channels; 66,126 parameters at 62 outputs and one channel.
     */
    public static Network leNet5(int[] inputShape, int outputs) {
        requireImage(
                LENET_5,
                inputShape,
                "28x28 images",
                inputShape.length == 3 && inputShape[0] == 28 && inputShape[1] == 28);
        return start(LENET_5, inputShape)
                .convolution(5, 2, 6, Activation.RELU)
                .maxPool(2)
                .convolution(5, 0, 16, Activation.RELU)
                .maxPool(2)
                .dense(120, Activation.RELU)
                .dense(84, Activation.RELU)
                .outputs(outputs);
    }

    /**
     * The CNN of McMahan et al. 2017: conv 5x5 padded 32, pool, conv 5x5 padded 64, pool, dense 512, ReLU. Takes images
     * whose height and width are multiples of 4; 1,663,370 parameters at 28x28x1 and 10 outputs.
     */
    public static Network fedAvgCnn(int[] inputShape, int outputs) {
        requireImage(
                FEDAVG_CNN, inputShape, "images whose height and width are multiples of 4", multiples(inputShape, 4));
        return start(FEDAVG_CNN, inputShape)
                .convolution(5, 2, 32, Activation.RELU)
                .maxPool(2)
                .convolution(5, 2, 64, Activation.RELU)
                .maxPool(2)
                .dense(512, Activation.RELU)
                .outputs(outputs);
    }

    /**
     * The VGG without batch normalization of Yoon et al. 2021: conv 3x3 padded 32, 64, pool, 128, 128, pool, dropout
     * 0.1, 256, 256, pool, dropout 0.1, dense 512, 512, dropout 0.1, ReLU. Takes images whose height and width are
     * multiples of 8; 3,491,530 parameters at 32x32x3 and 10 outputs.
     */
    public static Network modifiedVgg(int[] inputShape, int outputs) {
        requireImage(
                MODIFIED_VGG, inputShape, "images whose height and width are multiples of 8", multiples(inputShape, 8));
        return start(MODIFIED_VGG, inputShape)
                .convolution(3, 1, 32, Activation.RELU)
                .convolution(3, 1, 64, Activation.RELU)
                .maxPool(2)
                .convolution(3, 1, 128, Activation.RELU)
                .convolution(3, 1, 128, Activation.RELU)
                .maxPool(2)
                .dropout(0.1)
                .convolution(3, 1, 256, Activation.RELU)
                .convolution(3, 1, 256, Activation.RELU)
                .maxPool(2)
                .dropout(0.1)
                .dense(512, Activation.RELU)
                .dense(512, Activation.RELU)
                .dropout(0.1)
                .outputs(outputs);
    }

    /**
     * The few-shot network of Vinyals et al. 2016, Finn et al. 2017 and Snell et al. 2017: four blocks of conv 3x3 padded,
     * batch normalization, ReLU and pool, then a dense layer. Normalized by the batch (eps 1e-5), which is what it is unless a
     * {@link Pass} says otherwise, an example's logits depend on the others of its batch: evaluation is transductive. Takes images
     * of at least 16x16; 112,261 parameters at 28x28x1, 64 filters and 5 outputs.
     *
     * @param filters channels of each block
     */
    public static Network conv4(int[] inputShape, int outputs, int filters) {
        return pooled(CONV4, inputShape, filters, BLOCKS, 0).outputs(outputs);
    }

    /** The same with three blocks, for images of at least 8x8. */
    public static Network conv3(int[] inputShape, int outputs, int filters) {
        return pooled(CONV3, inputShape, filters, 3, 0).outputs(outputs);
    }

    /**
     * {@link #conv4} without the dense layer, whose inputs are the outputs (Snell et al. 2017): 64 at 28x28 and 64 filters; 111,936
     * parameters.
     */
    public static Network conv4Embedding(int[] inputShape, int filters) {
        return pooled(CONV4, inputShape, filters, BLOCKS, 0).embedding();
    }

    /**
     * The few-shot network of Finn et al. 2017 for Omniglot, whose blocks do not pool but move by two: four times conv 3x3 padded
     * with stride 2, batch normalization and ReLU, then the mean over all positions and a dense layer. Takes images of any size;
     * 112,261 parameters at one channel, 64 filters and 5 outputs.
     *
     * @param filters channels of each block
     */
    public static Network stridedConv4(int[] inputShape, int outputs, int filters) {
        return strided(inputShape, filters).outputs(outputs);
    }

    private static LayeredNetwork.Builder strided(int[] inputShape, int filters) {
        requireImage(
                CONV4_STRIDED, inputShape, "square images", inputShape.length == 3 && inputShape[0] == inputShape[1]);
        LayeredNetwork.Builder builder = start(CONV4_STRIDED, inputShape);
        int side = inputShape[0];
        for (int block = 0; block < BLOCKS; block++) {
            builder.normalizedConvolution(3, Conv2dSpec.of(2, 1), filters, Activation.RELU);
            side = (side + 1) / 2;
        }
        return builder.averagePool(side);
    }

    private static LayeredNetwork.Builder pooled(String name, int[] inputShape, int filters, int blocks, int warps) {
        int least = 1 << blocks;
        requireImage(
                name,
                inputShape,
                "images of at least " + least + "x" + least,
                inputShape.length == 3 && inputShape[0] >= least && inputShape[1] >= least);
        LayeredNetwork.Builder builder = start(name, inputShape);
        for (int block = 0; block < blocks; block++) {
            builder.normalizedConvolution(3, Conv2dSpec.of(1, 1), filters, Activation.RELU)
                    .maxPool(2)
                    .warp(warps, Activation.RELU);
        }
        return builder;
    }

    private static Network dense(
            String name, Activation activation, int[] inputShape, int outputs, double rate, int warps, int[] hidden) {
        LayeredNetwork.Builder builder = start(name, inputShape);
        for (int units : hidden) {
            if (units < 1) {
                throw new IllegalArgumentException("Network '" + name + "' got the hidden layers "
                        + Arrays.toString(hidden) + ": each needs at least one unit");
            }
            builder.dense(units, activation).warp(warps, activation);
            if (rate > 0) {
                builder.dropout(rate);
            }
        }
        return builder.outputs(outputs);
    }

    private static LayeredNetwork.Builder start(String name, int... inputShape) {
        if (inputShape.length == 0 || Arrays.stream(inputShape).anyMatch(length -> length < 1)) {
            throw new IllegalArgumentException("Network '" + name + "' got inputs of shape "
                    + Arrays.toString(inputShape) + ": every axis must be at least 1 long");
        }
        return LayeredNetwork.builder(name, inputShape);
    }

    private static boolean multiples(int[] shape, int factor) {
        return shape.length == 3 && shape[0] % factor == 0 && shape[1] % factor == 0;
    }

    private static void requireImage(String name, int[] inputShape, String takes, boolean fits) {
        if (!fits) {
            throw new IllegalArgumentException("Network '" + name + "' takes " + takes
                    + " (height x width x channels), and the data's examples are " + Shapes.text(inputShape)
                    + ": choose another network, such as " + MLP + ", or other data");
        }
    }
}
