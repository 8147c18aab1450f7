package dev.starling.baseline;

import dev.starling.engine.Contribution;
import dev.starling.engine.Outcome;
import dev.starling.engine.State;
import dev.starling.engine.Unit;
import dev.starling.engine.Vectors;
import dev.starling.engine.Worker;
import dev.starling.federated.TrainingNames;
import java.io.Serializable;

/**
 * Answers for every client of a round with what dl4j-spark made of all of them together: their mean, whatever their
 * weights, is the averaged model again, and if that is not a number all of them have diverged.
 *
 * @param delta averaged parameters minus the round's
 * @param loss DL4J's score
 * @param averagings how often parameters were averaged in the round
 */
record AveragedWorker(float[] delta, double loss, int averagings) implements Worker {

    /** Total of a training contribution: averagings in the round, the same of each unit. */
    static final String AVERAGINGS = "averagings";

    @Override
    public Outcome run(Unit unit, Serializable input, State state, Vectors own) {
        return Outcome.of(Contribution.start()
                .mean(TrainingNames.DELTA, delta)
                .mean(TrainingNames.LOSS, loss)
                .total(AVERAGINGS, (double) averagings));
    }
}
