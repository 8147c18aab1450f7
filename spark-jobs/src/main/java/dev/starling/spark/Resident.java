package dev.starling.spark;

import dev.starling.engine.Inputs;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/** Inputs that stay where they are for the whole run: persisted partitions, each of which can be loaded again from its recipe. */
final class Resident implements AutoCloseable {

    private final Placement placement;
    private final Broadcast<byte[]> recipe;
    private final JavaRDD<Shard> shards;
    private final String application;

    Resident(JavaSparkContext spark, Inputs inputs, int partitions) {
        this.application = spark.sc().applicationId();
        this.placement = new Placement(inputs, partitions);
        this.recipe = spark.broadcast(ObjectBytes.write(new InputsRecipe(inputs, placement)));
        this.shards = spark.parallelize(IntStream.range(0, partitions).boxed().toList(), partitions)
                .map(new LoadShard(application, recipe))
                .setName("inputs " + inputs.id())
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    Placement placement() {
        return placement;
    }

    Broadcast<byte[]> recipe() {
        return recipe;
    }

    JavaRDD<Shard> shards() {
        return shards;
    }

    @Override
    public void close() {
        shards.unpersist(false);
        recipe.destroy();
        ExecutorRoom.forgetRecipe(application, recipe.id());
    }
}
