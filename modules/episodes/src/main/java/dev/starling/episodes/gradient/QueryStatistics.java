package dev.starling.episodes.gradient;

import dev.starling.kernel.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Which examples' statistics batch normalization uses where queries are predicted at test. In training it is all queries'. */
enum QueryStatistics {
    /** All queries', so that a prediction depends on the other queries (Finn et al. 2017). */
    TRANSDUCTIVE {
        @Override
        Tensor outputs(Problem problem, List<Tensor> parts, Tensor support, Tensor query) {
            return problem.outputs(parts, query);
        }
    },
    /** The support set's and the query's own (Nichol et al. 2018): a pass over the support set for every query. */
    SUPPORT_PLUS_ONE {
        @Override
        Tensor outputs(Problem problem, List<Tensor> parts, Tensor support, Tensor query) {
            int shots = support.dim(0);
            List<Tensor> rows = new ArrayList<>();
            for (int i = 0; i < query.dim(0); i++) {
                Tensor together = Tensor.concat(0, List.of(support, query.slice(0, i, i + 1)));
                rows.add(problem.outputs(parts, together).slice(0, shots, shots + 1));
            }
            return Tensor.concat(0, rows);
        }
    };

    /**
     * The queries' outputs.
     *
     * @param parts parameters by the layout's entries
     * @return {@code [queries, outputs]}
     */
    abstract Tensor outputs(Problem problem, List<Tensor> parts, Tensor support, Tensor query);
}
