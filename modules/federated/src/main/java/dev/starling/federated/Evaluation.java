package dev.starling.federated;

import dev.starling.data.Examples;
import dev.starling.engine.Contribution;
import dev.starling.engine.Results;
import dev.starling.engine.Sum;
import dev.starling.engine.Vectors;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Score;
import java.util.Arrays;

/** What the scores of models on slices of examples come to. */
final class Evaluation {
    private static final String CORRECT = "correct";
    private static final String COUNT = "count";
    private static final String LOSS = "loss";
    private static final String UNKNOWN_LOSS = "unknown-loss";
    private static final String ACCURACY = "accuracy";

    private Evaluation() {}

    /** The inputs of some examples, as a tensor of the scope. */
    static Tensor inputs(Scope scope, Examples examples) {
        int size = examples.inputSize();
        float[] x = new float[Math.multiplyExact(examples.count(), size)];
        for (int i = 0; i < examples.count(); i++) {
            examples.copyInput(i, x, i * size);
        }
        return scope.tensor(x, Batch.shape(examples.count(), examples.inputShape()));
    }

    /** What a slice adds. A loss too large to be summed is counted, so that accuracy stays known. */
    static Contribution contribution(Score score) {
        boolean known = Math.abs(score.lossSum()) < Contribution.LIMIT;
        return Contribution.start()
                .total(CORRECT, score.correct())
                .total(COUNT, score.count())
                .total(LOSS, known ? score.lossSum() : 0)
                .total(UNKNOWN_LOSS, known ? 0 : 1);
    }

    /** What one client adds: its accuracy. */
    static Vectors clientAccuracy(Score score) {
        return Vectors.empty().with(ACCURACY, score.accuracy());
    }

    /** The whole test set's row. */
    static EvaluationRow row(int round, Results results, String testKind, String clientKind) {
        Sum sum = results.sum(testKind);
        double count = sum.total(COUNT)[0];
        Double loss = sum.total(UNKNOWN_LOSS)[0] == 0 ? sum.total(LOSS)[0] / count : null;
        double[] clients = results.gathered(clientKind).values().stream()
                .mapToDouble(own -> own.number(ACCURACY))
                .sorted()
                .toArray();
        boolean some = clients.length > 0;
        return new EvaluationRow(
                round,
                sum.total(CORRECT)[0] / count,
                loss,
                (long) count,
                some ? Arrays.stream(clients).sum() / clients.length : null,
                some ? rank(clients, 0.1) : null,
                some ? rank(clients, 0.9) : null);
    }

    /** The nearest-rank quantile of sorted values. */
    private static Double rank(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
