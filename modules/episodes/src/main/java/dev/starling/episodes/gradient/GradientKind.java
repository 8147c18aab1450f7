package dev.starling.episodes.gradient;

import dev.starling.engine.Program;
import dev.starling.engine.Settings;
import dev.starling.episodes.EpisodicProgram;
import dev.starling.episodes.MethodKind;
import dev.starling.episodes.NetworkRecipe;
import dev.starling.episodes.OuterOptimizer;
import dev.starling.episodes.Study;
import java.util.List;

/** Registers MAML, first-order MAML, ANIL, Reptile and joint training. */
public final class GradientKind implements MethodKind {
    private static final String MAML = "maml";
    private static final String FOMAML = "fomaml";
    private static final String ANIL = "anil";
    private static final String REPTILE = "reptile";
    private static final String JOINT = "joint";

    private enum Optimizer {
        SGD,
        ADAM
    }

    @Override
    public List<String> names() {
        return List.of(MAML, FOMAML, ANIL, REPTILE, JOINT);
    }

    @Override
    public Program program(Settings method, Study study, long seed) {
        return new EpisodicProgram(read(method, study), study, seed);
    }

    private static GradientMethod read(Settings settings, Study study) {
        String kind = settings.text("method");
        Settings inner = settings.group("inner");
        NetworkRecipe recipe = study.networkRecipe();
        try {
            recipe.network();
        } catch (IllegalArgumentException e) {
            throw settings.invalid(
                    "method", "its network cannot be made, see starling.episodes.model: " + e.getMessage());
        }
        // Joint training has no steps of its own; pooled tasks are what is left of MAML without them.
        int steps = inner.integer("steps", 0, 10_000);
        if (kind.equals(JOINT) && steps > 0) {
            throw inner.invalid(
                    "steps",
                    "joint training has no inner steps; starling.episodes.evaluation.inner-steps says how many fine-tune at test: leave it at 0");
        }
        return new GradientMethod(
                settings.text("name"),
                recipe,
                study.tasks().regression(),
                rule(inner),
                new GradientMethod.Steps(steps, inner.integer("batch-size", 0, Integer.MAX_VALUE)),
                new GradientMethod.Steps(
                        study.evaluation().innerSteps(), inner.integer("test-batch-size", 0, Integer.MAX_VALUE)),
                inner.oneOf("test-normalization", QueryStatistics.class),
                kind.equals(ANIL),
                direction(kind),
                OuterOptimizer.read(settings.group("outer"), study.iterations()));
    }

    private static Direction direction(String kind) {
        return switch (kind) {
            case MAML, ANIL -> Direction.SECOND_ORDER;
            case REPTILE -> Direction.MOVEMENT;
            default -> Direction.FIRST_ORDER;
        };
    }

    private static InnerRule rule(Settings settings) {
        double rate = settings.number("rate", 1e-12, 1e6);
        double beta2 = settings.number("beta2", 0, 0.9999999);
        double epsilon = settings.number("epsilon", 1e-30, 1e6);
        return switch (settings.oneOf("optimizer", Optimizer.class)) {
            case SGD -> new InnerRule.Sgd(rate);
            case ADAM -> new InnerRule.Adam(rate, beta2, epsilon);
        };
    }
}
