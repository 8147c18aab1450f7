package dev.starling.spark;

import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a process's memory is divided: heap + native &lt;= process &lt;= limit. Native memory and the process's are what JavaCPP keeps to;
 * where they are not set they are chosen so that they fit.
 *
 * @param heap bytes of Java's heap at most
 * @param nativeBytes {@code org.bytedeco.javacpp.maxbytes}; 0 is no bound
 * @param process {@code org.bytedeco.javacpp.maxphysicalbytes}; 0 is no bound
 * @param limit of the container or the machine
 */
record MemoryLimits(long heap, long nativeBytes, long process, MemoryLimit limit) {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryLimits.class);
    private static final String NATIVE = "org.bytedeco.javacpp.maxbytes";
    private static final String PROCESS = "org.bytedeco.javacpp.maxphysicalbytes";

    /** Below this no network trains. */
    private static final long LEAST_NATIVE = 64L << 20;

    private static volatile String problem;

    /**
     * Settles them for this process, before JavaCPP reads them. What is wrong is kept for the first task to tell: an executor that
     * ends while it starts is started again for ever, and says nothing to the user.
     *
     * @param executor Spark's id of it
     */
    static void settle(String executor) {
        problem = null;
        try {
            MemoryLimits limits =
                    of(Runtime.getRuntime().maxMemory(), System::getProperty, MemoryLimit.ofThisProcess());
            System.setProperty(NATIVE, String.valueOf(limits.nativeBytes));
            System.setProperty(PROCESS, String.valueOf(limits.process));
            LOG.info("executor {}: {}", executor, limits.told());
            problem = limits.wrong(executor.equals("driver")).orElse(null);
        } catch (NumberFormatException e) {
            problem = e.getMessage();
        }
    }

    /** What is wrong with this process's, or empty. */
    static Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /**
     * What properties say, and what fits where they say nothing.
     *
     * @param properties of the JVM
     * @throws NumberFormatException if one is no amount of memory
     */
    static MemoryLimits of(long heap, UnaryOperator<String> properties, MemoryLimit limit) {
        String process = properties.apply(PROCESS);
        String natively = properties.apply(NATIVE);
        long whole = process == null || process.isBlank() ? chosen(heap, natively, limit) : bytes(PROCESS, process);
        long room = (whole == 0 ? limit.bytes() : whole) - heap;
        return new MemoryLimits(
                heap,
                natively == null || natively.isBlank() ? Math.max(1, Math.min(heap, room)) : bytes(NATIVE, natively),
                whole,
                limit);
    }

    /** Twice what is asked for, as libraries and buffers take room too, or all that there is. */
    private static long chosen(long heap, String natively, MemoryLimit limit) {
        long asked = natively == null || natively.isBlank() ? heap : bytes(NATIVE, natively);
        return Math.min(limit.bytes(), 2 * (heap + asked));
    }

    private static long bytes(String property, String value) {
        String amount = value.strip().toLowerCase(Locale.ROOT);
        if (!amount.matches("\\d{1,12}[kmgt]?b?")) {
            throw new NumberFormatException(
                    "-D%s=%s is no amount of memory: write e.g. 2g or 1500m".formatted(property, value));
        }
        int shift = 10 * ("bkmgt".indexOf(amount.replaceAll("[\\db]", "") + (amount.matches("\\d+b?") ? "b" : "")));
        return Long.parseLong(amount.replaceAll("\\D", "")) << shift;
    }

    /** In one line. */
    String told() {
        return "memory: heap %s + native %s <= process %s <= %s, which has %s"
                .formatted(size(heap), size(nativeBytes), size(process), limit.of(), size(limit.bytes()));
    }

    /**
     * What is wrong, in a sentence, or empty.
     *
     * @param here whether the process is the driver's own
     */
    Optional<String> wrong(boolean here) {
        String heapName = here ? "STARLING_HEAP, -Xmx" : "spark.executor.memory";
        String more = here
                ? "lower STARLING_HEAP or STARLING_NATIVE"
                : "lower spark.executor.memory, or raise spark.executor.memoryOverhead where the cluster manager makes the container of both";
        if (process > limit.bytes()) {
            return Optional.of("%s is %s, and %s has %s: set it to that at most, or %s"
                    .formatted(PROCESS, size(process), limit.of(), size(limit.bytes()), more));
        }
        long whole = process == 0 ? limit.bytes() : process;
        if (heap + nativeBytes > whole) {
            return Optional.of(
                    "heap %s (%s) and native memory %s (%s) are %s, more than the %s that %s: %s; -D options of executors stand in spark.executor.extraJavaOptions"
                            .formatted(
                                    size(heap),
                                    heapName,
                                    size(nativeBytes),
                                    NATIVE,
                                    size(heap + nativeBytes),
                                    size(whole),
                                    process == 0 ? limit.of() + " has" : "the process may have (" + PROCESS + ")",
                                    "lower one of the two, or " + more));
        }
        if (nativeBytes != 0 && nativeBytes < LEAST_NATIVE) {
            return Optional.of("heap %s (%s) leaves %s of the %s of %s to native memory (%s), and %s is the least: %s"
                    .formatted(
                            size(heap),
                            heapName,
                            size(nativeBytes),
                            size(whole),
                            limit.of(),
                            NATIVE,
                            size(LEAST_NATIVE),
                            more));
        }
        return Optional.empty();
    }

    private static String size(long bytes) {
        if (bytes == 0 || bytes == Long.MAX_VALUE) {
            return "unbounded";
        }
        return (bytes >> 20) + " MB";
    }
}
