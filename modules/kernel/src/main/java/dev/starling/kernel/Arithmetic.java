package dev.starling.kernel;

import java.util.Arrays;

/** Sum, difference, product and quotient of two tensors of one type, with NumPy's broadcasting. */
enum Arithmetic implements Primitive {
    ADD("add", 0, 0, 0) {
        @Override
        Tensor partial(Call call, int i, Tensor direction) {
            return direction;
        }
    },
    SUBTRACT("subtract", 6, 1, 5) {
        @Override
        Tensor partial(Call call, int i, Tensor direction) {
            return i == 0 ? direction : direction.neg();
        }
    },
    MULTIPLY("multiply", 3, 2, 2) {
        @Override
        Tensor partial(Call call, int i, Tensor direction) {
            return direction.mul(call.in(1 - i));
        }
    },
    DIVIDE("divide", 2, 3, 4) {
        @Override
        Tensor partial(Call call, int i, Tensor direction) {
            Tensor quotient = direction.div(call.in(1));
            return i == 0 ? quotient : quotient.mul(call.out(0)).neg();
        }
    };

    private static final NativeOp BIAS = NativeOp.of("biasadd");

    private final NativeOp broadcasting;
    private final int pairwise;
    private final int withNumber;
    private final int numberWith;

    Arithmetic(String name, int pairwise, int withNumber, int numberWith) {
        this.broadcasting = NativeOp.of(name);
        this.pairwise = pairwise;
        this.withNumber = withNumber;
        this.numberWith = numberWith;
    }

    /** The partial derivative with respect to operand {@code i} times {@code direction}; broadcast or not. */
    abstract Tensor partial(Call call, int i, Tensor direction);

    @Override
    public Form[] outputs(Tensor... in) {
        Checks.sameType(broadcasting.name, in);
        return new Form[] {new Form(in[0].dtype(), Shapes.broadcast(in[0].storage().shape, in[1].storage().shape))};
    }

    @Override
    public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
        Storage a = in[0];
        Storage b = in[1];
        if (Arrays.equals(a.shape, b.shape)) {
            kernels.pairwise(pairwise, a, b, out[0]);
        } else if (b.size == 1) {
            kernels.withNumber(withNumber, a.view(0, out[0].shape), b, out[0]);
        } else if (a.size == 1) {
            kernels.withNumber(numberWith, b.view(0, out[0].shape), a, out[0]);
        } else if (this == ADD && isBias(a, b)) {
            kernels.run(BIAS, a, b, out[0]);
        } else {
            kernels.run(broadcasting, a, b, out[0]);
        }
    }

    private static boolean isBias(Storage a, Storage b) {
        return b.shape.length == 1 && a.shape.length >= 2 && a.shape[a.shape.length - 1] == b.size;
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
