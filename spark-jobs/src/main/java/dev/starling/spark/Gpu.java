package dev.starling.spark;

import java.util.List;

/**
 * A GPU of a machine.
 *
 * @param name as its maker calls it
 * @param capability its compute capability, e.g. 8.0
 */
public record Gpu(String name, double capability) {

    /** The newest compute capability that nd4j-cuda-11.6 holds code for; scripts/gpu-discovery knows it too. */
    static final double NEWEST = 8.9;

    /** Whether the native library holds code for it. */
    public boolean usable() {
        return capability <= NEWEST;
    }

    /** Why it cannot be computed on. */
    public String tooNew() {
        return "%s has compute capability %s, and nd4j-cuda-11.6 holds no code for any newer than %s"
                .formatted(name, capability, NEWEST);
    }

    /**
     * What {@code nvidia-smi --query-gpu=compute_cap,name --format=csv,noheader} printed: a line a GPU. Lines that are none are
     * left out.
     */
    public static List<Gpu> parse(List<String> lines) {
        return lines.stream()
                .filter(line -> line.matches("\\d+\\.\\d+\\s*,.*"))
                .map(line -> new Gpu(
                        line.substring(line.indexOf(',') + 1).strip(),
                        Double.parseDouble(line.substring(0, line.indexOf(',')).strip())))
                .toList();
    }
}
