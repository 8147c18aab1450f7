package dev.starling.kernel;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Our own float32 products C = A B and C = A'B, row-major. Every element is {@code fma(a[k], b[k], sum)} over k from 0 upwards,
 * beginning with 0: its bits depend on its row of A and its column of B alone, not on the number of rows, the CPU or a library.
 */
final class TiledProduct {
    private static final int LANES = Tiles.LANES;
    private static final int PAIR = 2 * LANES;
    private static final int QUAD = 4 * LANES;

    /** The depth of a block of B that stays in the cache while all rows pass over it. */
    private static final int BLOCK = 256;

    /** About as many elements of A are copied to the heap at a time. */
    private static final int CHUNK = 1 << 16;

    private final Tiles tiles;
    private final int rows;
    private final int n;
    private final int k;

    private TiledProduct(Tiles tiles, int rows, int n, int k) {
        this.tiles = tiles;
        this.rows = rows;
        this.n = n;
        this.k = k;
    }

    /** C [m, n] = A B, with A given as [m, k], or as [k, m] if it is to be transposed. */
    static void multiply(Kernels kernels, boolean transposeA, int m, int n, int k, Storage a, Storage b, Storage c) {
        if (n >= LANES) {
            multiply(kernels, transposeA, m, n, k, a.floats(), b.bytes(), c.bytes());
            return;
        }
        // Vectors run over into the next row: what they read there goes nowhere, and what they write there is
        // overwritten,
        // as rows are written in order. Only behind the last row they need room.
        Storage roomyB = kernels.scratch(DType.FLOAT32, k * n + LANES);
        Storage roomyC = kernels.scratch(DType.FLOAT32, m * n + LANES, 1);
        roomyB.copyFrom(0, b, 0, k * n);
        multiply(kernels, transposeA, m, n, k, a.floats(), roomyB.bytes(), roomyC.bytes());
        c.copyFrom(0, roomyC, 0, m * n);
    }

    private static void multiply(
            Kernels kernels, boolean transposeA, int m, int n, int k, FloatBuffer a, ByteBuffer b, ByteBuffer c) {
        int chunk = Math.min(m, Math.max(20, CHUNK / k / 20 * 20));
        float[] heap = kernels.heap(chunk * k);
        for (int first = 0; first < m; first += chunk) {
            int rows = Math.min(chunk, m - first);
            if (!transposeA || rows == m) {
                a.get(first * k, heap, 0, rows * k);
            } else {
                for (int i = 0; i < k; i++) {
                    a.get(i * m + first, heap, i * rows, rows);
                }
            }
            Tiles tiles = new Tiles(heap, transposeA ? 1 : k, transposeA ? rows : 1, b, c, n, k, first);
            new TiledProduct(tiles, rows, n, k).run();
        }
    }

    private void run() {
        boolean quads = Tiles.WIDE && n >= QUAD;
        int width = quads ? QUAD : PAIR;
        int inner = quads || rows >= 5 ? n / width * width : 0;
        int blocks = (k + BLOCK - 1) / BLOCK;
        int block = (k + blocks - 1) / blocks;
        for (int from = 0; from < k; from += block) {
            int to = Math.min(k, from + block);
            for (int j = 0; j < inner; j += width) {
                if (quads) {
                    quads(j, from, to);
                } else {
                    pairs(j, from, to);
                }
            }
        }
        // What is left is covered by tiles that overlap those before; they run over all of k at once.
        for (int j = 0; j < inner; j += width) {
            if (quads && (rows == 6 || rows == 7 || rows == 11)) {
                tiles.fiveByFour(rows - 5, j, 0, k);
            } else if (!quads && rows % 5 != 0) {
                tiles.fiveByTwo(rows - 5, j, 0, k);
            }
        }
        right(inner);
    }

    /** Five rows at a time, or four as long as five would not come out even. */
    private void quads(int j, int from, int to) {
        int i = 0;
        while (rows - i >= 4) {
            int left = rows - i;
            if (left % 5 == 0 || (left > 4 && left < 8)) {
                tiles.fiveByFour(i, j, from, to);
                i += 5;
            } else {
                tiles.fourByFour(i, j, from, to);
                i += 4;
            }
        }
        for (; rows < 4 && i < rows; i++) {
            tiles.oneByFour(i, j, from, to);
        }
    }

    private void pairs(int j, int from, int to) {
        for (int i = 0; i + 5 <= rows; i += 5) {
            tiles.fiveByTwo(i, j, from, to);
        }
    }

    /** The columns from {@code j} on, in tiles of at most two vectors a row. */
    private void right(int start) {
        int j = start;
        while (j < n) {
            boolean pair = n - j > LANES && n >= PAIR && rows >= 5;
            int at = Math.max(0, Math.min(j, n - (pair ? PAIR : LANES)));
            int height = rows < 5 ? 1 : 5;
            for (int i = 0; i < rows; i += height) {
                int row = Math.min(i, rows - height);
                if (pair) {
                    tiles.fiveByTwo(row, at, 0, k);
                } else if (height == 5) {
                    tiles.fiveByOne(row, at);
                } else {
                    tiles.oneByOne(row, at);
                }
            }
            j += pair ? PAIR : LANES;
        }
    }
}
