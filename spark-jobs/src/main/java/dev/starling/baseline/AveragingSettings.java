package dev.starling.baseline;

import dev.starling.engine.Settings;
import java.io.Serializable;
import java.util.List;

/**
 * How dl4j-spark trains in a round.
 *
 * @param placement which worker gets which of the cohort's examples
 * @param averagingFrequency batches that a worker makes between two averagings, or 0 to average once a round
 * @param epochs passes over the cohort's examples a round
 * @param batchSize examples a step
 * @param learningRate of round 0, SGD without momentum
 * @param decay factor of the learning rate a round
 */
record AveragingSettings(
        Placement placement, int averagingFrequency, int epochs, int batchSize, double learningRate, double decay)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Which worker gets which of the cohort's examples. There are as many workers as the cohort has clients. */
    enum Placement {
        /** A worker holds one client's examples, as in federated learning. */
        BY_CLIENT,
        /** The cohort's examples are mixed and dealt evenly, as dl4j-spark is meant to be used. */
        SHUFFLED
    }

    /**
     * The steps of an experiment's plain FedAvg: its epochs, batch size and learning rate.
     *
     * @param own the group {@code starling.dl4j-spark}
     * @param plain an entry of {@code starling.federated.algorithms}, with its defaults
     */
    static AveragingSettings read(Settings own, Settings plain) {
        return new AveragingSettings(
                own.oneOf("placement", Placement.class),
                own.integer("averaging-frequency", 0, Integer.MAX_VALUE),
                plain.count("epochs"),
                plain.count("batch-size"),
                plain.number("learning-rate", Double.MIN_VALUE, 1e6),
                plain.number("learning-rate-decay", Double.MIN_VALUE, 1));
    }

    /** Whether an algorithm is FedAvg without additions: what parameter averaging is comparable with. */
    static boolean isPlain(Settings algorithm) {
        return algorithm.text("loss").equals("fedavg")
                && algorithm.text("server").equals("average")
                && List.of("auto", "1", "1.0").contains(algorithm.text("server-learning-rate"))
                && algorithm.text("aggregation").equals("mean")
                && !algorithm.flag("control-variates")
                && algorithm.number("proximal-mu", 0, 1e6) == 0
                && algorithm.number("max-gradient-norm", 0, Double.MAX_VALUE) == 0;
    }

    /** The learning rate of a round. */
    double learningRate(int round) {
        return learningRate * StrictMath.pow(decay, round);
    }
}
