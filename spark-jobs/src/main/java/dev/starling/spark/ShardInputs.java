package dev.starling.spark;

import dev.starling.engine.Inputs;
import dev.starling.engine.PlannedUnit;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/** The inputs of units, for all tasks of a process: whoever needs a shard first loads it, and the others wait. Thread-safe. */
final class ShardInputs implements Function<PlannedUnit, Serializable> {

    private final Inputs inputs;
    private final Placement placement;
    private final IntFunction<Shard> load;
    private final Map<Integer, FutureTask<Shard>> shards = new ConcurrentHashMap<>();

    /**
     * @param inputs gives what is not resident
     * @param placement which shard holds what is
     * @param load gives a shard
     */
    ShardInputs(Inputs inputs, Placement placement, IntFunction<Shard> load) {
        this.inputs = inputs;
        this.placement = placement;
        this.load = load;
    }

    Placement placement() {
        return placement;
    }

    @Override
    public Serializable apply(PlannedUnit unit) {
        return placement.resident(unit.group())
                ? shard(placement.partitionOf(unit)).input(unit.group(), unit.key())
                : inputs.load(unit.group(), unit.key());
    }

    /** Lets the shards go that others read from now on. */
    void keepOnly(IntPredicate mine) {
        shards.keySet().removeIf(partition -> !mine.test(partition));
    }

    private Shard shard(int partition) {
        FutureTask<Shard> shard = shards.computeIfAbsent(partition, p -> new FutureTask<>(() -> load.apply(p)));
        shard.run();
        try {
            return shard.get();
        } catch (ExecutionException e) {
            // The next attempt loads it anew.
            shards.remove(partition, shard);
            throw TeamWork.unchecked(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
