package dev.starling.baseline;

import dev.starling.engine.Conclusion;
import dev.starling.engine.Inputs;
import dev.starling.engine.Program;
import dev.starling.engine.Results;
import dev.starling.engine.Row;
import dev.starling.engine.State;
import dev.starling.engine.Sum;
import dev.starling.engine.Unit;
import dev.starling.engine.Vectors;
import dev.starling.engine.Worker;
import dev.starling.federated.FederatedRoundRow;
import dev.starling.federated.TrainingNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A federated trial whose local training is dl4j-spark's. It plans, evaluates and concludes as the federated program does;
 * only bytes are counted anew, because parameters travel as often as they are averaged.
 *
 * @param federated the program of plain FedAvg
 * @param settings how dl4j-spark trains
 * @param twin the network as DL4J has it
 * @param seed the trial's
 */
record AveragingProgram(Program federated, AveragingSettings settings, Twin twin, long seed) implements Program {

    private static final long serialVersionUID = 1L;
    private static final String FURTHER_BYTES = "dl4j-spark.bytes";
    private static final String BYTES_METRIC = "bytes.total";

    @Override
    public State initial() {
        State state = federated.initial();
        return new State(state.round(), state.vectors().with(FURTHER_BYTES, 0), state.constants());
    }

    @Override
    public Inputs inputs() {
        return federated.inputs();
    }

    @Override
    public int rounds() {
        return federated.rounds();
    }

    @Override
    public List<Unit> plan(State state) {
        return federated.plan(state);
    }

    @Override
    public State seen(State state) {
        return federated.seen(state);
    }

    @Override
    public Worker open() {
        return federated.open();
    }

    @Override
    public Advance advance(State state, Results results) {
        Advance plain = federated.advance(state, results);
        Sum sum = results.has(TrainingNames.TRAIN) ? results.sum(TrainingNames.TRAIN) : null;
        if (sum == null || sum.units() == 0) {
            return plain;
        }
        long averagings = Math.round(sum.average(AveragedWorker.AVERAGINGS)[0]);
        List<Row> rows = new ArrayList<>();
        double further = 0;
        for (Row row : plain.rows()) {
            if (row instanceof FederatedRoundRow r) {
                further += (averagings - 1.0) * (r.bytesUp() + r.bytesDown());
                rows.add(travelling(r, averagings));
            } else {
                rows.add(row);
            }
        }
        State next = plain.state();
        Vectors vectors = next.vectors().with(FURTHER_BYTES, state.vectors().number(FURTHER_BYTES) + further);
        return new Advance(new State(next.round(), vectors, next.constants()), rows);
    }

    private static FederatedRoundRow travelling(FederatedRoundRow row, long averagings) {
        return new FederatedRoundRow(
                row.round(),
                row.learningRate(),
                row.cohort(),
                row.failed(),
                row.reporters(),
                row.diverged(),
                row.trainLoss(),
                row.updateNorm(),
                averagings * row.bytesUp(),
                averagings * row.bytesDown());
    }

    @Override
    public Conclusion conclude(State end) {
        Conclusion plain = federated.conclude(end);
        Map<String, Double> metrics = new TreeMap<>(plain.metrics());
        metrics.computeIfPresent(
                BYTES_METRIC, (name, bytes) -> bytes + end.vectors().number(FURTHER_BYTES));
        return new Conclusion(plain.model(), metrics);
    }
}
