package dev.starling.bench;

import dev.starling.kernel.DType;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;

/** What this core reaches at best: a big product on one thread. */
final class Ceiling implements AutoCloseable {
    private static final int SIDE = 1024;
    private static final int PRODUCTS = 3;

    private final Scope scope = Scope.open();
    private final Tensor factor = scope.full(DType.FLOAT32, 0.5, SIDE, SIDE);

    /** Floating-point operations a millisecond, the best of a few products. */
    double flopsAMilli() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < PRODUCTS; i++) {
            try (Scope product = scope.child()) {
                long start = System.nanoTime();
                product.constant(factor).matmul(factor);
                least = Math.min(least, System.nanoTime() - start);
            }
        }
        return 2.0 * SIDE * SIDE * SIDE / (least / 1e6);
    }

    @Override
    public void close() {
        scope.close();
    }
}
