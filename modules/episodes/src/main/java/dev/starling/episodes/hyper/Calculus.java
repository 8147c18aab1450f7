package dev.starling.episodes.hyper;

import dev.starling.engine.Arithmetic;
import dev.starling.kernel.DType;
import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * First derivatives of a problem and exact products with its second ones, at fixed hyperparameters. A product differentiates
 * {@code <slope, alpha>} once more, for w and lambda in one pass. Counts what it computes.
 */
final class Calculus {
    private final Problem problem;
    private final Scope scope;
    private final Tensor hyperparameters;
    private long gradients;
    private long products;

    /**
     * @param scope encloses nothing that must stay: intermediate tensors live in children of it, batches in it or around it
     * @param hyperparameters lambda, whose type all is computed in
     */
    Calculus(Problem problem, Scope scope, Tensor hyperparameters) {
        this.problem = problem;
        this.scope = scope;
        this.hyperparameters = hyperparameters;
    }

    /** Lambda. */
    Tensor hyperparameters() {
        return hyperparameters;
    }

    DType dtype() {
        return hyperparameters.dtype();
    }

    /** The training loss and the slope that inner steps descend. */
    First train(double[] weights, List<Tensor> batch) {
        gradients++;
        return evaluate(Pass.TRAIN, weights, batch, null, given -> {
            Tensor w = given.get(0).scope().variable(given.get(0));
            Problem.Descent descent = problem.descent(w, given.get(1), batchOf(given, 2));
            return List.of(descent.loss(), descent.slope());
        });
    }

    /** The training loss alone. */
    double trainLoss(double[] weights, List<Tensor> batch) {
        return loss(Pass.TRAIN_LOSS, weights, batch);
    }

    /** The validation loss alone. */
    double validationLoss(double[] weights, List<Tensor> batch) {
        return loss(Pass.VALIDATION_LOSS, weights, batch);
    }

    private double loss(Pass pass, double[] weights, List<Tensor> batch) {
        try (Scope step = scope.child()) {
            List<Tensor> given = new ArrayList<>(List.of(tensor(step, dtype(), weights), hyperparameters));
            given.addAll(batch);
            return step.replay(
                            new Key(problem, pass),
                            given,
                            leaves -> List.of(
                                    pass == Pass.TRAIN_LOSS
                                            ? problem.trainLoss(leaves.get(0), leaves.get(1), batchOf(leaves, 2))
                                            : problem.validationLoss(leaves.get(0), leaves.get(1), batchOf(leaves, 2))))
                    .get(0)
                    .item();
        }
    }

    /** The validation loss with its derivatives by w (alpha) and by lambda (the direct term). */
    First validation(double[] weights, List<Tensor> batch) {
        gradients++;
        return evaluate(Pass.VALIDATION, weights, batch, null, given -> {
            Tensor w = given.get(0).scope().variable(given.get(0));
            Tensor lambda = given.get(0).scope().variable(given.get(1));
            Tensor loss = problem.validationLoss(w, lambda, batchOf(given, 2));
            List<Tensor> slopes = Derivatives.gradient(loss, List.of(w, lambda));
            return List.of(loss, slopes.get(0), slopes.get(1));
        });
    }

    /** {@code alpha dslope/dlambda} alone: one product. */
    double[] mixed(double[] weights, List<Tensor> batch, double[] alpha) {
        products++;
        return product(Pass.MIXED, weights, batch, alpha).byHyperparameters();
    }

    /** {@code alpha dslope/dw} and {@code alpha dslope/dlambda}: two products in one pass. */
    First both(double[] weights, List<Tensor> batch, double[] alpha) {
        products += 2;
        return product(Pass.BOTH, weights, batch, alpha);
    }

    /** {@code alpha dslope/dw} alone: one product. */
    double[] curvature(double[] weights, List<Tensor> batch, double[] alpha) {
        products++;
        return product(Pass.CURVATURE, weights, batch, alpha).byWeights();
    }

    private First product(Pass pass, double[] weights, List<Tensor> batch, double[] alpha) {
        return evaluate(pass, weights, batch, alpha, given -> {
            Tensor w = given.get(0).scope().variable(given.get(0));
            Tensor lambda = given.get(0).scope().variable(given.get(1));
            Problem.Descent descent = problem.descent(w, lambda, batchOf(given, 3));
            Tensor along = descent.slope().mul(given.get(2)).sum();
            List<Tensor> by = switch (pass) {
                case MIXED -> List.of(lambda);
                case CURVATURE -> List.of(w);
                default -> List.of(w, lambda);
            };
            List<Tensor> results = new ArrayList<>(List.of(descent.loss()));
            results.addAll(Derivatives.gradient(along, by));
            return results;
        });
    }

    /** Gradients of either loss so far. */
    long gradients() {
        return gradients;
    }

    /** Products with a vector so far; what the literature calls JVPs. */
    long products() {
        return products;
    }

    private First evaluate(
            Pass pass, double[] weights, List<Tensor> batch, double[] alpha, UnaryOperator<List<Tensor>> function) {
        try (Scope step = scope.child()) {
            List<Tensor> given = new ArrayList<>(3 + batch.size());
            given.add(tensor(step, dtype(), weights));
            given.add(hyperparameters);
            if (alpha != null) {
                given.add(tensor(step, dtype(), alpha));
            }
            given.addAll(batch);
            List<Tensor> results = step.replay(new Key(problem, pass), given, function);
            double[] first = values(results.get(1));
            double[] second = results.size() > 2 ? values(results.get(2)) : null;
            double loss = results.get(0).item();
            return pass == Pass.MIXED ? new First(loss, null, first) : new First(loss, first, second);
        }
    }

    /** A vector in native memory. */
    static Tensor tensor(Scope scope, DType dtype, double[] values) {
        if (dtype == DType.FLOAT64) {
            return scope.tensor(values, values.length);
        }
        return scope.tensor(Arithmetic.toFloats(values), values.length);
    }

    private static double[] values(Tensor tensor) {
        return tensor.dtype() == DType.FLOAT64 ? tensor.toDoubles() : Arithmetic.toDoubles(tensor.toFloats());
    }

    private static List<Tensor> batchOf(List<Tensor> given, int from) {
        return given.subList(from, given.size());
    }

    private enum Pass {
        TRAIN,
        TRAIN_LOSS,
        VALIDATION,
        VALIDATION_LOSS,
        MIXED,
        CURVATURE,
        BOTH
    }

    private record Key(Problem problem, Pass pass) {}

    /**
     * A loss, and two vectors of derivatives, of which one may be null.
     *
     * @param byWeights {@code [weights]}
     * @param byHyperparameters {@code [hyperparameters]}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record First(double loss, double[] byWeights, double[] byHyperparameters) {}
}
