package dev.starling.spark;

import dev.starling.engine.Inputs;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;

/** The inputs of a run's trials, each kept once however many trials read them. Thread-safe. */
final class Residents implements AutoCloseable {

    private final JavaSparkContext spark;
    private final int partitions;
    private final Map<String, Resident> byId = new HashMap<>();

    /**
     * @param spark the session
     * @param partitions how many pieces inputs are cut into
     */
    Residents(JavaSparkContext spark, int partitions) {
        this.spark = spark;
        this.partitions = partitions;
    }

    synchronized Resident of(Inputs inputs) {
        return byId.computeIfAbsent(inputs.id(), id -> new Resident(spark, inputs, partitions));
    }

    /** The recipes of all inputs that are kept: all those that are older than the newest among them. */
    synchronized Set<Long> recipes() {
        return byId.values().stream()
                .map(resident -> resident.recipe().id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    synchronized void release(Inputs inputs) {
        Resident resident = byId.remove(inputs.id());
        if (resident != null) {
            resident.close();
        }
    }

    @Override
    public synchronized void close() {
        byId.values().forEach(Resident::close);
        byId.clear();
    }
}
