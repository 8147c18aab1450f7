package dev.starling.federated;

import dev.starling.data.Examples;
import dev.starling.engine.Contribution;
import dev.starling.engine.Outcome;
import dev.starling.engine.Seed;
import dev.starling.engine.State;
import dev.starling.engine.Unit;
import dev.starling.engine.Vectors;
import dev.starling.engine.Worker;
import dev.starling.kernel.Scope;
import dev.starling.nn.Learner;
import dev.starling.nn.Score;
import java.io.Serializable;

/** Computes the units of a federated trial with one learner and one root scope, which are reused from unit to unit. */
final class FederatedWorker implements Worker {
    private static final double DIVERGING = 1e30;

    private final FederatedProgram program;
    private final Seed seed;
    private final Learner learner;
    private final LocalPass pass;
    private final Scope root = Scope.open();

    FederatedWorker(FederatedProgram program) {
        this.program = program;
        this.seed = Seed.of(program.seed());
        this.learner = program.openLearner();
        this.pass = new LocalPass(
                learner, program.algorithm().training(), program.algorithm().loss(), seed);
    }

    @Override
    public Outcome run(Unit unit, Serializable input, State state, Vectors own) {
        try (Scope scope = root.child()) {
            return switch (unit.kind()) {
                case FederatedProgram.MEANS ->
                    Outcome.gather(MeanGroups.share(
                            ((ClientExamples) input).train(),
                            program.algorithm().means(),
                            seed,
                            unit.key()));
                case FederatedProgram.TRAIN -> train(scope, unit, ((ClientExamples) input).train(), state, own);
                case FederatedProgram.EVALUATE ->
                    Outcome.of(Evaluation.contribution(score(scope, state, (Examples) input)));
                case FederatedProgram.EVALUATE_CLIENT -> {
                    Examples examples = ((ClientExamples) input).own();
                    yield Outcome.gather(
                            examples.count() == 0
                                    ? Vectors.empty()
                                    : Evaluation.clientAccuracy(score(scope, state, examples)));
                }
                default -> throw new IllegalArgumentException("a federated trial has no units of kind " + unit.kind());
            };
        }
    }

    private Score score(Scope scope, State state, Examples examples) {
        return Evaluation.score(learner, scope, state.vectors().floats(ServerOptimizer.MODEL), examples);
    }

    private Outcome train(Scope scope, Unit unit, Examples examples, State state, Vectors own) {
        int round = program.trainingRound(state);
        float[] model = state.vectors().floats(ServerOptimizer.MODEL);
        double learningRate = program.schedule().divergingClients().contains((int) unit.key())
                ? DIVERGING
                : program.algorithm().training().learningRate(round);
        ControlVariate variate = ControlVariate.of(program.algorithm(), state, own);
        LocalUpdate update = pass.run(
                scope,
                examples,
                Bank.of(state, learner.classes()),
                round,
                unit.key(),
                model,
                variate == null ? null : variate.correction(),
                learningRate);
        Contribution contribution = contribution(update);
        Vectors next = null;
        if (variate != null && update.failure() == null) {
            float[] movement =
                    variate.movement(update, program.algorithm().training().learningRate(round));
            contribution.total(FederatedProgram.CONTROL, movement);
            next = variate.moved(movement);
        }
        ClientRow row = row(unit, examples, round, update, contribution);
        Outcome outcome = Outcome.of(contribution, row);
        return next == null ? outcome : outcome.keeping(next);
    }

    private Contribution contribution(LocalUpdate update) {
        Contribution contribution = Contribution.start().mean(FederatedProgram.LOSS, update.trainLoss());
        if (program.algorithm().aggregation() == Algorithm.Aggregation.MEAN) {
            return contribution.mean(FederatedProgram.DELTA, update.delta());
        }
        double[] perStep = new double[update.delta().length];
        for (int i = 0; i < perStep.length; i++) {
            perStep[i] = (double) update.delta()[i] / update.steps();
        }
        return contribution.mean(FederatedProgram.DELTA, perStep).mean(FederatedProgram.STEPS, update.steps());
    }

    private ClientRow row(Unit unit, Examples examples, int round, LocalUpdate update, Contribution contribution) {
        boolean diverged = contribution.divergence().isPresent();
        String reason = update.failure() != null
                ? update.failure()
                : contribution.divergence().orElse(null);
        return new ClientRow(
                round,
                unit.key(),
                examples.count(),
                update.steps(),
                diverged ? null : update.trainLoss(),
                diverged ? null : update.norm(),
                program.clientBytes(update.delta().length),
                program.clientBytes(update.delta().length),
                diverged ? "diverged" : "ok",
                reason);
    }

    /** Native memory that is held between units. */
    long bytesInUse() {
        return root.bytesInUse();
    }

    /** Native memory that waits for the next unit. */
    long bytesPooled() {
        return root.bytesPooled();
    }

    @Override
    public void close() {
        learner.close();
        root.close();
    }
}
