package dev.starling.federated;

/**
 * What a client's local pass came to.
 *
 * @param delta the model's movement, w_k - w
 * @param steps steps that were made, J
 * @param trainLoss mean objective over the steps, before each step
 * @param failure why the pass stopped early, or null if it did not
 */
record LocalUpdate(float[] delta, int steps, double trainLoss, String failure) {

    /** Euclidean length of the movement. */
    double norm() {
        double square = 0;
        for (float value : delta) {
            square += (double) value * value;
        }
        return Math.sqrt(square);
    }
}
