package dev.starling.kernel;

import dev.starling.kernel.Kernels.Family;
import dev.starling.kernel.Kernels.ScalarOp;
import dev.starling.kernel.Kernels.Transform;

/** Element-wise primitives: arithmetic of two tensors with broadcasting, with a number, and functions of one. */
final class Elementwise {
    static final Binary ADD = new Add();
    static final Binary SUBTRACT = new Subtract();
    static final Binary MULTIPLY = new Multiply();
    static final Binary DIVIDE = new Divide();

    static final Unary NEGATE = Unary.numbered(Family.SAME, 3, (x, y, d) -> d.neg());
    static final Unary EXP = Unary.numbered(Family.STRICT, 23, (x, y, d) -> d.mul(y));
    static final Unary LOG = Unary.numbered(Family.STRICT, 24, (x, y, d) -> d.div(x));
    static final Unary SQRT =
            Unary.numbered(Family.FLOATING, 1, (x, y, d) -> d.div(y).mul(0.5));
    static final Unary TANH = Unary.named(NativeOp.of("tanh"), (x, y, d) -> d.sub(d.mul(y.square())));
    static final Unary SIGMOID = Unary.named(NativeOp.of("sigmoid"), (x, y, d) -> d.mul(y.sub(y.square())));
    static final Unary RELU = Unary.named(NativeOp.of("relu").reals(0), (x, y, d) -> d.mul(x.step()));
    static final Unary SOFTPLUS = Unary.named(NativeOp.of("softplus"), (x, y, d) -> d.mul(x.sigmoid()));

    private Elementwise() {}

    /** Arithmetic of two tensors of one type with NumPy's broadcasting. */
    abstract static class Binary implements Primitive {
        private final NativeOp op;

        Binary(String name) {
            this.op = NativeOp.of(name);
        }

        @Override
        public Form[] outputs(Tensor... in) {
            Checks.sameType(op.name, in);
            return new Form[] {new Form(in[0].dtype(), Shapes.broadcast(in[0].storage().shape, in[1].storage().shape))};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            kernels.run(op, in[0], in[1], out[0]);
        }

        @Override
        public final Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            Tensor[] result = new Tensor[2];
            for (int i = 0; i < 2; i++) {
                if (wanted[i]) {
                    result[i] = pull(call, i, cotangents[0]).sumTo(call.in(i).storage().shape);
                }
            }
            return result;
        }

        @Override
        public final Tensor[] jvp(Call call, Tensor[] tangents) {
            Tensor a = tangents[0] == null ? null : pull(call, 0, tangents[0]);
            Tensor b = tangents[1] == null ? null : pull(call, 1, tangents[1]);
            Tensor sum = a == null ? b : b == null ? a : a.add(b);
            return new Tensor[] {sum.broadcastTo(call.out(0).storage().shape)};
        }

        /** The partial derivative with respect to operand {@code i}, times {@code direction}; it may be broadcast. */
        abstract Tensor pull(Call call, int i, Tensor direction);
    }

    private static final class Add extends Binary {
        Add() {
            super("add");
        }

        @Override
        Tensor pull(Call call, int i, Tensor direction) {
            return direction;
        }
    }

    private static final class Subtract extends Binary {
        Subtract() {
            super("subtract");
        }

        @Override
        Tensor pull(Call call, int i, Tensor direction) {
            return i == 0 ? direction : direction.neg();
        }
    }

    private static final class Multiply extends Binary {
        Multiply() {
            super("multiply");
        }

        @Override
        Tensor pull(Call call, int i, Tensor direction) {
            return direction.mul(call.in(1 - i));
        }
    }

    private static final class Divide extends Binary {
        Divide() {
            super("divide");
        }

        @Override
        Tensor pull(Call call, int i, Tensor direction) {
            Tensor quotient = direction.div(call.in(1));
            return i == 0 ? quotient : quotient.mul(call.out(0)).neg();
        }
    }

    /** {@code x * factor}. */
    record Scale(double factor) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            return same("scaling", in);
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            kernels.withScalar(ScalarOp.MULTIPLY, in[0], factor, out[0]);
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {cotangents[0].mul(factor)};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {tangents[0].mul(factor)};
        }
    }

    /** {@code x + term}. */
    record Shift(double term) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            return same("adding a number", in);
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            kernels.withScalar(ScalarOp.ADD, in[0], term, out[0]);
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return cotangents;
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return tangents;
        }
    }

    /** 1 where x is above zero, else 0; constant as far as derivatives are concerned. */
    record Step() implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            return same("step", in);
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            kernels.withScalar(ScalarOp.STEP, in[0], 0, out[0]);
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {null};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {null};
        }
    }

    /** The derivative of {@code y = f(x)} times a direction. */
    interface Slope {
        Tensor times(Tensor x, Tensor y, Tensor direction);
    }

    /** A function of one tensor, element by element; exactly one of {@code named} and {@code numbered} is set. */
    record Unary(NativeOp named, Transform numbered, Slope slope) implements Primitive {
        static Unary named(NativeOp op, Slope slope) {
            return new Unary(op, null, slope);
        }

        static Unary numbered(Family family, int number, Slope slope) {
            return new Unary(null, new Transform(family, number), slope);
        }

        @Override
        public Form[] outputs(Tensor... in) {
            return same("an element-wise function", in);
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            if (named != null) {
                kernels.run(named, in[0], out[0]);
            } else {
                kernels.transform(numbered, in[0], out[0]);
            }
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {slope.times(call.in(0), call.out(0), cotangents[0])};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {slope.times(call.in(0), call.out(0), tangents[0])};
        }
    }

    private static Primitive.Form[] same(String what, Tensor... in) {
        Checks.floating(what, in);
        return new Primitive.Form[] {new Primitive.Form(in[0].dtype(), in[0].storage().shape)};
    }
}
