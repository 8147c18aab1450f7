/**
 * Differentiable tensors on ND4J: the arithmetic under every network, loss and gradient of Starling.
 *
 * <p><b>Tensors and scopes.</b> A {@link dev.starling.kernel.Tensor} is row-major native memory with a shape. A
 * {@link dev.starling.kernel.Scope} owns that memory: whoever opens a scope closes it, and nothing is left to the garbage collector.
 * Root scopes keep a pool of buffers that their children draw from, so a training loop that opens one child a step allocates nothing
 * after its first step.
 *
 * <p><b>Primitives.</b> Every operation is a {@code Primitive}: what comes out (checked shapes), how it is computed, and its
 * derivatives in both directions, written with tensors again. {@code Call.all} is the only place that evaluates one. It finds the
 * scope, takes memory, calls the primitive's kernel, and records the call if an operand depends on a variable. The groups are
 * {@code Arithmetic} and {@code Elementwise}, {@code Products}, {@code Reductions}, {@code Layouts}, {@code Indexing},
 * {@code Softmax}, {@code Convolutions}, {@code Pooling} and {@code BatchNorm}.
 *
 * <p><b>Derivatives.</b> {@link dev.starling.kernel.Derivatives} walks the recorded calls backwards (vector-Jacobian products) or
 * forwards (Jacobian-vector products). Both produce tensors that are recorded like any other, so gradients of gradients, and
 * gradients of directional derivatives, need nothing new. A {@code Fused} primitive has a fast first derivative and takes further
 * ones from the same function written with simpler primitives.
 *
 * <p><b>Bits.</b> For equal shapes and inputs the bits are equal, whichever scope or step computes them: the kernel for a shape is
 * chosen by a fixed rule, never by timing; sums run in a fixed order on one thread ({@code OMP_NUM_THREADS=1} must stand in the
 * environment); no random numbers are drawn here.
 *
 * <p><b>In place.</b> Only {@link dev.starling.kernel.Updates} writes to a tensor after its creation, for optimizers and sums.
 */
package dev.starling.kernel;
