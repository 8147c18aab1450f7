package dev.starling.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Times our SGD step against a peer's, alternating in one run: {@code ClientStep [--json] [--rows A,B] PEER-COMMAND...}.
 * Prints medians over the pairs, and the median of the pairs' ratios.
 */
public final class ClientStep {
    private static final int PAIRS = 9;
    private static final double WARM_UP_MILLIS = 3000;
    private static final double MEASURED_MILLIS = 400;

    private ClientStep() {}

    record Row(String name, double oursMillis, double peerMillis, double ratio) {
        String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"name\":\"%s\",\"oursMillis\":%.4f,\"peerMillis\":%.4f,\"ratio\":%.4f}",
                    name,
                    oursMillis,
                    peerMillis,
                    ratio);
        }

        String text() {
            return String.format(Locale.ROOT, "%-10s %10.3f %12.3f %8.3f", name, oursMillis, peerMillis, ratio);
        }
    }

    public static void main(String[] args) throws IOException {
        List<String> command = new ArrayList<>(List.of(args));
        boolean json = command.remove("--json");
        List<String> names = List.of("mlp-10", "mlp-32", "cnn-10", "cnn-32");
        int rowsAt = command.indexOf("--rows");
        if (rowsAt >= 0) {
            command.remove(rowsAt);
            names = List.of(command.remove(rowsAt).split(","));
        }
        List<Row> rows = new ArrayList<>();
        if (!json) {
            System.out.printf(Locale.ROOT, "%-10s %10s %12s %8s%n", "name", "ours ms", "PyTorch ms", "ratio");
        }
        try (Peer peer = new Peer(command)) {
            for (String name : names) {
                Row row = measure(name, peer);
                rows.add(row);
                if (!json) {
                    System.out.println(row.text());
                }
            }
        }
        if (json) {
            System.out.println(rows.stream().map(Row::json).toList());
        }
    }

    private static Row measure(String name, Peer peer) {
        double[] ours = new double[PAIRS];
        double[] theirs = new double[PAIRS];
        double[] ratios = new double[PAIRS];
        try (Workload workload = Workload.of(name)) {
            double guess = workload.millis(10);
            guess = workload.millis((int) Math.ceil(WARM_UP_MILLIS / guess));
            int steps = Math.max(5, (int) (MEASURED_MILLIS / guess));
            peer.millis(name, 2 * steps);
            for (int pair = 0; pair < PAIRS; pair++) {
                ours[pair] = workload.millis(steps);
                theirs[pair] = peer.millis(name, steps);
                ratios[pair] = ours[pair] / theirs[pair];
            }
        }
        return new Row(name, median(ours), median(theirs), median(ratios));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
