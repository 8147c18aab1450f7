package dev.starling.episodes.hyper;

import dev.starling.engine.Settings;
import dev.starling.episodes.Study;
import dev.starling.episodes.TaskLoss;
import java.util.List;

/** Reads which hyperparameters of what are learned. */
final class ProblemSettings {
    private ProblemSettings() {}

    /** Names of problems; each has keys of its own. */
    enum Name {
        /** Key {@code adapted}. */
        ANIL,
        /** Group {@code warp}. */
        WARP_GRAD,
        /** Group {@code weigher}. */
        META_WEIGHT_NET
    }

    /**
     * @param settings a method's entry
     * @throws dev.starling.engine.InputException if the network does not suit the problem
     */
    static ModelRecipe read(Settings settings, Study study) {
        List.of("adapted", "warp", "weigher").forEach(settings::has);
        TaskLoss loss = TaskLoss.of(study.tasks().regression());
        return switch (settings.oneOf("problem", Name.class)) {
            case ANIL ->
                checked(settings, new AnilRecipe(study.networkRecipe(), settings.count("adapted"), loss), "adapted");
            case WARP_GRAD ->
                checked(
                        settings,
                        new WarpRecipe(
                                study.networkRecipe(), settings.group("warp").count("layers"), loss),
                        "problem");
            case META_WEIGHT_NET -> {
                Settings weigher = settings.group("weigher");
                yield checked(
                        settings,
                        new WeightedRecipe(
                                study.networkRecipe(),
                                weigher.integers("hidden"),
                                weigher.number("least", 0, 0.999999),
                                loss),
                        "problem");
            }
        };
    }

    private static ModelRecipe checked(Settings settings, ModelRecipe recipe, String key) {
        try {
            recipe.open();
            return recipe;
        } catch (IllegalArgumentException e) {
            throw settings.invalid(key, e.getMessage() + "; see also starling.episodes.model");
        }
    }
}
