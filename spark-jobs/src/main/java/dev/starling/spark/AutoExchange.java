package dev.starling.spark;

import dev.starling.engine.Block;
import dev.starling.engine.BlockRun;
import dev.starling.engine.Exchange;
import dev.starling.engine.Inputs;
import dev.starling.engine.Partial;
import dev.starling.engine.RoundRequest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes blocks by resident rounds between executors where that is possible; where it is not, says why in one sentence and goes on
 * with the Spark exchange, with the same bits.
 */
public final class AutoExchange implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(AutoExchange.class);

    /** A block that is lost so often is computed by Spark jobs, which lose a round at most. */
    private static final int LOSSES = 3;

    private final RunOnDriver run;
    private final ClusterExchange resident;
    private final SparkExchange spark;
    private final Consumer<String> notes;
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private volatile boolean impossible;

    /**
     * @param session the session, on executors of their own; the caller closes it
     * @param partitions how many pieces resident inputs are cut into
     * @param fingerprint the run's arithmetic
     * @param trials how many trials the run has
     * @param parallel how many of them run side by side
     * @param notes is told once why resident rounds are not possible
     */
    public AutoExchange(
            JavaSparkContext session,
            int partitions,
            String fingerprint,
            int trials,
            int parallel,
            Consumer<String> notes) {
        this.run = new RunOnDriver(session, partitions, false);
        this.resident = new ClusterExchange(session, fingerprint, run, trials, parallel);
        this.spark = new SparkExchange(session, fingerprint, run);
        this.notes = notes;
    }

    @Override
    public String name() {
        return resident.name();
    }

    @Override
    public Partial run(RoundRequest request) {
        return spark.run(request);
    }

    @Override
    public Block block(BlockRun rounds) {
        if (!impossible) {
            try {
                return resident.tried(rounds, LOSSES);
            } catch (Unavailable e) {
                impossible |= e.lasting();
                tell(e);
            }
        }
        return spark.block(rounds.named(spark.name()));
    }

    private void tell(Unavailable reason) {
        if (told.add(reason.getMessage())) {
            String note =
                    "resident rounds are not possible %s (%s): going on with the Spark exchange, with the same bits"
                            .formatted(reason.lasting() ? "here" : "for a block", reason.getMessage());
            LOG.warn("{}", note);
            notes.accept(note);
        }
    }

    @Override
    public void finished(String trial) {
        resident.finished(trial);
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
