package dev.starling.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Inputs as they are stored: {@code count} rows of {@code size} values, before preprocessing. */
sealed interface Features {
    int count();

    int size();

    /** Value j of row i as stored; bytes are unsigned. */
    double value(int row, int column);

    /** The rows named, in that order, in storage of their own. */
    Features rows(int[] rows);

    /** Bytes that the values occupy. */
    long sizeBytes();

    /** The rows' values, big-endian, row after row: equal for equal values of one kind. */
    void digest(Digest digest);

    /** Unsigned bytes, one row after another. */
    record Bytes(byte[] data, int size) implements Features {
        @Override
        public int count() {
            return data.length / size;
        }

        @Override
        public double value(int row, int column) {
            return data[row * size + column] & 0xff;
        }

        @Override
        public Features rows(int[] rows) {
            byte[] chosen = new byte[Math.multiplyExact(rows.length, size)];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(data, rows[i] * size, chosen, i * size, size);
            }
            return new Bytes(chosen, size);
        }

        @Override
        public long sizeBytes() {
            return data.length;
        }

        @Override
        public void digest(Digest digest) {
            digest.add("bytes").add(data, 0, data.length);
        }
    }

    /** Float32 values, one row after another. */
    record Floats(float[] data, int size) implements Features {
        @Override
        public int count() {
            return data.length / size;
        }

        @Override
        public double value(int row, int column) {
            return data[row * size + column];
        }

        @Override
        public Features rows(int[] rows) {
            float[] chosen = new float[Math.multiplyExact(rows.length, size)];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(data, rows[i] * size, chosen, i * size, size);
            }
            return new Floats(chosen, size);
        }

        @Override
        public long sizeBytes() {
            return 4L * data.length;
        }

        @Override
        public void digest(Digest digest) {
            digest.add("floats");
            ByteBuffer row = ByteBuffer.allocate(4 * size);
            for (int i = 0; i < count(); i++) {
                row.clear().asFloatBuffer().put(data, i * size, size);
                digest.add(row.array(), 0, row.capacity());
            }
        }
    }

    /**
     * Overlapping windows of one text: row i is {@code text[starts[i]] .. text[starts[i] + size - 1]}. Character
     * models have a window a position, so holding each apart would cost {@code size} times the text.
     */
    record Windows(byte[] text, int[] starts, int size) implements Features {
        @Override
        public int count() {
            return starts.length;
        }

        @Override
        public double value(int row, int column) {
            return text[starts[row] + column] & 0xff;
        }

        @Override
        public Features rows(int[] rows) {
            // Windows that touch share their text again; the text between windows far apart is left behind.
            int[] order = Arrays.stream(rows)
                    .map(row -> starts[row])
                    .distinct()
                    .sorted()
                    .toArray();
            ByteArrayOutputStream kept = new ByteArrayOutputStream();
            int[] moved = new int[order.length];
            int end = -1;
            for (int i = 0; i < order.length; i++) {
                int from = i == 0 ? order[i] : Math.max(order[i], end);
                end = order[i] + size;
                kept.write(text, from, end - from);
                moved[i] = kept.size() - size;
            }
            int[] chosen = new int[rows.length];
            for (int i = 0; i < rows.length; i++) {
                chosen[i] = moved[Arrays.binarySearch(order, starts[rows[i]])];
            }
            return new Windows(kept.toByteArray(), chosen, size);
        }

        @Override
        public long sizeBytes() {
            return text.length + 4L * starts.length;
        }

        @Override
        public void digest(Digest digest) {
            digest.add("windows");
            for (int start : starts) {
                digest.add(text, start, size);
            }
        }
    }
}
