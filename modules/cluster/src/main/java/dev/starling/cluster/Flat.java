package dev.starling.cluster;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.List;

/** Arrays end to end as one vector of longs. */
final class Flat {
    private final long[][] arrays;
    private final long[] starts;
    private long[] scratch = new long[0];

    Flat(List<long[]> arrays) {
        this.arrays = arrays.toArray(long[][]::new);
        starts = new long[this.arrays.length + 1];
        for (int i = 0; i < this.arrays.length; i++) {
            starts[i + 1] = starts[i] + this.arrays[i].length;
        }
    }

    long length() {
        return starts[arrays.length];
    }

    /** Writes so many longs from there. */
    void write(long from, int count, ByteBuffer to) {
        LongBuffer longs = to.asLongBuffer();
        each(from, count, (array, at, done, n) -> longs.put(array, at, n));
    }

    /** Replaces longs from there by what is written. */
    void set(long from, ByteBuffer written) {
        LongBuffer longs = written.asLongBuffer();
        each(from, longs.remaining(), (array, at, done, n) -> longs.get(array, at, n));
    }

    /** Adds what is written to longs from there. Copied out first: Java adds arrays several at a time, but not buffers. */
    void add(long from, ByteBuffer written) {
        LongBuffer longs = written.asLongBuffer();
        int count = longs.remaining();
        if (scratch.length < count) {
            scratch = new long[count];
        }
        longs.get(scratch, 0, count);
        each(from, count, (array, at, done, n) -> add(array, at, scratch, done, n));
    }

    private static void add(long[] array, int at, long[] other, int from, int count) {
        for (int i = 0; i < count; i++) {
            array[at + i] += other[from + i];
        }
    }

    private void each(long from, int count, Part part) {
        int array = 0;
        while (starts[array + 1] <= from && array < arrays.length - 1) {
            array++;
        }
        int done = 0;
        while (done < count) {
            int at = (int) (from + done - starts[array]);
            int n = Math.min(count - done, arrays[array].length - at);
            if (n > 0) {
                part.take(arrays[array], at, done, n);
                done += n;
            }
            array++;
        }
    }

    private interface Part {
        void take(long[] array, int at, int done, int count);
    }
}
