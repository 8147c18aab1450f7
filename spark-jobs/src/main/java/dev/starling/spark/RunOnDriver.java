package dev.starling.spark;

import dev.starling.engine.Inputs;
import dev.starling.engine.Program;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;

/** What the driver keeps of a run's trials and inputs, for whichever exchange computes them. Thread-safe. */
final class RunOnDriver implements AutoCloseable {

    private final JavaSparkContext spark;
    private final boolean oneProcess;
    private final Map<String, TrialOnDriver> trials = new HashMap<>();
    private final Residents residents;

    /**
     * @param spark the session
     * @param partitions how many pieces resident inputs are cut into
     * @param oneProcess whether driver and executor are one process, so that states and results need not become bytes
     */
    RunOnDriver(JavaSparkContext spark, int partitions, boolean oneProcess) {
        this.spark = spark;
        this.oneProcess = oneProcess;
        this.residents = new Residents(spark, partitions);
    }

    /** Under the same lock as {@link #live}: a round must know every program that is older than the newest that it knows. */
    synchronized TrialOnDriver trial(String id, Program program) {
        TrialOnDriver known = trials.get(id);
        if (known != null && known.runs(program)) {
            return known;
        }
        if (known != null) {
            known.close();
        }
        TrialOnDriver begun = new TrialOnDriver(spark, program, oneProcess);
        trials.put(id, begun);
        return begun;
    }

    /** The programs of all trials that are not over. */
    synchronized Set<Long> live() {
        Set<Long> live = new TreeSet<>();
        trials.values().forEach(trial -> live.add(trial.key()));
        return live;
    }

    Residents residents() {
        return residents;
    }

    boolean oneProcess() {
        return oneProcess;
    }

    /** Says that a trial is over: its workers are closed here now, and on executors when they meet the next round. */
    synchronized void finished(String trial) {
        TrialOnDriver known = trials.remove(trial);
        if (known != null) {
            known.close();
        }
    }

    void release(Inputs inputs) {
        residents.release(inputs);
    }

    @Override
    public synchronized void close() {
        List.copyOf(trials.keySet()).forEach(this::finished);
        residents.close();
    }
}
