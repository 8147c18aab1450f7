package dev.starling.federated;

/**
 * What a client's local pass came to.
 *
 * @param delta the model's movement, w_k - w; overwritten by the next pass of the same worker
 * @param steps steps that were made, J
 * @param trainLoss mean objective over the steps, before each step
 * @param failure why the pass stopped early, or null if it did not
 */
record LocalUpdate(float[] delta, int steps, double trainLoss, String failure) {}
