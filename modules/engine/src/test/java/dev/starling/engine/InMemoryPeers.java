package dev.starling.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Threads that are peers: what one says goes through a slot for each rank. */
final class InMemoryPeers {

    private final int count;
    private final CyclicBarrier barrier;
    private final Object[] slots;
    private final AtomicInteger sums = new AtomicInteger();

    InMemoryPeers(int count) {
        this.count = count;
        this.barrier = new CyclicBarrier(count);
        this.slots = new Object[count];
    }

    /** Has each peer do the same, and gives what they came to, by rank. */
    static <T> List<T> all(int count, Function<Peers, T> work) throws Exception {
        return new InMemoryPeers(count).run(work);
    }

    <T> List<T> run(Function<Peers, T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int rank = 0; rank < count; rank++) {
                Peers peers = new Rank(rank);
                tasks.add(() -> work.apply(peers));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** How often any of them asked for a sum of arrays. */
    int sums() {
        return sums.get();
    }

    private void meet() {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("a peer did not come", e);
        }
    }

    private final class Rank implements Peers {

        private final int rank;

        Rank(int rank) {
            this.rank = rank;
        }

        @Override
        public int rank() {
            return rank;
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public List<byte[]> gather(byte[] mine) {
            List<byte[]> all = new ArrayList<>();
            for (Object each : exchanged(mine)) {
                all.add((byte[]) each);
            }
            return all;
        }

        @Override
        @SuppressWarnings("unchecked")
        public void sum(List<long[]> arrays) {
            sums.incrementAndGet();
            List<long[]> copies = arrays.stream().map(long[]::clone).toList();
            Object[] all = exchanged(copies);
            for (int peer = 0; peer < count; peer++) {
                if (peer != rank) {
                    add(arrays, (List<long[]>) all[peer]);
                }
            }
        }

        private Object[] exchanged(Object mine) {
            slots[rank] = mine;
            meet();
            Object[] all = slots.clone();
            meet();
            return all;
        }

        private static void add(List<long[]> arrays, List<long[]> others) {
            for (int i = 0; i < arrays.size(); i++) {
                long[] target = arrays.get(i);
                long[] source = others.get(i);
                for (int j = 0; j < Math.max(target.length, source.length); j++) {
                    target[j] += source[j];
                }
            }
        }
    }
}
