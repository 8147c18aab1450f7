package dev.starling.nn;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Arithmetic on shapes. */
final class Shapes {
    private Shapes() {}

    /** Product of the lengths; 1 for a scalar. */
    static int size(int... shape) {
        int size = 1;
        for (int length : shape) {
            size = Math.multiplyExact(size, length);
        }
        return size;
    }

    /** The shape with a batch axis before it. */
    static int[] batched(int batch, int... shape) {
        int[] batched = new int[shape.length + 1];
        batched[0] = batch;
        System.arraycopy(shape, 0, batched, 1, shape.length);
        return batched;
    }

    /** As people write it: {@code 28x28x1}. */
    static String text(int... shape) {
        return Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining("x"));
    }
}
