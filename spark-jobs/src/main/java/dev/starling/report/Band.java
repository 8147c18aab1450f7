package dev.starling.report;

import java.util.List;

/**
 * A setting's values at one round, over its seeds.
 *
 * @param x the round
 * @param mean mean over seeds
 * @param least smallest value
 * @param greatest largest value
 * @param n seeds that have a value here
 */
record Band(double x, double mean, double least, double greatest, int n) {

    static Band of(double x, List<Double> values) {
        Summary s = Summary.of("", values);
        return new Band(x, s.mean(), s.least(), s.greatest(), s.n());
    }
}
