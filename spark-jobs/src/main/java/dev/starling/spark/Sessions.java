package dev.starling.spark;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Opens Spark sessions that are fit for a run. What a user or {@code spark-submit} has set stays as it is. */
public final class Sessions {
    private static final String VECTORS = "jdk.incubator.vector";

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
        conf.setIfMissing("spark.plugins", StarlingPlugin.class.getName());
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
        addVectors(conf);
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

    /** The kernel computes with a module that Java does not load by itself. */
    private static void addVectors(SparkConf conf) {
        String options = conf.get("spark.executor.extraJavaOptions", "");
        if (!options.contains(VECTORS)) {
            conf.set(
                    "spark.executor.extraJavaOptions",
                    "--add-modules=%s -D%s.VECTOR_ACCESS_OOB_CHECK=0 %s"
                            .formatted(VECTORS, VECTORS, options)
                            .strip());
        }
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
