package dev.starling.spark;

import dev.starling.engine.ResourceException;
import dev.starling.engine.Seed;
import dev.starling.kernel.Fingerprint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/** Holds this process to the conditions under which all processes of a run compute the same bits. */
public final class Arithmetic {

    /** Each must be 1 in the environment of every JVM that runs kernels: more threads change the order of additions. */
    public static final List<String> THREAD_VARIABLES =
            List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS");

    /** The same as a shell writes it. */
    public static final String EXPORTS = String.join("=1 ", THREAD_VARIABLES) + "=1";

    /** Before the sentence of an executor that has no fingerprint to tell. */
    private static final String REFUSAL = "refused: ";

    private static String fingerprint;
    private static ResourceException stuck;

    private Arithmetic() {}

    /** Says which thread variable is missing or wrong, if one is. */
    public static Optional<String> threadProblem(Map<String, String> env) {
        return THREAD_VARIABLES.stream()
                .filter(name -> !"1".equals(env.get(name)))
                .findFirst()
                .map(name -> env.containsKey(name)
                        ? "%s is '%s' in the environment and must be 1".formatted(name, env.get(name))
                        : "%s is not set in the environment and must be 1".formatted(name));
    }

    /**
     * This process's arithmetic fingerprint, taken once.
     *
     * @throws LinkageError if the native library does not load
     * @throws ResourceException if another process of the machine is stuck while it loads it, or there is no place to unpack it
     */
    public static synchronized String fingerprint() {
        if (stuck != null) {
            // Its tasks would else wait for it one after the other.
            throw stuck;
        }
        if (fingerprint == null) {
            try {
                fingerprint = NativeCache.ofThisUser()
                        .use(() ->
                                Fingerprint.take(Seed.of(0).child("fingerprint").random()));
            } catch (ResourceException e) {
                stuck = e;
                throw e;
            }
        }
        return fingerprint;
    }

    /** Whether it has been taken, and so the native library is loaded. */
    static synchronized boolean isKnown() {
        return fingerprint != null;
    }

    /**
     * Refuses to compute here unless this process gives the same bits as the run's others.
     *
     * @param expected the run's fingerprint
     * @throws ResourceException saying what is different
     */
    static void require(String expected) {
        String here = "executor %s on %s"
                .formatted(
                        SparkEnv.get().executorId(),
                        SparkEnv.get().blockManager().blockManagerId().host());
        problem().ifPresent(problem -> {
            throw new ResourceException("%s: %s".formatted(here, problem));
        });
        if (!expected.equals(fingerprint())) {
            throw new ResourceException(
                    ("%s computes other bits than this run: its arithmetic fingerprint is %s, the run's is %s;"
                                    + " give all executors the same CPU type and the same starling.jar")
                            .formatted(
                                    here,
                                    fingerprint().substring(0, 12),
                                    expected.substring(0, Math.min(12, expected.length()))));
        }
    }

    /** Why this process can compute for no run, or empty. */
    private static Optional<String> problem() {
        return SameProgram.problem()
                .or(GpuAddress::problem)
                .or(MemoryLimits::problem)
                .or(() -> threadProblem(System.getenv())
                        .map(problem -> "%s; start it with %s (spark.executorEnv.*)".formatted(problem, EXPORTS)))
                .or(Arithmetic::loadProblem);
    }

    private static Optional<String> loadProblem() {
        try {
            fingerprint();
            return Optional.empty();
        } catch (LinkageError e) {
            // Thrown in a task it would end the executor.
            return Optional.of("the native library does not load: " + e);
        } catch (ResourceException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * The fingerprint that the executors of a session share.
     *
     * @throws ResourceException if two of them differ, or one can compute for no run: its memory, threads, GPU or native library are wrong
     */
    public static String survey(JavaSparkContext spark) {
        int tasks = 2 * Math.max(1, spark.sc().defaultParallelism());
        List<String> found;
        try {
            found = spark.parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
                    .map(new TakeFingerprint())
                    .distinct(1)
                    .collect();
        } catch (Exception e) {
            // Spark throws whichever it meets first, SparkException too, which is checked and not declared.
            if (spark.sc().isStopped()) {
                throw new ResourceException(
                        "Spark's master %s does not answer or has given up this application: see its log"
                                .formatted(spark.master()),
                        e);
            }
            throw e;
        }
        found.stream().filter(line -> line.startsWith(REFUSAL)).findFirst().ifPresent(line -> {
            throw new ResourceException(line.substring(REFUSAL.length()));
        });
        Map<String, String> hostByFingerprint = new TreeMap<>();
        found.forEach(line -> hostByFingerprint.put(line.substring(0, 64), line.substring(65)));
        if (hostByFingerprint.size() > 1) {
            throw new ResourceException(
                    "the executors compute different bits: %s; give all the same CPU type and starling.jar"
                            .formatted(hostByFingerprint));
        }
        return hostByFingerprint.keySet().iterator().next();
    }

    private static final class TakeFingerprint implements Function<Integer, String> {

        private static final long serialVersionUID = 1L;

        @Override
        public String call(Integer task) {
            String host = SparkEnv.get().blockManager().blockManagerId().host();
            return problem()
                    .map(problem -> REFUSAL
                            + "executor %s on %s: %s".formatted(SparkEnv.get().executorId(), host, problem))
                    .orElseGet(() -> fingerprint() + " " + host);
        }
    }
}
