package dev.starling.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;

/** What a root scope and its descendants share: the pool of storages and the native call contexts. */
final class Root {
    static {
        // ND4J would call System.gc() now and then for memory that we never give to it.
        Nd4j.getMemoryManager().togglePeriodicGc(false);
    }

    private final Map<DimsKey, Deque<Storage>> pool = new HashMap<>();
    private final List<Storage> all = new ArrayList<>();
    final Kernels kernels = new Kernels();
    private long bytesPooled;
    private long bytesOwned;
    private long calls;

    Storage take(DType dtype, int[] shape) {
        Deque<Storage> free = pool.get(new DimsKey(dtype, shape));
        if (free != null && !free.isEmpty()) {
            Storage storage = free.pop();
            bytesPooled -= storage.byteSize();
            return storage;
        }
        Storage storage = Storage.allocate(dtype, shape.clone());
        all.add(storage);
        bytesOwned += storage.byteSize();
        return storage;
    }

    void giveBack(Storage storage) {
        pool.computeIfAbsent(new DimsKey(storage.dtype, storage.shape), key -> new ArrayDeque<>())
                .push(storage);
        bytesPooled += storage.byteSize();
    }

    long nextCall() {
        return calls++;
    }

    long bytesInUse() {
        return bytesOwned - bytesPooled;
    }

    long bytesPooled() {
        return bytesPooled + kernels.bytes();
    }

    void free() {
        kernels.close();
        all.forEach(Storage::free);
        all.clear();
        pool.clear();
        bytesPooled = 0;
        bytesOwned = 0;
    }
}
