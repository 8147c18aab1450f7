package dev.starling.episodes;

import java.io.Serializable;

/**
 * What an {@link EpisodeSpec} stands for. Made where it is computed; only specs travel.
 *
 * @param spec what was asked for
 * @param support what the learner adapts to, in drawn order: classes by label, each with its shots
 * @param query what it is judged by
 * @param classIds the drawn classes of the pool by label; parameters of a function have none
 * @param examplesHash 64-bit hash of which examples were drawn (or of the function's parameters and inputs)
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Episode(EpisodeSpec spec, Samples support, Samples query, int[] classIds, long examplesHash)
        implements Serializable {
    private static final long serialVersionUID = 1L;
}
