package dev.starling.spark;

import dev.starling.engine.Inputs;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;

/** The inputs of a run's trials, each kept once however many trials read them. Thread-safe. */
final class Residents implements AutoCloseable {

    private final JavaSparkContext spark;
    private final int partitions;
    private final Map<String, Resident> byId = new ConcurrentHashMap<>();

    /**
     * @param spark the session
     * @param partitions how many pieces inputs are cut into
     */
    Residents(JavaSparkContext spark, int partitions) {
        this.spark = spark;
        this.partitions = partitions;
    }

    Resident of(Inputs inputs) {
        return byId.computeIfAbsent(inputs.id(), id -> new Resident(spark, inputs, partitions));
    }

    /** The recipes of all inputs that are kept. */
    Set<Long> recipes() {
        return byId.values().stream()
                .map(resident -> resident.recipe().id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    void release(Inputs inputs) {
        Resident resident = byId.remove(inputs.id());
        if (resident != null) {
            resident.close();
        }
    }

    @Override
    public void close() {
        byId.values().forEach(Resident::close);
        byId.clear();
    }
}
