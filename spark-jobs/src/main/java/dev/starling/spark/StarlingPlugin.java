package dev.starling.spark;

import java.util.Map;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares each executor: loads the native library, one executor of a machine after the other, and takes the arithmetic fingerprint
 * before the first task needs it; closes the workers at the end. Without it ({@code spark.plugins}) the first task does the same.
 */
public final class StarlingPlugin implements SparkPlugin {

    private static final Logger LOG = LoggerFactory.getLogger(StarlingPlugin.class);

    @Override
    public DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new OnExecutor();
    }

    private static final class OnExecutor implements ExecutorPlugin {

        private PluginContext context;

        @Override
        public void init(PluginContext context, Map<String, String> extraConf) {
            this.context = context;
            if (Arithmetic.threadProblem(System.getenv()).isPresent()) {
                return;
            }
            try {
                LOG.debug("executor {}: arithmetic fingerprint {}", context.executorID(), Arithmetic.fingerprint());
            } catch (LinkageError e) {
                // The first task meets it again and fails with it, where it can be read.
                LOG.error("executor {}: the native library does not load", context.executorID(), e);
            }
        }

        @Override
        public void shutdown() {
            // In one process the id is known only after this has started.
            ExecutorRoom.closeAll(context.conf().get("spark.app.id", ""));
        }
    }
}
