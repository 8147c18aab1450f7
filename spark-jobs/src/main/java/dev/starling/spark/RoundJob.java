package dev.starling.spark;

import dev.starling.engine.Partial;
import dev.starling.engine.ResourceException;
import dev.starling.engine.RoundRequest;
import dev.starling.engine.StarlingException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import scala.Function0;
import scala.Function1;
import scala.Function2;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.concurrent.ExecutionContext;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;
import scala.util.Try;

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
     * @throws StarlingException of the kind that a unit met, or {@link ResourceException} if Spark gave up
     */
    Partial run(RoundRequest request, long partBytes) {
        Set<Integer> partitions = shipment.partitions();
        Map<String, Long> weights = request.plannedWeights();
        String where = "run %s %s round %s"
                .formatted(request.run(), request.trial(), request.state().round());
        if (partitions.size() >= TREE_PARTITIONS && partitions.size() * partBytes > TREE_BYTES) {
            int branches = (int) Math.ceil(Math.sqrt(partitions.size()));
            RDD<byte[]> branch = tree(partitions, branches).rdd();
            Set<Integer> all = IntStream.range(0, branches).boxed().collect(Collectors.toSet());
            return merge(where, weights, branches, submit(branch, new Only(), all));
        }
        return merge(where, weights, partitions.size(), submit(shards.rdd(), shipment.task(), partitions));
    }

    /** The event of a job: a reply, or its end. */
    private record Event(byte[] reply, Throwable failure, boolean end) {}

    private record Submitted(SimpleFutureAction<BoxedUnit> action, BlockingQueue<Event> events) {}

    private <T> Submitted submit(
            RDD<T> rdd, Function1<scala.collection.Iterator<T>, byte[]> function, Set<Integer> chosen) {
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        // Called on the scheduler's own thread: it must not wait, so merging is left to the trial's thread.
        Function2<Object, byte[], BoxedUnit> arrived = (partition, reply) -> {
            events.add(new Event(reply, null, false));
            return BoxedUnit.UNIT;
        };
        Function0<BoxedUnit> nothing = () -> BoxedUnit.UNIT;
        List<Object> indices = new ArrayList<>(chosen);
        SimpleFutureAction<BoxedUnit> action = spark.sc()
                .submitJob(rdd, function, JavaConverters.asScalaBuffer(indices).toSeq(), arrived, nothing);
        Function1<Try<BoxedUnit>, BoxedUnit> ended = outcome -> {
            events.add(new Event(null, outcome.isFailure() ? outcome.failed().get() : null, true));
            return BoxedUnit.UNIT;
        };
        action.onComplete(ended, ExecutionContext.fromExecutor(Runnable::run));
        return new Submitted(action, events);
    }

    private Partial merge(String where, Map<String, Long> weights, int parts, Submitted job) {
        Partial whole = new Partial(weights);
        int merged = 0;
        try {
            while (true) {
                Event event = job.events.take();
                if (event.reply != null) {
                    whole.merge(shipment.open(event.reply));
                    merged++;
                } else if (event.failure != null) {
                    throw failure(where, event.failure);
                } else if (merged == parts) {
                    return whole;
                } else {
                    throw new IllegalStateException("%s ended with %s of %s parts".formatted(where, merged, parts));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ResourceException(where + " was interrupted; what is committed stays: resume the run", e);
        } finally {
            // Does nothing to a job that has ended.
            job.action.cancel();
        }
    }

    /** The error of ours that Spark wrapped, or one that says what Spark said first. */
    private static StarlingException failure(String where, Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof StarlingException ours) {
                return ours;
            }
        }
        String message = String.valueOf(thrown.getMessage());
        int line = message.indexOf('\n');
        return new ResourceException(
                "%s failed on Spark: %s".formatted(where, line < 0 ? message : message.substring(0, line)), thrown);
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

    /** The only element of a partition. */
    private static final class Only extends AbstractFunction1<scala.collection.Iterator<byte[]>, byte[]>
            implements Serializable {

        private static final long serialVersionUID = 1L;

        @Override
        public byte[] apply(scala.collection.Iterator<byte[]> replies) {
            return replies.next();
        }
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
