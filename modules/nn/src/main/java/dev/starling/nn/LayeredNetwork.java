package dev.starling.nn;

import dev.starling.kernel.Conv2dSpec;
import dev.starling.kernel.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.random.RandomGenerator;

/** A network that is a list of stages, one after another. */
final class LayeredNetwork implements Network {
    /** What names of warp layers begin with. */
    static final String WARP = "warp";

    private final String name;
    private final int[] inputShape;
    private final int outputs;
    private final List<Stage> stages;
    private final Layout layout;
    private final Layout statistics;
    private final Layout spectra;
    private final List<Mask> masks;

    private LayeredNetwork(String name, int[] inputShape, int outputs, List<Stage> stages, List<Mask> masks) {
        this.name = name;
        this.inputShape = inputShape;
        this.outputs = outputs;
        this.stages = List.copyOf(stages);
        this.masks = List.copyOf(masks);
        Layout.Builder parameters = Layout.builder();
        stages.forEach(stage -> stage.declare(parameters));
        this.layout = parameters.build();
        Layout.Builder normalized = Layout.builder();
        stages.forEach(stage -> stage.declareStatistics(normalized));
        this.statistics = normalized.build();
        Layout.Builder measured = Layout.builder();
        stages.forEach(stage -> stage.declareSpectra(measured));
        this.spectra = measured.build();
    }

