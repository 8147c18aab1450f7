package dev.starling.episodes.sequential;

import dev.starling.engine.InputException;
import dev.starling.engine.Program;
import dev.starling.engine.Row;
import dev.starling.engine.Settings;
import dev.starling.episodes.MethodKind;
import dev.starling.episodes.Study;
import dev.starling.episodes.TaskSet;
import dev.starling.episodes.sequential.MultitaskMethod.Gradients;
import dev.starling.episodes.sequential.MultitaskMethod.Route;
import dev.starling.episodes.sequential.MultitaskMethod.Trajectories;
import java.util.List;

/** Registers Sequential Reptile and what it is compared with. */
public final class SequentialKind implements MethodKind {
    private static final String SEQUENTIAL_REPTILE = "sequential-reptile";
    private static final String TASK_REPTILE = "task-reptile";
    private static final String STL = "stl";
    private static final String MTL = "mtl";
    private static final String GRADNORM = "gradnorm";
    private static final String PCGRAD = "pcgrad";
    private static final String GRADVAC = "gradvac";
    private static final String RECADAM = "recadam";

    private static final double MOST = 1e9;

    private enum Rule {
        ADAMW,
        SGD
    }

    private enum Moments {
        KEEP,
        RESET
    }

    @Override
    public List<String> names() {
        return List.of(SEQUENTIAL_REPTILE, TASK_REPTILE, STL, MTL, GRADNORM, PCGRAD, GRADVAC, RECADAM);
    }

    @Override
    public List<Class<? extends Row>> tables() {
        return List.of(TrajectoryRow.class, MultitaskIterationRow.class, TaskEvaluationRow.class, AlignmentRow.class);
    }

    @Override
    public Program program(Settings method, Study study, long seed) {
        String name = method.text("name");
        Problem problem = problem(name, study);
        return new MultitaskProgram(
                name, problem, settings(method, problem, study.maxDivergedShare()), seed, study.replays());
    }

    private static Problem problem(String name, Study study) {
        if (study.tasks() instanceof TaskSet set) {
            requireNoNormalization(name, study);
            return new NetworkProblem(set, study.networkRecipe());
        }
        if (study.tasks() instanceof Problem problem) {
            return problem;
        }
        throw new InputException(
                "method '%s' learns a fixed list of tasks, and these tasks are drawn: choose another starling.episodes.tasks.family, or a method of episodes"
                        .formatted(name));
    }

    /** Examples are predicted many at a time, and one's prediction must not depend on the others. */
    private static void requireNoNormalization(String name, Study study) {
        if (study.networkRecipe().network().statistics().size() > 0) {
            throw new InputException(
                    "method '%s' has no statistics for the batch normalization of %s: choose another starling.episodes.model.name, e.g. mlp"
                            .formatted(name, study.networkRecipe().name()));
        }
    }

    private static MultitaskSettings settings(Settings settings, Problem problem, double maxDivergedShare) {
        TaskSampler sampler = TaskSampler.of(
                problem.examples(),
                settings.number("size-exponent", 0, 10),
                settings.oneOf("sampling", TaskSampler.Sampling.class));
        MultitaskMethod method = method(settings);
        int budget = settings.count("budget");
        int cost = method.cost(sampler.tasks());
        if (cost > budget) {
            throw settings.invalid(
                    "budget",
                    "an outer iteration of this method computes %s gradients: give at least that".formatted(cost));
        }
        Settings pretraining = settings.group("pretraining");
        int pretrainingSteps = pretraining.integer("steps", 0, Integer.MAX_VALUE);
        return new MultitaskSettings(
                method,
                rule(settings),
                settings.count("batch"),
                sampler,
                new Schedule(
                        problem.pretrains() ? pretrainingSteps : 0,
                        budget / cost,
                        cost,
                        settings.integer("evaluate-every", 0, Integer.MAX_VALUE)),
                new StepRule.AdamW(pretraining.number("learning-rate", 0, MOST), 0.9, 0.999, 1e-8, 0),
                pretraining.count("batch"),
                settings.count("measure-examples"),
                maxDivergedShare);
    }

    private static MultitaskMethod method(Settings settings) {
        return switch (settings.text("method")) {
            case SEQUENTIAL_REPTILE ->
                new Trajectories(
                        Route.MIXED,
                        settings.count("trajectories"),
                        settings.count("steps"),
                        settings.number("outer-rate", 0, 1),
                        keeps(settings));
            case TASK_REPTILE ->
                new Trajectories(
                        Route.TASK, 1, settings.count("steps"), settings.number("outer-rate", 0, 1), keeps(settings));
            case STL -> new Trajectories(Route.ALONE, 1, settings.count("steps"), 1, keeps(settings));
            case GRADNORM ->
                new Gradients(
                        new Combiner.GradNorm(
                                settings.number("exponent", 0, 100), settings.number("weight-rate", 0, MOST)),
                        settings.count("batches"));
            case PCGRAD -> new Gradients(new Combiner.PcGrad(), settings.count("batches"));
            case GRADVAC ->
                new Gradients(new Combiner.GradVac(settings.number("decay", 0, 0.999999)), settings.count("batches"));
            default -> new Gradients(new Combiner.Mean(), settings.count("batches"));
        };
    }

    private static boolean keeps(Settings settings) {
        return settings.oneOf("inner-state", Moments.class) == Moments.KEEP;
    }

    private static StepRule rule(Settings settings) {
        Rule kind = settings.oneOf("optimizer", Rule.class);
        double rate = settings.number("learning-rate", 0, MOST);
        double decay = settings.number("weight-decay", 0, MOST);
        double beta1 = settings.number("beta1", 0, 1 - 1e-9);
        double beta2 = settings.number("beta2", 0, 1 - 1e-9);
        double epsilon = settings.number("epsilon", Double.MIN_NORMAL, MOST);
        StepRule.AdamW adam = new StepRule.AdamW(rate, beta1, beta2, epsilon, decay);
        if (settings.text("method").equals(RECADAM)) {
            if (kind != Rule.ADAMW) {
                throw settings.invalid("optimizer", "RecAdam is a kind of adamw: leave it at that");
            }
            return new StepRule.RecAdam(
                    adam,
                    settings.number("pull", 0, MOST),
                    settings.number("slope", 0, MOST),
                    settings.count("middle"));
        }
        return switch (kind) {
            case ADAMW -> adam;
            case SGD -> new StepRule.Sgd(rate, decay);
        };
    }
}
