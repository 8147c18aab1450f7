package dev.starling.episodes.covariance;

import dev.starling.episodes.Samples;
import dev.starling.kernel.Tensor;
import java.util.List;

/**
 * What a {@link Head} said of queries, on the heap.
 *
 * @param classes how many
 * @param logits {@code [queries, classes]}
 * @param energies alike
 * @param variances {@code [covariances, features]}: one a class, or one for all; empty without covariances
 * @param factors {@code [covariances, rank, features]}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Scored(int classes, double[] logits, double[] energies, double[][] variances, double[][][] factors) {

    /** Reads what {@link Head.Scores#tensors()} gave. */
    static Scored of(List<Tensor> tensors) {
        Tensor variances = tensors.size() > 2 ? tensors.get(2) : null;
        Tensor factors = tensors.size() > 3 ? tensors.get(3) : null;
        int count = variances == null ? 0 : variances.dim(0);
        double[][] diagonals = new double[count][];
        double[][][] rows = new double[count][][];
        double[] flat = variances == null ? new double[0] : variances.toDoubles();
        double[] flatFactors = factors == null ? new double[0] : factors.toDoubles();
        int rank = factors == null ? 0 : factors.dim(1);
        for (int i = 0; i < count; i++) {
            int features = flat.length / count;
            diagonals[i] = part(flat, i, features);
            rows[i] = new double[rank][];
            for (int j = 0; j < rank; j++) {
                rows[i][j] = part(flatFactors, i * rank + j, features);
            }
        }
        return new Scored(
                tensors.get(0).dim(1),
                tensors.get(0).toDoubles(),
                tensors.get(1).toDoubles(),
                diagonals,
                rows);
    }

    /** How many queries. */
    int queries() {
        return logits.length / classes;
    }

    /** Logits of a query. */
    double[] logits(int query) {
        return part(logits, query, classes);
    }

    /** Distances of a query to the classes. */
    double[] energies(int query) {
        return part(energies, query, classes);
    }

    private static double[] part(double[] values, int index, int length) {
        return java.util.Arrays.copyOfRange(values, index * length, (index + 1) * length);
    }

    /** Probabilities {@code [queries, classes]}. */
    double[] read(Readout readout, double temperature, double[] noise) {
        double[] all = new double[logits.length];
        double[] one = new double[classes];
        for (int query = 0; query < queries(); query++) {
            readout.read(logits(query), energies(query), temperature, noise, one);
            System.arraycopy(one, 0, all, query * classes, classes);
        }
        return all;
    }

    /** Mean negative log-likelihood of the softmax of the logits, nats. */
    double loss(Samples query) {
        double sum = 0;
        for (int i = 0; i < query.count(); i++) {
            double[] own = logits(i);
            sum += Probabilities.logSumExp(own) - own[query.labels()[i]];
        }
        return sum / query.count();
    }

    /** {@code log sum_c exp(logit_c)} of each query: greater where a query is like those of a class. */
    double[] familiarity() {
        double[] values = new double[queries()];
        for (int query = 0; query < values.length; query++) {
            values[query] = Probabilities.logSumExp(logits(query));
        }
        return values;
    }
}
