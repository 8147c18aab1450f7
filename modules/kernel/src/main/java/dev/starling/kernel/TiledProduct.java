package dev.starling.kernel;

import static dev.starling.kernel.Lanes.LANES;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Our own float32 products C = A B and C = A'B, row-major, the latter also added to a matrix. Every element is {@code fma(a[k], b[k], sum)} over k from 0 upwards,
 * beginning with 0: its bits depend on its row of A and its column of B alone, not on the number of rows, the CPU or a library.
 */
final class TiledProduct {
    private static final int PAIR = 2 * LANES;
    private static final int QUAD = 4 * LANES;
    private static final int QUINT = 5 * LANES;

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
            read(a, transposeA, m, k, first, rows, heap);
            Tiles tiles = new Tiles(heap, transposeA ? 1 : k, transposeA ? rows : 1, b, c, n, k, first);
            new TiledProduct(tiles, rows, n).run();
        }
    }

    /** Copies some rows of A, transposed or not as they lie, to the heap, from where its numbers are read fastest. */
    private static void read(FloatBuffer a, boolean transposeA, int m, int k, int first, int rows, float[] heap) {
        if (!transposeA || rows == m) {
            a.get(first * k, heap, 0, rows * k);
            return;
        }
        for (int i = 0; i < k; i++) {
            a.get(i * m + first, heap, i * rows, rows);
        }
    }

    /** C [m, n] = A'B, with A [k, m] on the heap already; n is at least 16. */
    static void multiplyTransposed(float[] a, int m, int n, int k, Storage b, Storage c) {
        new TiledProduct(new Tiles(a, 1, m, b.bytes(), c.bytes(), n, k, 0), m, n).run();
    }

    /** Whether {@link #add} has loops for rows of so many elements. */
    static boolean adds(int n) {
        return Tiles.WIDE && n > LANES;
    }

    /**
     * {@code out = fma(alpha, A'B, y)}, each element of the product rounded before; out may be y.
     *
     * @param a [k, m]
     * @param b [k, n]
     * @param y [m, n]
     * @param out [m, n]
     */
    static void add(Kernels kernels, Storage a, Storage b, double alpha, Storage y, Storage out) {
        int k = a.shape[0];
        int m = a.shape[1];
        int n = b.shape[1];
        // An odd number of cache lines: or the numbers of a column would compete for a few places of the first cache.
        int chunk = Math.min(m, Math.max(4, CHUNK / k / (2 * LANES) * 2 * LANES - LANES));
        float[] heap = kernels.heap((chunk + n) * k);
        int bFrom = chunk * k;
        b.floats().get(0, heap, bFrom, k * n);
        for (int first = 0; first < m; first += chunk) {
            int rows = Math.min(chunk, m - first);
            read(a.floats(), true, m, k, first, rows, heap);
            add(new AddingTiles(heap, 1, rows, bFrom, k, (float) alpha, y.bytes(), out.bytes(), n, first), rows, n);
        }
    }

    /** Row after row, since the result is longer than B and may leave the second cache. */
    private static void add(AddingTiles tiles, int rows, int n) {
        int fours = rows - rows % 4;
        for (int i = 0; i < fours; i += 4) {
            addRows(tiles, i, true, n);
        }
        for (int i = fours; i < rows; i++) {
            addRows(tiles, i, false, n);
        }
    }

    /** Three vectors a tile, or two as long as three would leave one over. */
    private static void addRows(AddingTiles tiles, int i, boolean four, int n) {
        int j = 0;
        while (j < n) {
            int vectors = (n - j + LANES - 1) / LANES;
            boolean three = vectors == 3 || vectors > 4;
            int width = Math.min(n - j, (three ? 3 : 2) * LANES);
            int last = width - LANES;
            if (four && three) {
                tiles.fourByThree(i, j, last);
            } else if (four) {
                tiles.fourByTwo(i, j, last);
            } else if (three) {
                tiles.oneByThree(i, j, last);
            } else {
                tiles.oneByTwo(i, j, last);
            }
            j += width;
        }
    }

    /** From left to right; the last tiles overlap those before, which computes some elements twice and alike. */
    private void run() {
        int j = 0;
        while (j < n) {
            int left = n - j;
            if (Tiles.WIDE && left > QUAD && left <= QUINT && rows % 4 == 0 && n >= QUINT) {
                for (int i = 0; i < rows; i += 4) {
                    tiles.fourByFive(i, n - QUINT);
                }
                j = n;
            } else if (Tiles.WIDE && left > PAIR && n >= QUAD) {
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
