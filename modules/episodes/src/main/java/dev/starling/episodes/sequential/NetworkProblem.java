package dev.starling.episodes.sequential;

import dev.starling.data.Examples;
import dev.starling.engine.Seed;
import dev.starling.engine.TrainedModel;
import dev.starling.episodes.NetworkRecipe;
import dev.starling.episodes.TaskSet;
import dev.starling.kernel.Scope;
import dev.starling.nn.KernelLearner;
import dev.starling.nn.Layout;
import java.util.ArrayList;
import java.util.List;

/**
 * Cross-entropies of one network on the tasks of a set.
 *
 * @param set the tasks
 * @param recipe the network
 */
record NetworkProblem(TaskSet set, NetworkRecipe recipe) implements Problem {
    private static final long serialVersionUID = 1L;

    @Override
    public String id() {
        return set.id();
    }

    @Override
    public List<String> tasks() {
        return set.seen();
    }

    @Override
    public long[] examples() {
        long[] examples = new long[tasks().size()];
        for (int task = 0; task < examples.length; task++) {
            examples[task] = set.train(task).count();
        }
        return examples;
    }

    @Override
    public boolean pretrains() {
        return !set.pretraining().isEmpty();
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        List<String> seen = set.seen();
        for (int task = 0; task < seen.size(); task++) {
            parts.add(new Part(seen.get(task), Part.VALIDATION, task));
        }
        for (int task = 0; task < seen.size(); task++) {
            parts.add(new Part(seen.get(task), Part.TEST, task));
        }
        set.unseen().forEach(name -> parts.add(new Part(name, Part.UNSEEN, -1)));
        if (!set.retention().isEmpty()) {
            parts.add(new Part("pretraining", Part.RETENTION, -1));
        }
        return parts;
    }

    /** The examples of one of {@link #parts()}. */
    Examples examples(int part) {
        int seen = set.seen().size();
        if (part < seen) {
            return set.validation(part);
        }
        return part < 2 * seen + set.unseen().size() ? set.test(part - seen) : Examples.concat(set.retention());
    }

    @Override
    public float[] initial(Seed seed) {
        return recipe.initial(seed.random());
    }

    @Override
    public int lastLayer() {
        Layout layout = recipe.network().layout();
        return layout.entries().get(layout.lastLayers(1)).offset();
    }

    @Override
    public TrainedModel model(float[] parameters) {
        return recipe.model(parameters);
    }

    @Override
    public Losses open(Scope root) {
        return new NetworkLosses(this, new KernelLearner(recipe.network()), root);
    }
}
