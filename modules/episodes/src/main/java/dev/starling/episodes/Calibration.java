package dev.starling.episodes;

/**
 * How probabilities of classes went with the truth, over an episode's queries.
 *
 * @param nll mean negative log-likelihood, nats
 * @param ece15 expected calibration error with 15 bins of equal width
 * @param ece100 the same with 100 bins
 * @param confidence mean greatest probability
 * @param entropy mean entropy of the predictions, nats
 */
public record Calibration(double nll, double ece15, double ece100, double confidence, double entropy) {}
