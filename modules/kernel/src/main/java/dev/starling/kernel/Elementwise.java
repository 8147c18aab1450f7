package dev.starling.kernel;

/** Functions of one tensor, element by element, and of a tensor and a number. */
final class Elementwise {
    static final Function NEGATE =
            new Function((k, x, y) -> Lanes.withNumber(Lanes.Op.MULTIPLY, x, -1, y), (x, y, d) -> d.neg());
    static final Function EXP = new Function((k, x, y) -> k.strict(23, x, y), (x, y, d) -> d.mul(y));
    static final Function LOG = new Function((k, x, y) -> k.strict(24, x, y), (x, y, d) -> d.div(x));
    static final Function SQRT =
            new Function((k, x, y) -> k.floating(1, x, y), (x, y, d) -> d.div(y).mul(0.5));
    static final Function TANH = new Function((k, x, y) -> k.strict(29, x, y), (x, y, d) -> d.sub(d.mul(y.square())));
    static final Function SIGMOID =
            new Function((k, x, y) -> k.strict(26, x, y), (x, y, d) -> d.mul(y.sub(y.square())));
    static final Function SOFTPLUS = new Function((k, x, y) -> softplus(x, y), (x, y, d) -> d.mul(x.sigmoid()));

    // y > 0 exactly where x > 0, and y is there anyway.
    static final Function RELU = new Function((k, x, y) -> Lanes.relu(x, y), (x, y, d) -> d.whereAboveZero(y));

    private Elementwise() {}

    /** How values are computed. */
    interface Values {
        void compute(Kernels kernels, Storage x, Storage y);
    }

    /** The derivative of {@code y = f(x)} times a direction, null for zero. */
    interface Slope {
        Tensor times(Tensor x, Tensor y, Tensor direction);
    }

    /** A function of each element. */
    record Function(Values values, Slope slope) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            Checks.floating("an element-wise function", in);
            return new Form[] {Form.like(in[0])};
        }

        @Override
        public boolean inPlace() {
            return true;
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            values.compute(kernels, in[0], out[0]);
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

    /** {@code factor * x + term}; one of the two numbers is neutral. */
    record Affine(double factor, double term) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            Checks.floating("arithmetic with a number", in);
            return new Form[] {Form.like(in[0])};
        }

        @Override
        public boolean inPlace() {
            return true;
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            if (factor == 1) {
                Lanes.withNumber(Lanes.Op.ADD, in[0], term, out[0]);
            } else {
                Lanes.withNumber(Lanes.Op.MULTIPLY, in[0], factor, out[0]);
            }
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

    /** The first operand where the second is above 0, else 0: linear in the first, constant in the second. */
    record WhereAboveZero() implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            Checks.sameType("whereAboveZero", in);
            Checks.shape("whereAboveZero", in[1], in[0].storage().shape);
            return new Form[] {Form.like(in[0])};
        }

        @Override
        public boolean inPlace() {
            return true;
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            Lanes.pairs(Lanes.Op.WHERE_ABOVE_ZERO, in[0], in[1], out[0]);
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {wanted[0] ? cotangents[0].whereAboveZero(call.in(1)) : null, null};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {tangents[0] == null ? null : tangents[0].whereAboveZero(call.in(1))};
        }
    }

    /** Without overflow, which ND4J's log(1 + exp(x)) has from 89 on. */
    private static void softplus(Storage x, Storage y) {
        for (int i = 0; i < x.size; i++) {
            double value = x.get(i);
            y.set(i, Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value))));
        }
    }
}
