package dev.starling.episodes.sequential;

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
            add(sums[task], 1, gradients[i]);
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
                add(sum, weights[task] * shares[task], vectors[task]);
            }
        }
        float[] rounded = new float[sum.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) sum[i];
        }
        return rounded;
    }

    /** {@code target += factor * x}. */
    static void add(double[] target, double factor, double[] x) {
        for (int i = 0; i < target.length; i++) {
            target[i] += factor * x[i];
        }
    }

    private static void add(double[] target, double factor, float[] x) {
        for (int i = 0; i < target.length; i++) {
            target[i] += factor * x[i];
        }
    }

    /** The inner product. */
    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** The Euclidean length from an offset on. */
    static double norm(double[] a, int from) {
        double sum = 0;
        for (int i = from; i < a.length; i++) {
            sum += a[i] * a[i];
        }
        return Math.sqrt(sum);
    }
}
