package dev.starling.episodes.task;

import dev.starling.engine.Settings;
import dev.starling.episodes.Tasks;
import dev.starling.episodes.TasksKind;
import java.util.List;

/** Registers garments with wrong labels. */
public final class NoisyKind implements TasksKind {
    private static final String NAME = "noisy-fashion-mnist";

    @Override
    public List<String> names() {
        return List.of(NAME);
    }

    @Override
    public Tasks read(Settings tasks, String dataPath) {
        Settings own = tasks.group(NAME);
        EpisodeSizes.Size train =
                new EpisodeSizes.Size(NoisyGarments.CLASSES, tasks.count("shots"), tasks.count("queries"));
        int testQueries = tasks.integer("test-queries", 1, NoisyGarments.TEST_IMAGES);
        int taken = train.shots() + Math.max(train.queries(), testQueries);
        if (taken > NoisyGarments.TRAINING_IMAGES) {
            throw tasks.invalid(
                    "shots",
                    "with the queries that is %s training images a class, and there are %s: lower one of them"
                            .formatted(taken, NoisyGarments.TRAINING_IMAGES));
        }
        return new NoisyGarments(
                dataPath,
                NoisyGarments.set(dataPath).sha256(),
                new EpisodeSizes(train, new EpisodeSizes.Size(NoisyGarments.CLASSES, train.shots(), testQueries)),
                own.number("noise", 0, 1),
                own.integer("seed", 0, Integer.MAX_VALUE));
    }
}
