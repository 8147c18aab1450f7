package dev.starling.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Bytes of a setting, as means over its trials.
 *
 * @param trials trials that left rows
 * @param rounds rounds a trial
 * @param up from clients to server, bytes a trial
 * @param down from server to clients, bytes a trial
 * @param once of the means that are exchanged before the first round, bytes a trial
 */
record Traffic(int trials, double rounds, double up, double down, double once) {

    double total() {
        return up + down + once;
    }

    static Map<String, Traffic> of(ReportData data) {
        Map<String, double[]> sums = new LinkedHashMap<>();
        Map<String, TreeSet<String>> trials = new LinkedHashMap<>();
        data.rows("federated_rounds", (trial, table, row) -> {
            double[] sum = sums.computeIfAbsent(trial.label(), l -> new double[4]);
            trials.computeIfAbsent(trial.label(), l -> new TreeSet<>()).add(trial.run() + "/" + trial.id());
            sum[0]++;
            sum[1] += table.number(row, "bytes_up");
            sum[2] += table.number(row, "bytes_down");
        });
        data.rows("means", (trial, table, row) -> {
            double[] sum = sums.get(trial.label());
            if (sum != null) {
                sum[3] += table.number(row, "bytes_up") + table.number(row, "bytes_down");
            }
        });
        Map<String, Traffic> traffic = new LinkedHashMap<>();
        for (String label : data.labels()) {
            double[] sum = sums.get(label);
            if (sum != null && Double.isFinite(sum[1] + sum[2])) {
                int n = trials.get(label).size();
                traffic.put(label, new Traffic(n, sum[0] / n, sum[1] / n, sum[2] / n, sum[3] / n));
            }
        }
        return traffic;
    }
}
