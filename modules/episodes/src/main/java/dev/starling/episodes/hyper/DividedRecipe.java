package dev.starling.episodes.hyper;

import dev.starling.engine.TrainedModel;
import dev.starling.episodes.NetworkRecipe;
import java.util.random.RandomGenerator;

/** What travels of a {@link Divided} network. */
interface DividedRecipe extends ModelRecipe {

    /** Which network. */
    NetworkRecipe recipe();

    @Override
    Divided open();

    @Override
    default Start initial(RandomGenerator random) {
        Divided model = open();
        float[] all = recipe().initial(model.network(), random);
        return new Start(model.part(false, all), model.part(true, all));
    }

    @Override
    default TrainedModel trained(float[] hyperparameters, float[] weights) {
        Divided model = open();
        return recipe().model(model.network().layout(), model.whole(hyperparameters, weights));
    }
}
