package dev.starling.spark;

import dev.starling.cluster.BlockKey;
import dev.starling.cluster.NodeUnavailable;
import dev.starling.cluster.PeerLost;
import dev.starling.engine.BlockRun;
import dev.starling.engine.StarlingException;
import dev.starling.engine.Team;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.util.ArrayList;
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
        return scala.collection.Iterator$.MODULE$.single(BlockReply.bytes(reply(ranks.next())));
    }

    private BlockReply reply(int rank) {
        try {
            Arithmetic.require(fingerprint);
            return takePart(rank);
        } catch (PeerLost e) {
            return new BlockReply.Lost(rank, e.getMessage(), new ArrayList<>(e.suspects()), e.preflight());
        } catch (Apart e) {
            return new BlockReply.Lost(rank, e.getMessage(), new ArrayList<>(), false);
        } catch (NodeUnavailable e) {
            return new BlockReply.Unable(rank, e.getMessage());
        } catch (StarlingException e) {
            return new BlockReply.Erred(rank, e);
        } catch (RuntimeException e) {
            // Told and not thrown, as a stage that fails says less.
            Throwable met = e instanceof Team.Failed ? e.getCause() : e;
            StringWriter trace = new StringWriter();
            met.printStackTrace(new PrintWriter(trace));
            return new BlockReply.Failed(rank, met.toString(), trace.toString());
        }
    }

    private BlockReply takePart(int rank) {
        ExecutorSide side = ExecutorSide.of(application);
        TaskContext context = TaskContext.get();
        Runnable check = () -> {
            if (context.isInterrupted()) {
                throw new Apart("the task was killed");
            }
        };
        TrialRoom room = ExecutorRoom.enter(application, program.id(), program::value);
        try {
            ShardInputs inputs = ExecutorRoom.inputs(application, recipe.id(), recipe::value);
            Team team = new Team(check);
            TeamWork<BlockReply> mine = new TeamWork<>(inputs, room.workers(), team, sums -> {
                BlockShipment shared = ObjectBytes.read(shipment.value(), BlockShipment.class);
                ExecutorRoom.keepOnly(application, shared.liveTrials(), shared.newest());
                ExecutorRoom.keepInputs(application, shared.liveInputs(), shared.newest());
                return new BlockLeader(side, room, inputs.placement(), sums, check)
                        .compute(new Meeting.Join(attempt, rank, side.executor(), side.hello()), this, shared);
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
