package dev.starling.federated;

import dev.starling.nn.KernelLearner;
import dev.starling.nn.Learner;
import dev.starling.nn.Networks;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One of our own networks.
 *
 * @param name a name of {@link Networks#names()}
 * @param hidden units of an MLP's hidden layers
 * @param dropout rate of dropout after an MLP's hidden layers
 */
record NetworkModel(String name, List<Integer> hidden, double dropout) implements Model {
    private static final long serialVersionUID = 1L;

    NetworkModel {
        hidden = List.copyOf(hidden);
    }

    @Override
    public Learner open(int[] inputShape, int classes) {
        int[] units = hidden.stream().mapToInt(Integer::intValue).toArray();
        return new KernelLearner(
                dropout > 0
                        ? Networks.mlpWithDropout(inputShape, classes, dropout, units)
                        : Networks.create(name, inputShape, classes, units));
    }

    @Override
    public String title(Learner learner) {
        String inputs =
                Arrays.stream(learner.inputShape()).mapToObj(Integer::toString).collect(Collectors.joining("x"));
        String layers = hidden.stream().map(units -> units + "-").collect(Collectors.joining());
        return name + " " + inputs + "-" + layers + learner.classes();
    }
}
