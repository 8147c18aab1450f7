package dev.starling.spark;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;

/**
 * The plugin's part in the driver: where tasks meet. It is found through a static map because Spark makes it and hands it to
 * nobody.
 */
final class DriverSide implements DriverPlugin {

    private static final Map<SparkContext, DriverSide> BY_SESSION = new ConcurrentHashMap<>();

    private final Meeting meeting = new Meeting(
            CodeVersion.of(Build.read()), String.valueOf(Runtime.version().feature()));
    private SparkContext session;

    /** The plugin's part of a session, or empty if the session has none. */
    static Optional<DriverSide> of(SparkContext session) {
        return Optional.ofNullable(BY_SESSION.get(session));
    }

    Meeting meeting() {
        return meeting;
    }

    @Override
    public Map<String, String> init(SparkContext session, PluginContext context) {
        this.session = session;
        BY_SESSION.put(session, this);
        return Map.of();
    }

    /** Answers an executor. Spark asks on one thread, so nothing here may wait. */
    @Override
    public Object receive(Object message) {
        return ObjectBytes.write(meeting.join(ObjectBytes.read((byte[]) message, Meeting.Join.class)));
    }

    @Override
    public void shutdown() {
        BY_SESSION.remove(session);
    }
}
