package dev.starling.spark;

import dev.starling.cluster.BlockKey;
import dev.starling.cluster.NodeUnavailable;
import dev.starling.cluster.PeerLost;
import dev.starling.engine.BlockRun;
import dev.starling.engine.ResourceException;
import dev.starling.engine.StarlingException;
import dev.starling.engine.Team;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.util.ArrayList;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * A task of an attempt at a block, on an executor. The first task of a process leads: it meets the leaders of the other executors,
 * runs the block's loop as they do, and computes each round's units that are this executor's with the tasks that follow it.
 */
final class BlockTask extends AbstractFunction1<Iterator<Integer>, Iterator<byte[]>> implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final String KILLED = "the task was killed";

    private final String application;
    private final String fingerprint;
    private final String run;
    private final String trial;
    private final int block;
    private final long attempt;
    private final byte[] sealKey;
    private final Broadcast<byte[]> program;
    private final Broadcast<byte[]> recipe;
    private final Broadcast<byte[]> shipment;

    /**
     * @param application Spark's id of the application
     * @param fingerprint the run's arithmetic
     * @param rounds the block
     * @param attempt names this attempt among all of all drivers
     * @param sealKey of this attempt, for what crosses the network
     * @param program the trial's program
     * @param recipe the inputs
     * @param shipment what the tasks share
     */
    BlockTask(
            String application,
            String fingerprint,
            BlockRun rounds,
            long attempt,
            byte[] sealKey,
            Broadcast<byte[]> program,
            Broadcast<byte[]> recipe,
            Broadcast<byte[]> shipment) {
        this.application = application;
        this.fingerprint = fingerprint;
        this.run = rounds.run();
        this.trial = rounds.trial().id();
        this.block = rounds.index();
        this.attempt = attempt;
        this.sealKey = sealKey.clone();
        this.program = program;
        this.recipe = recipe;
        this.shipment = shipment;
    }

    @Override
    public Iterator<byte[]> apply(Iterator<Integer> ranks) {
        return scala.collection.Iterator$.MODULE$.single(reply(ranks.next()));
    }

    private byte[] reply(int rank) {
        try {
            return BlockReply.bytes(part(rank));
        } catch (Throwable e) {
            // An error that cannot become bytes.
            return BlockReply.bytes(failed(rank, e));
        }
    }

    /** The task's part. What it meets is told and not thrown, as a stage that fails says less, and a fatal error ends the executor. */
    private BlockReply part(int rank) {
        try {
            Arithmetic.require(fingerprint);
            return takePart(rank);
        } catch (Team.Failed e) {
            return told(rank, e.getCause());
        } catch (Throwable e) {
            return told(rank, e);
        }
    }

    private static BlockReply told(int rank, Throwable met) {
        if (TaskContext.get().isInterrupted() || Thread.currentThread().isInterrupted()) {
            return new BlockReply.Lost(rank, KILLED, new ArrayList<>(), false);
        }
        if (met instanceof PeerLost lost) {
            return new BlockReply.Lost(rank, lost.getMessage(), new ArrayList<>(lost.suspects()), lost.preflight());
        }
        if (met instanceof Apart apart) {
            return new BlockReply.Lost(rank, apart.getMessage(), new ArrayList<>(), false);
        }
        if (met instanceof NodeUnavailable unavailable) {
            return new BlockReply.Unable(rank, unavailable.getMessage());
        }
        if (met instanceof StarlingException ours) {
            return new BlockReply.Erred(rank, ours);
        }
        if (met instanceof OutOfMemoryError memory) {
            return new BlockReply.Erred(rank, outOfMemory(memory));
        }
        return failed(rank, met);
    }

    private static ResourceException outOfMemory(OutOfMemoryError memory) {
        return new ResourceException(
                "executor %s ran out of memory (%s): raise spark.executor.memory, or give an executor fewer cores"
                        .formatted(SparkEnv.get().executorId(), memory.getMessage()),
                memory);
    }

    private static BlockReply failed(int rank, Throwable met) {
        StringWriter trace = new StringWriter();
        met.printStackTrace(new PrintWriter(trace));
        return new BlockReply.Failed(rank, met.toString(), trace.toString());
    }

    private BlockReply takePart(int rank) {
        ExecutorSide side = ExecutorSide.of(application);
        TaskContext context = TaskContext.get();
        Runnable check = () -> {
            if (context.isInterrupted()) {
                throw new Apart(KILLED);
            }
        };
        TrialRoom room = ExecutorRoom.enter(application, program.id(), program::value);
        try {
            ShardInputs inputs = ExecutorRoom.inputs(application, recipe.id(), recipe::value);
            Team team = new Team(check);
            TeamWork<BlockReply> mine = new TeamWork<>(inputs, room.workers(), team, sums -> {
                BlockShipment shared = ObjectBytes.read(shipment.value(), BlockShipment.class);
                ExecutorRoom.keepOnly(application, shared.liveTrials(), shared.newestTrial());
                ExecutorRoom.keepInputs(application, shared.liveInputs(), shared.newestInputs());
                return new BlockLeader(side, room, inputs, sums, check).compute(rank, this, shared);
            });
            TeamWork<?> first = ExecutorRoom.join(application, attempt, mine);
            if (first != mine) {
                side.join(new Meeting.Join(attempt, rank, side.executor(), null));
                first.follow();
                return new BlockReply.Followed(rank);
            }
            try {
                mine.lead();
                return mine.outcome();
            } finally {
                ExecutorRoom.closeWork(application, attempt);
            }
        } finally {
            room.leave();
        }
    }

    long attempt() {
        return attempt;
    }

    /** The attempt, as frames name it. */
    BlockKey key() {
        return new BlockKey(run, trial, block, attempt);
    }

    byte[] sealKey() {
        return sealKey;
    }

    /** The trial's stream on the network. */
    int stream() {
        return Math.toIntExact(program.id());
    }
}
