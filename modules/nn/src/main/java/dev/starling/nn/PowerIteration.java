package dev.starling.nn;

import java.util.random.RandomGenerator;

/**
 * Keeps the singular vectors of a network's {@link SpectralNorm spectral normalizations} close to its weights, which move little from
 * step to step: one iteration a step is enough. In double and plain Java.
 */
public final class PowerIteration {
    /** What is added to a length before it divides. */
    private static final double EPSILON = 1e-12;

    private PowerIteration() {}

    /**
     * First vectors: random, improved once.
     *
     * @return {@code [network.spectra().size()]}
     */
    public static float[] begin(Network network, float[] parameters, RandomGenerator random) {
        float[] vectors = new float[network.spectra().size()];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = (float) Gaussian.next(random);
        }
        return step(network, parameters, vectors);
    }

    /**
     * {@code right = norm(W left), left = norm(W' right)} for each normalized layer's weights W.
     *
     * @param vectors {@code [network.spectra().size()]}, not written to
     */
    public static float[] step(Network network, float[] parameters, float[] vectors) {
        float[] next = vectors.clone();
        Layout spectra = network.spectra();
        for (Layout.Entry weights : network.layout().entries()) {
            String layer =
                    weights.name().substring(0, Math.max(0, weights.name().lastIndexOf('/')));
            if (!weights.name().endsWith("/weight")) {
                continue;
            }
            Layout.Entry right = entry(spectra, Spectra.right(layer));
            if (right != null) {
                improve(parameters, weights.offset(), next, right, entry(spectra, Spectra.left(layer)));
            }
        }
        return next;
    }

    private static Layout.Entry entry(Layout layout, String name) {
        for (Layout.Entry entry : layout.entries()) {
            if (entry.name().equals(name)) {
                return entry;
            }
        }
        return null;
    }

    private static void improve(float[] weights, int offset, float[] vectors, Layout.Entry right, Layout.Entry left) {
        int rows = right.size();
        int columns = left.size();
        double[] image = new double[rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                image[i] += (double) weights[offset + i * columns + j] * vectors[left.offset() + j];
            }
        }
        put(image, vectors, right.offset());
        double[] back = new double[columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                back[j] += (double) weights[offset + i * columns + j] * vectors[right.offset() + i];
            }
        }
        put(back, vectors, left.offset());
    }

    /** Writes a vector at length 1. */
    private static void put(double[] vector, float[] target, int offset) {
        double squares = 0;
        for (double x : vector) {
            squares += x * x;
        }
        double inverse = 1 / (Math.sqrt(squares) + EPSILON);
        for (int i = 0; i < vector.length; i++) {
            target[offset + i] = (float) (vector[i] * inverse);
        }
    }
}
