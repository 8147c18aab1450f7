package dev.starling.nn;

import dev.starling.kernel.Conv2dSpec;
import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Tensor;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** One step of a layered network. Takes its parameters from an iterator, in the order in which it declares them. */
sealed interface Stage {

    /** Declares the stage's parameters. */
    default void declare(Layout.Builder layout) {}

    /** Declares what the stage can be normalized by. */
    default void declareStatistics(Layout.Builder layout) {}

    /** Declares the singular vectors that the stage's weights are measured by. */
    default void declareSpectra(Layout.Builder layout) {}

    /** Draws the stage's parameters into the flat vector from {@code offset} on and returns where they end. */
    default int initialize(float[] flat, int offset, RandomGenerator random) {
        return offset;
    }

    Tensor apply(Tensor x, Iterator<Tensor> parameters, Pass pass);

    /** The stage at a point, and its derivative along a direction. */
    default Pushed push(Pushed at, Iterator<Tensor> parameters, Pass pass) {
        Tensor y = apply(at.point, parameters, pass);
        Tensor tangent = at.tangent.broadcastTo(at.point.shape());
        return new Pushed(y, Derivatives.jvp(y, List.of(at.point), List.of(tangent)));
    }

    /**
     * A batch and a direction of it.
     *
     * @param point {@code [batch, shape...]}
     * @param tangent as long, or of batch 1 as long as all examples share it
     */
    record Pushed(Tensor point, Tensor tangent) {

        /** A linear function of both and a constant: one product computes both, and one its weights' gradient. */
        Pushed affine(UnaryOperator<Tensor> linear, Tensor constant) {
            Tensor both = linear.apply(Tensor.concat(0, List.of(point, tangent)));
            List<Tensor> parts = both.split(0, point.dim(0), tangent.dim(0));
            return new Pushed(parts.get(0).add(constant), parts.get(1));
        }
    }

    /** {@code x W + b} with W {@code [inputs, outputs]}, bounded by a norm. */
    record Dense(String name, int inputs, int outputs, Initializer initializer, SpectralNorm norm) implements Stage {
        @Override
        public void declare(Layout.Builder layout) {
            layout.add(name + "/weight", inputs, outputs);
            norm.declare(layout, name);
            layout.add(name + "/bias", outputs);
        }

        @Override
        public void declareSpectra(Layout.Builder layout) {
            norm.declareSpectra(layout, name, inputs, outputs);
        }

        @Override
        public int initialize(float[] flat, int offset, RandomGenerator random) {
            int end = offset + inputs * outputs;
            initializer.fill(flat, offset, end, inputs, outputs, random);
            return norm.initialize(flat, end) + outputs;
        }

        @Override
        public Tensor apply(Tensor x, Iterator<Tensor> parameters, Pass pass) {
            return x.matmul(norm.weights(name, parameters, pass)).add(parameters.next());
        }

        @Override
        public Pushed push(Pushed at, Iterator<Tensor> parameters, Pass pass) {
            Tensor weights = norm.weights(name, parameters, pass);
            return at.affine(both -> both.matmul(weights), parameters.next());
        }
    }

    /** Square convolution with W {@code [kernel, kernel, inputs, outputs]}, bounded by a norm, and bias. */
    record Convolution(
            String name,
            int kernel,
            Conv2dSpec spec,
            int inputs,
            int outputs,
            Initializer initializer,
            SpectralNorm norm)
            implements Stage {
        @Override
        public void declare(Layout.Builder layout) {
            layout.add(name + "/weight", kernel, kernel, inputs, outputs);
            norm.declare(layout, name);
            layout.add(name + "/bias", outputs);
        }

        @Override
        public void declareSpectra(Layout.Builder layout) {
            norm.declareSpectra(layout, name, kernel * kernel * inputs, outputs);
        }

        @Override
        public int initialize(float[] flat, int offset, RandomGenerator random) {
            int window = kernel * kernel;
            int end = offset + window * inputs * outputs;
            initializer.fill(flat, offset, end, window * (double) inputs, window * (double) outputs, random);
            return norm.initialize(flat, end) + outputs;
        }

        @Override
        public Tensor apply(Tensor x, Iterator<Tensor> parameters, Pass pass) {
            return x.conv2d(norm.weights(name, parameters, pass), spec).add(parameters.next());
        }

        @Override
        public Pushed push(Pushed at, Iterator<Tensor> parameters, Pass pass) {
            Tensor weights = norm.weights(name, parameters, pass);
            return at.affine(both -> both.conv2d(weights, spec), parameters.next());
        }
    }

