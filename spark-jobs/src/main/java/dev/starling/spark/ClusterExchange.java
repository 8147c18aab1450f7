package dev.starling.spark;

import dev.starling.engine.Block;
import dev.starling.engine.BlockRun;
import dev.starling.engine.Exchange;
import dev.starling.engine.Inputs;
import dev.starling.engine.Partial;
import dev.starling.engine.ResourceException;
import dev.starling.engine.RoundRequest;
import dev.starling.engine.Vectors;
import java.security.SecureRandom;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.JavaConverters;

/**
 * Every block is one Spark job, a barrier stage on several executors, whose tasks stay for all of its rounds and exchange sums over
 * the network. Same programs, same bits as the {@link SparkExchange}. A block whose executors are lost is computed again from its
 * start, on as many slots as are alive then.
 */
public final class ClusterExchange implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterExchange.class);

    /** A block whose executors are lost so often is given up. */
    private static final int LOSSES = 20;

    private static final long SLOTS_NANOS = 60_000_000_000L;
    private static final long LOOK_MILLIS = 200;

    /** Executors pulse every two seconds at least. */
    private static final long SILENT_NANOS = 3_000_000_000L;

    private static final int KEY_BYTES = 32;

    private final JavaSparkContext spark;
    private final String fingerprint;
    private final RunOnDriver run;
    private final Exchange rounds;
    private final Share share;
    private final int failures;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong attemptIds = new AtomicLong((long) random.nextInt() << 32);

    /**
     * @param spark the session, on executors of their own; the caller closes it
     * @param partitions how many pieces resident inputs are cut into
     * @param fingerprint the run's arithmetic
     * @param trials how many trials the run has
     * @param parallel how many of them run side by side
     */
    public ClusterExchange(JavaSparkContext spark, int partitions, String fingerprint, int trials, int parallel) {
        this(spark, fingerprint, new RunOnDriver(spark, partitions, false), trials, parallel);
    }

    ClusterExchange(JavaSparkContext spark, String fingerprint, RunOnDriver run, int trials, int parallel) {
        this.spark = spark;
        this.fingerprint = fingerprint;
        this.run = run;
        this.rounds = new SparkExchange(spark, fingerprint, run);
        this.share = new Share(trials, parallel);
        this.failures = ((TaskSchedulerImpl) spark.sc().taskScheduler()).maxTaskFailures();
    }

    @Override
    public String name() {
        return "resident";
    }

    /** A round by itself is a job by itself: there is nothing to stay for. */
    @Override
    public Partial run(RoundRequest request) {
        return rounds.run(request);
    }

    /**
     * {@inheritDoc}
     *
     * @throws ResourceException saying why, if resident rounds are not possible
     */
    @Override
    public Block block(BlockRun block) {
        try {
            return tried(block, LOSSES);
        } catch (Unavailable e) {
            throw new ResourceException(
                    "starling.exchange is 'resident', which is not possible here: %s; set it to auto or spark"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /**
     * Computes a block.
     *
     * @param losses after how many lost attempts it is given up
     * @throws Unavailable if resident rounds are not possible
     */
    Block tried(BlockRun block, int losses) {
        DriverSide side = requirePossible();
        String where = "run %s %s block %s".formatted(block.run(), block.trial().id(), block.index());
        SparkJob.label(spark, block.run(), block.trial().id(), block.what());
        TrialOnDriver trial = run.trial(block.trial().id(), block.trial().program());
        Resident inputs = run.residents().of(block.trial().program().inputs());
        Broadcast<byte[]> shipment = spark.broadcast(ObjectBytes.write(shipment(block)));
        BlockAttempts attempts = new BlockAttempts(where, failures, losses, System::nanoTime);
        try {
            while (true) {
                long attempt = attemptIds.incrementAndGet();
                BlockTask task = new BlockTask(
                        spark.sc().applicationId(),
                        fingerprint,
                        block,
                        attempt,
                        newKey(),
                        trial.program(),
                        inputs.recipe(),
                        shipment);
                int tasks = share.of(awaitSlots(where));
                BlockJob.Ending ending =
                        new BlockJob(spark, side.meeting(), where, attempt, tasks).run(task, attempts.startNanos());
                if (ending instanceof BlockJob.Complete complete) {
                    block.tell(complete.block());
                    return complete.block();
                }
                attempts.note(ending);
                if (ending instanceof BlockJob.Lost loss) {
                    replaceSilent(loss, side.pulses());
                }
            }
        } finally {
            shipment.destroy();
        }
    }

    /**
     * Executors that stand still and are not dead for Spark would be given tasks again. Who still tells the driver what he does is
     * spared: he may be in the middle of a long unit, or it is the network.
     */
    private void replaceSilent(BlockJob.Lost loss, Pulses pulses) {
        Set<String> suspects = new TreeSet<>(loss.suspects());
        if (suspects.isEmpty() && !loss.preflight()) {
            // Nobody is accused where some did not even come.
            suspects.addAll(JavaConverters.seqAsJavaList(spark.sc().getExecutorIds()));
            suspects.removeIf(executor -> !pulses.knows(executor));
        }
        suspects.removeIf(executor -> pulses.heardWithin(executor, SILENT_NANOS));
        for (String executor : suspects) {
            LOG.warn("executor {} is silent and is replaced", executor);
            if (!spark.sc().killAndReplaceExecutor(executor)) {
                LOG.warn("executor {} could not be replaced: {} does not offer it", executor, spark.master());
            }
        }
    }

    private DriverSide requirePossible() {
        if (spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
            throw Unavailable.forTheRun(
                    "spark.dynamicAllocation.enabled is true, and Spark runs no barrier stage on executors that come and go");
        }
        return DriverSide.of(spark.sc())
                .orElseThrow(() -> Unavailable.forTheRun("spark.plugins does not name %s, through which executors meet"
                        .formatted(StarlingPlugin.class.getName())));
    }

    private BlockShipment shipment(BlockRun block) {
        Vectors vectors = block.start().vectors();
        TreeSet<Long> trials = new TreeSet<>(run.live());
        TreeSet<Long> inputs = new TreeSet<>(run.residents().recipes());
        return new BlockShipment(
                block.toBytes(),
                block.trial().setting(),
                block.trial().seed(),
                Math.max(1, vectors.sizeBytes() / Float.BYTES),
                trials,
                trials.last(),
                inputs,
                inputs.last());
    }

    private byte[] newKey() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return key;
    }

    private int awaitSlots(String where) {
        SparkContext sc = spark.sc();
        long begun = System.nanoTime();
        while (true) {
            int slots = sc.maxNumConcurrentTasks(sc.resourceProfileManager().defaultResourceProfile());
            if (slots > 0) {
                return slots;
            }
            if (System.nanoTime() - begun > SLOTS_NANOS) {
                throw Unavailable.forTheBlock("%s has had no slot for a task for %s s"
                        .formatted(spark.master(), SLOTS_NANOS / 1_000_000_000));
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                throw SparkJob.interrupted(where, e);
            }
        }
    }

    @Override
    public void finished(String trial) {
        share.finished(trial);
        run.finished(trial);
    }

    @Override
    public void release(Inputs inputs) {
        run.release(inputs);
    }

    @Override
    public void close() {
        run.close();
    }
}
