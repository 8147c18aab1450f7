package dev.starling.federated;

import dev.starling.data.Examples;
import dev.starling.engine.Seed;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.kernel.Updates;
import dev.starling.nn.Dropout;
import dev.starling.nn.Learner;
import dev.starling.nn.LossAndGradient;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Trains on one client's examples. Its batches are reused from step to step and from client to client; one thread at a
 * time. Every draw has a name of its own: "order" by (round, client, epoch), "partner" and "dropout" by (round, client, step).
 */
final class LocalPass {
    private final Learner learner;
    private final LocalTraining training;
    private final Loss loss;
    private final Seed seed;
    private final Map<Integer, Batch> batches = new HashMap<>();
    private final Map<Integer, Batch> partners = new HashMap<>();

    LocalPass(Learner learner, LocalTraining training, Loss loss, Seed seed) {
        this.learner = learner;
        this.training = training;
        this.loss = loss;
        this.seed = seed;
    }

    /**
     * One local pass.
     *
     * @param scope owns the tensors of the pass; close it afterwards
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
            float[] start,
            float[] correction,
            double learningRate) {
        Tensor origin = scope.tensor(start, start.length);
        Tensor model = scope.copy(origin);
        Tensor drift = correction == null ? null : scope.tensor(correction, correction.length);
        double lossSum = 0;
        int steps = 0;
        for (int epoch = 0; epoch < training.epochs(); epoch++) {
            int[] order = Shuffle.order(
                    examples.count(), at("order", round, client).child(epoch).random());
            for (int from = 0; from < order.length; from += training.batchSize()) {
                Batch batch = batch(batches, Math.min(training.batchSize(), order.length - from));
                for (int row = 0; row < batch.rows(); row++) {
                    batch.set(row, examples, order[from + row]);
                }
                Batch partner = partner(batch.rows(), examples, bank, round, client, steps);
                double value;
                try (Scope step = scope.child()) {
                    Dropout dropout = Dropout.seeded(
                            at("dropout", round, client).child(steps).random());
                    LossAndGradient result =
                            learner.gradient(step, model, loss.objective(step, batch, partner), dropout);
                    value = result.loss();
                    descend(step, model, origin, drift, result.gradient(), learningRate);
                }
                if (!Double.isFinite(value)) {
                    String failure = "the loss is %s at step %s (epoch %s, examples %s to %s)"
                            .formatted(value, steps, epoch, from, from + batch.rows() - 1);
                    return new LocalUpdate(new float[start.length], steps, value, failure);
                }
                lossSum += value;
                steps++;
            }
        }
        return new LocalUpdate(movement(model, start), steps, lossSum / steps, null);
    }

    private void descend(Scope step, Tensor model, Tensor origin, Tensor drift, Tensor gradient, double learningRate) {
        double clip = 1;
        if (training.maxGradientNorm() < Double.POSITIVE_INFINITY) {
            double norm = Math.sqrt(step.constant(gradient).square().sum().item());
            clip = norm > training.maxGradientNorm() ? training.maxGradientNorm() / norm : 1;
        }
        // Read before the model moves.
        Tensor away = training.proximalMu() == 0 ? null : step.constant(model).sub(step.constant(origin));
        Updates.axpy(model, -learningRate * clip, gradient);
        if (away != null) {
            Updates.axpy(model, -learningRate * training.proximalMu(), away);
        }
        if (drift != null) {
            Updates.axpy(model, -learningRate, drift);
        }
    }

    private Batch partner(int rows, Examples examples, Bank bank, int round, long client, int step) {
        if (loss.foreign() == Loss.Foreign.NONE) {
            return null;
        }
        Batch partner = batch(partners, training.pairing() == LocalTraining.Pairing.PER_BATCH ? 1 : rows);
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

    private Batch batch(Map<Integer, Batch> kept, int rows) {
        return kept.computeIfAbsent(rows, n -> new Batch(n, learner.inputShape(), learner.classes()));
    }

    private Seed at(String name, int round, long client) {
        return seed.child(name).child(round).child(client);
    }

    private static float[] movement(Tensor model, float[] start) {
        float[] delta = model.toFloats();
        for (int i = 0; i < delta.length; i++) {
            delta[i] -= start[i];
        }
        return delta;
    }
}
