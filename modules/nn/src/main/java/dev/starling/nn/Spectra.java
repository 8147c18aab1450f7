package dev.starling.nn;

import dev.starling.kernel.Tensor;
import java.util.Map;

/**
 * The singular vectors that {@link SpectralNorm spectral normalizations} measure their weights by. They belong to the state of whoever
 * trains the network.
 *
 * @param byName vectors by the entries of {@link Network#spectra()}
 */
public record Spectra(Map<String, Tensor> byName) {
    private static final Spectra NONE = new Spectra(Map.of());

    public Spectra {
        byName = Map.copyOf(byName);
    }

    /** For networks that normalize no weights. */
    public static Spectra none() {
        return NONE;
    }

    /**
     * As they stand in a flat vector.
     *
     * @param layout a network's {@link Network#spectra()}
     * @param vectors {@code [layout.size()]}, each of length 1
     */
    public static Spectra given(Layout layout, Tensor vectors) {
        return new Spectra(layout.named(vectors));
    }

    static String left(String layer) {
        return layer + "/left";
    }

    static String right(String layer) {
        return layer + "/right";
    }

    Tensor of(String name) {
        Tensor vector = byName.get(name);
        if (vector == null) {
            throw new IllegalArgumentException(
                    "The network measures weights by '%s', which is not given, only %s: evaluate it with a Pass that has its spectra"
                            .formatted(name, byName.keySet()));
        }
        return vector;
    }
}
