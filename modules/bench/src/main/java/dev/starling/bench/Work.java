package dev.starling.bench;

import dev.starling.nn.Layout;
import dev.starling.nn.Network;
import java.util.ArrayList;
import java.util.List;

/**
 * What a step has to do: two sides that are compared must agree on it.
 *
 * @param parameters of the network
 * @param flops floating-point operations of the matrix products and convolutions of one step, a multiplication and an addition
 *     being two; padding counts as if it were multiplied
 */
record Work(long parameters, double flops) {

    /** So many times as much. */
    Work times(int count) {
        return new Work(parameters, flops * count);
    }

    /**
     * The products of a network's layers.
     *
     * @param parameters of the network
     * @param flops of each layer's product for one example, in order
     */
    record Layers(long parameters, List<Double> flops) {

        Layers {
            flops = List.copyOf(flops);
        }

        /**
         * Reads them off a network's layout.
         *
         * @param positions output height times width of each convolution, in order
         */
        static Layers of(Network network, int... positions) {
            List<Double> flops = new ArrayList<>();
            for (Layout.Entry entry : network.layout().entries()) {
                if (entry.shape().length > 1) {
                    int times = entry.shape().length == 4 ? positions[flops.size()] : 1;
                    flops.add(2.0 * entry.size() * times);
                }
            }
            return new Layers(network.layout().size(), flops);
        }

        /** A gradient: each layer forward, and the gradients of its weights and, but for the first, of its inputs. */
        Work gradient(int batch) {
            return new Work(parameters, batch * (2 * first() + 3 * others()));
        }

        /**
         * The gradient of the objective with a Taylor term along one direction: forward, the direction pushed through (the first
         * layer meets it once, not once an example), and both backward.
         */
        Work taylorGradient(int batch) {
            return new Work(parameters, 2 * (batch + 1) * first() + batch * 6 * others());
        }

        /**
         * The gradient through inner steps: a step's gradient has three products a layer (the first layer two), each of which has
         * two derivatives where both of its factors depend on the parameters, and one where one of them does.
         */
        Work metaGradient(int innerSteps, int support, int query) {
            double inner = support * (4 * first() + 9 * others());
            return new Work(parameters, innerSteps * inner + gradient(query).flops());
        }

        /** Inner steps, and the query loss before each and after the last; the support loss after the last. */
        Work adaptation(int innerSteps, int support, int query) {
            double losses = (innerSteps + 1.0) * query + support;
            return new Work(parameters, innerSteps * gradient(support).flops() + losses * (first() + others()));
        }

        private double first() {
            return flops.get(0);
        }

        private double others() {
            return flops.stream().skip(1).mapToDouble(Double::doubleValue).sum();
        }
    }
}
