package dev.starling.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.kernel.DType;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Objective.Taylor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

class Dl4jLearnerTest {
    private static final int BATCH = 5;
    private static final int CLASSES = 4;
    private static final int[] FEATURES = {6};
    private static final int[] IMAGE = {8, 6, 2};

    @TempDir
    Path folder;

    @Test
    void anMlpHasTheGradientOfOurOwnWithTheSameWeights() throws IOException {
        try (Dl4jLearner theirs = read(mlp(Activation.RELU), FEATURES)) {
            KernelLearner ours = new KernelLearner(Networks.mlp(FEATURES, CLASSES, 7));

            assertSameGradients(theirs, ours, Dl4jLearnerTest::permuteMlp);
        }
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void aConvolutionNetworkHasTheGradientOfOurOwnWithTheSameWeights(CNN2DFormat format) throws IOException {
        try (Dl4jLearner theirs = read(convolution(InputType.convolutional(8, 6, 2, format), format), IMAGE)) {
            assertSameGradients(theirs, ourConvolution(), layout -> permuteConvolution(layout, format));
        }
    }

    @Test
    void aNetworkForFlatImagesGetsThemChannelsFirst() throws IOException {
        try (Dl4jLearner theirs = read(convolution(InputType.convolutionalFlat(8, 6, 2), CNN2DFormat.NCHW), IMAGE)) {
            assertSameGradients(theirs, ourConvolution(), layout -> permuteConvolution(layout, CNN2DFormat.NCHW));
        }
    }

    @Test
    void aGraphIsLearnedLikeASequence() throws IOException {
        ComputationGraphConfiguration graph = new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer(
                        "hidden",
                        new DenseLayer.Builder()
                                .nIn(6)
                                .nOut(7)
                                .activation(Activation.RELU)
                                .build(),
                        "in")
                .addLayer("out", output(7), "hidden")
                .setOutputs("out")
                .build();
        try (Dl4jLearner theirs = read(graph.toJson(), FEATURES)) {
            KernelLearner ours = new KernelLearner(Networks.mlp(FEATURES, CLASSES, 7));

            assertSameGradients(theirs, ours, Dl4jLearnerTest::permuteMlp);
        }
    }

    @Test
    void aGraphWithBranchesIsLearned() throws IOException {
        ComputationGraphConfiguration graph = new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("left", dense(6, 5, Activation.TANH), "in")
                .addLayer("right", dense(6, 3, Activation.TANH), "in")
                .addVertex("both", new MergeVertex(), "left", "right")
                .addLayer("out", output(8), "both")
                .setOutputs("out")
                .build();
        try (Dl4jLearner learner = read(graph.toJson(), FEATURES);
                Scope scope = Scope.open()) {
            assertThat(learner.layout().entries())
                    .extracting(Layout.Entry::name)
                    .containsExactlyInAnyOrder("left_W", "left_b", "right_W", "right_b", "out_W", "out_b");
            Case given = new Case(scope, learner, DType.FLOAT32);
            assertThat(given.loss(given.plain())).isFinite();
        }
    }

    @Test
    void theTaylorTermOfADoubleNetworkIsNearlyExact() throws IOException {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .list()
                .layer(dense(6, 7, Activation.TANH))
                .layer(output(7))
                .build();
        try (Dl4jLearner theirs = read(configuration.toJson(), FEATURES);
                Scope scope = Scope.open()) {
            KernelLearner ours = new KernelLearner(Networks.tanhMlp(FEATURES, CLASSES, 7));
            Case given = new Case(scope, theirs, DType.FLOAT64);
            int[] order = permuteMlp(theirs.layout());
            Tensor permuted = scope.tensor(permute(given.parameters.toDoubles(), order), order.length);

            LossAndGradient approximate = theirs.gradient(scope, given.parameters, given.mixed(1), Dropout.none());
            LossAndGradient exact = ours.gradient(scope, permuted, given.mixed(1), Dropout.none());

            assertThat(approximate.loss()).isCloseTo(exact.loss(), within(1e-5));
            assertThat(relativeError(
                            permute(approximate.gradient().toDoubles(), order),
                            exact.gradient().toDoubles()))
                    .isLessThan(1e-4);
        }
    }

    @Test
    void aCoefficientOfZeroGivesTheBitsOfThePlainObjective() throws IOException {
        try (Dl4jLearner learner = read(mlp(Activation.RELU), FEATURES);
                Scope scope = Scope.open()) {
            Case given = new Case(scope, learner, DType.FLOAT32);

            assertThat(given.gradient(given.mixed(0), Dropout.none()))
                    .isEqualTo(given.gradient(given.plain(), Dropout.none()));
        }
    }

    @Test
    void logitsAreThoseBeforeTheSoftmax() throws IOException {
        try (Dl4jLearner theirs = read(mlp(Activation.RELU), FEATURES);
                Scope scope = Scope.open()) {
            KernelLearner ours = new KernelLearner(Networks.mlp(FEATURES, CLASSES, 7));
            Case given = new Case(scope, theirs, DType.FLOAT32);
            Tensor permuted = scope.tensor(
                    permute(given.parameters.toFloats(), permuteMlp(theirs.layout())),
                    theirs.layout().size());

            float[] expected = ours.logits(scope, permuted, given.x).toFloats();
            float[] actual = theirs.logits(scope, given.parameters, given.x).toFloats();
            double lossAfterwards = given.loss(given.plain());

            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
            }
            assertThat(lossAfterwards)
                    .as("the softmax is back")
                    .isCloseTo(
                            ours.gradient(scope, permuted, given.plain(), Dropout.none())
                                    .loss(),
                            within(1e-5));
        }
    }