    /** {@code x + inner(x)}: what bounds the inner stages from above leaves the whole bounded from below. */
    record Residual(List<Stage> inner) implements Stage {
        public Residual {
            inner = List.copyOf(inner);
        }

        @Override
        public void declare(Layout.Builder layout) {
            inner.forEach(stage -> stage.declare(layout));
        }

        @Override
        public void declareStatistics(Layout.Builder layout) {
            inner.forEach(stage -> stage.declareStatistics(layout));
        }

        @Override
        public void declareSpectra(Layout.Builder layout) {
            inner.forEach(stage -> stage.declareSpectra(layout));
        }

        @Override
        public int initialize(float[] flat, int offset, RandomGenerator random) {
            int end = offset;
            for (Stage stage : inner) {
                end = stage.initialize(flat, end, random);
            }
            return end;
        }

        @Override
        public Tensor apply(Tensor x, Iterator<Tensor> parameters, Pass pass) {
            Tensor y = x;
            for (Stage stage : inner) {
                y = stage.apply(y, parameters, pass);
            }
            return x.add(y);
        }
    }

    /** Batch normalization over all axes but the last, with scale and shift. */
    record BatchNorm(String name, int channels) implements Stage {
        @Override
        public void declare(Layout.Builder layout) {
            layout.add(name + "/gamma", channels).add(name + "/beta", channels);
        }

        @Override
        public int initialize(float[] flat, int offset, RandomGenerator random) {
            Arrays.fill(flat, offset, offset + channels, 1);
            return offset + 2 * channels;
        }

        @Override
        public void declareStatistics(Layout.Builder layout) {
            layout.add(BatchStatistics.mean(name), channels).add(BatchStatistics.variance(name), channels);
        }

        @Override
        public Tensor apply(Tensor x, Iterator<Tensor> parameters, Pass pass) {
            return pass.normalization().apply(name, x, parameters.next(), parameters.next());
        }
    }

    /** Mean over squares that do not overlap; a rest at the edge is dropped. */
    record AveragePool(int size) implements Stage {
        @Override
        public Tensor apply(Tensor x, Iterator<Tensor> parameters, Pass pass) {
            return x.avgPool2d(size, size);
        }
    }

    /** Max pooling over squares that do not overlap; a rest at the edge is dropped. */
    record MaxPool(int size) implements Stage {
        @Override
        public Tensor apply(Tensor x, Iterator<Tensor> parameters, Pass pass) {
            return x.maxPool2d(size, size);
        }
    }

    /** Zeros what a mask names and scales the rest. */
    record Drop(String name, double rate) implements Stage {
        @Override
        public Tensor apply(Tensor x, Iterator<Tensor> parameters, Pass pass) {
            Dropout dropout = pass.dropout();
            return dropout.active() ? x.dropout(dropout.mask(x.scope(), x.dtype(), name, rate, x.shape())) : x;
        }
    }

    /** Everything but the batch axis into one axis. */
    record Flatten(int features) implements Stage {
        @Override
        public Tensor apply(Tensor x, Iterator<Tensor> parameters, Pass pass) {
            return x.reshape(x.dim(0), features);
        }

        @Override
        public Pushed push(Pushed at, Iterator<Tensor> parameters, Pass pass) {
            return new Pushed(apply(at.point, parameters, pass), at.tangent.reshape(at.tangent.dim(0), features));
        }
    }

    /** An activation function. */
    enum Activation implements Stage {
        RELU {
            @Override
            public Tensor apply(Tensor x, Iterator<Tensor> parameters, Pass pass) {
                return x.relu();
            }
        },
        TANH {
            @Override
            public Tensor apply(Tensor x, Iterator<Tensor> parameters, Pass pass) {
                return x.tanh();
            }
        };

        /** He before a ReLU, Glorot before the others. */
        Initializer initializer() {
            return this == RELU ? Initializer.heUniform() : Initializer.glorotUniform();
        }
    }
}
