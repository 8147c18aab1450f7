package dev.starling.spark;

import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Turns a partition's number into its inputs, on the executor that is to hold them. */
final class LoadShard implements Function<Integer, Shard> {

    private static final long serialVersionUID = 1L;

    private final String application;
    private final Broadcast<byte[]> recipe;

    LoadShard(String application, Broadcast<byte[]> recipe) {
        this.application = application;
        this.recipe = recipe;
    }

    @Override
    public Shard call(Integer partition) {
        return ExecutorRoom.shard(application, recipe.id(), recipe::value, partition);
    }
}
