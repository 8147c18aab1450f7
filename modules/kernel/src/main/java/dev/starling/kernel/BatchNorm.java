package dev.starling.kernel;

import java.util.Arrays;
import java.util.Objects;

/**
 * Batch normalization over all axes but the last, with the batch's own statistics: {@code y = gamma (x - mean) / sqrt(var + eps) +
 * beta}, var biased. Operands x [..., channels], gamma and beta [channels]; results y, the normalized x, 1 /
 * sqrt(var + eps), mean and var.
 */
final class BatchNorm extends Fused {
    private final double eps;

    BatchNorm(double eps) {
        if (!(eps > 0)) {
            throw new IllegalArgumentException("batchNorm's eps is " + eps + ": it must be above 0");
        }
        this.eps = eps;
    }

    @Override
    public Form[] outputs(Tensor... in) {
        Checks.sameType("batchNorm", in);
        if (in[0].rank() < 2) {
            throw new IllegalArgumentException("batchNorm needs [..., channels] of rank 2 or more, got " + in[0]);
        }
        int channels = in[0].dim(-1);
        Checks.shape("batchNorm's gamma", in[1], channels);
        Checks.shape("batchNorm's beta", in[2], channels);
        return new Form[] {Form.like(in[0]), Form.like(in[0]), Form.like(in[1]), Form.like(in[1]), Form.like(in[1])};
    }

    @Override
    public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
        int channels = in[1].size;
        int rows = in[0].size / channels;
        double[] scale = new double[channels];
        double[] shift = new double[channels];
        double[] sums = Columns.sums(in[0], channels);
        for (int c = 0; c < channels; c++) {
            shift[c] = sums[c] / rows;
        }
        double[] squares = Columns.squares(in[0], shift);
        for (int c = 0; c < channels; c++) {
            double variance = squares[c] / rows;
            scale[c] = 1 / Math.sqrt(variance + eps);
            out[2].set(c, scale[c]);
            out[3].set(c, shift[c]);
            out[4].set(c, variance);
            shift[c] *= -scale[c];
        }
        Columns.normalize(in[0], scale, shift, in[1], in[2], out[1], out[0]);
    }

    @Override
    Tensor[] composed(Tensor... in) {
        int[] axes = leading(in[0]);
        Tensor mean = in[0].mean(axes);
        Tensor centered = in[0].sub(mean);
        Tensor variance = centered.square().mean(axes);
        Tensor padded = variance.add(eps);
        Tensor inverse = padded.sqrt().div(padded);
        Tensor normalized = centered.mul(inverse);
        return new Tensor[] {normalized.mul(in[1]).add(in[2]), normalized, inverse, mean, variance};
    }

    @Override
    public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
        if (Arrays.stream(cotangents).skip(1).anyMatch(Objects::nonNull)) {
            return super.vjp(call, cotangents, wanted);
        }
        return Call.all(new Vjp(), cotangents[0], call.in(1), call.out(1), call.out(2));
    }

    private static int[] leading(Tensor x) {
        int[] axes = new int[x.rank() - 1];
        Arrays.setAll(axes, axis -> axis);
        return axes;
    }

    /** Cotangents of x, gamma and beta from (g, gamma, normalized x, 1 / deviation). */
    private static final class Vjp extends Fused {
        @Override
        public Form[] outputs(Tensor... in) {
            return new Form[] {Form.like(in[0]), Form.like(in[1]), Form.like(in[1])};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            int channels = in[1].size;
            int rows = in[0].size / channels;
            double[] plain = new double[channels];
            double[] weighted = new double[channels];
            Columns.sums(in[0], in[2], plain, weighted);
            double[] scale = new double[channels];
            double[] slope = new double[channels];
            double[] shift = new double[channels];
            for (int c = 0; c < channels; c++) {
                out[1].set(c, weighted[c]);
                out[2].set(c, plain[c]);
                scale[c] = in[1].get(c) * in[3].get(c);
                slope[c] = -scale[c] * weighted[c] / rows;
                shift[c] = -scale[c] * plain[c] / rows;
            }
            Columns.combine(in[0], scale, in[2], slope, shift, out[0]);
        }

        @Override
        Tensor[] composed(Tensor... in) {
            Tensor g = in[0];
            int[] axes = leading(g);
            Tensor plain = g.sum(axes);
            Tensor weighted = g.mul(in[2]).sum(axes);
            double rows = (double) g.size() / plain.size();
            Tensor inner = g.sub(plain.div(rows)).sub(in[2].mul(weighted.div(rows)));
            return new Tensor[] {inner.mul(in[1].mul(in[3])), weighted, plain};
        }
    }
}
