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
import dev.starling.kernel.Tensor;
import dev.starling.nn.Classification;
import dev.starling.nn.Learner;
import dev.starling.nn.Score;
import java.io.Serializable;

/** Computes the units of a federated trial with one learner and one root scope, which are reused from unit to unit. */
final class FederatedWorker implements Worker {
    private static final double DIVERGING = 1e30;

    /** Test inputs that a worker keeps decoded: MNIST's 10,000 take 31 MB. A process has a worker for each trial and slot. */
    private static final long TEST_BYTES = 1L << 26;

    private final FederatedProgram program;
    private final Seed seed;
    private final Learner learner;
    private final LocalPass pass;
    private final Scope root;
    private final RoundModel model;
    private final TestInputs testInputs;

    /** A normalized movement, written over by the next client. */
    private double[] perStep;

    FederatedWorker(FederatedProgram program) {
        this.program = program;
        this.root = program.replays() ? Scope.open() : Scope.openWithoutReplay();
        this.model = new RoundModel(root);
        this.testInputs = new TestInputs(root, TEST_BYTES);
        this.seed = Seed.of(program.seed());
        this.learner = program.openLearner();
        this.pass = new LocalPass(
                learner, program.algorithm().training(), program.algorithm().loss(), seed, root);
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
                case FederatedProgram.EVALUATE -> {
                    Examples examples = (Examples) input;
                    Tensor inputs = testInputs.of(scope, unit.key(), examples);
                    yield Outcome.of(Evaluation.contribution(score(scope, state, inputs, examples)));
                }
                case FederatedProgram.EVALUATE_CLIENT -> {
                    Examples examples = ((ClientExamples) input).own();
                    yield Outcome.gather(
                            examples.count() == 0
                                    ? Vectors.empty()
                                    : Evaluation.clientAccuracy(
                                            score(scope, state, Evaluation.inputs(scope, examples), examples)));
                }
                default -> throw new IllegalArgumentException("a federated trial has no units of kind " + unit.kind());
            };
        }
    }

    private Score score(Scope scope, State state, Tensor inputs, Examples examples) {
        model.see(state);
        return Classification.score(learner.logits(scope, model.tensor(), inputs), examples.labels());
    }

    private Outcome train(Scope scope, Unit unit, Examples examples, State state, Vectors own) {
        int round = program.trainingRound(state);
        model.see(state);
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
            return contribution.mean(FederatedProgram.DELTA, new Movement(update.movement()));
        }
        float[] movement = update.movement().toFloats();
        if (perStep == null) {
            perStep = new double[movement.length];
        }
        for (int i = 0; i < perStep.length; i++) {
            perStep[i] = (double) movement[i] / update.steps();
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
                diverged ? null : norm(update, contribution),
                program.clientBytes(update.movement().size()),
                program.clientBytes(update.movement().size()),
                diverged ? "diverged" : "ok",
                reason);
    }

    private double norm(LocalUpdate update, Contribution contribution) {
        double norm = contribution.norm(FederatedProgram.DELTA);
        return program.algorithm().aggregation() == Algorithm.Aggregation.NORMALIZED ? norm * update.steps() : norm;
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
    public long steps() {
        return pass.steps();
    }

    @Override
    public void close() {
        learner.close();
        root.close();
    }
}
