package dev.starling.episodes.covariance;

import dev.starling.episodes.NetworkRecipe;
import dev.starling.nn.Network;
import dev.starling.nn.Networks;
import dev.starling.nn.SpectralNorm;
import dev.starling.nn.Widths;
import java.io.Serializable;

/**
 * Which embedding a method trains.
 *
 * @param recipe its name, inputs and sizes
 * @param mode how weights are bounded
 * @param coefficient the bound of a weight's greatest singular value
 * @param dropout probability of dropping an element in training
 */
record Extractor(NetworkRecipe recipe, SpectralNorm.Mode mode, double coefficient, double dropout)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * The network.
     *
     * @throws IllegalArgumentException if it does not take such inputs, or cannot be bounded
     */
    Network network() {
        if (mode == SpectralNorm.Mode.OFF && dropout == 0) {
            return recipe.embedding();
        }
        return Networks.residualEmbedding(
                recipe.name(),
                recipe.inputShape(),
                new Widths(
                        recipe.filters(),
                        recipe.hidden().stream().mapToInt(Integer::intValue).toArray()),
                new SpectralNorm(mode, coefficient),
                dropout);
    }
}
