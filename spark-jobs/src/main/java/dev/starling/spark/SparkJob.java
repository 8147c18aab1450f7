package dev.starling.spark;

import dev.starling.engine.ResourceException;
import dev.starling.engine.StarlingException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.Function0;
import scala.Function1;
import scala.Function2;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.concurrent.ExecutionContext;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** One Spark job: what its tasks reply is taken by the thread that submits it. Closing it cancels it if it has not ended. */
final class SparkJob implements AutoCloseable {

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final SimpleFutureAction<BoxedUnit> action;

    /**
     * The event of a job: a reply, a failure, or its end if neither is there.
     *
     * @param reply what a task replied, or null
     * @param failure why Spark gave up, or null
     */
    record Event(byte[] reply, Throwable failure) {

        /** Whether all tasks have replied. */
        boolean isEnd() {
            return reply == null && failure == null;
        }
    }

    /**
     * Submits a job.
     *
     * @param function a partition's task
     * @param chosen the partitions
     */
    <T> SparkJob(JavaSparkContext spark, RDD<T> rdd, Function1<Iterator<T>, byte[]> function, Set<Integer> chosen) {
        // Called on the scheduler's own thread, which must not wait: replies are dealt with on the caller's.
        Function2<Object, byte[], BoxedUnit> reply = (partition, bytes) -> {
            events.add(new Event(bytes, null));
            return BoxedUnit.UNIT;
        };
        Function0<BoxedUnit> nothing = () -> BoxedUnit.UNIT;
        action = spark.sc()
                .submitJob(
                        rdd,
                        function,
                        JavaConverters.asScalaBuffer(new ArrayList<Object>(chosen))
                                .toSeq(),
                        reply,
                        nothing);
        Function1<Try<BoxedUnit>, BoxedUnit> ended = outcome -> {
            events.add(new Event(null, outcome.isFailure() ? outcome.failed().get() : null));
            return BoxedUnit.UNIT;
        };
        action.onComplete(ended, ExecutionContext.fromExecutor(Runnable::run));
    }

    /** The next event, or null if none comes in that time. */
    Event next(long timeoutMillis) throws InterruptedException {
        return events.poll(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    /** Does nothing to a job that has ended. */
    @Override
    public void close() {
        action.cancel();
    }

    /**
     * Runs a job.
     *
     * @param where what it is for, for errors
     * @param function a partition's task
     * @param chosen the partitions
     * @param arrived gets what each task replies as it arrives, on this thread
     * @throws StarlingException of the kind that a task met, or {@link ResourceException} if Spark gave up or the thread was interrupted
     */
    static <T> void run(
            JavaSparkContext spark,
            String where,
            RDD<T> rdd,
            Function1<Iterator<T>, byte[]> function,
            Set<Integer> chosen,
            Consumer<byte[]> arrived) {
        int replies = 0;
        try (SparkJob job = new SparkJob(spark, rdd, function, chosen)) {
            while (true) {
                Event event = job.events.take();
                if (event.reply != null) {
                    arrived.accept(event.reply);
                    replies++;
                } else if (event.failure != null) {
                    throw failure(where, event.failure);
                } else if (replies == chosen.size()) {
                    return;
                } else {
                    throw new IllegalStateException(
                            "%s ended with %s of %s parts".formatted(where, replies, chosen.size()));
                }
            }
        } catch (InterruptedException e) {
            throw interrupted(where, e);
        }
    }

    /** What a thread that was interrupted while it waited for a job throws. */
    static ResourceException interrupted(String where, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ResourceException(where + " was interrupted; what is committed stays: resume the run", cause);
    }

    /** Says in Spark's own pages what the jobs of this thread are for, and gives each trial its share of the slots. */
    static void label(JavaSparkContext spark, String run, String trial, String what) {
        spark.sc().setJobGroup(run + "/" + trial, trial + " " + what, false);
        spark.setLocalProperty("spark.scheduler.pool", trial);
    }

    /** The error of ours that Spark wrapped, or one that says what Spark said first. */
    static StarlingException failure(String where, Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof StarlingException ours) {
                return ours;
            }
        }
        return new ResourceException("%s failed on Spark: %s".formatted(where, said(thrown)), thrown);
    }

    /** What Spark says first; of a barrier stage that is only that it failed, and why comes later. */
    private static String said(Throwable thrown) {
        List<String> lines = String.valueOf(thrown.getMessage()).lines().toList();
        String first = lines.isEmpty() ? "" : lines.get(0);
        return first.endsWith("unsuccessfully.")
                ? lines.stream()
                        .skip(1)
                        .filter(line ->
                                line.contains("Exception") || line.contains("Error") || line.contains("Failure"))
                        .findFirst()
                        .orElse(first)
                        .strip()
                : first;
    }

    /** The only element of a partition. */
    static final class Only extends AbstractFunction1<Iterator<byte[]>, byte[]> implements Serializable {

        private static final long serialVersionUID = 1L;

        @Override
        public byte[] apply(Iterator<byte[]> replies) {
            return replies.next();
        }
    }
}
