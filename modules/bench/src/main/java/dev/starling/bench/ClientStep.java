package dev.starling.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Times our training steps against a peer's, alternating in one run: {@code ClientStep [--json] [--rows A,B] [--pairs N]
 * PEER-COMMAND...}. Rows {@code fedmix-*} are timed against our own FedAvg step.
 */
public final class ClientStep {
    private static final String FEDMIX = "fedmix-";

    /** The ratio that is asked for, at most, by row. */
    static final Map<String, Double> TARGETS = targets();

    private ClientStep() {}

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
        Duel.main(args, TARGETS, ClientStep::compare);
    }

    static Step open(String name) {
        return name.equals("maml2-conv4") ? new MetaWorkload() : Workload.of(name);
    }

    private static Comparison compare(String name, Duel duel) {
        if (!name.startsWith(FEDMIX)) {
            return duel.againstPeer(name, () -> open(name));
        }
        try (Step ours = open(name);
                Step plain = Workload.of(name.substring(FEDMIX.length()) + "-10")) {
            return duel.against("our FedAvg step", name, ours, plain);
        }
    }
}
