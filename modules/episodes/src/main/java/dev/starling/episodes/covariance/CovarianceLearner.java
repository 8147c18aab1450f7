package dev.starling.episodes.covariance;

import dev.starling.engine.Contribution;
import dev.starling.engine.Row;
import dev.starling.engine.Seed;
import dev.starling.engine.Vectors;
import dev.starling.episodes.Calibration;
import dev.starling.episodes.Episode;
import dev.starling.episodes.EpisodeLearner;
import dev.starling.episodes.EpisodeTensors;
import dev.starling.episodes.Figures;
import dev.starling.episodes.OuterOptimizer;
import dev.starling.episodes.Samples;
import dev.starling.episodes.Split;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Classification;
import dev.starling.nn.Dropout;
import dev.starling.nn.Network;
import dev.starling.nn.Score;
import java.util.ArrayList;
import java.util.List;

/** Computes the episodes of {@link Covariance}, each network pass as one replayed function. */
final class CovarianceLearner implements EpisodeLearner {
    private static final Readout PLAIN = new Readout.Scaled(false);

    private final Covariance method;
    private final Network network;
    private final int[] inputShape;

    CovarianceLearner(Covariance method) {
        this.method = method;
        this.network = method.extractor().network();
        this.inputShape = network.inputShape();
    }

    /** What a plan belongs to. */
    private record Key(Classifier classifier, Purpose purpose) {}

    private enum Purpose {
        TRAINING,
        PREDICTION,
        OFFSETS
    }

    @Override
    public Trained train(Scope scope, Episode episode, Vectors state, Seed random) {
        int ways = episode.spec().ways();
        List<Tensor> inputs = inputs(scope, episode, episode.query(), state);
        inputs.add(EpisodeTensors.targets(scope, episode.query(), ways));
        Dropout dropout = Dropout.seeded(random.child("dropout").random());
        inputs.addAll(Classifier.masks(
                network,
                dropout,
                scope,
                episode.support().count() + episode.query().count()));
        Classifier classifier = classifier(episode);
        List<Tensor> results = scope.replay(new Key(classifier, Purpose.TRAINING), inputs, classifier::training);
        Contribution contribution =
                Contribution.start().mean(Covariance.GRADIENT, results.get(2).toFloats());
        if (results.size() > 3) {
            contribution.mean(Covariance.STATISTICS, results.get(3).toFloats());
        }
        Score score = Classification.score(results.get(1), episode.query().labels());
        return new Trained(
                contribution,
                new Figures(
                        List.of(),
                        List.of(results.get(0).item()),
                        List.of(score.accuracy()),
                        null,
                        contribution.norm(Covariance.GRADIENT),
                        null,
                        List.of()));
    }

    /** Validation reads the softmax of the logits: a temperature is not known before the end. */
    @Override
    public Figures test(Scope scope, Episode episode, Vectors state, Seed random) {
        Scored scored = score(scope, episode, episode.query(), state);
        if (episode.spec().split() != Split.TEST) {
            return figures(new Assessed(scored, PLAIN, 1, new double[0]), episode.query(), List.of());
        }
        double temperature = state.number(Covariance.TEMPERATURE);
        double[] noise = noise(scored, random);
        Assessed assessed = new Assessed(scored, method.readout(), temperature, noise);
        TestRows rows = new TestRows(
                method,
                episode,
                (int) state.number(Covariance.ITERATION),
                temperature,
                query -> new Assessed(score(scope, episode, query, state), method.readout(), temperature, noise));
        double[] ablation = method.report().ablation() ? ablation(scope, episode, state, scored) : new double[0];
        return figures(assessed, episode.query(), rows.of(assessed, ablation));
    }

    private double[] ablation(Scope scope, Episode episode, Vectors state, Scored scored) {
        Classifier classifier = classifier(episode);
        double[] offsets = scope.replay(
                        new Key(classifier, Purpose.OFFSETS),
                        tested(scope, episode, episode.query(), state),
                        classifier::offsets)
                .get(0)
                .toDoubles();
        return Ablation.losses(scored, offsets, episode.query());
    }

    private static Figures figures(Assessed assessed, Samples query, List<Row> rows) {
        Calibration calibration = assessed.calibration(query);
        return new Figures(
                List.of(),
                List.of(calibration.nll()),
                List.of(assessed.accuracy(query)),
                calibration,
                null,
                null,
                rows);
    }

    @Override
    public Contribution tune(Scope scope, Episode episode, Vectors state, Seed random) {
        Scored scored = score(scope, episode, episode.query(), state);
        double[] noise = noise(scored, random);
        double[] candidates = method.readout().tuning().candidates(state.doubles(Covariance.SEARCH));
        double[] losses = new double[1 + candidates.length];
        losses[0] = new Assessed(scored, PLAIN, 1, noise).loss(episode.query());
        for (int i = 0; i < candidates.length; i++) {
            losses[1 + i] = new Assessed(scored, method.readout(), candidates[i], noise).loss(episode.query());
        }
        return Contribution.start().total(Covariance.LOSSES, losses);
    }

    private double[] noise(Scored scored, Seed random) {
        return method.readout().noise(scored.classes(), random.child("noise").random());
    }

    private Scored score(Scope scope, Episode episode, Samples query, Vectors state) {
        Classifier classifier = classifier(episode);
        return Scored.of(scope.replay(
                new Key(classifier, Purpose.PREDICTION), tested(scope, episode, query, state), classifier::prediction));
    }

    private Classifier classifier(Episode episode) {
        return new Classifier(network, method.head(), episode.spec().ways());
    }

    /** {@link #inputs}, and where the network normalizes, running statistics. */
    private List<Tensor> tested(Scope scope, Episode episode, Samples query, Vectors state) {
        List<Tensor> inputs = inputs(scope, episode, query, state);
        float[] statistics = state.floats(Covariance.STATISTICS);
        if (statistics.length > 0) {
            inputs.add(scope.tensor(statistics, statistics.length));
        }
        return inputs;
    }

    /** Parameters, support x, query x, and where the network has any, spectra. */
    private List<Tensor> inputs(Scope scope, Episode episode, Samples query, Vectors state) {
        float[] parameters = state.floats(OuterOptimizer.MODEL);
        float[] spectra = state.floats(Covariance.SPECTRA);
        List<Tensor> inputs = new ArrayList<>();
        inputs.add(scope.tensor(parameters, parameters.length));
        inputs.add(EpisodeTensors.inputs(scope, episode.support(), inputShape));
        inputs.add(EpisodeTensors.inputs(scope, query, inputShape));
        if (spectra.length > 0) {
            inputs.add(scope.tensor(spectra, spectra.length));
        }
        return inputs;
    }
}
