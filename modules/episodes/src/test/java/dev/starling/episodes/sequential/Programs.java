package dev.starling.episodes.sequential;

import dev.starling.engine.Trial;
import dev.starling.episodes.Runs;
import dev.starling.testing.MemoryJournal;

/** Programs on tiny tasks. */
final class Programs {
    static final Problem TINY = new NetworkProblem(new TinySet(false), TinySet.RECIPE);
    static final Problem PRETRAINED = new NetworkProblem(new TinySet(true), TinySet.RECIPE);
    static final StepRule ADAMW = new StepRule.AdamW(0.01, 0.9, 0.999, 1e-8, 0.01);
    static final StepRule SGD = new StepRule.Sgd(0.1, 0);

    private Programs() {}

    static MultitaskProgram program(Problem problem, MultitaskMethod method, StepRule rule, int iterations, long seed) {
        TaskSampler sampler = TaskSampler.of(problem.examples(), 0.5, TaskSampler.Sampling.WITH_REPLACEMENT);
        int cost = method.cost(sampler.tasks());
        Schedule schedule = new Schedule(problem.pretrains() ? 700 : 0, iterations, cost, 2 * cost);
        return new MultitaskProgram(
                "m", problem, new MultitaskSettings(method, rule, 8, sampler, schedule, ADAMW, 8, 50, 0), seed, true);
    }

    static MultitaskMethod.Trajectories mixed(int count, int steps, double rate) {
        return new MultitaskMethod.Trajectories(MultitaskMethod.Route.MIXED, count, steps, rate, true);
    }

    static MultitaskMethod.Trajectories routed(MultitaskMethod.Route route, int steps, double rate) {
        return new MultitaskMethod.Trajectories(route, 1, steps, rate, true);
    }

    static Trial trial(MultitaskProgram program) {
        return new Trial("m-seed" + program.seed(), "m", program.seed(), program);
    }

    static MemoryJournal run(MultitaskProgram program) {
        return Runs.run(trial(program));
    }
}
