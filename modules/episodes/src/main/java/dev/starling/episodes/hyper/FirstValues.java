package dev.starling.episodes.hyper;

import dev.starling.nn.Layout;
import dev.starling.nn.Network;
import java.util.random.RandomGenerator;

/** How a network's parameters are drawn. */
enum FirstValues {
    /** As the network does it: He or Glorot, biases at zero. */
    NETWORK {
        @Override
        float[] draw(Network network, RandomGenerator random) {
            return network.initial(random);
        }
    },
    /** Weights and biases uniform in +-1/sqrt(fan-in), as PyTorch's layers begin. */
    FAN_IN {
        @Override
        float[] draw(Network network, RandomGenerator random) {
            float[] values = network.initial(random);
            double bound = 0;
            for (Layout.Entry entry : network.layout().entries()) {
                int[] shape = entry.shape();
                if (shape.length > 1) {
                    bound = 1 / StrictMath.sqrt((double) entry.size() / shape[shape.length - 1]);
                }
                if (shape.length > 1 || entry.name().endsWith("/bias")) {
                    uniform(values, entry.offset(), entry.offset() + entry.size(), bound, random);
                }
            }
            return values;
        }
    };

    abstract float[] draw(Network network, RandomGenerator random);

    private static void uniform(float[] values, int from, int to, double bound, RandomGenerator random) {
        for (int i = from; i < to; i++) {
            values[i] = (float) random.nextDouble(-bound, bound);
        }
    }
}
