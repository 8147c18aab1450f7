package dev.starling.federated;

import dev.starling.kernel.Scope;
import java.util.HashMap;
import java.util.Map;

/** Batches of every size in the memory of the largest, which grows to at most twice what was asked for. */
final class Batches {
    private final Scope scope;
    private final int limit;
    private final int[] inputShape;
    private final int classes;
    private final Map<Integer, Batch> bySize = new HashMap<>();
    private Batch largest;

    /**
     * @param scope owns the memory
     * @param limit the most rows that are asked for
     */
    Batches(Scope scope, int limit, int[] inputShape, int classes) {
        this.scope = scope;
        this.limit = limit;
        this.inputShape = inputShape;
        this.classes = classes;
    }

    /** The batch of so many rows; what was in a batch of another size is overwritten. */
    Batch of(int rows) {
        if (largest == null || rows > largest.rows()) {
            int doubled = largest == null ? rows : Math.max(rows, 2 * largest.rows());
            largest = new Batch(scope, Math.min(doubled, limit), inputShape, classes);
            bySize.clear();
        }
        return bySize.computeIfAbsent(rows, largest::first);
    }
}
