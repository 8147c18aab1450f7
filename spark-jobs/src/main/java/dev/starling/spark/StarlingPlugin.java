package dev.starling.spark;

import dev.starling.engine.ResourceException;
import java.util.Map;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares each executor: sees that it runs the driver's program; settles its memory; loads the native library, one executor of a
 * machine after the other, and takes the arithmetic fingerprint before the first task needs it; opens its way to the driver and to
 * other executors; shows what it counts among Spark's metrics and tells the driver; closes all at the end. Without it
 * ({@code spark.plugins}) the first task loads the library, and resident rounds between executors are not possible.
 */
public final class StarlingPlugin implements SparkPlugin {

    private static final Logger LOG = LoggerFactory.getLogger(StarlingPlugin.class);

    @Override
    public DriverPlugin driverPlugin() {
        return new DriverSide();
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new OnExecutor();
    }

    private static final class OnExecutor implements ExecutorPlugin {

        private PluginContext context;
        private ExecutorSide side;
        private PulseTimer pulses;

        @Override
        public void init(PluginContext context, Map<String, String> extraConf) {
            this.context = context;
            // First, as the node, which starts beside this, is counted by it.
            Activity activity = Activity.begin();
            // Within one process tasks meet in memory.
            if (!context.executorID().equals("driver")) {
                side = ExecutorSide.open(context.conf().get("spark.app.id"), context);
            }
            SameProgram.compare(extraConf);
            MemoryLimits.settle(context.executorID());
            takeFingerprint();
            activity.register(context.metricRegistry());
            pulses = new PulseTimer(() -> activity.pulse(context.executorID()), context::send);
        }

        private void takeFingerprint() {
            if (Arithmetic.threadProblem(System.getenv()).isPresent()) {
                return;
            }
            try {
                LOG.debug("executor {}: arithmetic fingerprint {}", context.executorID(), Arithmetic.fingerprint());
            } catch (LinkageError | ResourceException e) {
                // The first task meets it again and fails with it, where it can be read.
                LOG.error("executor {}: the native library does not load", context.executorID(), e);
            }
        }

        @Override
        public void shutdown() {
            pulses.close();
            // In one process the id is known only after this has started.
            ExecutorRoom.closeAll(context.conf().get("spark.app.id", ""));
            if (side != null) {
                side.close();
            }
        }
    }
}
