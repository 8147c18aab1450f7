package dev.starling.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Times rounds of meta-learning against a peer's training steps, alternating in one run: {@code EpisodeSpeed [--json] [--rows A,B]
 * [--pairs N] PEER-COMMAND...}. Rows {@code two-cores-*} are timed against the same rounds on one core.
 */
public final class EpisodeSpeed {
    private static final String TWO_CORES = "two-cores-";

    /** The ratio that is asked for, at most, by row. */
    static final Map<String, Double> TARGETS = targets();

    private EpisodeSpeed() {}

    private static Map<String, Double> targets() {
        Map<String, Double> targets = new LinkedHashMap<>();
        targets.put("sinusoid-maml-loop", 1 / 4.0);
        targets.put("sinusoid-maml-vmap", 1 / 1.3);
        targets.put("omniglot-maml2", 1 / 1.25);
        targets.put("omniglot-protonet", 1 / 1.1);
        targets.put("two-cores-sinusoid-evaluation", 1 / 1.8);
        targets.put("two-cores-omniglot-maml2", 1 / 1.8);
        return targets;
    }

    public static void main(String[] args) throws IOException {
        Duel.main(args, TARGETS, EpisodeSpeed::compare);
    }

    private static Comparison compare(String name, Duel duel) {
        if (!name.startsWith(TWO_CORES)) {
            return duel.againstPeer(name, () -> EpisodeRounds.of(name, 1));
        }
        String rounds = name.substring(TWO_CORES.length());
        try (Step two = EpisodeRounds.of(rounds, 2);
                Step one = EpisodeRounds.of(rounds, 1)) {
            return duel.against("one core", name, two, one);
        }
    }
}
