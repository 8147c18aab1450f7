package dev.starling.episodes.sequential;

import dev.starling.engine.Arithmetic;

/**
 * Gradients of tasks at one parameter vector.
 *
 * @param shares of the batches that each task has; 0 if it has none
 * @param losses mean loss of a task's batches
 * @param gradients {@code [tasks][parameters]}, mean over a task's batches; null if it has none
 * @param lastLayer offset of the last layer's first parameter
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TaskGradients(double[] shares, double[] losses, double[][] gradients, int lastLayer) {

    /**
     * Puts batches together by their tasks.
     *
     * @param tasks how many there are
     * @param taskOf task of each batch; batches that diverged are left out by the caller
     */
    static TaskGradients of(int tasks, int[] taskOf, double[] losses, float[][] gradients, int lastLayer) {
        double[] shares = new double[tasks];
        double[] means = new double[tasks];
        double[][] sums = new double[tasks][];
        int[] counts = new int[tasks];
        for (int i = 0; i < taskOf.length; i++) {
            int task = taskOf[i];
            counts[task]++;
            means[task] += losses[i];
            if (sums[task] == null) {
                sums[task] = new double[gradients[i].length];
            }
            Arithmetic.add(sums[task], 1, gradients[i]);
        }
        for (int task = 0; task < tasks; task++) {
            if (counts[task] > 0) {
                shares[task] = (double) counts[task] / taskOf.length;
                means[task] /= counts[task];
                for (int i = 0; i < sums[task].length; i++) {
                    sums[task][i] /= counts[task];
                }
            }
        }
        return new TaskGradients(shares, means, sums, lastLayer);
    }

    int tasks() {
        return shares.length;
    }

    boolean has(int task) {
        return gradients[task] != null;
    }

    /** {@code sum_t weights_t shares_t vectors_t} over the tasks with batches. */
    float[] weighted(double[] weights, double[][] vectors) {
        double[] sum = null;
        for (int task = 0; task < tasks(); task++) {
            if (has(task)) {
                sum = sum == null ? new double[vectors[task].length] : sum;
                Arithmetic.add(sum, weights[task] * shares[task], vectors[task]);
            }
        }
        return Arithmetic.toFloats(sum);
    }
}
