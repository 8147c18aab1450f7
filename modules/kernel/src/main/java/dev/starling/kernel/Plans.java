package dev.starling.kernel;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The plans of a root that nobody uses just now, the last used first; so many that they never take much memory beside the work. */
final class Plans {
    private static final int MAX_PLANS = 256;
    private static final long MAX_BYTES = 1L << 29;

    private final Deque<Entry> idle = new ArrayDeque<>();
    private long bytes;

    /** A plan and what it is for: a function's key, and the types and shapes of its inputs. */
    static final class Entry {
        private final Object key;
        private final DType[] types;
        private final int[][] shapes;
        private final Plan plan;

        Entry(Object key, List<Tensor> inputs, Plan plan) {
            this.key = key;
            this.types = inputs.stream().map(Tensor::dtype).toArray(DType[]::new);
            this.shapes = inputs.stream().map(Tensor::shape).toArray(int[][]::new);
            this.plan = plan;
        }

        Plan plan() {
            return plan;
        }

        private boolean serves(Object wanted, List<Tensor> inputs) {
            if (inputs.size() != types.length || !key.equals(wanted)) {
                return false;
            }
            for (int i = 0; i < types.length; i++) {
                Storage input = inputs.get(i).storage();
                if (input.dtype != types[i] || !Arrays.equals(input.shape, shapes[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Takes out a plan for the function and inputs like these; null if there is none. */
    Entry take(Object key, List<Tensor> inputs) {
        for (Iterator<Entry> entries = idle.iterator(); entries.hasNext(); ) {
            Entry entry = entries.next();
            if (entry.serves(key, inputs)) {
                entries.remove();
                bytes -= entry.plan.bytes();
                return entry;
            }
        }
        return null;
    }

    /** Keeps the plan for the next time, and lets those go that were not used for longest. */
    void giveBack(Entry entry) {
        idle.addFirst(entry);
        bytes += entry.plan.bytes();
        while (idle.size() > MAX_PLANS || (bytes > MAX_BYTES && idle.size() > 1)) {
            Entry oldest = idle.removeLast();
            bytes -= oldest.plan.bytes();
            oldest.plan.free();
        }
    }

    long bytes() {
        return bytes;
    }

    void free() {
        idle.forEach(entry -> entry.plan.free());
        idle.clear();
        bytes = 0;
    }
}
