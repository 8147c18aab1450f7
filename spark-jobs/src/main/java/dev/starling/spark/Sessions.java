package dev.starling.spark;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Opens Spark sessions that are fit for a run. What a user or {@code spark-submit} has set stays as it is. */
public final class Sessions {

    private static final String VECTORS = "jdk.incubator.vector";
    private static final String INTERNALS = "java.base/jdk.internal.misc";

    private Sessions() {}

    /**
     * Opens a session.
     *
     * @param name what the session is called in Spark's own pages
     * @param master Spark's master URL, or null for the one that is configured, else {@code local[*]}
     * @param extra further settings of Spark, stronger than all others
     */
    public static JavaSparkContext open(String name, String master, Map<String, String> extra) {
        SparkConf conf = new SparkConf();
        extra.forEach(conf::set);
        if (master != null) {
            conf.setMaster(master);
        }
        conf.setIfMissing("spark.master", "local[*]");
        conf.setIfMissing("spark.app.name", name);
        addPlugin(conf);
        // A barrier stage that is refused is planned anew by the exchange, for the slots that are there then.
        conf.setIfMissing("spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures", "1");
        conf.setIfMissing("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s");
        // Else the names of metrics begin with the application's id.
        conf.setIfMissing("spark.metrics.namespace", "starling");
        conf.setIfMissing("spark.scheduler.mode", "FAIR");
        // Units last milliseconds: to wait seconds for a busy executor that holds their inputs does not pay.
        conf.setIfMissing("spark.locality.wait", "300ms");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        conf.setIfMissing("spark.ui.retainedJobs", "200");
        conf.setIfMissing("spark.ui.retainedStages", "200");
        conf.setIfMissing("spark.ui.retainedTasks", "2000");
        Arithmetic.THREAD_VARIABLES.forEach(variable -> conf.setIfMissing("spark.executorEnv." + variable, "1"));
        if (isOneMachine(conf.get("spark.master"))) {
            oneMachine(conf);
        }
        addJavaOptions(conf);
        return new JavaSparkContext(conf);
    }

    /** Whether driver and executors share this machine. */
    public static boolean isOneMachine(String master) {
        return master.startsWith("local");
    }

    /** Whether driver and executor are one process: {@code local}, {@code local[n]} and the like, but not {@code local-cluster}. */
    public static boolean isOneProcess(String master) {
        return master.equals("local") || master.startsWith("local[");
    }

    /** Beside those that a user has set; one who sets none at all ({@code spark.plugins=}) has none. */
    private static void addPlugin(SparkConf conf) {
        String plugin = StarlingPlugin.class.getName();
        String plugins = conf.get("spark.plugins", plugin);
        conf.set("spark.plugins", plugins.isBlank() || plugins.contains(plugin) ? plugins : plugins + "," + plugin);
    }

    /** What the kernel (vectors) and the network between executors (Agrona) need of Java beyond what Spark asks for. */
    private static void addJavaOptions(SparkConf conf) {
        String options = conf.get("spark.executor.extraJavaOptions", "");
        if (!options.contains(INTERNALS)) {
            options = "--add-opens=%s=ALL-UNNAMED %s".formatted(INTERNALS, options);
        }
        if (!options.contains(VECTORS)) {
            options = "--add-modules=%s -D%s.VECTOR_ACCESS_OOB_CHECK=0 %s".formatted(VECTORS, VECTORS, options);
        }
        conf.set("spark.executor.extraJavaOptions", options.strip());
    }

    private static void oneMachine(SparkConf conf) {
        conf.setIfMissing("spark.driver.host", "127.0.0.1");
        conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        conf.setIfMissing("spark.ui.enabled", "false");
        if (conf.get("spark.master").startsWith("local-cluster")) {
            // Executors are processes of their own here, and they start from what this one started from.
            conf.setIfMissing("spark.executor.extraClassPath", System.getProperty("java.class.path"));
            String logging = System.getProperty("log4j2.configurationFile");
            if (logging != null) {
                conf.setIfMissing("spark.executor.extraJavaOptions", "-Dlog4j2.configurationFile=" + logging);
            }
        }
    }
}
