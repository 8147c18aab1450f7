package dev.starling.nn;

/**
 * How a network is evaluated, its parameters and inputs aside.
 *
 * @param dropout the step's masks
 * @param normalization which statistics batch normalizations use
 * @param spectra what spectral normalizations measure weights by
 */
public record Pass(Dropout dropout, Normalization normalization, Spectra spectra) {
    private static final Pass PLAIN = new Pass(Dropout.none(), Normalization.ofBatch(), Spectra.none());

    /** Nothing dropped, normalized by the batch. */
    public static Pass plain() {
        return PLAIN;
    }

    /** Normalized by the batch. */
    public static Pass of(Dropout dropout) {
        return new Pass(dropout, Normalization.ofBatch(), Spectra.none());
    }

    /** Nothing dropped. */
    public static Pass of(Normalization normalization) {
        return new Pass(Dropout.none(), normalization, Spectra.none());
    }
}
