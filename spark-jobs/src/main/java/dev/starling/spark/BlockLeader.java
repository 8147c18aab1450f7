package dev.starling.spark;

import dev.starling.cluster.Lane;
import dev.starling.cluster.Peer;
import dev.starling.cluster.Session;
import dev.starling.engine.Block;
import dev.starling.engine.BlockRun;
import dev.starling.engine.PlannedUnit;
import dev.starling.engine.RoundRequest;
import dev.starling.engine.Together;
import dev.starling.engine.Trial;
import java.util.ArrayList;
import java.util.List;

/**
 * What the first task of an executor does in an attempt at a block: it meets those of the other executors and runs the block's loop as
 * they do, each from the same state. Which of a round's units are an executor's follows from where inputs lie.
 */
final class BlockLeader {

    private static final long MEETING_NANOS = 30_000_000_000L;
    private static final long ASK_MILLIS = 2;

    private final ExecutorSide side;
    private final TrialRoom room;
    private final Placement placement;
    private final TeamWork.Sums sums;
    private final Runnable check;

    /**
     * @param side the way to the driver and to the network
     * @param room of the trial
     * @param placement where inputs lie
     * @param sums computes this executor's units
     * @param check throws when the task is to stop
     */
    BlockLeader(ExecutorSide side, TrialRoom room, Placement placement, TeamWork.Sums sums, Runnable check) {
        this.side = side;
        this.room = room;
        this.placement = placement;
        this.sums = sums;
        this.check = check;
    }

    /** The task's reply: the block, or from all executors but one a hash of its end. */
    BlockReply compute(Meeting.Join join, BlockTask task, BlockShipment shared) {
        List<Hello> executors = meet(join);
        int index = executors.indexOf(join.hello());
        Trial trial = new Trial(
                task.key().trial(),
                shared.setting(),
                shared.seed(),
                room.workers().program());
        Activity activity = Activity.here();
        BlockRun rounds = BlockRun.fromBytes(shared.rounds(), trial, activity.leads(), System::nanoTime);
        Block block;
        try {
            block = executors.size() == 1
                    ? rounds.compute(activity.timed(request -> sums.of(request, request.units())))
                    : together(rounds, executors, index, task, shared.elements());
        } finally {
            activity.led(trial.id());
        }
        return index == 0
                ? new BlockReply.Done(join.rank(), block.toBytes())
                : new BlockReply.Agreed(join.rank(), block.end().sha256());
    }

    private List<Hello> meet(Meeting.Join join) {
        long begun = System.nanoTime();
        while (true) {
            check.run();
            Meeting.Answer answer = side.join(join);
            if (answer instanceof Meeting.Go go) {
                return go.executors();
            }
            if (answer instanceof Meeting.Over over) {
                throw new Apart(over.why());
            }
            if (System.nanoTime() - begun > MEETING_NANOS) {
                throw new Apart("%s tasks of the block did not start within %s s"
                        .formatted(((Meeting.Wait) answer).missing(), MEETING_NANOS / 1_000_000_000));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ASK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Apart("the task was interrupted");
        }
    }

    private Block together(BlockRun rounds, List<Hello> executors, int index, BlockTask task, long elements) {
        List<Peer> peers = executors.stream()
                .map(hello -> new Peer(hello.executor(), hello.endpoint()))
                .toList();
        Lane lane = room.keep(side.node().lane(task.stream(), elements));
        try (Session session = lane.join(task.key(), peers, index, task.sealKey(), check)) {
            try {
                return rounds.compute(Activity.here()
                        .timed(request -> Together.combine(
                                request, sums.of(request, mine(request, index, peers.size())), session)));
            } catch (RuntimeException | Error e) {
                session.leave("executor %s gave up: %s".formatted(side.executor(), e));
                throw e;
            }
        }
    }

    /** The units whose inputs are this executor's: the same in every round while the set of executors is. */
    private List<PlannedUnit> mine(RoundRequest request, int index, int executors) {
        List<PlannedUnit> mine = new ArrayList<>();
        placement.deal(request.units()).forEach((partition, units) -> {
            if (partition % executors == index) {
                mine.addAll(units);
            }
        });
        return mine;
    }
}
