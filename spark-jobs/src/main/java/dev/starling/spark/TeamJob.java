package dev.starling.spark;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.reflect.ClassTag$;

/** A Spark job, one barrier stage, whose tasks are in the driver's own process and stay until the work of the first is done. */
final class TeamJob {

    private TeamJob() {}

    /**
     * Runs the job.
     *
     * @param where what it is for, for errors
     * @param tasks how many tasks; the session must have as many slots
     * @return what the work gave; what it met is thrown
     * @throws dev.starling.engine.ResourceException if Spark gave up or the thread was interrupted
     */
    static <T> T run(JavaSparkContext spark, String where, int tasks, TeamWork<T> work) {
        String application = spark.sc().applicationId();
        long key = ExecutorRoom.open(application, work);
        try {
            Set<Integer> ranks = IntStream.range(0, tasks).boxed().collect(Collectors.toSet());
            RDD<byte[]> replies = spark.parallelize(ranks.stream().sorted().toList(), tasks)
                    .rdd()
                    .barrier()
                    .mapPartitions(
                            new TeamTask(application, key), false, ClassTag$.MODULE$.<byte[]>apply(byte[].class));
            SparkJob.run(spark, where, replies, new SparkJob.Only(), ranks, reply -> {});
            return work.outcome();
        } finally {
            ExecutorRoom.closeWork(application, key);
            work.stop();
        }
    }
}
