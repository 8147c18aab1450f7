package dev.starling.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ScopeTest {
    private static final int STEPS = 1000;

    @Test
    void aTrainingLoopTakesNoMemoryAfterItsFirstSteps() {
        try (Scope root = Scope.open()) {
            Tensor weights = draw(root, 300);
            long inUse = root.bytesInUse();
            run(root, weights, STEPS / 5);
            long pooled = root.bytesPooled();
            long tracked = Pointer.totalBytes();
            run(root, weights, STEPS);
            assertThat(root.bytesInUse()).isEqualTo(inUse);
            assertThat(root.bytesPooled()).isEqualTo(pooled);
            assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(tracked);
        }
    }

    @Test
    void callsOfNativeOperationsLeaveNothingBehind() {
        try (Scope root = Scope.open()) {
            broadcasts(root, 100);
            long resident = outsideHeap();
            broadcasts(root, 4000);
            // Each of the 200,000 calls binds three native arrays, 330 bytes in all; the compiler may add code
            // meanwhile.
            assertThat(outsideHeap() - resident)
                    .as("growth of the process outside its heap")
                    .isLessThan(20L << 20);
        }
    }

    private static void broadcasts(Scope root, int scopes) {
        for (int i = 0; i < scopes; i++) {
            try (Scope scope = root.child()) {
                Tensor row = scope.ones(DType.FLOAT32, 3);
                Tensor column = scope.ones(DType.FLOAT32, 2, 1);
                for (int j = 0; j < 50; j++) {
                    column.mul(row);
                }
            }
        }
    }

    @Test
    void closingTheRootGivesEverythingBack() {
        // ND4J keeps what describes a shape for good: the first root pays for that.
        try (Scope first = Scope.open()) {
            run(first, draw(first, 300), 3);
        }
        long before = Pointer.totalBytes();
        Scope root = Scope.open();
        run(root, draw(root, 300), 3);
        assertThat(Pointer.totalBytes()).isGreaterThan(before);
        root.close();
        assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(before);
    }

    @Test
    void closingAChildHandsItsMemoryToTheNextOne() {
        try (Scope root = Scope.open()) {
            long address;
            try (Scope child = root.child()) {
                address = child.zeros(DType.FLOAT32, 7, 3).storage().pointer.address();
                assertThat(root.bytesInUse()).isEqualTo(7 * 3 * 4);
            }
            assertThat(root.bytesInUse()).isZero();
            assertThat(root.bytesPooled()).isEqualTo(7 * 3 * 4);
            try (Scope child = root.child()) {
                assertThat(child.ones(DType.FLOAT32, 7, 3).storage().pointer.address())
                        .isEqualTo(address);
            }
        }
    }

    @Test
    void aShortBatchLivesInTheBuffersOfAFullOne() {
        try (Scope root = Scope.open()) {
            for (int rows : new int[] {10, 7, 10, 6, 9}) {
                try (Scope child = root.child()) {
                    assertThat(child.ones(DType.FLOAT32, rows, 100).exp().sum().item())
                            .isCloseTo(rows * 100 * Math.E, within(1e-2));
                    assertThat(root.bytesInUse()).isEqualTo((2 * rows * 100 + 1) * 4);
                }
                assertThat(root.bytesPooled()).isLessThan(5 * 10 * 100 * 4);
            }
        }
    }

    @Test
    void growingSizesReplaceOneAnother() {
        try (Scope root = Scope.open()) {
            for (int size = 1000; size < 3000; size += 7) {
                try (Scope child = root.child()) {
                    child.zeros(DType.FLOAT32, size);
                }
            }
            assertThat(root.bytesPooled()).isLessThan(3000 * 4);
        }
    }

    @Test
    void aResultBelongsToTheInnermostScopeOfItsOperands() {
        try (Scope root = Scope.open();
                Scope child = root.child();
                Scope grandchild = child.child()) {
            Tensor outer = root.ones(DType.FLOAT32, 2);
            assertThat(outer.add(grandchild.ones(DType.FLOAT32, 2)).scope()).isSameAs(grandchild);
            assertThat(outer.add(child.ones(DType.FLOAT32, 2)).scope()).isSameAs(child);
            assertThat(outer.add(outer).scope()).isSameAs(root);
            assertThat(child.variable(outer).exp().scope()).isSameAs(child);
        }
    }

    @Test
    void aCopyOutlivesTheScopeItCameFrom() {
        try (Scope root = Scope.open()) {
            Tensor kept;
            try (Scope child = root.child()) {
                kept = root.copy(child.full(DType.FLOAT32, 3, 4));
            }
            try (Scope child = root.child()) {
                child.zeros(DType.FLOAT32, 4);
            }
            assertThat(kept.toFloats()).containsOnly(3);
        }
    }

    @Test
    void leavesShareMemoryAndDecideAboutDerivatives() {
        try (Scope root = Scope.open();
                Scope child = root.child()) {
            Tensor w = root.ones(DType.FLOAT64, 2);
            Tensor variable = child.variable(w);
            Tensor constant = child.constant(variable);
            Tensor product = variable.mul(constant).sum();
            Updates.fill(w, 5);
            assertThat(variable.toDoubles()).containsOnly(5);
            assertThat(Derivatives.gradient(product, List.of(variable, constant))
                            .get(0)
                            .toDoubles())
                    .containsOnly(5);
            assertThat(constant.differentiable()).isFalse();
            assertThat(constant.exp().differentiable()).isFalse();
            assertThat(variable.exp().differentiable()).isTrue();
        }
    }

    @Test
    void arraysOfNd4jAreBorrowedWhereTheyAreRowMajor() {
        INDArray plain = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}});
        try (Scope root = Scope.open()) {
            Tensor shared = root.wrap(plain);
            Updates.scale(shared, 2);
            assertThat(plain.getFloat(1, 2)).isEqualTo(12);
            assertThat(shared.mul(1).array()).isEqualTo(plain);
            assertThat(root.wrap(plain.transpose()).toFloats()).containsExactly(2, 8, 4, 10, 6, 12);
            assertThat(root.wrap(plain.getRow(1)).toFloats()).containsExactly(8, 10, 12);
            assertThat(root.wrap(plain.getColumn(1)).toFloats()).containsExactly(4, 10);
        }
        plain.close();
    }

    @Test
    void equalStepsGiveEqualBitsInWhicheverScopeTheyRun() {
        float[] first;
        try (Scope root = Scope.open()) {
            Tensor weights = draw(root, 300);
            run(root, weights, 20);
            first = weights.toFloats();
        }
        try (Scope root = Scope.open()) {
            root.zeros(DType.FLOAT32, 12345);
            try (Scope unrelated = root.child()) {
                run(unrelated, draw(unrelated, 300), 3);
            }
            try (Scope inner = root.child()) {
                Tensor weights = draw(inner, 300);
                run(inner, weights, 20);
                assertThat(weights.toFloats()).isEqualTo(first);
            }
        }
    }

    @Test
    void rootsInSeveralThreadsAtOnceGiveTheBitsOfOneAlone() throws Exception {
        float[] alone = trained();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (Future<float[]> together :
                    threads.invokeAll(Collections.<Callable<float[]>>nCopies(6, ScopeTest::trained))) {
                assertThat(together.get()).isEqualTo(alone);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static float[] trained() {
        try (Scope root = Scope.open()) {
            Tensor weights = draw(root, 300);
            run(root, weights, 30);
            return weights.toFloats();
        }
    }

    @Test
    void updatesWriteInPlace() {
        try (Scope root = Scope.open()) {
            for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                Tensor target = root.full(dtype, 2, 5);
                Updates.axpy(target, -0.5, root.full(dtype, 3, 5));
                assertThat(target.toDoubles()).containsOnly(0.5);
                Updates.scale(target, 4);
                assertThat(target.toDoubles()).containsOnly(2);
                Updates.assign(target, root.full(dtype, 7, 5));
                assertThat(target.toDoubles()).containsOnly(7);
            }
            Tensor target = root.zeros(DType.FLOAT32, 2);
            Updates.assign(target, new float[] {1, 2, 3}, 1);
            assertThat(target.toFloats()).containsExactly(2, 3);
        }
    }

    @Test
    void theGradientOfALinearSoftmaxIsThatOfTheTextbook() {
        try (Scope root = Scope.open()) {
            Tensor w = root.variable(root.tensor(new double[] {1, -.5, .25, .5, 1, -1}, 2, 3));
            Tensor x = root.tensor(new double[] {1, 2, -1, .5}, 2, 2);
            Tensor y = root.tensor(new double[] {1, 0, 0, 0, 0, 1}, 2, 3);
            Tensor logits = x.matmul(w);
            Tensor loss = logits.logSoftmax().mul(y).sum(-1).mean().neg();
            Tensor expected = x.transposedMatmul(logits.softmax().sub(y)).div(2);
            assertThat(Derivatives.gradient(loss, List.of(w)).get(0).toDoubles())
                    .containsExactly(expected.toDoubles(), within(1e-14));
        }
    }

    /** Steps of a small network with every kind of layer, two convolutions and 300 parameters. */
    private static void run(Scope root, Tensor weights, int steps) {
        for (int i = 0; i < steps; i++) {
            try (Scope step = root.child()) {
                Tensor v = step.variable(weights);
                List<Tensor> w = v.split(0, 36, 4, 144, 4, 64, 4, 4, 40);
                Tensor h = draw(step, 2 * 8 * 8).reshape(2, 8, 8, 1);
                h = h.conv2d(w.get(0).slice(0, 0, 9).reshape(3, 3, 1, 1), Conv2dSpec.of(1, 1));
                h = h.add(w.get(1)).relu().maxPool2d(2, 2);
                h = h.conv2d(w.get(2).reshape(3, 3, 4, 4), Conv2dSpec.of(1, 1)).add(w.get(3));
                h = h.batchNorm(w.get(5), w.get(6), 1e-3).tanh().avgPool2d(4, 4).reshape(2, 4);
                Tensor logits = h.matmul(w.get(7).reshape(4, 10));
                Tensor y = step.full(DType.FLOAT32, 0.1, 2, 10);
                Tensor loss = logits.logSoftmax().mul(y).sum(-1).mean().neg();
                Updates.axpy(
                        weights, -0.1, Derivatives.gradient(loss, List.of(v)).get(0));
            }
        }
    }

    private static Tensor draw(Scope scope, int size) {
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return scope.tensor(values, size);
    }

    /** Resident bytes of all mappings but Java's heap, which compressed references hold in the lowest 64 GB. */
    private static long outsideHeap() {
        long bytes = 0;
        boolean counts = false;
        for (String line : lines(Path.of("/proc/self/smaps"))) {
            if (line.matches("^[0-9a-f]+-[0-9a-f]+ .*")) {
                counts = Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16) >= 1L << 36;
            } else if (counts && line.startsWith("Rss:")) {
                bytes += 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return bytes;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
