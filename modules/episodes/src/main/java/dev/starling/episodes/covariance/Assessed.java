package dev.starling.episodes.covariance;

import dev.starling.episodes.Calibration;
import dev.starling.episodes.Samples;

/** What was said of queries, read as probabilities. */
final class Assessed {
    private final Scored scored;
    private final double[] probabilities;

    /**
     * @param temperature of the readout
     * @param noise of the episode
     */
    Assessed(Scored scored, Readout readout, double temperature, double[] noise) {
        this.scored = scored;
        this.probabilities = scored.read(readout, temperature, noise);
    }

    Scored scored() {
        return scored;
    }

    /** Mean negative log-likelihood, nats. */
    double loss(Samples query) {
        double sum = 0;
        for (int i = 0; i < query.count(); i++) {
            sum -= log(probabilities[i * scored.classes() + query.labels()[i]]);
        }
        return sum / query.count();
    }

    /** How the probabilities go with the labels. */
    Calibration calibration(Samples query) {
        float[] logarithms = new float[probabilities.length];
        for (int i = 0; i < logarithms.length; i++) {
            logarithms[i] = (float) log(probabilities[i]);
        }
        return Calibration.of(logarithms, scored.classes(), query.labels());
    }

    /** Share of queries whose greatest probability, the first at ties, is their label's. */
    double accuracy(Samples query) {
        int right = 0;
        for (int i = 0; i < query.count(); i++) {
            int best = 0;
            for (int c = 1; c < scored.classes(); c++) {
                best = at(i, c) > at(i, best) ? c : best;
            }
            right += best == query.labels()[i] ? 1 : 0;
        }
        return (double) right / query.count();
    }

    private double at(int query, int label) {
        return probabilities[query * scored.classes() + label];
    }

    /** Nats, of one query. */
    double entropy(int query) {
        double[] one = new double[scored.classes()];
        System.arraycopy(probabilities, query * one.length, one, 0, one.length);
        return Probabilities.entropy(one);
    }

    /** Nats, over the queries. */
    double entropy() {
        double sum = 0;
        for (int query = 0; query < scored.queries(); query++) {
            sum += entropy(query);
        }
        return sum / scored.queries();
    }

    /** What is too small for a double counts as the least that is normal. NaN stays. */
    private static double log(double probability) {
        return StrictMath.log(Math.max(probability, Double.MIN_NORMAL));
    }
}
