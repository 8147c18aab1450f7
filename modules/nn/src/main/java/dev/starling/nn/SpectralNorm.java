package dev.starling.nn;

import dev.starling.kernel.Tensor;
import java.util.Iterator;

/**
 * Bounds a layer's greatest singular value, so that distances grow by no more than that from its inputs to its outputs (Miyato et al.
 * 2018; Liu et al. 2020). Convolutions count as the matrix {@code [kernel * kernel * inputs, outputs]}. The value is estimated
 * as {@code sigma = right' W left} with vectors that {@link PowerIteration} improves; derivatives take these as constants.
 *
 * @param mode how weights are bounded
 * @param coefficient the bound c, above 0
 */
public record SpectralNorm(Mode mode, double coefficient) {
    /** Weights as they are. */
    public static final SpectralNorm OFF = new SpectralNorm(Mode.OFF, 1);

    /** At the first value of {@link Mode#LEARNED}'s scale its softplus is 1. */
    private static final double UNIT_SOFTPLUS = 0.5413248546129181;

    /** How weights are bounded. */
    public enum Mode {
        /** Not at all. */
        OFF,
        /** {@code W / max(1, sigma / c)}: only where the norm is beyond c. */
        RESCALE,
        /** {@code W / sigma (0.01 + 0.99 softplus(s))} with a parameter s of each layer; c is not used. */
        LEARNED
    }

    public SpectralNorm {
        if (!(coefficient > 0 && coefficient < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a spectral norm is bounded by %s: the bound must be above 0".formatted(coefficient));
        }
    }

    /** Declares what it learns, after the layer's weights. */
    void declare(Layout.Builder layout, String layer) {
        if (mode == Mode.LEARNED) {
            layout.add(layer + "/scale", 1);
        }
    }

    /** Declares the vectors of a layer. */
    void declareSpectra(Layout.Builder layout, String layer, int inputs, int outputs) {
        if (mode != Mode.OFF) {
            layout.add(Spectra.right(layer), inputs).add(Spectra.left(layer), outputs);
        }
    }

    /** Writes the first value of what it learns and returns where that ends. */
    int initialize(float[] flat, int offset) {
        if (mode != Mode.LEARNED) {
            return offset;
        }
        flat[offset] = (float) UNIT_SOFTPLUS;
        return offset + 1;
    }

    /** Takes a layer's weights, and what it learns itself, from the parameters and bounds them. */
    Tensor weights(String layer, Iterator<Tensor> parameters, Pass pass) {
        Tensor weights = parameters.next();
        return switch (mode) {
            case OFF -> weights;
            case RESCALE ->
                weights.div(sigma(layer, weights, pass)
                        .mul(1 / coefficient)
                        .sub(1)
                        .relu()
                        .add(1));
            case LEARNED -> {
                Tensor scale = parameters.next().softplus().mul(0.99).add(0.01);
                yield weights.mul(scale.div(sigma(layer, weights, pass)));
            }
        };
    }

    /** The estimate of the greatest singular value, {@code [1]}. */
    private static Tensor sigma(String layer, Tensor weights, Pass pass) {
        Tensor left = pass.spectra().of(Spectra.left(layer));
        Tensor right = pass.spectra().of(Spectra.right(layer));
        Tensor matrix = weights.reshape(right.size(), left.size());
        return right.reshape(1, right.size()).matmul(matrix).mul(left).sum().reshape(1);
    }
}
