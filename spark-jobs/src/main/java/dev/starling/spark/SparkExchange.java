package dev.starling.spark;

import dev.starling.engine.Exchange;
import dev.starling.engine.Inputs;
import dev.starling.engine.Partial;
import dev.starling.engine.RoundRequest;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Every round is one Spark job over the partitions that hold its units. Inputs stay where they are; only the state travels. Results
 * are integer sums, so neither their order of arrival nor retries, speculation or another partitioning change a bit.
 */
public final class SparkExchange implements Exchange {

    private final JavaSparkContext spark;
    private final String fingerprint;
    private final RunOnDriver run;

    /**
     * @param spark the session; the caller closes it
     * @param partitions how many pieces resident inputs are cut into
     * @param fingerprint the run's arithmetic; a task on an executor of another fails
     */
    public SparkExchange(JavaSparkContext spark, int partitions, String fingerprint) {
        this(spark, fingerprint, new RunOnDriver(spark, partitions, spark.sc().isLocal()));
    }

    /**
     * As above.
     *
     * @param run what is kept of the run; closed with this
     */
    SparkExchange(JavaSparkContext spark, String fingerprint, RunOnDriver run) {
        this.spark = spark;
        this.fingerprint = fingerprint;
        this.run = run;
    }

    @Override
    public String name() {
        return "spark";
    }

    @Override
    public Partial run(RoundRequest request) {
        TrialOnDriver trial = run.trial(request.trial(), request.program());
        Resident resident = run.residents().of(request.program().inputs());
        SparkJob.label(
                spark,
                request.run(),
                request.trial(),
                "round " + request.state().round());
        try (TrialOnDriver.Shipment shipment = trial.ship(request, resident, fingerprint, run.live())) {
            Partial whole = new RoundJob(spark, resident.shards(), shipment)
                    .run(request, run.oneProcess() ? 0 : trial.partBytes());
            trial.sent(whole.sumBytes());
            return whole;
        }
    }

    @Override
    public void finished(String trial) {
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
