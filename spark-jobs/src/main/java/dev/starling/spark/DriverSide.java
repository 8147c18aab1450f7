package dev.starling.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/**
 * The plugin's part in the driver: where tasks meet, and where executors say what they do. It is found through a static map because
 * Spark makes it and hands it to nobody.
 */
final class DriverSide implements DriverPlugin {

    private static final Map<SparkContext, DriverSide> BY_SESSION = new ConcurrentHashMap<>();

    private final Meeting meeting = new Meeting();
    private final Pulses pulses = new Pulses(System::nanoTime);
    private final RunCounts counts = new RunCounts();
    private SparkContext session;

    /** The plugin's part of a session, or empty if the session has none. */
    static Optional<DriverSide> of(SparkContext session) {
        return Optional.ofNullable(BY_SESSION.get(session));
    }

    Meeting meeting() {
        return meeting;
    }

    Pulses pulses() {
        return pulses;
    }

    RunCounts counts() {
        return counts;
    }

    /** What it returns, each executor's part is given. */
    @Override
    public Map<String, String> init(SparkContext session, PluginContext context) {
        this.session = session;
        BY_SESSION.put(session, this);
        MetricRegistry registry = context.metricRegistry();
        counts.register(registry);
        for (Metric metric : Metric.values()) {
            registry.register(metric.total(), (Gauge<Long>) () -> pulses.sum(metric));
        }
        session.addSparkListener(new SparkListener() {
            @Override
            public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
                pulses.removed(removed.executorId());
            }
        });
        return SameProgram.ofThisProcess();
    }

    /** Answers an executor that joins, and listens to one that pulses. Spark calls on one thread, so nothing here may wait. */
    @Override
    public Object receive(Object message) {
        Serializable said = ObjectBytes.read((byte[]) message, Serializable.class);
        if (said instanceof Pulse pulse) {
            pulses.take(pulse);
            return null;
        }
        return ObjectBytes.write(meeting.join((Meeting.Join) said));
    }

    @Override
    public void shutdown() {
        BY_SESSION.remove(session);
    }
}
