package dev.starling.episodes;

import dev.starling.data.Examples;
import java.util.List;

/** A fixed list of tasks with data of their own: languages, rotations of images. */
public interface TaskSet extends Tasks {

    /** Names of the tasks that are trained on, in the order of their numbers. */
    List<String> seen();

    /** Names of the tasks that are only tested on, whose numbers follow. */
    List<String> unseen();

    /** Training examples of a seen task. */
    Examples train(int task);

    /** Examples of a seen task to choose by. */
    Examples validation(int task);

    /** Test examples of any task. */
    Examples test(int task);

    /** What a model is trained on before it meets the tasks; empty lists nothing. */
    List<Examples> pretraining();

    /** What is asked again afterwards, to see how much of the pretraining is left; empty if there was none. */
    List<Examples> retention();
}
