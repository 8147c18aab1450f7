package dev.starling.spark;

import dev.starling.engine.ResourceException;
import dev.starling.engine.StarlingException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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

/** One Spark job, waited for by the thread that asks for it, and canceled when that thread is interrupted. */
final class SparkJob {

    private SparkJob() {}

    /** The event of a job: a reply, a failure, or its end if neither is there. */
    private record Event(byte[] reply, Throwable failure) {}

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
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        SimpleFutureAction<BoxedUnit> action = submit(spark, rdd, function, chosen, events);
        int replies = 0;
        try {
            while (true) {
                Event event = events.take();
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
            Thread.currentThread().interrupt();
            throw new ResourceException(where + " was interrupted; what is committed stays: resume the run", e);
        } finally {
            // Does nothing to a job that has ended.
            action.cancel();
        }
    }

    /** Says in Spark's own pages what the jobs of this thread are for, and gives each trial its share of the slots. */
    static void label(JavaSparkContext spark, String run, String trial, String what) {
        spark.sc().setJobGroup(run + "/" + trial, trial + " " + what, false);
        spark.setLocalProperty("spark.scheduler.pool", trial);
    }

    private static <T> SimpleFutureAction<BoxedUnit> submit(
            JavaSparkContext spark,
            RDD<T> rdd,
            Function1<Iterator<T>, byte[]> function,
            Set<Integer> chosen,
            BlockingQueue<Event> events) {
        // Called on the scheduler's own thread, which must not wait: replies are dealt with on the caller's.
        Function2<Object, byte[], BoxedUnit> reply = (partition, bytes) -> {
            events.add(new Event(bytes, null));
            return BoxedUnit.UNIT;
        };
        Function0<BoxedUnit> nothing = () -> BoxedUnit.UNIT;
        SimpleFutureAction<BoxedUnit> action = spark.sc()
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
        return action;
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

    /** The only element of a partition. */
    static final class Only extends AbstractFunction1<Iterator<byte[]>, byte[]> implements Serializable {

        private static final long serialVersionUID = 1L;

        @Override
        public byte[] apply(Iterator<byte[]> replies) {
            return replies.next();
        }
    }
}
