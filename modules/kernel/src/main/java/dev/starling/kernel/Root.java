package dev.starling.kernel;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a root scope and its descendants share: the pool of buffers and the native call contexts. A buffer serves any shape of its
 * type that it holds without wasting more than half, the tightest first; so a short last batch lives in the buffers of a full one. A
 * request that none fits replaces the next smaller idle buffer: what many sizes in turn need stays near what the largest needs.
 */
final class Root {
    static {
        // ND4J would call System.gc() now and then for memory that we never give to it.
        Nd4j.getMemoryManager().togglePeriodicGc(false);
        // Tasks are our parallelism; more threads would add up in another order.
        openblas.blas_set_num_threads(1);
    }

    /** Below this many elements nobody minds a loose fit. */
    private static final int SMALL = 64;

    private final Map<DType, TreeMap<Integer, Deque<Storage>>> idle = new EnumMap<>(DType.class);
    private final Set<Storage> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
    final Kernels kernels = new Kernels();
    final Plans plans = new Plans();
    private final boolean replays;
    private Trace trace;
    private long bytesPooled;
    private long bytesInUse;
    private long calls;

    Root(boolean replays) {
        this.replays = replays;
    }

    boolean replays() {
        return replays;
    }

    /** What is being traced, null if nothing is. */
    Trace trace() {
        return trace;
    }

    Trace startTrace(List<Tensor> inputs) {
        trace = new Trace(inputs);
        return trace;
    }

    void endTrace() {
        trace = null;
    }

    void leased(Plan plan) {
        bytesInUse += plan.bytes();
    }

    void giveBack(Plans.Entry entry) {
        bytesInUse -= entry.plan().bytes();
        plans.giveBack(entry);
    }

    Storage take(DType dtype, int[] shape) {
        int size = Shapes.size(shape);
        Storage buffer = fitting(dtype, size);
        if (buffer == null) {
            drop(nextSmaller(dtype, size));
            buffer = Storage.allocate(dtype, new int[] {size});
            buffers.add(buffer);
        } else {
            bytesPooled -= buffer.byteSize();
        }
        Storage storage = buffer.view(0, shape);
        bytesInUse += storage.byteSize();
        return storage;
    }

    void giveBack(Storage storage) {
        Storage buffer = storage.owner();
        idle.computeIfAbsent(buffer.dtype, dtype -> new TreeMap<>())
                .computeIfAbsent(buffer.size, size -> new ArrayDeque<>())
                .push(buffer);
        bytesInUse -= storage.byteSize();
        bytesPooled += buffer.byteSize();
    }

    private Storage fitting(DType dtype, int size) {
        TreeMap<Integer, Deque<Storage>> sizes = idle.get(dtype);
        if (sizes == null) {
            return null;
        }
        int loosest = 2 * size + SMALL;
        Map.Entry<Integer, Deque<Storage>> entry = sizes.ceilingEntry(size);
        while (entry != null && entry.getKey() <= loosest) {
            if (!entry.getValue().isEmpty()) {
                return entry.getValue().pop();
            }
            entry = sizes.higherEntry(entry.getKey());
        }
        return null;
    }

    private Storage nextSmaller(DType dtype, int size) {
        TreeMap<Integer, Deque<Storage>> sizes = idle.get(dtype);
        Map.Entry<Integer, Deque<Storage>> entry = sizes == null ? null : sizes.lowerEntry(size);
        while (entry != null && entry.getKey() >= size / 2) {
            if (!entry.getValue().isEmpty()) {
                return entry.getValue().pop();
            }
            entry = sizes.lowerEntry(entry.getKey());
        }
        return null;
    }

    private void drop(Storage buffer) {
        if (buffer != null) {
            bytesPooled -= buffer.byteSize();
            buffers.remove(buffer);
            buffer.free();
        }
    }

    /** Frees the pool: what a trace took, its plan will not need. */
    void trim() {
        for (TreeMap<Integer, Deque<Storage>> sizes : idle.values()) {
            for (Deque<Storage> same : sizes.values()) {
                same.forEach(this::drop);
            }
            sizes.clear();
        }
    }

    long nextCall() {
        return calls++;
    }

    long bytesInUse() {
        return bytesInUse;
    }

    long bytesPooled() {
        return bytesPooled + kernels.bytes() + plans.bytes();
    }

    void free() {
        kernels.close();
        plans.free();
        buffers.forEach(Storage::free);
        buffers.clear();
        idle.clear();
        bytesPooled = 0;
        bytesInUse = 0;
    }
}
