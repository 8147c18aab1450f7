package dev.starling.kernel;

import java.util.Arrays;

/** Sum, difference, product and quotient of two tensors of one type, with NumPy's broadcasting. */
enum Arithmetic implements Primitive {
    ADD("add", Lanes.Op.ADD, Lanes.Op.ADD) {
        @Override
        Tensor partial(Call call, int i, Tensor direction) {
            return direction;
        }
    },
    SUBTRACT("subtract", Lanes.Op.SUBTRACT, Lanes.Op.SUBTRACT_FROM) {
        @Override
        Tensor partial(Call call, int i, Tensor direction) {
            return i == 0 ? direction : direction.neg();
        }
    },
    MULTIPLY("multiply", Lanes.Op.MULTIPLY, Lanes.Op.MULTIPLY) {
        @Override
        Tensor partial(Call call, int i, Tensor direction) {
            return direction.mul(call.in(1 - i));
        }
    },
    DIVIDE("divide", Lanes.Op.DIVIDE, Lanes.Op.DIVIDE_INTO) {
        @Override
        Tensor partial(Call call, int i, Tensor direction) {
            Tensor quotient = direction.div(call.in(1));
            return i == 0 ? quotient : quotient.mul(call.out(0)).neg();
        }
    };

    /** A narrower row is repeated until it has whole vectors. */
    private static final int NARROW = 64;

    private static final int REPEATS = 16;

    private final NativeOp broadcasting;
    private final Lanes.Op op;

    /** The same with the operands exchanged. */
    private final Lanes.Op exchanged;

    Arithmetic(String name, Lanes.Op op, Lanes.Op exchanged) {
        this.broadcasting = NativeOp.of(name);
        this.op = op;
        this.exchanged = exchanged;
    }

    /** The partial derivative with respect to operand {@code i} times {@code direction}; broadcast or not. */
    abstract Tensor partial(Call call, int i, Tensor direction);

    @Override
    public Form[] outputs(Tensor... in) {
        Checks.sameType(broadcasting.name, in);
        return new Form[] {new Form(in[0].dtype(), Shapes.broadcast(in[0].storage().shape, in[1].storage().shape))};
    }

    @Override
    public boolean inPlace() {
        return true;
    }

    @Override
    public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
        Storage a = in[0];
        Storage b = in[1];
        if (Arrays.equals(a.shape, b.shape)) {
            Lanes.pairs(op, a, b, out[0]);
        } else if (!evaluate(op, kernels, a, b, out[0]) && !evaluate(exchanged, kernels, b, a, out[0])) {
            kernels.run(broadcasting, a, b, out[0]);
        }
    }

    /** Where b is stretched to a's shape along leading or along trailing axes. */
    private static boolean evaluate(Lanes.Op op, Kernels kernels, Storage a, Storage b, Storage out) {
        if (a.size != out.size) {
            return false;
        }
        if (b.size == 1) {
            Lanes.withNumber(op, a, b.get(0), out);
            return true;
        }
        if (isSuffix(b.shape, a.shape)) {
            rows(op, kernels, a, b, out);
            return true;
        }
        if (isPrefix(b.shape, a.shape)) {
            Lanes.columns(op, a, b, out, a.size / b.size);
            return true;
        }
        return false;
    }

    private static void rows(Lanes.Op op, Kernels kernels, Storage a, Storage row, Storage out) {
        int width = row.size;
        int rows = a.size / width / REPEATS * REPEATS;
        if (width >= NARROW || rows == 0) {
            Lanes.rows(op, a, row, out, 0, width, a.size / width);
            return;
        }
        Storage repeated = kernels.scratch(a.dtype, REPEATS * width);
        for (int i = 0; i < REPEATS; i++) {
            repeated.copyFrom(i * width, row, 0, width);
        }
        Lanes.rows(op, a, repeated, out, 0, REPEATS * width, rows / REPEATS);
        Lanes.rows(op, a, row, out, rows * width, width, a.size / width - rows);
    }

    /** Whether {@code narrow} stands at the end of {@code wide}, after ones. */
    private static boolean isSuffix(int[] narrow, int[] wide) {
        int from = 0;
        while (from < narrow.length && narrow[from] == 1) {
            from++;
        }
        int length = narrow.length - from;
        return length <= wide.length
                && Arrays.equals(narrow, from, narrow.length, wide, wide.length - length, wide.length);
    }

    /** Whether {@code narrow} has the rank of {@code wide} and its beginning, and ones after that. */
    private static boolean isPrefix(int[] narrow, int[] wide) {
        int to = narrow.length;
        while (to > 0 && narrow[to - 1] == 1) {
            to--;
        }
        return narrow.length == wide.length && Arrays.equals(narrow, 0, to, wide, 0, to);
    }

    @Override
    public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
        Tensor[] result = new Tensor[2];
        for (int i = 0; i < 2; i++) {
            if (wanted[i]) {
                result[i] = partial(call, i, cotangents[0]).sumTo(call.in(i).storage().shape);
            }
        }
        return result;
    }

    @Override
    public Tensor[] jvp(Call call, Tensor[] tangents) {
        Tensor a = tangents[0] == null ? null : partial(call, 0, tangents[0]);
        Tensor b = tangents[1] == null ? null : partial(call, 1, tangents[1]);
        return new Tensor[] {Tensor.sum(a, b).broadcastTo(call.out(0).storage().shape)};
    }
}
