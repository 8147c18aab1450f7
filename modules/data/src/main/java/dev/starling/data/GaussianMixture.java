package dev.starling.data;

import java.util.random.RandomGenerator;

/**
 * One Gaussian a class: {@code x = separation * u_c + N(0, I)}, where the centers' directions {@code u_c} are uniform on
 * the unit sphere. Directions in many dimensions are nearly orthogonal, so two centers are about
 * {@code 1.4 * separation} apart. At 10 classes, 32 dimensions and separation 3 the best classifier is right about nine
 * times in ten.
 *
 * @param classes at least 2
 * @param dimensions features of an input, at least 1
 * @param separation length of the centers in units of the noise, above 0
 */
public record GaussianMixture(int classes, int dimensions, double separation) {
    public GaussianMixture {
        Dealing.atLeast("classes", classes, 2);
        Dealing.atLeast("dimensions", dimensions, 1);
        Dealing.positive("separation", separation);
    }

    /** 10 classes, 32 dimensions, separation 3. */
    public GaussianMixture() {
        this(10, 32, 3);
    }

    /** Draws the centers. Inputs are float32, [dimensions]. */
    public ExampleSource open(RandomGenerator random) {
        double[][] centers = new double[classes][dimensions];
        for (double[] center : centers) {
            double square = 0;
            for (int j = 0; j < dimensions; j++) {
                center[j] = random.nextGaussian();
                square += center[j] * center[j];
            }
            for (int j = 0; j < dimensions; j++) {
                center[j] *= separation / StrictMath.sqrt(square);
            }
        }
        return new Opened(centers, dimensions);
    }

    private record Opened(double[][] centers, int dimensions) implements ExampleSource {
        @Override
        public int classes() {
            return centers.length;
        }

        @Override
        public int[] inputShape() {
            return new int[] {dimensions};
        }

        @Override
        public Examples draw(int[] labels, RandomGenerator random) {
            float[] values = new float[Math.multiplyExact(labels.length, dimensions)];
            int at = 0;
            for (int label : labels) {
                for (int j = 0; j < dimensions; j++) {
                    values[at++] = (float) (centers[label][j] + random.nextGaussian());
                }
            }
            return Examples.adoptFloats(values, inputShape(), labels.clone(), classes(), Preprocessing.NONE);
        }
    }
}
