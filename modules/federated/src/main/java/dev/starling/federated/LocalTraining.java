package dev.starling.federated;

import java.io.Serializable;

/**
 * How a client trains: SGD without momentum from the round's model.
 *
 * @param epochs passes over the client's examples, E
 * @param batchSize examples a step, B; a shorter last batch is kept
 * @param learningRate of round 0
 * @param decay factor of the learning rate a round
 * @param maxGradientNorm gradients longer than this are scaled down to it; infinity leaves them
 * @param proximalMu pull towards the round's model (FedProx, Li et al. 2020): mu (y - w) is added to the gradient
 * @param controlVariates whether clients correct their drift (SCAFFOLD, Karimireddy et al. 2020, option II)
 * @param pairing what a batch is mixed with
 */
record LocalTraining(
        int epochs,
        int batchSize,
        double learningRate,
        double decay,
        double maxGradientNorm,
        double proximalMu,
        boolean controlVariates,
        Pairing pairing)
        implements Serializable {

    /** How many foreign examples a batch meets. */
    enum Pairing {
        /** One for all rows. */
        PER_BATCH,
        /** One for each row. */
        PER_SAMPLE
    }

    /** The learning rate of a round: it decays by round, not by step. */
    double learningRate(int round) {
        return learningRate * StrictMath.pow(decay, round);
    }

    /** Steps that a client with so many examples makes. */
    int steps(int examples) {
        return Math.multiplyExact(epochs, (examples + batchSize - 1) / batchSize);
    }
}