    static Builder builder(String name, int... inputShape) {
        return new Builder(name, inputShape);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Layout layout() {
        return layout;
    }

    @Override
    public Layout statistics() {
        return statistics;
    }

    @Override
    public Layout spectra() {
        return spectra;
    }

    @Override
    public int[] inputShape() {
        return inputShape.clone();
    }

    @Override
    public int outputs() {
        return outputs;
    }

    @Override
    public List<Mask> masks() {
        return masks;
    }

    @Override
    public Tensor logits(List<Tensor> parts, Tensor x, Pass pass) {
        Iterator<Tensor> remaining = parts.iterator();
        Tensor y = x;
        for (Stage stage : stages) {
            y = stage.apply(y, remaining, pass);
        }
        return y;
    }

    @Override
    public Pushed push(Tensor parameters, Tensor x, Tensor direction, Dropout dropout) {
        Iterator<Tensor> parts = layout.split(parameters).iterator();
        Pass pass = Pass.of(dropout);
        Stage.Pushed pushed = new Stage.Pushed(x.scope().variable(x), direction);
        for (Stage stage : stages) {
            pushed = stage.push(pushed, parts, pass);
        }
        return new Pushed(
                pushed.point(), pushed.tangent().broadcastTo(pushed.point().shape()));
    }

    @Override
    public float[] initial(RandomGenerator random) {
        float[] flat = new float[layout.size()];
        int offset = 0;
        for (Stage stage : stages) {
            offset = stage.initialize(flat, offset, random);
        }
        return flat;
    }

    @Override
    public String toString() {
        return name + "(" + Shapes.text(inputShape) + " -> " + outputs + ", " + layout.size() + " parameters)";
    }

    /** Follows the shape from stage to stage, so that each stage knows its inputs. */
    static final class Builder {
        private final String name;
        private final int[] inputShape;
        private final List<Stage> stages = new ArrayList<>();
        private final List<Mask> masks = new ArrayList<>();
        private int[] shape;
        private int convolutions;
        private int denses;
        private int warps;

        private Builder(String name, int[] inputShape) {
            this.name = name;
            this.inputShape = inputShape.clone();
            this.shape = inputShape.clone();
        }

        /** A convolution of stride 1 and its activation. */
        Builder convolution(int kernel, int padding, int channels, Stage.Activation activation) {
            convolve(kernel, Conv2dSpec.of(1, padding), channels, activation.initializer());
            stages.add(activation);
            return this;
        }

        /** A convolution, batch normalization and an activation. */
        Builder normalizedConvolution(int kernel, Conv2dSpec spec, int channels, Stage.Activation activation) {
            convolve(kernel, spec, channels, activation.initializer());
            stages.add(new Stage.BatchNorm("norm" + convolutions, channels));
            stages.add(activation);
            return this;
        }

        /** A convolution 1x1 that only changes the number of channels. */
        Builder projection(int channels, SpectralNorm norm) {
            stages.add(new Stage.Convolution(
                    "projection", 1, Conv2dSpec.of(1, 0), shape[2], channels, Initializer.glorotUniform(), norm));
            shape = new int[] {shape[0], shape[1], channels};
            return this;
        }

        /** What is added to its own inputs: a convolution 3x3 of as many channels, batch normalization, ReLU and dropout. */
        Builder residualConvolution(SpectralNorm norm, double rate) {
            int channels = shape[2];
            String number = Integer.toString(++convolutions);
            List<Stage> inner = new ArrayList<>(List.of(
                    new Stage.Convolution(
                            "conv" + number,
                            3,
                            Conv2dSpec.of(1, 1),
                            channels,
                            channels,
                            Stage.Activation.RELU.initializer(),
                            norm),
                    new Stage.BatchNorm("norm" + number, channels),
                    Stage.Activation.RELU));
            return residual(inner, rate);
        }

        /** What is added to its own inputs: a dense layer of as many units, ReLU and dropout. */
        Builder residualDense(SpectralNorm norm, double rate) {
            int units = shape[0];
            Stage dense = new Stage.Dense("dense" + ++denses, units, units, Stage.Activation.RELU.initializer(), norm);
            return residual(new ArrayList<>(List.of(dense, Stage.Activation.RELU)), rate);
        }

        private Builder residual(List<Stage> inner, double rate) {
            if (rate > 0) {
                inner.add(drop(rate));
            }
            stages.add(new Stage.Residual(inner));
            return this;
        }

        private void convolve(int kernel, Conv2dSpec spec, int channels, Initializer initializer) {
            stages.add(new Stage.Convolution(
                    "conv" + ++convolutions, kernel, spec, shape[2], channels, initializer, SpectralNorm.OFF));
            shape = new int[] {spec.outHeight(shape[0], kernel), spec.outWidth(shape[1], kernel), channels};
        }

        /** Layers that leave the shape as it is, alike what they follow: convolutions 3x3 with normalization, or dense ones. */
        Builder warp(int count, Stage.Activation activation) {
            for (int i = 0; i < count; i++) {
                warps++;
                if (shape.length == 1) {
                    stages.add(new Stage.Dense(
                            WARP + warps, shape[0], shape[0], activation.initializer(), SpectralNorm.OFF));
                } else {
                    stages.add(new Stage.Convolution(
                            WARP + warps,
                            3,
                            Conv2dSpec.of(1, 1),
                            shape[2],
                            shape[2],
                            activation.initializer(),
                            SpectralNorm.OFF));
                    stages.add(new Stage.BatchNorm(WARP + "-norm" + warps, shape[2]));
                }
                stages.add(activation);
            }
            return this;
        }

        /** A ReLU before the pool moves behind it: that has the same values and derivatives, and less work. */
        Builder maxPool(int size) {
            int last = stages.size() - 1;
            boolean behindRelu = last >= 0 && stages.get(last) == Stage.Activation.RELU;
            stages.add(behindRelu ? last : last + 1, new Stage.MaxPool(size));
            shape = new int[] {shape[0] / size, shape[1] / size, shape[2]};
            return this;
        }

        Builder averagePool(int size) {
            stages.add(new Stage.AveragePool(size));
            shape = new int[] {shape[0] / size, shape[1] / size, shape[2]};
            return this;
        }

        Builder dropout(double rate) {
            stages.add(drop(rate));
            return this;
        }

        private Stage drop(double rate) {
            Mask mask = new Mask("dropout" + (masks.size() + 1), rate, shape);
            masks.add(mask);
            return new Stage.Drop(mask.layer(), rate);
        }

        /** A dense layer without activation. */
        Builder linear(int units) {
            affine(units, Initializer.glorotUniform());
            return this;
        }

        /** A hidden dense layer and its activation. */
        Builder dense(int units, Stage.Activation activation) {
            affine(units, activation.initializer());
            stages.add(activation);
            return this;
        }

        /** The dense layer that gives the logits. */
        LayeredNetwork outputs(int outputs) {
            if (outputs < 1) {
                throw new IllegalArgumentException(
                        "Network '" + name + "' got " + outputs + " outputs: it needs at least one");
            }
            affine(outputs, Initializer.glorotUniform());
            return new LayeredNetwork(name, inputShape, outputs, stages, masks);
        }

        /** No further layer: what the last one gives, in one axis, is the output. */
        LayeredNetwork embedding() {
            flatten();
            return new LayeredNetwork(name, inputShape, shape[0], stages, masks);
        }

        private void affine(int units, Initializer initializer) {
            flatten();
            stages.add(new Stage.Dense("dense" + ++denses, shape[0], units, initializer, SpectralNorm.OFF));
            shape = new int[] {units};
        }

        private void flatten() {
            if (shape.length > 1) {
                int features = Shapes.size(shape);
                stages.add(new Stage.Flatten(features));
                shape = new int[] {features};
            }
        }
    }
}
