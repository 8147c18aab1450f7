package dev.starling.nn;

import dev.starling.kernel.Tensor;
import java.util.Map;

/** By statistics of other batches: two steps over x, whatever its size. */
record GivenNormalization(Map<String, Tensor> statistics) implements Normalization {
    @Override
    public Tensor apply(String layer, Tensor x, Tensor gamma, Tensor beta) {
        Tensor mean = statistics.get(BatchStatistics.mean(layer));
        Tensor variance = statistics.get(BatchStatistics.variance(layer));
        if (mean == null || variance == null) {
            throw new IllegalArgumentException(
                    "The network normalizes in layer '" + layer + "', of which no statistics are" + " given, only "
                            + statistics.keySet() + ": these are another network's");
        }
        Tensor scale = gamma.div(variance.add(EPS).sqrt());
        return x.mul(scale).add(beta.sub(mean.mul(scale)));
    }
}
