package dev.starling.spark;

import dev.starling.cluster.NodeUnavailable;
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
import java.util.function.IntPredicate;

/**
 * What the first task of an executor does in an attempt at a block: it meets those of the other executors and runs the block's loop as
 * they do, each from the same state. Which of a round's units are an executor's follows from where inputs lie.
 */
final class BlockLeader {

    private static final long MEETING_NANOS = 30_000_000_000L;
    private static final long ASK_MILLIS = 2;
    private static final long LATE_NANOS = 1_000_000_000L;
    private static final long LATE_MILLIS = 50;

    private final ExecutorSide side;
    private final TrialRoom room;
    private final ShardInputs inputs;
    private final TeamWork.Sums sums;
    private final Runnable check;

    /**
     * @param side the way to the driver and to the network
     * @param room of the trial
     * @param inputs of the trial
     * @param sums computes this executor's units
     * @param check throws when the task is to stop
     */
    BlockLeader(ExecutorSide side, TrialRoom room, ShardInputs inputs, TeamWork.Sums sums, Runnable check) {
        this.side = side;
        this.room = room;
        this.inputs = inputs;
        this.sums = sums;
        this.check = check;
    }

    /** The task's reply: the block, or from all executors but one a hash of its end. */
    BlockReply compute(int rank, BlockTask task, BlockShipment shared) {
        while (!room.beginLead()) {
            check.run();
            pause(LATE_MILLIS);
        }
        try {
            return lead(rank, task, shared);
        } finally {
            room.endLead();
        }
    }

    private BlockReply lead(int rank, BlockTask task, BlockShipment shared) {
        Trial trial = new Trial(
                task.key().trial(),
                shared.setting(),
                shared.seed(),
                room.workers().program());
        Activity activity = Activity.here();
        BlockRun rounds = BlockRun.fromBytes(shared.rounds(), trial, activity.leads(), System::nanoTime);
        // All that takes time is done before the meeting, after which peers wait for each other for seconds only.
        Hello hello = hello(task, shared.elements());
        Meeting.Go peers = meet(new Meeting.Join(task.attempt(), rank, side.executor(), hello));
        int index = peers.executors().indexOf(hello);
        Block block;
        try {
            block = peers.executors().size() == 1
                    ? rounds.compute(activity.timed(request -> sums.of(request, request.units())))
                    : together(rounds, peers, index, task, shared.liveTrials().size() == 1);
        } finally {
            activity.led(trial.id());
        }
        return index == 0
                ? new BlockReply.Done(rank, block.toBytes())
                : new BlockReply.Agreed(rank, block.end().sha256());
    }

    private Hello hello(BlockTask task, long elements) {
        try {
            return side.hello(
                    room.keep(side.node().lane(task.stream(), elements)).endpoint(), null);
        } catch (NodeUnavailable e) {
            // Of no weight where all tasks are in this process.
            return side.hello(null, e.getMessage());
        }
    }

    private Meeting.Go meet(Meeting.Join join) {
        long begun = System.nanoTime();
        while (true) {
            check.run();
            Meeting.Answer answer = side.join(join);
            if (answer instanceof Meeting.Go go) {
                return go;
            }
            if (answer instanceof Meeting.Over over) {
                throw new Apart(over.why());
            }
            long waited = System.nanoTime() - begun;
            if (waited > MEETING_NANOS) {
                throw new Apart("%s tasks of the block did not start within %s s"
                        .formatted(((Meeting.Wait) answer).missing(), MEETING_NANOS / 1_000_000_000));
            }
            pause(waited > LATE_NANOS ? LATE_MILLIS : ASK_MILLIS);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Apart("the task was interrupted");
        }
    }

    private Block together(BlockRun rounds, Meeting.Go go, int index, BlockTask task, boolean alone) {
        List<Peer> peers = new ArrayList<>();
        for (Hello hello : go.executors()) {
            if (hello.problem() != null) {
                throw new Apart(hello.problem());
            }
            peers.add(new Peer(hello.executor(), hello.endpoint()));
        }
        IntPredicate mine = mine(go.tasks(), index);
        if (alone) {
            // Other trials may have their blocks on other executors, and read other shards here.
            inputs.keepOnly(mine);
        }
        try (Session session = room.lane().join(task.key(), peers, index, task.sealKey(), check)) {
            try {
                return rounds.compute(Activity.here()
                        .timed(request -> Together.combine(request, sums.of(request, units(request, mine)), session)));
            } catch (RuntimeException | Error e) {
                session.leave("executor %s gave up: %s".formatted(side.executor(), e));
                throw e;
            }
        }
    }

    /** Which partitions are this executor's: as many as its tasks, and the same in all blocks while executors and tasks are the same. */
    private static IntPredicate mine(List<Integer> tasks, int index) {
        int all = tasks.stream().mapToInt(Integer::intValue).sum();
        int first = tasks.subList(0, index).stream().mapToInt(Integer::intValue).sum();
        int end = first + tasks.get(index);
        return partition -> partition % all >= first && partition % all < end;
    }

    private List<PlannedUnit> units(RoundRequest request, IntPredicate mine) {
        List<PlannedUnit> units = new ArrayList<>();
        inputs.placement().deal(request.units()).forEach((partition, dealt) -> {
            if (mine.test(partition)) {
                units.addAll(dealt);
            }
        });
        return units;
    }
}
