package dev.starling.episodes.covariance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.DoubleStream;

/**
 * How well a score tells positives from negatives. Equal scores count half each way.
 *
 * @param auroc area under the ROC curve: the share of pairs that are in order
 * @param aupr average precision: area under the steps of the precision-recall curve
 */
record Ranking(double auroc, double aupr) {

    /** Of the scores of both; not a number if one of them is not. */
    static Ranking of(double[] positives, double... negatives) {
        if (DoubleStream.concat(Arrays.stream(positives), Arrays.stream(negatives))
                .anyMatch(Double::isNaN)) {
            return new Ranking(Double.NaN, Double.NaN);
        }
        int count = positives.length + negatives.length;
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order,
                Comparator.comparingDouble(
                        i -> i < positives.length ? -positives[i] : -negatives[i - positives.length]));
        double area = 0;
        double precision = 0;
        int above = 0;
        int seen = 0;
        for (int at = 0; at < count; ) {
            double score = score(order[at], positives, negatives);
            int ties = 0;
            int end = at;
            while (end < count && score(order[end], positives, negatives) == score) {
                ties += order[end] < positives.length ? 1 : 0;
                end++;
            }
            int others = end - at - ties;
            area += others * (above + 0.5 * ties);
            above += ties;
            seen = end;
            precision += (double) ties * above / seen;
            at = end;
        }
        return new Ranking(area / ((double) positives.length * negatives.length), precision / positives.length);
    }

    private static double score(int index, double[] positives, double... negatives) {
        return index < positives.length ? positives[index] : negatives[index - positives.length];
    }
}