    @Test
    void dropoutTakesTheStepsMasksWhateverNd4jsGeneratorSays() throws IOException {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .list()
                .layer(dense(6, 30, Activation.RELU))
                .layer(new DenseLayer.Builder()
                        .nIn(30)
                        .nOut(20)
                        .activation(Activation.RELU)
                        .dropOut(0.5)
                        .build())
                .layer(output(20))
                .build();
        try (Dl4jLearner learner = read(configuration.toJson(), FEATURES);
                Scope scope = Scope.open()) {
            Case given = new Case(scope, learner, DType.FLOAT32);
            Supplier<Dropout> masks = () -> Dropout.seeded(new SplittableRandom(1));

            Nd4j.getRandom().setSeed(1);
            float[] first = given.gradient(given.mixed(0.5), masks.get());
            Nd4j.getRandom().setSeed(2);
            float[] again = given.gradient(given.mixed(0.5), masks.get());
            float[] other = given.gradient(given.mixed(0.5), Dropout.seeded(new SplittableRandom(2)));
            float[] none = given.gradient(given.mixed(0.5), Dropout.none());

            assertThat(again).isEqualTo(first);
            assertThat(other).isNotEqualTo(first);
            assertThat(none).isNotEqualTo(first);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WeightInit.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DISTRIBUTION", "IDENTITY"})
    void initialParametersComeFromTheGivenGeneratorOnly(WeightInit init) throws IOException {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .weightInit(init)
                .seed(3)
                .list()
                .layer(dense(6, 7, Activation.RELU))
                .layer(output(7))
                .build();
        try (Dl4jLearner learner = read(configuration.toJson(), FEATURES)) {
            Nd4j.getRandom().setSeed(1);
            float[] first = learner.initial(new SplittableRandom(5));
            Nd4j.getRandom().setSeed(2);
            float[] again = learner.initial(new SplittableRandom(5));
            float[] other = learner.initial(new SplittableRandom(6));

            assertThat(again).isEqualTo(first);
            if (init != WeightInit.ZERO && init != WeightInit.ONES) {
                assertThat(other).isNotEqualTo(first);
            }
        }
    }

    @Test
    void initialWeightsHaveTheVarianceThatTheConfigurationAsksFor() throws IOException {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .weightInit(WeightInit.RELU)
                .list()
                .layer(dense(6, 400, Activation.RELU))
                .layer(output(400))
                .build();
        try (Dl4jLearner learner = read(configuration.toJson(), FEATURES)) {
            float[] initial = learner.initial(new SplittableRandom(5));

            Layout.Entry weights = learner.layout().entries().get(0);
            double sum = 0;
            for (int i = 0; i < weights.size(); i++) {
                sum += initial[weights.offset() + i] * (double) initial[weights.offset() + i];
            }
            // 2400 normal draws: the mean square's relative standard deviation is sqrt(2 / 2400) = 2.9%.
            assertThat(sum / weights.size()).isCloseTo(2.0 / 6, within(0.12 * 2.0 / 6));
        }
    }

    @Test
    void aRecurrentNetworkReadsSeries() throws IOException {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new LastTimeStep(new LSTM.Builder().nIn(3).nOut(5).build()))
                .layer(output(5))
                .build();
        try (Dl4jLearner learner = read(configuration.toJson(), 7, 3);
                Scope scope = Scope.open()) {
            Case given = new Case(scope, learner, DType.FLOAT32);

            float[] plain = given.gradient(given.plain(), Dropout.none());

            assertThat(plain).hasSize(learner.layout().size()).doesNotContain(Float.NaN);
            assertThat(learner.initial(new SplittableRandom(1))).isEqualTo(learner.initial(new SplittableRandom(1)));
        }
    }

    @Test
    void repeatedStepsUseNoMoreMemoryOfTheScope() throws IOException {
        try (Dl4jLearner learner = read(mlp(Activation.RELU), FEATURES);
                Scope root = Scope.open()) {
            Case given = new Case(root, learner, DType.FLOAT32);
            long before = root.bytesInUse();
            for (int i = 0; i < 3; i++) {
                try (Scope step = root.child()) {
                    learner.gradient(step, given.parameters, given.mixed(0.5), Dropout.none());
                }
                assertThat(root.bytesInUse()).isEqualTo(before);
            }
        }
    }

    @Test
    void refusesInputsAndClassesThatDoNotFit() throws IOException {
        String json = mlp(Activation.RELU);
        assertThatThrownBy(() -> read(json, 5))
                .hasMessageContaining("net.json")
                .hasMessageContaining("the data's examples are 5");
        assertThatThrownBy(() -> Dl4jLearner.read(folder.resolve("net.json"), FEATURES, 3))
                .hasMessageContaining("the data has 3 classes")
                .hasMessageContaining("nOut to 3");
        String image = convolution(InputType.convolutional(8, 6, 2), CNN2DFormat.NCHW);
        assertThatThrownBy(() -> read(image, 96))
                .hasMessageContaining("takes images")
                .hasMessageContaining("96");
        assertThatThrownBy(() -> read(image, 8, 6, 3)).hasMessageContaining("8x6x3");
    }

    @Test
    void refusesWhatItCannotLearnAndSaysWhatToDo() throws IOException {
        assertRefused("batch normalization", List.of(dense(6, 7, Activation.RELU), batchNormalization(), output(7)));
        assertRefused("RnnOutputLayer", List.of(rnnOutput()));
        assertRefused(
                "set MCXENT and SOFTMAX",
                List.of(new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nIn(6)
                        .nOut(CLASSES)
                        .activation(Activation.SIGMOID)
                        .build()));
        assertRefused(
                "GaussianDropout",
                List.of(
                        new DenseLayer.Builder()
                                .nIn(6)
                                .nOut(7)
                                .dropOut(new GaussianDropout(0.2))
                                .build(),
                        output(7)));
        assertRefused(
                "weight noise",
                List.of(
                        new DenseLayer.Builder()
                                .nIn(6)
                                .nOut(7)
                                .weightNoise(new DropConnect(0.5))
                                .build(),
                        output(7)));
    }

    @Test
    void refusesFilesThatAreNoConfiguration() throws IOException {
        assertThatThrownBy(() -> read("{\"a\": 1}", FEATURES)).hasMessageContaining("no DL4J configuration");
        assertThatThrownBy(() -> read("weights", FEATURES)).hasMessageContaining("not JSON");
        assertThatThrownBy(() -> Dl4jLearner.read(folder.resolve("absent.json"), FEATURES, CLASSES))
                .hasMessageContaining("absent.json")
                .hasMessageContaining("cannot be read");
    }

    private void assertRefused(String reason, List<org.deeplearning4j.nn.conf.layers.Layer> layers) throws IOException {
        NeuralNetConfiguration.ListBuilder builder = new NeuralNetConfiguration.Builder().list();
        layers.forEach(builder::layer);
        String json = builder.build().toJson();
        assertThatThrownBy(() -> read(json, FEATURES))
                .hasMessageContaining("cannot be used")
                .hasMessageContaining(reason);
    }

    private Dl4jLearner read(String json, int... inputShape) throws IOException {
        Path file = Files.writeString(folder.resolve("net.json"), json);
        return Dl4jLearner.read(file, inputShape, CLASSES);
    }

    private static String mlp(Activation activation) {
        return new NeuralNetConfiguration.Builder()
                .list()
                .layer(dense(6, 7, activation))
                .layer(output(7))
                .build()
                .toJson();
    }

    private static String convolution(InputType input, CNN2DFormat format) {
        return new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(3)
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(Activation.RELU)
                        .dataFormat(format)
                        .build())
                .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .dataFormat(format)
                        .build())
                .layer(dense(0, 7, Activation.RELU))
                .layer(output(7))
                .setInputType(input)
                .build()
                .toJson();
    }

    private static KernelLearner ourConvolution() {
        return new KernelLearner(LayeredNetwork.builder("conv", IMAGE)
                .convolution(3, 1, 3, Stage.Activation.RELU)
                .maxPool(2)
                .dense(7, Stage.Activation.RELU)
                .outputs(CLASSES));
    }

    private static DenseLayer dense(int inputs, int outputs, Activation activation) {
        return new DenseLayer.Builder()
                .nIn(inputs)
                .nOut(outputs)
                .activation(activation)
                .build();
    }

    private static OutputLayer output(int inputs) {
        return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nIn(inputs)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static BatchNormalization batchNormalization() {
        return new BatchNormalization.Builder().nIn(7).nOut(7).build();
    }

    private static RnnOutputLayer rnnOutput() {
        return new RnnOutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nIn(6)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private interface Permutation {
        int[] of(Layout layout);
    }

    private static void assertSameGradients(Dl4jLearner theirs, KernelLearner ours, Permutation permutation) {
        assertThat(theirs.layout().size()).isEqualTo(ours.layout().size());
        int[] order = permutation.of(theirs.layout());
        try (Scope scope = Scope.open()) {
            Case given = new Case(scope, theirs, DType.FLOAT32);
            Tensor permuted = scope.tensor(permute(given.parameters.toFloats(), order), order.length);

            LossAndGradient actual = theirs.gradient(scope, given.parameters, given.plain(), Dropout.none());
            LossAndGradient expected = ours.gradient(scope, permuted, given.plain(), Dropout.none());

            assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-5));
            float[] gradient = permute(actual.gradient().toFloats(), order);
            for (int i = 0; i < order.length; i++) {
                assertThat(gradient[i])
                        .as("gradient element %d", i)
                        .isCloseTo(expected.gradient().toFloats()[i], within(2e-6f));
            }
        }
    }

    /** For each of our elements, where DL4J keeps it: weights of dense layers are column-major there. */
    private static int[] permuteMlp(Layout theirs) {
        int[] order = new int[theirs.size()];
        int at = 0;
        for (Layout.Entry entry : theirs.entries()) {
            int[] shape = entry.shape();
            int rows = shape.length == 2 ? shape[1] : entry.size();
            int columns = shape.length == 2 ? shape[0] : 1;
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    order[at++] = entry.offset() + column * rows + row;
                }
            }
        }
        return order;
    }

    /** Bias first in a convolution, filters [out, in, height, width], dense rows after it channels first. */
    private static int[] permuteConvolution(Layout theirs, CNN2DFormat format) {
        int kernel = 3;
        int channels = IMAGE[2];
        int filters = 3;
        int[] order = new int[theirs.size()];
        int at = 0;
        for (int i = 0; i < kernel; i++) {
            for (int j = 0; j < kernel; j++) {
                for (int c = 0; c < channels; c++) {
                    for (int o = 0; o < filters; o++) {
                        order[at++] = filters + ((o * channels + c) * kernel + i) * kernel + j;
                    }
                }
            }
        }
        for (int o = 0; o < filters; o++) {
            order[at++] = o;
        }
        int height = IMAGE[0] / 2;
        int width = IMAGE[1] / 2;
        int features = height * width * filters;
        int start = at;
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                for (int c = 0; c < filters; c++) {
                    int theirRow = format == CNN2DFormat.NCHW
                            ? (c * height + row) * width + column
                            : (row * width + column) * filters + c;
                    for (int unit = 0; unit < 7; unit++) {
                        order[at++] = start + unit * features + theirRow;
                    }
                }
            }
        }
        for (int unit = 0; unit < 7; unit++) {
            order[at] = at++;
        }
        int out = at;
        for (int unit = 0; unit < 7; unit++) {
            for (int c = 0; c < CLASSES; c++) {
                order[at++] = out + c * 7 + unit;
            }
        }
        for (int c = 0; c < CLASSES; c++) {
            order[at] = at++;
        }
        return order;
    }

    private static float[] permute(float[] values, int[] order) {
        float[] result = new float[order.length];
        for (int i = 0; i < order.length; i++) {
            result[i] = values[order[i]];
        }
        return result;
    }

    private static double[] permute(double[] values, int[] order) {
        double[] result = new double[order.length];
        for (int i = 0; i < order.length; i++) {
            result[i] = values[order[i]];
        }
        return result;
    }

    private static double relativeError(double[] actual, double[] expected) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < actual.length; i++) {
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            size += expected[i] * expected[i];
        }
        return Math.sqrt(difference / size);
    }

    /** Seeded parameters with biases that are not zero, a batch, soft targets, a direction and labels. */
    private static final class Case {
        final Scope scope;
        final Learner learner;
        final Tensor parameters;
        final Tensor x;
        final Tensor targets;
        final Tensor direction;
        final Tensor labels;

        Case(Scope scope, Learner learner, DType dtype) {
            this.scope = scope;
            this.learner = learner;
            int[] shape = learner.inputShape();
            int features = Shapes.size(shape);
            float[] initial = learner.initial(new SplittableRandom(1));
            float[] shift = TestData.uniform(2, initial.length);
            for (int i = 0; i < initial.length; i++) {
                initial[i] += 0.1f * (shift[i] - 0.5f);
            }
            parameters = TestData.tensor(scope, dtype, initial, initial.length);
            x = TestData.tensor(scope, dtype, TestData.uniform(3, BATCH * features), Shapes.batched(BATCH, shape));
            targets = TestData.tensor(scope, dtype, TestData.softLabels(4, BATCH, CLASSES), BATCH, CLASSES);
            direction = TestData.tensor(scope, dtype, TestData.uniform(5, features), Shapes.batched(1, shape));
            labels = TestData.tensor(scope, dtype, TestData.oneHot(6, BATCH, CLASSES), BATCH, CLASSES);
        }

        Objective plain() {
            return Objective.crossEntropy(x, targets);
        }

        Objective mixed(double coefficient) {
            return plain().with(new Taylor(coefficient, direction, labels));
        }

        float[] gradient(Objective objective, Dropout dropout) {
            return learner.gradient(scope, parameters, objective, dropout)
                    .gradient()
                    .toFloats();
        }

        double loss(Objective objective) {
            return learner.gradient(scope, parameters, objective, Dropout.none())
                    .loss();
        }
    }
}
