package dev.starling.episodes.task;

import dev.starling.data.Examples;
import java.io.Serializable;
import java.util.List;

/** Makes or reads the data of {@link FixedTasks}: a recipe that travels. */
sealed interface TaskRecipe extends Serializable permits ForgettingTasks, GarmentTasks, TreebankTasks {

    /** Names the recipe, wherever its files lie. */
    String id();

    /** Where data sets lie; empty for tasks that are made. */
    String path();

    /** Names of the tasks that are trained on. */
    List<String> seen();

    /** Names of the tasks that are only tested on. */
    List<String> unseen();

    /** What is read or made, unless it is here. */
    Opened open();

    /**
     * The data of all tasks.
     *
     * @param train of seen tasks
     * @param validation of seen tasks
     * @param test of all tasks, seen ones first
     * @param pretraining what models are trained on before; may be empty
     * @param retention what is asked again; may be empty
     */
    record Opened(
            List<Examples> train,
            List<Examples> validation,
            List<Examples> test,
            List<Examples> pretraining,
            List<Examples> retention) {
        public Opened {
            train = List.copyOf(train);
            validation = List.copyOf(validation);
            test = List.copyOf(test);
            pretraining = List.copyOf(pretraining);
            retention = List.copyOf(retention);
        }
    }
}
