package dev.starling.federated;

import dev.starling.engine.Settings;
import dev.starling.federated.Loss.Foreign;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * One algorithm of a comparison: how clients train, what they minimize, what they share and how the server moves. Any
 * loss goes with any client rule and any server.
 *
 * @param name unique in its experiment
 * @param training the clients' steps
 * @param loss what the steps minimize
 * @param means what clients share before training, if the loss needs it
 * @param weighting how clients count in the mean
 * @param aggregation what is averaged
 * @param server how the model moves by the mean
 */
record Algorithm(
        String name,
        LocalTraining training,
        Loss loss,
        MeanSettings means,
        Weighting weighting,
        Aggregation aggregation,
        ServerOptimizer server)
        implements Serializable {

    /** How clients count in the mean. */
    enum Weighting {
        /** By their number of examples. */
        EXAMPLES,
        /** All alike. */
        UNIFORM
    }

    /** What is averaged. */
    enum Aggregation {
        /** Movements. */
        MEAN,
        /** Movements by step, times the mean number of steps: FedNova (Wang et al. 2020). */
        NORMALIZED
    }

    private enum LossName {
        FEDAVG,
        LOCALMIX,
        GLOBALMIX,
        NAIVEMIX,
        FEDMIX
    }

    private enum ServerName {
        AVERAGE,
        MOMENTUM,
        ADAGRAD,
        ADAM,
        YOGI
    }

    private enum PairingName {
        AUTO,
        PER_BATCH,
        PER_SAMPLE
    }

    /** Reads one entry of {@code algorithms}, completed by {@code algorithm-defaults}. */
    static Algorithm read(Settings settings) {
        String name = settings.text("name");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw settings.invalid("name", "use letters, digits, '.', '_' and '-' only: it becomes part of file names");
        }
        Loss loss = loss(settings);
        MeanSettings means = MeanSettings.read(settings.group("means"));
        return new Algorithm(
                name,
                training(settings, loss),
                loss,
                loss.foreign() == Foreign.RAW ? MeanSettings.RAW : means,
                settings.oneOf("weighting", Weighting.class),
                settings.oneOf("aggregation", Aggregation.class),
                server(settings));
    }

    private static Loss loss(Settings settings) {
        double lambda = settings.number("lambda", 0, 0.999);
        Loss.FedMix fedMix = new Loss.FedMix(
                lambda,
                settings.oneOf("taylor-coefficient", Loss.Coefficient.class),
                settings.number("taylor-scale", -1e6, 1e6),
                settings.oneOf("taylor-normalization", Loss.Normalization.class));
        return switch (settings.oneOf("loss", LossName.class)) {
            case FEDAVG -> new Loss.Plain();
            case LOCALMIX -> new Loss.Mixup(lambda, Foreign.OWN);
            case GLOBALMIX -> new Loss.Mixup(lambda, Foreign.RAW);
            case NAIVEMIX -> new Loss.Mixup(lambda, Foreign.MEANS);
            case FEDMIX -> fedMix;
        };
    }

    private static LocalTraining training(Settings settings, Loss loss) {
        double clip = settings.number("max-gradient-norm", 0, 1e12);
        LocalTraining.Pairing pairing = switch (settings.oneOf("pairing", PairingName.class)) {
            // A mean is drawn once a batch, as the paper has it; an example is mixed with an example.
            case AUTO ->
                loss.foreign() == Foreign.MEANS ? LocalTraining.Pairing.PER_BATCH : LocalTraining.Pairing.PER_SAMPLE;
            case PER_BATCH -> LocalTraining.Pairing.PER_BATCH;
            case PER_SAMPLE -> LocalTraining.Pairing.PER_SAMPLE;
        };
        return new LocalTraining(
                settings.count("epochs"),
                settings.count("batch-size"),
                settings.number("learning-rate", 1e-12, 1e6),
                settings.number("learning-rate-decay", 1e-12, 1),
                clip == 0 ? Double.POSITIVE_INFINITY : clip,
                settings.number("proximal-mu", 0, 1e6),
                settings.flag("control-variates"),
                pairing);
    }

    private static ServerOptimizer server(Settings settings) {
        double beta1 = settings.number("beta1", 0, 0.999999);
        double beta2 = settings.number("beta2", 0, 0.999999);
        double tau = settings.number("tau", 1e-12, 1e6);
        ServerOptimizer.Adaptive.Start start = settings.oneOf("moments-start", ServerOptimizer.Adaptive.Start.class);
        return switch (settings.oneOf("server", ServerName.class)) {
            case AVERAGE -> new ServerOptimizer.Average(serverLearningRate(settings, 1));
            case MOMENTUM -> new ServerOptimizer.Momentum(serverLearningRate(settings, 1), beta1);
            case ADAGRAD ->
                new ServerOptimizer.Adaptive(
                        ServerOptimizer.Adaptive.Rule.ADAGRAD, serverLearningRate(settings, 0.1), 0, beta2, tau, start);
            case ADAM ->
                new ServerOptimizer.Adaptive(
                        ServerOptimizer.Adaptive.Rule.ADAM,
                        serverLearningRate(settings, 0.01),
                        beta1,
                        beta2,
                        tau,
                        start);
            case YOGI ->
                new ServerOptimizer.Adaptive(
                        ServerOptimizer.Adaptive.Rule.YOGI,
                        serverLearningRate(settings, 0.01),
                        beta1,
                        beta2,
                        tau,
                        start);
        };
    }

    private static double serverLearningRate(Settings settings, double usual) {
        return settings.text("server-learning-rate").equals("auto")
                ? usual
                : settings.number("server-learning-rate", 1e-12, 1e6);
    }

    /** Whether clients share something before training. */
    boolean usesBank() {
        return loss.foreign().isBank();
    }

    /** What a user should know about it before the run. */
    List<String> notices() {
        List<String> notices = new ArrayList<>();
        if (loss.foreign() == Foreign.RAW) {
            notices.add(name + ": GlobalMix hands every client's raw examples to all others; it is an oracle to compare"
                    + " with, not a private method");
        }
        if (loss.foreign() == Foreign.MEANS) {
            notices.add(name + ": label means show which classes a group holds; " + privacy());
            if (means.groupSize() < 5) {
                notices.add(
                        "%s: means of %s examples can be recognizable, and of 1 are raw data; use a group-size of 5 or more"
                                .formatted(name, means.groupSize()));
            }
        }
        if (loss instanceof Loss.FedMix fedMix) {
            notices.add(name + ": taylor-normalization is "
                    + (fedMix.normalization() == Loss.Normalization.PER_SAMPLE_MEAN
                            ? "per-sample-mean"
                            : "legacy-double-mean, which divides the Taylor term by the batch size once too often, as"
                                    + " public re-implementations do"));
        }
        return notices;
    }

    private String privacy() {
        MeanSettings.Privacy noise = means.privacy();
        return noise == null
                ? "means carry no formal privacy guarantee (means.privacy.gaussian-noise adds one)"
                : "means are released with Gaussian noise, epsilon %s and delta %s for inputs and again for labels"
                        .formatted(noise.epsilon(), noise.delta());
    }
}
