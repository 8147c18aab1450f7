package dev.starling.nn;

import dev.starling.kernel.Tensor;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;

/** How a DL4J network wants its batches; ours are row-major with channels last. */
enum Dl4jInput {
    /** {@code [batch, features]} in our own order. */
    FLAT {
        @Override
        Tensor arrange(Tensor x) {
            return x.reshape(x.dim(0), x.size() / x.dim(0));
        }
    },
    /** {@code [batch, channels * height * width]}, which DL4J cuts into channels first. */
    FLAT_CHANNELS_FIRST {
        @Override
        Tensor arrange(Tensor x) {
            return FLAT.arrange(x.shape().length == 4 ? CHANNELS_FIRST.arrange(x) : x);
        }
    },
    /** {@code [batch, channels, height, width]}. */
    CHANNELS_FIRST {
        @Override
        Tensor arrange(Tensor x) {
            return x.transpose(0, 3, 1, 2);
        }
    },
    /** {@code [batch, height, width, channels]} or {@code [batch, time, features]}: as it is. */
    AS_IT_IS {
        @Override
        Tensor arrange(Tensor x) {
            return x;
        }
    },
    /** {@code [batch, features, time]} of {@code [batch, time, features]}. */
    FEATURES_FIRST {
        @Override
        Tensor arrange(Tensor x) {
            return x.transpose(0, 2, 1);
        }
    };

    abstract Tensor arrange(Tensor x);

    /** What a network wants by its first layer, the preprocessor before it (null if none) and the data's rank. */
    static Dl4jInput of(Layer first, InputPreProcessor preProcessor, int[] inputShape) {
        if (preProcessor instanceof FeedForwardToCnnPreProcessor) {
            return FLAT_CHANNELS_FIRST;
        }
        if (preProcessor instanceof CnnToFeedForwardPreProcessor flattening) {
            return image(flattening.getFormat(), inputShape);
        }
        if (first instanceof BaseWrapperLayer wrapper) {
            return of(wrapper.getUnderlying(), preProcessor, inputShape);
        }
        if (first instanceof Bidirectional both) {
            return of(both.getFwd(), preProcessor, inputShape);
        }
        if (first instanceof BaseRecurrentLayer recurrent) {
            return series(recurrent.getRnnDataFormat(), inputShape);
        }
        if (first instanceof Convolution1DLayer convolution) {
            return series(convolution.getRnnDataFormat(), inputShape);
        }
        if (first instanceof ConvolutionLayer convolution) {
            return image(convolution.getCnn2dDataFormat(), inputShape);
        }
        if (first instanceof SubsamplingLayer pooling) {
            return image(pooling.getCnn2dDataFormat(), inputShape);
        }
        return FLAT;
    }

    private static Dl4jInput image(CNN2DFormat format, int[] inputShape) {
        require(inputShape.length == 3, "images (height x width x channels)", inputShape);
        return format == CNN2DFormat.NHWC ? AS_IT_IS : CHANNELS_FIRST;
    }

    private static Dl4jInput series(RNNFormat format, int[] inputShape) {
        require(inputShape.length == 2, "series (time x features)", inputShape);
        return format == RNNFormat.NWC ? AS_IT_IS : FEATURES_FIRST;
    }

    private static void require(boolean fits, String takes, int[] inputShape) {
        if (!fits) {
            throw new IllegalArgumentException(
                    "its first layer takes " + takes + ", and the data's examples are " + Shapes.text(inputShape));
        }
    }
}
