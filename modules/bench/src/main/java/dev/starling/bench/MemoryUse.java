package dev.starling.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;

/**
 * Takes training steps and prints how much memory there is in use every so many: {@code MemoryUse ROW STEPS EVERY}. A client of 95
 * examples: nine batches of 10, then one of 5, around and around. The same is trained once before, with parameters of its own.
 * One line of JSON a sample: bytes of JavaCPP's pointers (native), of the process (resident, as JavaCPP and as the kernel
 * counts it), and of the heap after a full collection.
 */
public final class MemoryUse {
    private static final int EXAMPLES = 95;
    private static final int BATCH = 10;
    private static final int WARM_UP_STEPS = 10_000;

    private MemoryUse() {}

    public static void main(String[] args) throws IOException {
        int steps = Integer.parseInt(args[1]);
        int every = Integer.parseInt(args[2]);
        // What the compiler needs for itself is asked for here, and does not look like a leak later.
        train(args[0], WARM_UP_STEPS, WARM_UP_STEPS + 1);
        train(args[0], steps, every);
    }

    private static void train(String row, int steps, int every) throws IOException {
        try (Workload workload = Workload.of(row)) {
            int left = EXAMPLES;
            for (int step = 1; step <= steps; step++) {
                double loss = workload.step(Math.min(BATCH, left));
                if (!Double.isFinite(loss)) {
                    throw new IllegalStateException("Training diverged at step " + step + ": its memory means nothing");
                }
                left = left > BATCH ? left - BATCH : EXAMPLES;
                if (step % every == 0) {
                    System.out.println(sample(step));
                }
            }
        }
    }

    @SuppressWarnings("SystemGc") // what the heap holds is what is left after a collection
    private static String sample(int step) throws IOException {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return String.format(
                Locale.ROOT,
                "{\"step\":%s,\"nativeBytes\":%s,\"physicalBytes\":%s,\"residentBytes\":%s,\"heapBytes\":%s}",
                step,
                Pointer.totalBytes(),
                Pointer.physicalBytes(),
                residentBytes(),
                heap);
    }

    private static long residentBytes() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(candidate -> candidate.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return 1024 * Long.parseLong(line.replaceAll("\\D+", ""));
    }
}
