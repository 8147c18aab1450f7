package dev.starling.spark;

import dev.starling.engine.Partial;
import dev.starling.engine.RoundRequest;
import dev.starling.engine.StarlingException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import scala.Tuple2;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/** One Spark job: runs a round's task on the chosen partitions and merges what they send as it arrives. */
final class RoundJob {

    /** From here on the executors add up among themselves, so that the driver does not receive every partition's sums. */
    private static final long TREE_BYTES = 64L << 20;

    private static final int TREE_PARTITIONS = 8;

    private final JavaSparkContext spark;
    private final JavaRDD<Shard> shards;
    private final TrialOnDriver.Shipment shipment;

    RoundJob(JavaSparkContext spark, JavaRDD<Shard> shards, TrialOnDriver.Shipment shipment) {
        this.spark = spark;
        this.shards = shards;
        this.shipment = shipment;
    }

    /**
     * Runs the job.
     *
     * @param partBytes what one partition will send, about; 0 if nothing is sent
     * @throws StarlingException of the kind that a unit met, or {@link dev.starling.engine.ResourceException} if Spark gave up
     */
    Partial run(RoundRequest request, long partBytes) {
        Set<Integer> partitions = shipment.partitions();
        String where = "run %s %s round %s"
                .formatted(request.run(), request.trial(), request.state().round());
        Partial whole = new Partial(request.plannedWeights());
        if (partitions.size() >= TREE_PARTITIONS && partitions.size() * partBytes > TREE_BYTES) {
            int branches = (int) Math.ceil(Math.sqrt(partitions.size()));
            RDD<byte[]> branch = tree(partitions, branches).rdd();
            Set<Integer> all = IntStream.range(0, branches).boxed().collect(Collectors.toSet());
            SparkJob.run(spark, where, branch, new SparkJob.Only(), all, reply -> whole.merge(shipment.open(reply)));
        } else {
            SparkJob.run(
                    spark,
                    where,
                    shards.rdd(),
                    shipment.task(),
                    partitions,
                    reply -> whole.merge(shipment.open(reply)));
        }
        return whole;
    }

    private JavaRDD<byte[]> tree(Set<Integer> partitions, int branches) {
        RDD<Shard> pruned = PartitionPruningRDD.create(shards.rdd(), new Chosen(partitions));
        return JavaRDD.fromRDD(pruned, ClassTag$.MODULE$.apply(Shard.class))
                .mapPartitions(shipment.task())
                .mapPartitionsToPair(replies -> keyed(TaskContext.getPartitionId() % branches, replies))
                .partitionBy(new HashPartitioner(branches))
                .values()
                .mapPartitions(RoundJob::mergeReplies);
    }

    private static Iterator<Tuple2<Integer, byte[]>> keyed(int branch, Iterator<byte[]> replies) {
        return List.of(new Tuple2<>(branch, replies.next())).iterator();
    }

    private static Iterator<byte[]> mergeReplies(Iterator<byte[]> replies) {
        Partial whole = null;
        while (replies.hasNext()) {
            byte[] reply = replies.next();
            if (Reply.isError(reply)) {
                return List.of(reply).iterator();
            }
            Partial part = Reply.open(reply);
            whole = whole == null ? part : whole.merge(part);
        }
        return whole == null
                ? List.<byte[]>of().iterator()
                : List.of(Reply.part(whole)).iterator();
    }

    private static final class Chosen extends AbstractFunction1<Object, Object> implements Serializable {

        private static final long serialVersionUID = 1L;

        private final TreeSet<Integer> chosen;

        Chosen(Set<Integer> chosen) {
            this.chosen = new TreeSet<>(chosen);
        }

        @Override
        public Object apply(Object partition) {
            return chosen.contains((Integer) partition);
        }
    }
}
