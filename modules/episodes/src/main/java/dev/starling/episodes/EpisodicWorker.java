package dev.starling.episodes;

import dev.starling.engine.Contribution;
import dev.starling.engine.Outcome;
import dev.starling.engine.Row;
import dev.starling.engine.Seed;
import dev.starling.engine.State;
import dev.starling.engine.Unit;
import dev.starling.engine.Vectors;
import dev.starling.engine.Worker;
import dev.starling.kernel.Scope;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Computes the episodes of a trial with one learner and one root scope, which are reused from episode to episode. */
final class EpisodicWorker implements Worker {
    private static final String RANDOM = "episode";

    private final EpisodicProgram program;
    private final Seed trainSeed;
    private final Seed evaluationSeed;
    private final Scope root;
    private final EpisodeLearner learner;
    private Vectors chosenOf;
    private Vectors chosen;
    private volatile long episodes;

    EpisodicWorker(EpisodicProgram program) {
        this.program = program;
        this.trainSeed = Seed.of(program.seed()).child(RANDOM);
        this.evaluationSeed = Seed.of(program.study().evaluation().seed()).child(RANDOM);
        this.root = program.study().replays() ? Scope.open() : Scope.openWithoutReplay();
        this.learner = program.method().open(root);
    }

    @Override
    public Outcome run(Unit unit, Serializable input, State state, Vectors own) {
        Episode episode = (Episode) input;
        episodes++;
        try (Scope scope = root.child()) {
            if (unit.kind().equals(EpisodicProgram.TRAIN)) {
                return train(scope, episode, state);
            }
            boolean selected = unit.kind().equals(EpisodicProgram.TEST_SELECTED)
                    || unit.kind().equals(EpisodicProgram.TUNE_SELECTED);
            int iteration = selected
                    ? Selection.iteration(state.vectors())
                    : Math.min(state.round(), program.study().iterations());
            Vectors seen = selected ? chosen(state.vectors()) : state.vectors();
            Seed random = evaluationSeed.child(unit.key());
            if (unit.kind().startsWith(EpisodicProgram.TUNE)) {
                return new Outcome(learner.tune(scope, episode, seen, random), Vectors.empty(), null, List.of());
            }
            Figures figures = learner.test(scope, episode, seen, random);
            return outcome(
                    unit.kind(),
                    iteration,
                    episode,
                    Scores.evaluation(figures),
                    figures,
                    unit.kind().equals(EpisodicProgram.VALIDATE) ? Vectors.empty() : Scores.figures(figures));
        }
    }

    private Outcome train(Scope scope, Episode episode, State state) {
        EpisodeLearner.Trained trained = learner.train(
                scope, episode, state.vectors(), trainSeed.child(episode.spec().index()));
        Scores.addTraining(trained.contribution(), trained.figures());
        return outcome(
                EpisodicProgram.TRAIN,
                state.round(),
                episode,
                trained.contribution(),
                trained.figures(),
                Vectors.empty());
    }

    private Outcome outcome(
            String kind, int iteration, Episode episode, Contribution contribution, Figures figures, Vectors gathered) {
        String reason = contribution.divergence().orElse(null);
        String failure = reason == null ? null : Scores.failure(figures);
        String diverged = failure == null ? reason : failure;
        EpisodeRow row = EpisodeRow.of(
                kind,
                iteration,
                episode,
                program.method().name(),
                program.method().adaptation(episode.spec().split()),
                figures,
                diverged);
        List<Row> rows = new ArrayList<>(List.of(row));
        if (diverged == null) {
            rows.addAll(figures.rows());
        }
        return new Outcome(contribution, gathered, null, rows);
    }

    /** The selected state, as its units see it; made once a round. */
    private Vectors chosen(Vectors vectors) {
        if (vectors != chosenOf) {
            chosen = Selection.chosen(vectors);
            chosenOf = vectors;
        }
        return chosen;
    }

    @Override
    public long steps() {
        return episodes;
    }

    @Override
    public void close() {
        learner.close();
        root.close();
    }
}
