package dev.starling.engine;

import dev.starling.engine.PeerPart.SummedArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the parts of a round that several processes have computed whole, in each of them. Integer sums do not depend on who adds what
 * where, so the whole has the same bits as if one process had computed all units.
 */
public final class Together {

    private Together() {}

    /**
     * The whole round; called by all peers with the same round.
     *
     * @param request the round
     * @param mine what the units of this process left; used up
     * @param peers with whom
     * @return sums, gathered vectors and own states of all units; the rows of all units in the process of rank 0, and in others those
     *     of their own
     * @throws ResourceException if peers have planned different rounds
     */
    public static Partial combine(RoundRequest request, Partial mine, Peers peers) {
        if (peers.count() == 1) {
            return mine;
        }
        long plan = request.planHash();
        List<byte[]> messages = peers.gather(PeerPart.toBytes(request, plan, mine));
        List<PeerPart> others = new ArrayList<>();
        for (int rank = 0; rank < messages.size(); rank++) {
            if (rank != peers.rank()) {
                PeerPart other = PeerPart.fromBytes(messages.get(rank), peers.rank() == 0);
                requireSame(rank, request, plan, mine, other);
                others.add(other);
            }
        }
        // From here on everybody has the arrays that anybody has, and so all decide alike.
        for (PeerPart other : others) {
            other.arrays().forEach(array -> requireLength(array, array.in(mine)));
        }
        boolean few = mine.sumBytes() <= PeerPart.FEW_BYTES;
        if (!few) {
            peers.sum(arrays(mine));
        }
        for (PeerPart other : others) {
            mine.merge(few ? other.part() : other.part().withoutArrays());
        }
        return mine;
    }

    /** In the order of kinds, weighted ones before plain ones, and names: the same everywhere. */
    private static List<long[]> arrays(Partial part) {
        List<long[]> arrays = new ArrayList<>();
        part.sums().forEach(sum -> {
            arrays.addAll(sum.weighted().values());
            arrays.addAll(sum.plain().values());
        });
        return arrays;
    }

    private static void requireSame(int rank, RoundRequest request, long plan, Partial mine, PeerPart other) {
        int round = request.state().round();
        Map<String, Integer> here = shifts(mine);
        Map<String, Integer> there = shifts(other.part());
        if (round != other.round() || !here.equals(there)) {
            throw new ResourceException(
                    "executors planned different rounds: round %s with sums at scales %s here, round %s with %s on peer %s; give all the same starling.jar"
                            .formatted(round, here, other.round(), there, rank));
        }
        if (plan != other.plan()) {
            throw new ResourceException(
                    "executors planned different units for round %s: of the %s units here, some have another place, key, weight or own state on peer %s; give all the same starling.jar"
                            .formatted(round, request.units().size(), rank));
        }
    }

    private static Map<String, Integer> shifts(Partial part) {
        Map<String, Integer> shifts = new TreeMap<>();
        part.sumsByKind().forEach((kind, sum) -> shifts.put(kind, sum.shift()));
        return shifts;
    }

    private static void requireLength(SummedArray array, long[] here) {
        if (here.length != array.length()) {
            throw new ResourceException(
                    "executors summed vectors of different lengths: '%s' of kind '%s' has %s elements here and %s on a peer; give all the same starling.jar"
                            .formatted(array.name(), array.kind(), here.length, array.length()));
        }
    }
}
