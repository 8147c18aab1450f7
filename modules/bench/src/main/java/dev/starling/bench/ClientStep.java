package dev.starling.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Times our steps against a peer's, alternating in one run: {@code ClientStep [--json] [--rows A,B] [--pairs N] PEER-COMMAND...}.
 * Rows {@code fedmix-*} are timed against our own FedAvg step.
 */
public final class ClientStep {
    private static final double WARM_UP_MILLIS = 3000;
    private static final double MEASURED_MILLIS = 400;
    private static final String FEDMIX = "fedmix-";

    /** The ratio that is asked for, at most, by row. */
    static final Map<String, Double> TARGETS = targets();

    private final int pairs;
    private final Peer peer;

    private ClientStep(int pairs, Peer peer) {
        this.pairs = pairs;
        this.peer = peer;
    }

    /** A side of a comparison. */
    private interface Timed {
        /** Mean milliseconds of so many steps. */
        double millis(int steps);
    }

    private static Map<String, Double> targets() {
        Map<String, Double> targets = new LinkedHashMap<>();
        targets.put("softmax-10", 0.30);
        targets.put("mlp-10", 0.36);
        targets.put("mlp-32", 0.50);
        targets.put("lenet-10", 0.60);
        targets.put("cnn-10", 0.75);
        targets.put("cnn-32", 0.80);
        targets.put("maml2-conv4", 0.80);
        targets.put("fedmix-mlp", 1.6);
        targets.put("fedmix-cnn", 2.1);
        return targets;
    }

    public static void main(String[] args) throws IOException {
        List<String> command = new ArrayList<>(List.of(args));
        boolean json = command.remove("--json");
        List<String> names = List.of(
                option(command, "--rows", String.join(",", TARGETS.keySet())).split(","));
        int pairs = Integer.parseInt(option(command, "--pairs", "9"));
        for (String name : names) {
            if (!TARGETS.containsKey(name)) {
                throw new IllegalArgumentException("There is no row '" + name + "': choose from " + TARGETS.keySet());
            }
        }
        List<Comparison> rows = new ArrayList<>();
        if (!json) {
            System.out.println(Comparison.HEADER);
        }
        try (Peer peer = new Peer(command)) {
            for (String name : names) {
                Comparison row = new ClientStep(pairs, peer).compare(name);
                rows.add(row);
                if (!json) {
                    System.out.println(row.text());
                }
            }
        }
        if (json) {
            System.out.println(rows.stream().map(Comparison::json).toList());
        }
    }

    private static String option(List<String> arguments, String name, String otherwise) {
        int at = arguments.indexOf(name);
        if (at < 0) {
            return otherwise;
        }
        arguments.remove(at);
        return arguments.remove(at);
    }

    static Step open(String name) {
        return name.equals("maml2-conv4") ? new MetaWorkload() : Workload.of(name);
    }

    private Comparison compare(String name) {
        try (Step ours = open(name)) {
            if (!name.startsWith(FEDMIX)) {
                requireEqual(name, ours.work(), peer.work(name));
                return compare(name, "PyTorch", ours, steps -> peer.millis(name, steps));
            }
            try (Step plain = Workload.of(name.substring(FEDMIX.length()) + "-10")) {
                warmUp(plain);
                return compare(name, "our FedAvg step", ours, plain::millis);
            }
        }
    }

    /**
     * Times of steps that do different things would mean nothing. PyTorch's second derivative of a convolution computes one
     * product of Conv4's first layer that nobody asks for: 0.26% of the meta-step.
     */
    static void requireEqual(String name, Work ours, Work theirs) {
        boolean alike = Math.abs(theirs.flops() / ours.flops() - 1) < 0.003;
        if (ours.parameters() != theirs.parameters() || !alike) {
            throw new IllegalStateException("Row '" + name + "' is not the same work on both sides: ours is " + ours
                    + ", the peer's " + theirs);
        }
    }

    /** Until the time is over, not so many steps: the first ones, which nothing has compiled yet, take a hundred times as long. */
    private static double warmUp(Step step) {
        long start = System.nanoTime();
        double millis = step.millis(3);
        while (System.nanoTime() - start < WARM_UP_MILLIS * 1e6) {
            millis = step.millis((int) Math.ceil(WARM_UP_MILLIS / 30 / millis));
        }
        return millis;
    }

    private Comparison compare(String name, String against, Step ours, Timed theirs) {
        double[] oursMillis = new double[pairs];
        double[] theirMillis = new double[pairs];
        double[] ceilings = new double[pairs];
        int steps = Math.max(5, (int) (MEASURED_MILLIS / warmUp(ours)));
        theirs.millis(2 * steps);
        try (Ceiling ceiling = new Ceiling()) {
            for (int pair = 0; pair < pairs; pair++) {
                oursMillis[pair] = ours.millis(steps);
                theirMillis[pair] = theirs.millis(steps);
                ceilings[pair] = ceiling.flopsAMilli();
            }
        }
        return new Comparison(name, against, ours.work(), oursMillis, theirMillis, ceilings, TARGETS.get(name));
    }
}
