package dev.starling.episodes.covariance;

import dev.starling.engine.Seed;
import dev.starling.engine.Sum;
import dev.starling.engine.TrainedModel;
import dev.starling.engine.Vectors;
import dev.starling.episodes.Adaptation;
import dev.starling.episodes.EpisodeLearner;
import dev.starling.episodes.EpisodeTasks;
import dev.starling.episodes.Method;
import dev.starling.episodes.ModelParts;
import dev.starling.episodes.OuterOptimizer;
import dev.starling.episodes.RunningStatistics;
import dev.starling.episodes.Split;
import dev.starling.kernel.Scope;
import dev.starling.nn.Layout;
import dev.starling.nn.Network;
import dev.starling.nn.PowerIteration;
import java.util.Arrays;
import java.util.Map;

/**
 * Classes as Gaussians in an embedding whose distances mean something, with predictions that know what is far away (Willette et al.
 * 2022), and its baselines. The state holds, beside the model, running statistics of batch normalization, the singular vectors that weights are
 * measured by, and the temperature, tuned on the validation episodes after training.
 *
 * @param name in the tables
 * @param tasks give queries of no class, and corrupted ones
 * @param extractor the embedding
 * @param head tells classes apart in it
 * @param readout makes probabilities
 * @param temperature of the readout; where it is tuned, before that
 * @param outer how parameters move against the mean gradient
 * @param momentum part of the way that running statistics move in an iteration, in (0, 1]
 * @param report what test episodes tell beside their figures
 */
record Covariance(
        String name,
        EpisodeTasks tasks,
        Extractor extractor,
        Head head,
        Readout readout,
        double temperature,
        OuterOptimizer outer,
        double momentum,
        Report report)
        implements Method {
    private static final long serialVersionUID = 1L;

    static final String GRADIENT = "gradient";
    static final String STATISTICS = "statistics";
    static final String SPECTRA = "spectra";
    static final String ITERATION = "iteration";
    static final String TEMPERATURE = "temperature";

    /** What tuning knows; empty when it is done. */
    static final String SEARCH = "search";

    /** Losses of a tuning round: of the softmax, and of the candidates. */
    static final String LOSSES = "losses";

    @Override
    public Vectors initial(Seed seed) {
        Network network = extractor.network();
        float[] own = extractor.recipe().initial(network, seed.child("initial").random());
        float[] heads = head.initial(seed.child("initial").child("head").random());
        float[] model = Arrays.copyOf(own, own.length + heads.length);
        System.arraycopy(heads, 0, model, own.length, heads.length);
        Tuning tuning = readout.tuning();
        return outer.begin(Vectors.empty().with(OuterOptimizer.MODEL, model))
                .with(STATISTICS, RunningStatistics.begin(network.statistics()))
                .with(
                        SPECTRA,
                        PowerIteration.begin(
                                network,
                                own,
                                seed.child("initial").child("spectra").random()))
                .with(ITERATION, 0)
                .with(TEMPERATURE, temperature)
                .with(SEARCH, tuning == null ? new double[0] : tuning.begin());
    }

    @Override
    public Vectors seen(Vectors state) {
        return Method.super
                .seen(state)
                .with(STATISTICS, state.floats(STATISTICS))
                .with(SPECTRA, state.floats(SPECTRA))
                .with(ITERATION, state.number(ITERATION))
                .with(TEMPERATURE, state.number(TEMPERATURE))
                .with(SEARCH, state.doubles(SEARCH));
    }

    @Override
    public EpisodeLearner open(Scope root) {
        return new CovarianceLearner(this);
    }

    @Override
    public Vectors advance(Vectors state, Sum episodes, int iteration) {
        Network network = extractor.network();
        float[] statistics = state.floats(STATISTICS);
        if (statistics.length > 0) {
            statistics = RunningStatistics.step(statistics, episodes.mean(STATISTICS), momentum);
        }
        Vectors next = outer.step(state, episodes.mean(GRADIENT), iteration);
        return next.with(STATISTICS, statistics)
                .with(SPECTRA, PowerIteration.step(network, next.floats(OuterOptimizer.MODEL), state.floats(SPECTRA)))
                .with(ITERATION, iteration + 1);
    }

    @Override
    public boolean tunes(Vectors state) {
        return state.doubles(SEARCH).length > 0;
    }

    @Override
    public Vectors tuned(Vectors state, Sum episodes) {
        double[] losses = episodes.average(LOSSES);
        Tuning.Found found =
                readout.tuning().next(state.doubles(SEARCH), Arrays.copyOfRange(losses, 1, losses.length), losses[0]);
        return found.temperature() == 0
                ? state.with(SEARCH, found.known())
                : state.with(SEARCH, new double[0]).with(TEMPERATURE, found.temperature());
    }

    @Override
    public Map<String, Double> figures(Vectors seen) {
        return Map.of(TEMPERATURE, seen.number(TEMPERATURE));
    }

    @Override
    public double learningRate(int iteration) {
        return outer.stepSize().at(iteration);
    }

    @Override
    public Adaptation adaptation(Split split) {
        boolean normalizes = extractor.network().statistics().size() > 0;
        String normalization = split == Split.TRAIN ? "transductive" : "running";
        return new Adaptation(0, null, 0, normalizes ? normalization : "none");
    }

    /** Parameters of the embedding and the head, running statistics, singular vectors, and the temperature. */
    @Override
    public TrainedModel model(Vectors seen) {
        Network network = extractor.network();
        return new ModelParts()
                .add(Classifier.layout(network, head), seen.floats(OuterOptimizer.MODEL))
                .add(network.statistics(), seen.floats(STATISTICS))
                .add(network.spectra(), seen.floats(SPECTRA))
                .add(Layout.builder().add(TEMPERATURE, 1).build(), (float) seen.number(TEMPERATURE))
                .build("%s embedding %s-%s"
                        .formatted(extractor.recipe().name(), extractor.recipe().inputs(), network.outputs()));
    }

    /**
     * What test episodes tell beside their figures.
     *
     * @param gridEpisodes how many of them, from the first on, tell the entropy at each point around them, where tasks lie in the plane
     * @param ablation whether each eigenvalue of the precision matrices is replaced by 1, to see what that does
     */
    record Report(int gridEpisodes, boolean ablation) implements java.io.Serializable {
        private static final long serialVersionUID = 1L;
    }
}
