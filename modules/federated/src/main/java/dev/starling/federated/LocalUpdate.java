package dev.starling.federated;

import dev.starling.kernel.Differences;

/**
 * What a client's local pass came to.
 *
 * @param movement w_k - w; valid until the next unit of the same worker
 * @param steps steps that were made, J
 * @param trainLoss mean objective over the steps, before each step
 * @param failure why the pass stopped early, or null if it did not
 */
record LocalUpdate(Differences movement, int steps, double trainLoss, String failure) {}
