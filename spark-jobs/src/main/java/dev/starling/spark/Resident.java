package dev.starling.spark;

import dev.starling.engine.Inputs;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import scala.collection.Iterator;

/** Inputs that stay where they are for the whole run: persisted partitions, each of which can be loaded again from its recipe. */
final class Resident implements AutoCloseable {

    private final Inputs inputs;
    private final Placement placement;
    private final Broadcast<byte[]> recipe;
    private final JavaRDD<Shard> shards;
    private final String application;

    Resident(JavaSparkContext spark, Inputs inputs, int partitions) {
        this.application = spark.sc().applicationId();
        this.inputs = inputs;
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

    /** The inputs for the tasks of one block, which are in the driver's own process. */
    ShardInputs perBlock() {
        return new ShardInputs(inputs, placement, this::shard);
    }

    /** What a partition holds, for a task in the driver's own process; loaded and kept as any task would. */
    private Shard shard(int partition) {
        RDD<Shard> rdd = shards.rdd();
        Iterator<Shard> only = rdd.iterator(rdd.partitions()[partition], TaskContext.get());
        Shard shard = only.next();
        // At its end the iterator gives back Spark's lock on what is kept.
        if (only.hasNext()) {
            throw new IllegalStateException("partition %s holds more than one shard".formatted(partition));
        }
        return shard;
    }

    @Override
    public void close() {
        shards.unpersist(false);
        recipe.destroy();
        ExecutorRoom.forgetRecipe(application, recipe.id());
    }
}
