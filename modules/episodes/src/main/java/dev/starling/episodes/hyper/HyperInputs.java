package dev.starling.episodes.hyper;

import dev.starling.engine.InputGroup;
import dev.starling.engine.Inputs;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Episodes of validation and tests, and tasks, which stay for many rounds: workers draw them and keep those of an iteration. */
record HyperInputs(Inputs episodes) implements Inputs {
    private static final long serialVersionUID = 1L;

    static final String TASK = "task";

    @Override
    public String id() {
        return "hyper-" + episodes.id();
    }

    @Override
    public List<InputGroup> groups() {
        List<InputGroup> groups = new ArrayList<>(episodes.groups());
        groups.add(new InputGroup(TASK, Long.MAX_VALUE, false));
        return groups;
    }

    @Override
    public Serializable load(String group, long key) {
        return group.equals(TASK) ? key : episodes.load(group, key);
    }
}
