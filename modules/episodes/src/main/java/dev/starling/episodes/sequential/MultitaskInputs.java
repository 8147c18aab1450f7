package dev.starling.episodes.sequential;

import dev.starling.engine.InputGroup;
import dev.starling.engine.Inputs;
import java.io.Serializable;
import java.util.List;

/** Units read tasks' examples through the {@link Problem}, which keeps them once a process; what they load is their number alone. */
record MultitaskInputs(String id) implements Inputs {
    private static final long serialVersionUID = 1L;

    @Override
    public List<InputGroup> groups() {
        return MultitaskProgram.KINDS.stream()
                .map(kind -> new InputGroup(kind, Integer.MAX_VALUE, false))
                .toList();
    }

    @Override
    public Serializable load(String group, long key) {
        return key;
    }
}
