package dev.starling.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Times our steps against another side's, alternating, so that whatever else the machine does meets both. */
final class Duel {
    private static final double WARM_UP_MILLIS = 3000;
    private static final double MEASURED_MILLIS = 400;

    private final int pairs;
    private final Peer peer;
    private final Map<String, Double> targets;

    private Duel(int pairs, Peer peer, Map<String, Double> targets) {
        this.pairs = pairs;
        this.peer = peer;
        this.targets = targets;
    }

    /** Measures a row. */
    interface Contest {
        Comparison compare(String row, Duel duel);
    }

    /** A side of a comparison. */
    private interface Timed {
        /** Mean milliseconds of so many steps. */
        double millis(int steps);
    }

    /**
     * The body of a program {@code PROGRAM [--json] [--rows A,B] [--pairs N] PEER-COMMAND...}.
     *
     * @param targets the rows, and the ratio that is asked for, at most
     * @param contest measures one
     */
    static void main(String[] args, Map<String, Double> targets, Contest contest) throws IOException {
        List<String> command = new ArrayList<>(List.of(args));
        boolean json = command.remove("--json");
        List<String> names = List.of(
                option(command, "--rows", String.join(",", targets.keySet())).split(","));
        int pairs = Integer.parseInt(option(command, "--pairs", "9"));
        for (String name : names) {
            if (!targets.containsKey(name)) {
                throw new IllegalArgumentException("There is no row '" + name + "': choose from " + targets.keySet());
            }
        }
        List<Comparison> rows = new ArrayList<>();
        if (!json) {
            System.out.println(Comparison.HEADER);
        }
        try (Peer peer = new Peer(command)) {
            for (String name : names) {
                Comparison row = contest.compare(name, new Duel(pairs, peer, targets));
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

    /** Against the peer's step of that name, which must be the same work. */
    Comparison againstPeer(String name, Supplier<Step> open) {
        try (Step ours = open.get()) {
            requireEqual(name, ours.work(), peer.work(name));
            return compare(name, "PyTorch", ours, steps -> peer.millis(name, steps));
        }
    }

    /** Against another step of ours. */
    Comparison against(String what, String name, Step ours, Step theirs) {
        warmUp(theirs);
        return compare(name, what, ours, theirs::millis);
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
        int steps = Math.max(ours.leastSteps(), (int) (MEASURED_MILLIS / warmUp(ours)));
        theirs.millis(2 * steps);
        try (Ceiling ceiling = new Ceiling()) {
            for (int pair = 0; pair < pairs; pair++) {
                oursMillis[pair] = ours.millis(steps);
                theirMillis[pair] = theirs.millis(steps);
                ceilings[pair] = ceiling.flopsAMilli();
            }
        }
        return new Comparison(name, against, ours.work(), oursMillis, theirMillis, ceilings, targets.get(name));
    }
}
