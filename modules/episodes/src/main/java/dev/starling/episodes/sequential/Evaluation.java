package dev.starling.episodes.sequential;

import dev.starling.engine.Results;
import dev.starling.engine.Row;
import dev.starling.engine.Vectors;
import dev.starling.episodes.KeptFigures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the units that evaluate a state come to. The last one's figures stay in the state until the trial's end: {@code loss} and
 * {@code accuracy} are means over the tasks of a part. */
final class Evaluation {
    private Evaluation() {}

    /** Adds the rows of an evaluated state, and gives the state with its figures. */
    static Vectors of(MultitaskProgram program, Vectors state, int iteration, Results results, List<Row> rows) {
        long gradients = program.settings().schedule().gradients(iteration);
        Vectors next = state;
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (Map.Entry<Long, Vectors> entry :
                results.gathered(MultitaskProgram.EVALUATE).entrySet()) {
            Problem.Part part = program.problem().parts().get(entry.getKey().intValue());
            TaskScore score = TaskScore.of(entry.getValue());
            rows.add(new TaskEvaluationRow(
                    iteration,
                    gradients,
                    part.name(),
                    part.part(),
                    score.examples(),
                    known(score.loss()),
                    known(score.accuracy())));
            double[] sum = sums.computeIfAbsent(part.part(), name -> new double[3]);
            sum[0]++;
            sum[1] += score.loss();
            sum[2] += score.accuracy();
        }
        for (Map.Entry<String, double[]> entry : sums.entrySet()) {
            double[] sum = entry.getValue();
            next = KeptFigures.keep(next, "loss." + entry.getKey(), sum[1] / sum[0]);
            next = KeptFigures.keep(next, "accuracy." + entry.getKey(), sum[2] / sum[0]);
        }
        AlignmentRow alignment = alignment(program, state, iteration, results);
        rows.add(alignment);
        next = KeptFigures.keep(next, "loss.train", alignment.loss());
        return KeptFigures.keep(next, "cosine", alignment.cosine());
    }

    private static AlignmentRow alignment(MultitaskProgram program, Vectors state, int iteration, Results results) {
        List<Vectors> measured =
                List.copyOf(results.gathered(MultitaskProgram.MEASURE).values());
        double[] losses = measured.stream()
                .mapToDouble(own -> own.number(MultitaskProgram.LOSS))
                .toArray();
        boolean shared = program.models() == 1 && losses.length > 1;
        double[] cosines = shared
                ? Alignment.cosines(measured.stream()
                        .map(own -> own.floats(MultitaskProgram.GRADIENT))
                        .toArray(float[][]::new))
                : new double[0];
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        return new AlignmentRow(
                iteration,
                program.settings().schedule().gradients(iteration),
                sum / losses.length,
                losses,
                shared ? known(Alignment.meanOfPairs(cosines, losses.length)) : null,
                cosines,
                program.distance(state));
    }

    private static Double known(double value) {
        return Double.isNaN(value) ? null : (Double) value;
    }
}
