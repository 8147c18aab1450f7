package dev.starling.federated;

import dev.starling.data.Examples;
import dev.starling.engine.Seed;
import dev.starling.kernel.DType;
import dev.starling.kernel.Differences;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.kernel.Updates;
import dev.starling.nn.Dropout;
import dev.starling.nn.Learner;
import dev.starling.nn.LossAndGradient;
import dev.starling.nn.Objective;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Trains on one client's examples. Its batches and models stay in their memory from step to step and from client to client; one
 * thread at a time. Every draw has a name of its own: "order" by (round, client, epoch), "partner" and "dropout" by (round, client, step).
 */
final class LocalPass {
    private final Learner learner;
    private final LocalTraining training;
    private final Loss loss;
    private final Seed seed;
    private final Scope root;
    private final Batches batches;
    private final Batches partners;
    private final AtomicLong made = new AtomicLong();
    private Tensor model;
    private Tensor drift;

    /**
     * @param root owns what stays from client to client
     */
    LocalPass(Learner learner, LocalTraining training, Loss loss, Seed seed, Scope root) {
        this.learner = learner;
        this.training = training;
        this.loss = loss;
        this.seed = seed;
        this.root = root;
        this.batches = new Batches(root, training.batchSize(), learner.inputShape(), learner.classes());
        this.partners = new Batches(root, training.batchSize(), learner.inputShape(), learner.classes());
    }

    /**
     * One local pass.
     *
     * @param scope owns what lives for a step; close it afterwards
     * @param start the round's model, {@code [parameters]}
     * @param correction added to every gradient, {@code [parameters]}, or null
     * @param learningRate of every step
     */
    LocalUpdate run(
            Scope scope,
            Examples examples,
            Bank bank,
            int round,
            long client,
            RoundModel start,
            float[] correction,
            double learningRate) {
        begin(start, correction);
        Tensor now = start.tensor();
        double lossSum = 0;
        int steps = 0;
        for (int epoch = 0; epoch < training.epochs(); epoch++) {
            int[] order = Shuffle.order(
                    examples.count(), at("order", round, client).child(epoch).random());
            for (int from = 0; from < order.length; from += training.batchSize()) {
                Batch batch = batches.of(Math.min(training.batchSize(), order.length - from));
                for (int row = 0; row < batch.rows(); row++) {
                    batch.set(row, examples, order[from + row]);
                }
                Batch partner = partner(batch.rows(), examples, bank, round, client, steps);
                double value;
                try (Scope step = scope.child()) {
                    Dropout dropout = Dropout.seeded(
                            at("dropout", round, client).child(steps).random());
                    Objective objective = loss.objective(batch, partner);
                    Tensor away = training.proximalMu() == 0
                            ? null
                            : step.constant(now).sub(step.constant(start.tensor()));
                    value = descend(step, now, objective, dropout, learningRate);
                    pull(away, correction != null, learningRate);
                    now = model;
                }
                made.incrementAndGet();
                if (!Double.isFinite(value)) {
                    String failure = "the loss is %s at step %s (epoch %s, examples %s to %s)"
                            .formatted(value, steps, epoch, from, from + batch.rows() - 1);
                    return new LocalUpdate(new Differences(now, start.tensor()), steps, value, failure);
                }
                lossSum += value;
                steps++;
            }
        }
        return new LocalUpdate(new Differences(now, start.tensor()), steps, lossSum / steps, null);
    }

    /** Steps made since it was opened; any thread may ask. */
    long steps() {
        return made.get();
    }

    private void begin(RoundModel start, float[] correction) {
        if (model == null) {
            model = root.zeros(DType.FLOAT32, start.tensor().size());
        }
        if (correction != null && drift == null) {
            drift = root.tensor(correction, correction.length);
        } else if (correction != null) {
            Updates.assign(drift, correction, 0);
        }
    }

    /** Moves to {@link #model} by the objective's gradient; returns the objective. */
    private double descend(Scope step, Tensor now, Objective objective, Dropout dropout, double learningRate) {
        if (training.maxGradientNorm() == Double.POSITIVE_INFINITY) {
            return learner.descend(step, now, model, objective, dropout, learningRate);
        }
        LossAndGradient result = learner.gradient(step, now, objective, dropout);
        double norm = Math.sqrt(step.constant(result.gradient()).square().sum().item());
        double clip = norm > training.maxGradientNorm() ? training.maxGradientNorm() / norm : 1;
        new Updates.Addition(now, -learningRate * clip, model).add(result.gradient());
        return result.loss();
    }

    /** Towards the round's model, from which it was so far away before the step, and against the client's drift. */
    private void pull(Tensor away, boolean drifts, double learningRate) {
        if (away != null) {
            Updates.axpy(model, -learningRate * training.proximalMu(), away);
        }
        if (drifts) {
            Updates.axpy(model, -learningRate, drift);
        }
    }

    private Batch partner(int rows, Examples examples, Bank bank, int round, long client, int step) {
        if (loss.foreign() == Loss.Foreign.NONE) {
            return null;
        }
        Batch partner = partners.of(training.pairing() == LocalTraining.Pairing.PER_BATCH ? 1 : rows);
        RandomGenerator random = at("partner", round, client).child(step).random();
        if (loss.foreign().isBank()) {
            bank.draw(partner, random);
        } else {
            for (int row = 0; row < partner.rows(); row++) {
                partner.set(row, examples, random.nextInt(examples.count()));
            }
        }
        return partner;
    }

    private Seed at(String name, int round, long client) {
        return seed.child(name).child(round).child(client);
    }
}
