package dev.starling.episodes.proto;

import dev.starling.engine.InputException;
import dev.starling.engine.Program;
import dev.starling.engine.Settings;
import dev.starling.episodes.EpisodicProgram;
import dev.starling.episodes.MethodKind;
import dev.starling.episodes.OuterOptimizer;
import dev.starling.episodes.Study;
import java.util.List;

/** Registers {@link ProtoNet}. */
public final class ProtoNetKind implements MethodKind {

    @Override
    public List<String> names() {
        return List.of("protonet");
    }

    @Override
    public Program program(Settings method, Study study, long seed) {
        String name = method.text("name");
        if (study.tasks().regression()) {
            throw new InputException(
                    "method '%s' tells classes apart, and the tasks of starling.episodes.tasks are functions to be fitted: choose another tasks.family or method"
                            .formatted(name));
        }
        try {
            study.networkRecipe().embedding();
        } catch (IllegalArgumentException e) {
            throw new InputException("method '%s': %s".formatted(name, e.getMessage()), e);
        }
        ProtoNet protoNet = new ProtoNet(
                name,
                study.networkRecipe(),
                OuterOptimizer.read(method.group("outer"), study.iterations()),
                method.number("momentum", 1e-9, 1));
        return new EpisodicProgram(protoNet, study, seed);
    }
}
