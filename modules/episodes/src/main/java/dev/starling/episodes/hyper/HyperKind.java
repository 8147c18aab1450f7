package dev.starling.episodes.hyper;

import dev.starling.engine.Program;
import dev.starling.engine.Row;
import dev.starling.engine.Settings;
import dev.starling.episodes.MethodKind;
import dev.starling.episodes.OuterOptimizer;
import dev.starling.episodes.Study;
import java.util.List;

/** Registers HyperDistill and the other ways to a hypergradient. */
public final class HyperKind implements MethodKind {
    private static final String FIRST_ORDER = "first-order";
    private static final String ONE_STEP = "one-step";
    private static final String RMD = "rmd";
    private static final String FMD = "fmd";
    private static final String DRMAD = "drmad";
    private static final String NEUMANN = "neumann";
    private static final String HYPERDISTILL = "hyperdistill";

    /** Forward mode keeps this many numbers a task at most. */
    private static final long FORWARD_LIMIT = 1 << 22;

    @Override
    public List<String> names() {
        return List.of(FIRST_ORDER, ONE_STEP, RMD, FMD, DRMAD, NEUMANN, HYPERDISTILL);
    }

    @Override
    public List<Class<? extends Row>> tables() {
        return List.of(HyperStepRow.class, ExampleWeightRow.class);
    }

    @Override
    public Program program(Settings settings, Study study, long seed) {
        return new HyperProgram(read(settings, study), seed);
    }

    private static HyperMethod read(Settings settings, Study study) {
        Settings inner = settings.group("inner");
        InnerSteps steps = new InnerSteps(
                inner.integer("steps", 1, 1_000_000),
                inner.number("rate", 1e-12, 1e6),
                inner.number("momentum", 0, 0.999999),
                inner.integer("batch-size", 0, Integer.MAX_VALUE));
        ModelRecipe recipe = ProblemSettings.read(settings, study);
        Model model = recipe.open();
        Estimator estimator = estimator(settings, steps.count());
        long slopes = (long) model.hyperparameters() * model.weights();
        if (estimator instanceof Estimator.Forward && slopes > FORWARD_LIMIT) {
            throw settings.invalid(
                    "method",
                    "%s hyperparameters times %s weights are more than the %s numbers that forward mode may carry: choose rmd, which is exact too"
                            .formatted(model.hyperparameters(), model.weights(), FORWARD_LIMIT));
        }
        int moves = study.iterations() * estimator.horizons(steps.count()).size();
        return new HyperMethod(
                settings.text("name"),
                recipe,
                estimator,
                steps,
                OuterOptimizer.read(settings.group("outer"), moves),
                settings.number("reptile-rate", 0, 1),
                model.network().statistics().entries().isEmpty() ? "none" : "transductive",
                study);
    }

    private static Estimator estimator(Settings settings, int steps) {
        return switch (settings.text("method")) {
            case FIRST_ORDER -> new Estimator.FirstOrder(every(settings, steps, 1));
            case ONE_STEP -> new Estimator.OneStep(every(settings, steps, 1));
            case RMD -> new Estimator.Reverse();
            case FMD -> new Estimator.Forward();
            case DRMAD -> new Estimator.Straight(every(settings, steps, 0));
            case NEUMANN ->
                new Estimator.Neumann(
                        settings.integer("terms", 0, 1_000_000), settings.integer("last-steps", 1, steps));
            default -> {
                double least = settings.number("scale-least", -1e30, 1e30);
                yield new Estimator.Distill(
                        every(settings, steps, 1),
                        new Distillation(settings.number("decay", 0, 0.999999999)),
                        new Estimator.Scale(
                                settings.integer("estimate-every", 0, Integer.MAX_VALUE),
                                least,
                                settings.number("scale-most", least, 1e30)));
            }
        };
    }

    private static int every(Settings settings, int steps, int least) {
        int every = settings.integer("every", least, steps);
        if (every > 0 && steps % every != 0) {
            throw settings.invalid("every", "give a divisor of the %s inner.steps".formatted(steps));
        }
        return every;
    }
}
