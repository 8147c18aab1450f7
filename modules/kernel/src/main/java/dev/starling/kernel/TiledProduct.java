package dev.starling.kernel;

import static dev.starling.kernel.Lanes.LANES;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Our own float32 products C = A B and C = A'B, row-major. Every element is {@code fma(a[k], b[k], sum)} over k from 0 upwards,
 * beginning with 0: its bits depend on its row of A and its column of B alone, not on the number of rows, the CPU or a library.
 */
final class TiledProduct {
    private static final int PAIR = 2 * LANES;
    private static final int QUAD = 4 * LANES;

    /** About as many elements of A are copied to the heap at a time. */
    private static final int CHUNK = 1 << 16;

    private final Tiles tiles;
    private final int rows;
    private final int n;

    private TiledProduct(Tiles tiles, int rows, int n) {
        this.tiles = tiles;
        this.rows = rows;
        this.n = n;
    }

    /** C [m, n] = A B, with A given as [m, k], or as [k, m] if it is to be transposed. */
    static void multiply(Kernels kernels, boolean transposeA, int m, int n, int k, Storage a, Storage b, Storage c) {
        if (n >= LANES) {
            multiply(kernels, transposeA, m, n, k, a.floats(), b.bytes(), c.bytes());
            return;
        }
        // Vectors run over into the next row: what they read there goes nowhere, and what they write there is
        // overwritten, as rows are written in order. Only behind the last row they need room.
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
            new TiledProduct(tiles, rows, n).run();
        }
    }

    /** From left to right; the last tiles overlap those before, which computes some elements twice and alike. */
    private void run() {
        int j = 0;
        while (j < n) {
            int left = n - j;
            if (Tiles.WIDE && left > PAIR && n >= QUAD) {
                quads(Math.min(j, n - QUAD));
                j += QUAD;
            } else if (left > LANES && n >= PAIR && rows >= 5) {
                pairs(Math.min(j, n - PAIR));
                j += PAIR;
            } else {
                singles(Math.max(0, Math.min(j, n - LANES)));
                j += LANES;
            }
        }
    }

    /** Five rows at a time, or four as long as five would not come out even. */
    private void quads(int j) {
        int i = 0;
        while (i < rows) {
            int left = rows - i;
            if (rows < 4) {
                tiles.oneByFour(i, j);
                i++;
            } else if (left == 4 || (left >= 8 && left % 5 != 0)) {
                tiles.fourByFour(i, j);
                i += 4;
            } else {
                tiles.fiveByFour(Math.min(i, rows - 5), j);
                i += 5;
            }
        }
    }

    private void pairs(int j) {
        for (int i = 0; i < rows; i += 5) {
            tiles.fiveByTwo(Math.min(i, rows - 5), j);
        }
    }

    private void singles(int j) {
        if (rows < 5) {
            for (int i = 0; i < rows; i++) {
                tiles.oneByOne(i, j);
            }
            return;
        }
        for (int i = 0; i < rows; i += 5) {
            tiles.fiveByOne(Math.min(i, rows - 5), j);
        }
    }
}
