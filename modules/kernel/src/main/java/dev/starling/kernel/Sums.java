package dev.starling.kernel;

/** Sums over the leading or the trailing axes, in double over short sums in float: no bit depends on a vector's length. */
final class Sums {
    /** A narrower row is added up as if several were one. */
    private static final int NARROW = 64;

    private static final int TOGETHER = 16;

    /** Longer sums along memory are taken as sums over rows of this width first. */
    private static final int WIDTH = 64;

    private Sums() {}

    /** out [columns] from x [rows, columns]. */
    static void overRows(Storage x, Storage out) {
        int columns = out.size;
        int together = columns < NARROW && columns % TOGETHER != 0 ? TOGETHER : 1;
        int whole = x.size / (columns * together) * (columns * together);
        double[] sums = new double[columns];
        double[] wide = whole == 0 ? sums : Columns.sums(x, 0, whole, columns * together);
        for (int i = 0; i < wide.length && whole > 0; i++) {
            sums[i % columns] += wide[i];
        }
        for (int i = whole; i < x.size; i++) {
            sums[i % columns] += x.get(i);
        }
        for (int i = 0; i < columns; i++) {
            out.set(i, sums[i]);
        }
    }

    /** out [rows] from x [rows, columns]. */
    static void overColumns(Storage x, Storage out) {
        int columns = x.size / out.size;
        int whole = columns / WIDTH >= 4 ? columns / WIDTH * WIDTH : 0;
        for (int row = 0; row < out.size; row++) {
            int start = row * columns;
            double sum = 0;
            if (whole > 0) {
                for (double part : Columns.sums(x, start, whole, WIDTH)) {
                    sum += part;
                }
            }
            for (int i = start + whole; i < start + columns; i++) {
                sum += x.get(i);
            }
            out.set(row, sum);
        }
    }
}
