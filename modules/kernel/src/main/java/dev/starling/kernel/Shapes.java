package dev.starling.kernel;

import java.util.Arrays;

/** Arithmetic on shapes. Shapes are int arrays that nobody writes to after creation. */
final class Shapes {
    static final int[] SCALAR = {};

    private Shapes() {}

    static int size(int... shape) {
        long size = 1;
        for (int dim : shape) {
            if (dim <= 0) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(shape) + " has a dimension below 1: tensors are never empty");
            }
            size *= dim;
            if (size > Integer.MAX_VALUE / 8) {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " has more than "
                        + Integer.MAX_VALUE / 8 + " elements: split the work into smaller tensors");
            }
        }
        return (int) size;
    }

    /** The product of the dimensions in [from, to). */
    static int span(int[] shape, int from, int to) {
        int size = 1;
        for (int axis = from; axis < to; axis++) {
            size *= shape[axis];
        }
        return size;
    }

    static int axis(int axis, int rank) {
        int actual = axis < 0 ? axis + rank : axis;
        if (actual < 0 || actual >= rank) {
            throw new IllegalArgumentException("axis " + axis + " does not exist in a tensor of rank " + rank);
        }
        return actual;
    }

    /** Axes made non-negative and sorted; none given means all of them. */
    static int[] axes(int[] axes, int rank) {
        int[] actual = new int[axes.length == 0 ? rank : axes.length];
        for (int i = 0; i < actual.length; i++) {
            actual[i] = axes.length == 0 ? i : axis(axes[i], rank);
        }
        Arrays.sort(actual);
        for (int i = 1; i < actual.length; i++) {
            if (actual[i] == actual[i - 1]) {
                throw new IllegalArgumentException("axes " + Arrays.toString(axes) + " name an axis twice");
            }
        }
        return actual;
    }

    /** NumPy's rule: shapes align at the last axis, and a missing or unit axis stretches. */
    static int[] broadcast(int[] a, int[] b) {
        if (Arrays.equals(a, b)) {
            return a;
        }
        int rank = Math.max(a.length, b.length);
        int[] result = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int da = i <= a.length ? a[a.length - i] : 1;
            int db = i <= b.length ? b[b.length - i] : 1;
            if (da != db && da != 1 && db != 1) {
                throw new IllegalArgumentException("shapes " + Arrays.toString(a) + " and " + Arrays.toString(b)
                        + " do not broadcast: counted from the last axis, dimensions must be equal or 1");
            }
            result[rank - i] = da == 1 ? db : da;
        }
        return result;
    }

    /** The axes of {@code wide} along which a tensor of shape {@code narrow} was stretched. */
    static int[] stretched(int[] narrow, int[] wide) {
        int lead = wide.length - narrow.length;
        int[] axes = new int[wide.length];
        int count = 0;
        for (int axis = 0; axis < wide.length; axis++) {
            if (axis < lead || (narrow[axis - lead] == 1 && wide[axis] != 1)) {
                axes[count++] = axis;
            }
        }
        return Arrays.copyOf(axes, count);
    }

    /** The shape left after reducing over sorted {@code axes}. */
    static int[] reduced(int[] shape, int[] axes, boolean keep) {
        int[] result = new int[keep ? shape.length : shape.length - axes.length];
        int next = 0;
        int count = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            boolean gone = next < axes.length && axes[next] == axis;
            if (gone) {
                next++;
            }
            if (!gone || keep) {
                result[count++] = gone ? 1 : shape[axis];
            }
        }
        return result;
    }

    /** Replaces the one dimension of -1, if there is one. */
    static int[] inferred(int[] shape, int size) {
        int unknown = -1;
        int known = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] != -1) {
                known *= shape[axis];
            } else if (unknown < 0) {
                unknown = axis;
            } else {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " has two unknown dimensions");
            }
        }
        return unknown < 0 || known == 0 ? shape : with(shape, unknown, size / known);
    }

    static int[] with(int[] shape, int axis, int dim) {
        int[] result = shape.clone();
        result[axis] = dim;
        return result;
    }
}
