package dev.starling.spark;

import dev.starling.engine.Block;
import dev.starling.engine.ResourceException;
import dev.starling.engine.StarlingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.reflect.ClassTag$;

/** One attempt at a block on the driver: a barrier stage whose tasks stay for all rounds, and what became of it. */
final class BlockJob {

    private static final long GRACE_NANOS = 2_000_000_000L;
    private static final long END_NANOS = 60_000_000_000L;
    private static final long LOOK_MILLIS = 100;

    private final JavaSparkContext spark;
    private final Meeting meeting;
    private final String where;
    private final long attempt;
    private final int tasks;
    private final Map<Integer, BlockReply> replies = new HashMap<>();
    private Throwable failure;

    /** What became of an attempt. */
    sealed interface Ending {}

    /**
     * All executors came to the same end.
     *
     * @param block what they computed
     */
    record Complete(Block block) implements Ending {}

    /** Spark did not start its tasks in time: others hold the slots, or there are fewer than there were. */
    record NotStarted() implements Ending {}

    /**
     * A unit or an executor failed in a way that another attempt might not meet.
     *
     * @param cause what happened
     */
    record Failed(ResourceException cause) implements Ending {}

    /**
     * The executors are not together any more.
     *
     * @param sentence what happened
     * @param preflight whether they never heard of each other
     * @param suspects executors that were accused by others and have said nothing since
     */
    record Lost(String sentence, boolean preflight, Set<String> suspects) implements Ending {}

    BlockJob(JavaSparkContext spark, Meeting meeting, String where, long attempt, int tasks) {
        this.spark = spark;
        this.meeting = meeting;
        this.where = where;
        this.attempt = attempt;
        this.tasks = tasks;
    }

    /**
     * Runs the job.
     *
     * @param startNanos how long Spark may take to start the first task
     * @throws StarlingException what every attempt would meet again
     * @throws Unavailable if an executor has no place on the network
     */
    Ending run(BlockTask task, long startNanos) {
        Set<Integer> ranks = IntStream.range(0, tasks).boxed().collect(Collectors.toSet());
        RDD<byte[]> rdd = spark.parallelize(ranks.stream().sorted().toList(), tasks)
                .rdd()
                .barrier()
                .mapPartitions(task, false, ClassTag$.MODULE$.<byte[]>apply(byte[].class));
        meeting.open(attempt, tasks);
        try (SparkJob job = new SparkJob(spark, rdd, new SparkJob.Only(), ranks)) {
            return follow(job, startNanos) ? ending() : new NotStarted();
        } catch (InterruptedException e) {
            throw SparkJob.interrupted(where, e);
        } finally {
            meeting.close(attempt);
        }
    }

    /** Takes events until the attempt is decided; false if it has not begun in time. */
    private boolean follow(SparkJob job, long startNanos) throws InterruptedException {
        long submitted = System.nanoTime();
        long trouble = 0;
        long ended = 0;
        while (true) {
            SparkJob.Event event = job.next(LOOK_MILLIS);
            if (event == null) {
                if (!meeting.begun(attempt) && System.nanoTime() - submitted > startNanos) {
                    return false;
                }
            } else if (event.reply() != null) {
                BlockReply reply = BlockReply.of(event.reply());
                replies.put(reply.rank(), reply);
                if (reply instanceof BlockReply.Erred) {
                    return true;
                }
                trouble = trouble == 0 && !isGood(reply) ? System.nanoTime() : trouble;
                ended = ended == 0 && isGood(reply) ? System.nanoTime() : ended;
            } else if (event.isEnd()) {
                return true;
            } else {
                // Nothing more comes: Spark has killed the other tasks, and lets no reply of theirs through.
                failure = event.failure();
                return true;
            }
            // The others notice by themselves; who does not is suspect.
            if (trouble != 0 && System.nanoTime() - trouble > GRACE_NANOS
                    || ended != 0 && System.nanoTime() - ended > END_NANOS) {
                return true;
            }
        }
    }

    private static boolean isGood(BlockReply reply) {
        return reply instanceof BlockReply.Done
                || reply instanceof BlockReply.Agreed
                || reply instanceof BlockReply.Followed;
    }

