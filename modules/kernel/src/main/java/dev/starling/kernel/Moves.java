package dev.starling.kernel;

import java.nio.FloatBuffer;

/** Moves of elements that are no runs. */
final class Moves {
    /** Elements moved at a time: they fit the first cache twice. */
    private static final int BLOCK = 32;

    private Moves() {}

    /** Writes the matrix [rows, columns] that begins at {@code at} as [columns, rows] from {@code toAt} on. */
    static void transpose(Storage from, int at, int rows, int columns, Storage to, int toAt) {
        if (from.dtype != DType.FLOAT32) {
            for (int i = 0; i < rows * columns; i++) {
                to.set(toAt + i % columns * rows + i / columns, from.get(at + i));
            }
            return;
        }
        FloatBuffer source = from.floats();
        FloatBuffer target = to.floats();
        for (int i0 = 0; i0 < rows; i0 += BLOCK) {
            int i1 = Math.min(rows, i0 + BLOCK);
            for (int j = 0; j < columns; j++) {
                int next = toAt + j * rows;
                for (int i = i0; i < i1; i++) {
                    target.put(next + i, source.get(at + i * columns + j));
                }
            }
        }
    }
}
