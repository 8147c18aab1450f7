package dev.starling.spark;

import dev.starling.engine.DataException;
import dev.starling.engine.DivergedException;
import dev.starling.engine.InputException;
import dev.starling.engine.Partial;
import dev.starling.engine.PlannedUnit;
import dev.starling.engine.UnitRunner;
import dev.starling.engine.Vectors;
import dev.starling.engine.Worker;
import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * One partition's share of a round, as it runs on an executor. Serialized for every round, so it holds references only; what they
 * refer to is decoded once in each process.
 */
final class RoundTask extends AbstractFunction1<Iterator<Shard>, byte[]>
        implements FlatMapFunction<java.util.Iterator<Shard>, byte[]> {

    private static final long serialVersionUID = 1L;

    private final String application;
    private final String fingerprint;
    private final String trial;
    private final Broadcast<byte[]> program;
    private final Broadcast<byte[]> recipe;
    private final long payloadKey;
    private final Broadcast<byte[]> payload;
    private final long constantsKey;
    private final Broadcast<byte[]> constants;

    /**
     * @param application Spark's id of the application
     * @param fingerprint the run's arithmetic
     * @param trial its id
     * @param program its program
     * @param recipe the inputs
     * @param payloadKey names the round in its trial
     * @param payload the round, or null in one process, where the driver has put it into the trial's room
     * @param constantsKey names the state's constants in its trial
     * @param constants the constants, or null as above
     */
    RoundTask(
            String application,
            String fingerprint,
            String trial,
            Broadcast<byte[]> program,
            Broadcast<byte[]> recipe,
            long payloadKey,
            Broadcast<byte[]> payload,
            long constantsKey,
            Broadcast<byte[]> constants) {
        this.application = application;
        this.fingerprint = fingerprint;
        this.trial = trial;
        this.program = program;
        this.recipe = recipe;
        this.payloadKey = payloadKey;
        this.payload = payload;
        this.constantsKey = constantsKey;
        this.constants = constants;
    }

    @Override
    public byte[] apply(Iterator<Shard> shards) {
        return reply(shards.next());
    }

    @Override
    public java.util.Iterator<byte[]> call(java.util.Iterator<Shard> shards) {
        return List.of(reply(shards.next())).iterator();
    }

    private byte[] reply(Shard shard) {
        Arithmetic.require(fingerprint);
        try {
            return compute(shard);
        } catch (InputException | DataException | DivergedException e) {
            return Reply.error(e);
        }
    }

    private byte[] compute(Shard shard) {
        InputsRecipe inputs = ExecutorRoom.recipe(application, recipe.id(), recipe::value);
        Function<PlannedUnit, Serializable> input = unit -> inputs.placement().resident(unit.group())
                ? shard.input(unit.group(), unit.key())
                : inputs.inputs().load(unit.group(), unit.key());
        TrialRoom room = ExecutorRoom.enter(application, program.id(), program::value);
        try {
            TrialRoom.Round round = room.round(
                    payloadKey,
                    () -> RoundPayload.fromBytes(payload.value()),
                    constantsKey,
                    () -> Vectors.fromBytes(constants.value()));
            RoundPayload shared = round.payload();
            if (payload != null) {
                // In one process the driver closes the rooms itself.
                ExecutorRoom.keepOnly(application, shared.liveTrials(), shared.newestTrial());
            }
            List<PlannedUnit> units = shared.units().get(shard.partition());
            Worker worker = room.workers().take();
            boolean done = false;
            Activity activity = Activity.here();
            try (Worker watched = activity.seat(trial, worker)) {
                Partial partial = UnitRunner.run(
                        watched, round.state(), shared.plannedWeights(), units, input, shared.ownStates());
                done = true;
                activity.handedOn(partial);
                if (payload == null) {
                    room.leaveResult(payloadKey, shard.partition(), partial);
                    return Reply.here(shard.partition());
                }
                return Reply.part(partial);
            } finally {
                if (done) {
                    room.workers().giveBack(worker);
                } else {
                    worker.close();
                }
            }
        } finally {
            room.leave();
        }
    }
}
