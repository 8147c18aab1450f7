package dev.starling.kernel;

/**
 * Mean cross-entropy of logits z [rows, classes] with soft labels t of that shape, whose rows may have any sum: {@code -1/rows sum_ic
 * t_ic log softmax(z_i)_c}, and beside it the derivative by z, {@code (softmax(z_i) sum_c t_ic - t_i) / rows}, which takes the
 * same exponentials.
 */
final class CrossEntropy extends Fused {
    static final Primitive INSTANCE = new CrossEntropy();

    private CrossEntropy() {}

    @Override
    public Form[] outputs(Tensor... in) {
        Checks.sameType("crossEntropy", in);
        Checks.rank("crossEntropy", in[0], 2);
        Checks.shape("crossEntropy's targets", in[1], in[0].storage().shape);
        return new Form[] {new Form(in[0].dtype(), Shapes.SCALAR), Form.like(in[0])};
    }

    @Override
    public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
        int rows = in[0].shape[0];
        int classes = in[0].shape[1];
        double loss = 0;
        for (int row = 0; row < rows; row++) {
            loss -= row(in[0], in[1], out[1], row * classes, classes, rows);
        }
        out[0].set(0, loss / rows);
    }

    /** Fills a row of the derivative; returns the row's sum of t log p. */
    private static double row(Storage z, Storage t, Storage slope, int start, int classes, int rows) {
        double maximum = Double.NEGATIVE_INFINITY;
        for (int i = start; i < start + classes; i++) {
            maximum = Math.max(maximum, z.get(i));
        }
        double sum = 0;
        double weight = 0;
        double weighted = 0;
        for (int i = start; i < start + classes; i++) {
            double exponential = Math.exp(z.get(i) - maximum);
            slope.set(i, exponential);
            sum += exponential;
            weight += t.get(i);
            weighted += t.get(i) * (z.get(i) - maximum);
        }
        for (int i = start; i < start + classes; i++) {
            slope.set(i, (slope.get(i) / sum * weight - t.get(i)) / rows);
        }
        return weighted - weight * Math.log(sum);
    }

    @Override
    Tensor[] composed(Tensor... in) {
        double perRow = 1.0 / in[0].dim(0);
        Tensor total = in[1].sumKeepingDims(1);
        Tensor loss = in[0].logSoftmax().mul(in[1]).sum().mul(-perRow);
        return new Tensor[] {loss, in[0].softmax().mul(total).sub(in[1]).mul(perRow)};
    }

    @Override
    public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
        if (cotangents[1] != null || wanted[1]) {
            return super.vjp(call, cotangents, wanted);
        }
        return new Tensor[] {call.out(1).mul(cotangents[0]), null};
    }
}
