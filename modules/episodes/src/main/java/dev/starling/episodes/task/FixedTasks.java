package dev.starling.episodes.task;

import dev.starling.data.Examples;
import dev.starling.data.Shared;
import dev.starling.engine.DataException;
import dev.starling.engine.Hashes;
import dev.starling.episodes.TaskSet;
import java.util.ArrayList;
import java.util.List;

/**
 * A fixed list of tasks, opened once a JVM.
 *
 * @param recipe what they are
 * @param dataHash what their content must be, wherever they are opened
 */
record FixedTasks(TaskRecipe recipe, String dataHash) implements TaskSet {
    private static final long serialVersionUID = 1L;

    /** Tasks with the content that the recipe has here. */
    static FixedTasks of(TaskRecipe recipe) {
        return new FixedTasks(recipe, hash(read(recipe)));
    }

    private static TaskRecipe.Opened read(TaskRecipe recipe) {
        return Shared.get(recipe, TaskRecipe.Opened.class, recipe::open);
    }

    private static String hash(TaskRecipe.Opened opened) {
        List<String> hashes = new ArrayList<>();
        for (List<Examples> part :
                List.of(opened.train(), opened.validation(), opened.test(), opened.pretraining(), opened.retention())) {
            part.forEach(examples -> hashes.add(examples.sha256()));
            hashes.add("");
        }
        return Hashes.sha256(String.join(" ", hashes));
    }

    private TaskRecipe.Opened opened() {
        return Shared.get(this, TaskRecipe.Opened.class, () -> {
            TaskRecipe.Opened opened = read(recipe);
            String hash = hash(opened);
            if (!hash.equals(dataHash)) {
                throw new DataException(
                        ("the tasks %s have the content %s here and the run's is %s: give every machine the same files under"
                                        + " %s, and the same version of Starling")
                                .formatted(recipe.id(), hash, dataHash, recipe.path()));
            }
            return opened;
        });
    }

    @Override
    public String id() {
        return recipe.id() + "-" + dataHash;
    }

    @Override
    public int[] inputShape() {
        return opened().test().get(0).inputShape();
    }

    @Override
    public int outputs() {
        return opened().test().get(0).classes();
    }

    @Override
    public boolean regression() {
        return false;
    }

    @Override
    public List<String> seen() {
        return recipe.seen();
    }

    @Override
    public List<String> unseen() {
        return recipe.unseen();
    }

    @Override
    public Examples train(int task) {
        return opened().train().get(task);
    }

    @Override
    public Examples validation(int task) {
        return opened().validation().get(task);
    }

    @Override
    public Examples test(int task) {
        return opened().test().get(task);
    }

    @Override
    public List<Examples> pretraining() {
        return opened().pretraining();
    }

    @Override
    public List<Examples> retention() {
        return opened().retention();
    }
}
