package dev.starling.spark;

import dev.starling.engine.Exchange;
import dev.starling.engine.Inputs;
import dev.starling.engine.Partial;
import dev.starling.engine.RoundRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Every round is one Spark job over the partitions that hold its units. Inputs stay where they are; only the state travels. Results
 * are integer sums, so neither their order of arrival nor retries, speculation or another partitioning change a bit.
 */
public final class SparkExchange implements Exchange {

    private final JavaSparkContext spark;
    private final String fingerprint;
    private final boolean oneProcess;
    private final Map<String, TrialOnDriver> trials = new HashMap<>();
    private final Residents residents;

    /**
     * @param spark the session; the caller closes it
     * @param partitions how many pieces resident inputs are cut into
     * @param fingerprint the run's arithmetic; a task on an executor of another fails
     */
    public SparkExchange(JavaSparkContext spark, int partitions, String fingerprint) {
        this(spark, partitions, fingerprint, spark.sc().isLocal());
    }

    /**
     * As above.
     *
     * @param oneProcess whether driver and executor are one process, so that states and results need not become bytes
     */
    SparkExchange(JavaSparkContext spark, int partitions, String fingerprint, boolean oneProcess) {
        this.spark = spark;
        this.residents = new Residents(spark, partitions);
        this.fingerprint = fingerprint;
        this.oneProcess = oneProcess;
    }

    @Override
    public String name() {
        return "spark";
    }

    @Override
    public Partial run(RoundRequest request) {
        TrialOnDriver trial = trial(request);
        Resident resident = residents.of(request.program().inputs());
        SparkJob.label(
                spark,
                request.run(),
                request.trial(),
                "round " + request.state().round());
        try (TrialOnDriver.Shipment shipment = trial.ship(request, resident, fingerprint, live())) {
            Partial whole =
                    new RoundJob(spark, resident.shards(), shipment).run(request, oneProcess ? 0 : trial.partBytes());
            trial.sent(whole.sumBytes());
            return whole;
        }
    }

    /** Under the same lock as {@link #live}: a round must know every program that is older than the newest that it knows. */
    private synchronized TrialOnDriver trial(RoundRequest request) {
        TrialOnDriver known = trials.get(request.trial());
        if (known != null && known.runs(request.program())) {
            return known;
        }
        if (known != null) {
            known.close();
        }
        TrialOnDriver begun = new TrialOnDriver(spark, request.program(), oneProcess);
        trials.put(request.trial(), begun);
        return begun;
    }

    private synchronized Set<Long> live() {
        Set<Long> live = new TreeSet<>();
        trials.values().forEach(trial -> live.add(trial.key()));
        return live;
    }

    /** Says that a trial is over: its workers are closed here now, and on other executors when they meet the next round. */
    @Override
    public synchronized void finished(String trial) {
        TrialOnDriver known = trials.remove(trial);
        if (known != null) {
            known.close();
        }
    }

    @Override
    public void release(Inputs inputs) {
        residents.release(inputs);
    }

    @Override
    public void close() {
        List.copyOf(trials.keySet()).forEach(this::finished);
        residents.close();
    }
}