    private Ending ending() {
        for (BlockReply reply : replies.values()) {
            if (reply instanceof BlockReply.Erred erred) {
                throw erred.error();
            }
        }
        List<BlockReply.Lost> lost = new ArrayList<>();
        BlockReply.Failed failed = null;
        for (BlockReply reply : replies.values()) {
            if (reply instanceof BlockReply.Unable unable) {
                lost.add(new BlockReply.Lost(unable.rank(), unable.sentence(), new ArrayList<>(), true));
            } else if (reply instanceof BlockReply.Lost one) {
                lost.add(one);
            } else if (reply instanceof BlockReply.Failed one) {
                failed = one;
            }
        }
        if (isComplete()) {
            return new Complete(block());
        }
        // An executor by itself needs no network.
        List<String> problems =
                Set.copyOf(meeting.executors(attempt).values()).size() > 1 ? meeting.problems(attempt) : List.of();
        if (!problems.isEmpty()) {
            return new Lost(problems.get(0), true, Set.of());
        }
        if (failed != null) {
            return new Failed(new ResourceException(
                    "%s failed on Spark: %s".formatted(where, failed.what()),
                    new IllegalStateException(failed.trace())));
        }
        if (failure != null) {
            return failed(failure);
        }
        return lost.isEmpty() ? unended() : lost(lost);
    }

    private boolean isComplete() {
        return failure == null
                && replies.size() == tasks
                && replies.values().stream().allMatch(BlockJob::isGood);
    }

    private Ending failed(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        if (message.contains("SPARK-24819")) {
            return new NotStarted();
        }
        StarlingException known = SparkJob.failure(where, thrown);
        if (message.contains("ExecutorLostFailure") || message.contains("TaskResultLost")) {
            return new Lost(lossIn(message), false, Set.of());
        }
        if (known instanceof ResourceException resource) {
            return new Failed(resource);
        }
        throw known;
    }

    /** What Spark says of a lost executor, without what stands around it. */
    private static String lossIn(String message) {
        int at = Math.max(0, message.indexOf("ExecutorLostFailure"));
        return message.substring(at).lines().findFirst().orElse(message);
    }

    /** Some have come to the block's end, and others have not. */
    private Lost unended() {
        Set<String> silent = silent();
        return new Lost(
                "executors %s have not come to its end within %s s of the others"
                        .formatted(silent, END_NANOS / 1_000_000_000),
                false,
                silent);
    }

    /** Executors of which no task has replied. */
    private Set<String> silent() {
        Map<Integer, String> executors = meeting.executors(attempt);
        Set<String> silent = new TreeSet<>(executors.values());
        replies.keySet().forEach(rank -> silent.remove(executors.get(rank)));
        return silent;
    }

    private Lost lost(List<BlockReply.Lost> lost) {
        Set<String> silent = silent();
        Set<String> accused = new TreeSet<>();
        lost.forEach(each -> accused.addAll(each.suspects()));
        accused.retainAll(silent);
        // What was seen says more than that somebody else gave up because of it.
        BlockReply.Lost first = lost.stream()
                .filter(each -> !each.suspects().isEmpty())
                .findFirst()
                .orElse(lost.get(0));
        return new Lost(first.sentence(), lost.stream().anyMatch(BlockReply.Lost::preflight), accused);
    }

    private Block block() {
        Block block = null;
        Set<String> ends = new TreeSet<>();
        for (BlockReply reply : replies.values()) {
            if (reply instanceof BlockReply.Done done) {
                block = Block.fromBytes(done.block());
                ends.add(block.end().sha256());
            } else if (reply instanceof BlockReply.Agreed agreed) {
                ends.add(agreed.sha256());
            }
        }
        if (block == null) {
            throw new IllegalStateException("%s ended without a block: %s".formatted(where, replies.keySet()));
        }
        if (ends.size() > 1) {
            throw new ResourceException(
                    "%s: executors that computed the same rounds came to different states (%s); nothing of it is kept. Their memory or the network is not sound: set starling.exchange to spark, and look for the machine"
                            .formatted(where, ends));
        }
        return block;
    }
}
