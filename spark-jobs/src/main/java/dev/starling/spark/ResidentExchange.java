package dev.starling.spark;

import dev.starling.engine.Block;
import dev.starling.engine.BlockRun;
import dev.starling.engine.Exchange;
import dev.starling.engine.Inputs;
import dev.starling.engine.Partial;
import dev.starling.engine.Program;
import dev.starling.engine.ResourceException;
import dev.starling.engine.RoundRequest;
import dev.starling.engine.StarlingException;
import dev.starling.engine.Team;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every block is one Spark job, whose tasks stay for all of its rounds and share state, units and sums in memory. It needs driver and
 * executor to be one process ({@code local[n]}). Same programs, same bits as the {@link SparkExchange}.
 *
 * <p>Of the session's slots each of the trials that run side by side takes its part and no more, so that no job waits for another
 * as long as there is a slot for each.
 */
public final class ResidentExchange implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(ResidentExchange.class);

    private final JavaSparkContext spark;
    private final String fingerprint;
    private final Share share;
    private final int slots;
    private final int attempts;
    private final Residents residents;
    private final Map<String, WorkerPool> workers = new HashMap<>();

    /**
     * @param spark the session, with a local master; the caller closes it
     * @param partitions how many pieces resident inputs are cut into
     * @param fingerprint the run's arithmetic
     * @param trials how many trials the run has
     * @param parallel how many of them run side by side
     * @throws ResourceException if the session has no slot for a task
     */
    public ResidentExchange(JavaSparkContext spark, int partitions, String fingerprint, int trials, int parallel) {
        if (!spark.sc().isLocal()) {
            throw new IllegalArgumentException(
                    "tasks on %s are not in this process: use the spark exchange".formatted(spark.master()));
        }
        this.spark = spark;
        this.fingerprint = fingerprint;
        this.share = new Share(trials, parallel);
        this.residents = new Residents(spark, partitions);
        // As often as Spark tries other tasks: once in local[n], F times in local[n,F].
        // A barrier stage that ends a job it never repeats.
        this.attempts = ((TaskSchedulerImpl) spark.sc().taskScheduler()).maxTaskFailures();
        this.slots = spark.sc()
                .maxNumConcurrentTasks(spark.sc().resourceProfileManager().defaultResourceProfile());
        if (slots == 0) {
            throw new ResourceException("%s has no slot for a task of %s cores: lower spark.task.cpus"
                    .formatted(spark.master(), spark.getConf().get("spark.task.cpus", "1")));
        }
    }

    @Override
    public String name() {
        return "resident";
    }

    /** A round by itself is a block of one round. */
    @Override
    public Partial run(RoundRequest request) {
        String what = "round " + request.state().round();
        return stay(request.run(), request.trial(), what, request.program(), sums -> sums.of(request, request.units()));
    }

    @Override
    public Block block(BlockRun rounds) {
        String what = rounds.what();
        return stay(
                rounds.run(),
                rounds.trial().id(),
                what,
                rounds.trial().program(),
                sums -> rounds.compute(Activity.here().timed(request -> sums.of(request, request.units()))));
    }

    private <T> T stay(String run, String trial, String what, Program program, Function<TeamWork.Sums, T> work) {
        Arithmetic.require(fingerprint);
        SparkJob.label(spark, run, trial, what);
        String where = "run %s %s %s".formatted(run, trial, what);
        Resident inputs = residents.of(program.inputs());
        for (int attempt = 1; ; attempt++) {
            try {
                return TeamJob.run(
                        spark,
                        where,
                        share.of(slots),
                        new TeamWork<>(inputs.perBlock(), workers(trial, program), new Team(), work));
            } catch (Team.Failed e) {
                if (attempt >= attempts) {
                    throw failure(where, e.getCause());
                }
                LOG.warn("{} is computed again, attempt {} of {}", where, attempt + 1, attempts, e.getCause());
            }
        }
    }

    private static StarlingException failure(String where, Throwable cause) {
        return cause instanceof StarlingException ours
                ? ours
                : new ResourceException("%s failed on Spark: %s".formatted(where, cause), cause);
    }

    private synchronized WorkerPool workers(String trial, Program program) {
        WorkerPool known = workers.get(trial);
        if (known != null && known.program() == program) {
            return known;
        }
        if (known != null) {
            known.close();
        }
        WorkerPool begun = new WorkerPool(program);
        workers.put(trial, begun);
        return begun;
    }

    @Override
    public synchronized void finished(String trial) {
        share.finished(trial);
        WorkerPool known = workers.remove(trial);
        if (known != null) {
            known.close();
        }
    }

    @Override
    public void release(Inputs inputs) {
        residents.release(inputs);
    }

    @Override
    public synchronized void close() {
        workers.values().forEach(WorkerPool::close);
        workers.clear();
        residents.close();
    }
}
