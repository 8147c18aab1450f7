package dev.starling.episodes.covariance;

import dev.starling.engine.InputException;
import dev.starling.engine.Program;
import dev.starling.engine.Row;
import dev.starling.engine.Settings;
import dev.starling.episodes.EpisodeTasks;
import dev.starling.episodes.EpisodicProgram;
import dev.starling.episodes.MethodKind;
import dev.starling.episodes.OuterOptimizer;
import dev.starling.episodes.Study;
import dev.starling.nn.SpectralNorm;
import java.util.List;

/** Registers {@link Covariance} and its baselines. */
public final class CovarianceKind implements MethodKind {
    private static final String MAHALANOBIS = "proto-mahalanobis";
    private static final String PROTONET_TAU = "protonet-tau";
    private static final String PROTONET_SN = "protonet-sn";
    private static final String PROTO_DDU = "proto-ddu";
    private static final String PROTO_SNGP = "proto-sngp";

    /** The values of {@code energy.spread}. */
    private enum Spread {
        STD,
        VARIANCE,
        OFF
    }

    @Override
    public List<String> names() {
        return List.of(MAHALANOBIS, PROTONET_TAU, PROTONET_SN, PROTO_DDU, PROTO_SNGP);
    }

    @Override
    public List<Class<? extends Row>> tables() {
        return List.of(UncertaintyRow.class, EntropyGridRow.class, PlanePointRow.class);
    }

    @Override
    public Program program(Settings method, Study study, long seed) {
        String name = method.text("name");
        if (study.tasks().regression() || !(study.tasks() instanceof EpisodeTasks tasks)) {
            throw new InputException(
                    "method '%s' tells classes of episodes apart, and the tasks of starling.episodes.tasks have none: choose another tasks.family or method"
                            .formatted(name));
        }
        try {
            return new EpisodicProgram(covariance(method, study, tasks), study, seed);
        } catch (IllegalArgumentException e) {
            throw new InputException("method '%s': %s".formatted(name, e.getMessage()), e);
        }
    }

    private static Covariance covariance(Settings method, Study study, EpisodeTasks tasks) {
        Settings spectral = method.group("spectral");
        Extractor extractor = new Extractor(
                study.networkRecipe(),
                spectral.oneOf("mode", SpectralNorm.Mode.class),
                spectral.number("coefficient", 1e-6, 1e6),
                method.number("dropout", 0, 0.99));
        String kind = method.text("method");
        int features = extractor.network().outputs();
        Head head = switch (kind) {
            case MAHALANOBIS -> encoded(method, features);
            case PROTO_DDU -> new Head.Gathered(features, false);
            case PROTO_SNGP -> new Head.Gathered(features, true);
            default -> new Head.Prototypes();
        };
        return new Covariance(
                method.text("name"),
                tasks,
                extractor,
                head,
                kind.equals(MAHALANOBIS) ? energy(method.group("energy")) : new Readout.Scaled(method.flag("tune")),
                kind.equals(MAHALANOBIS) ? temperature(method.group("energy")) : 1,
                OuterOptimizer.read(method.group("outer"), study.iterations()),
                method.number("momentum", 1e-9, 1),
                new Covariance.Report(
                        method.integer("grid-episodes", 0, Integer.MAX_VALUE),
                        kind.equals(MAHALANOBIS) && method.flag("ablation")));
    }

    private static Head encoded(Settings method, int features) {
        Settings encoder = method.group("encoder");
        int width = encoder.integer("width", 0, 65_536);
        return new Head.Encoded(new SetEncoder(
                features, width == 0 ? features : width, encoder.count("heads"), method.integer("rank", 0, 4096)));
    }

    /** T; the softmax alone has none. */
    private static double temperature(Settings energy) {
        double temperature = energy.number("temperature", 1e-6, 1e6);
        return energy.oneOf("spread", Spread.class) == Spread.OFF ? 1 : temperature;
    }

    private static Readout energy(Settings energy) {
        int samples = energy.count("samples");
        double epsilon = energy.number("epsilon", 0, 1e6);
        int most = energy.flag("tune") ? energy.count("most") : 0;
        energy.has("most");
        return switch (energy.oneOf("spread", Spread.class)) {
            case STD -> new Readout.Blurred(Readout.Spread.STD, samples, epsilon, most);
            case VARIANCE -> new Readout.Blurred(Readout.Spread.VARIANCE, samples, epsilon, most);
            case OFF -> new Readout.Scaled(false);
        };
    }
}
