package dev.starling.data;

/** Makes square black and white pictures smaller: a pixel becomes the mean over the area that it covers. */
final class Shrinking {
    private final int from;
    private final int to;
    /** Parts of a source pixel, in units of {@code 1/to}, that fall into a target pixel: [target][source]. */
    private final int[][] overlap;
    /** First source pixel that a target pixel touches, and the one after the last. */
    private final int[] first;

    private final int[] end;

    Shrinking(int from, int to) {
        this.from = from;
        this.to = to;
        overlap = new int[to][from];
        first = new int[to];
        end = new int[to];
        for (int i = 0; i < to; i++) {
            first[i] = i * from / to;
            end[i] = ((i + 1) * from + to - 1) / to;
            for (int j = first[i]; j < end[i]; j++) {
                overlap[i][j] = Math.min((i + 1) * from, (j + 1) * to) - Math.max(i * from, j * to);
            }
        }
    }

    /** Writes the share of 1s in each target pixel as a byte 0..255, rounded to the nearest. */
    void write(int[] picture, byte[] target, int offset) {
        int[] narrow = new int[from * to];
        for (int row = 0; row < from; row++) {
            for (int i = 0; i < to; i++) {
                int sum = 0;
                for (int j = first[i]; j < end[i]; j++) {
                    sum += overlap[i][j] * picture[row * from + j];
                }
                narrow[row * to + i] = sum;
            }
        }
        int area = from * from;
        for (int i = 0; i < to; i++) {
            for (int column = 0; column < to; column++) {
                int sum = 0;
                for (int j = first[i]; j < end[i]; j++) {
                    sum += overlap[i][j] * narrow[j * to + column];
                }
                target[offset + i * to + column] = (byte) ((2 * 255 * sum + area) / (2 * area));
            }
        }
    }
}
