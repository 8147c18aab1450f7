package dev.starling.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the kernel refuses, and with which words. */
class RefusalsTest {
    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void shapesThatDoNotBroadcastAreNamed() {
        refused(() -> ones(2, 3).add(ones(4)), "[2, 3]", "[4]", "do not broadcast");
    }

    @Test
    void productsOfUnequalInnerDimensionsAreNamed() {
        refused(() -> ones(2, 3).matmul(ones(4, 5)), "[2, 3]", "[4, 5]");
        refused(() -> ones(2, 3).matmul(ones(3)), "[3]");
    }

    @Test
    void mixedTypesAreNamed() {
        refused(() -> ones(2).add(scope.ones(DType.FLOAT64, 2)), "FLOAT32", "FLOAT64");
        refused(() -> ones(2).add(scope.ones(DType.INT32, 2)), "FLOAT32", "INT32");
        refused(() -> ones(2).gather(ones(2)), "INT32");
        refused(() -> scope.variable(scope.ones(DType.INT32, 2)), "INT32");
    }

    @Test
    void shapesThatCannotBeReachedAreNamed() {
        refused(() -> ones(2, 3).reshape(5), "[2, 3]", "[5]");
        refused(() -> ones(2, 3).slice(0, 1, 3), "[1, 3)", "[2, 3]");
        refused(() -> ones(2, 3).split(1, 1, 1), "[1, 1]", "[2, 3]");
        refused(() -> ones(2, 3).sum(2), "axis 2", "rank 2");
        refused(() -> ones(2, 3).transpose(0, 0), "[0, 0]");
        refused(() -> ones(2, 3).broadcastTo(2), "[2, 3]");
        refused(() -> Tensor.concat(0, List.of(ones(2, 3), ones(2, 2))), "[2, 3]", "[2, 2]");
        refused(() -> scope.tensor(new float[5], 2, 3), "5 values", "[2, 3]");
        refused(() -> scope.zeros(DType.FLOAT32, 0), "[0]");
    }

    @Test
    void imagesThatDoNotFitAreNamed() {
        refused(() -> ones(1, 4, 4, 3).conv2d(ones(3, 3, 2, 1), Conv2dSpec.of(1, 0)), "[1, 4, 4, 3]", "[3, 3, 2, 1]");
        refused(() -> ones(1, 4, 4, 3).conv2d(ones(5, 5, 3, 1), Conv2dSpec.of(1, 0)), "5", "4");
        refused(() -> ones(1, 2, 2, 3).maxPool2d(3, 1), "3", "[1, 2, 2, 3]");
        refused(() -> ones(2, 3).batchNorm(ones(2), ones(3), 1e-5), "[3]", "[2]");
        refused(() -> Conv2dSpec.of(0, 1), "0x0");
    }

    @Test
    void indicesOutsideTheRowsAreNamed() {
        Tensor far = scope.tensor(new int[] {7}, 1);
        refused(() -> ones(3, 2).gather(far), "7", "3 rows");
        refused(() -> ones(1, 2).scatterAdd(far, 3), "7", "3 rows");
    }

    @Test
    void gradientsOfManyNumbersAreRefused() {
        Tensor x = scope.variable(ones(2));
        refused(() -> Derivatives.gradient(x.exp(), List.of(x)), "one element");
        refused(() -> Derivatives.vjp(List.of(x.exp()), List.of(ones(3)), List.of(x)), "[2]", "[3]");
        refused(() -> Derivatives.jvp(x.exp(), List.of(x), List.of()), "0 tangents");
    }

    @Test
    void tensorsDoNotOutliveTheirScope() {
        Scope child = scope.child();
        Tensor tensor = child.ones(DType.FLOAT32, 2);
        child.close();
        assertThatThrownBy(tensor::exp)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(tensor::toFloats).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(child::child).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void scopesThatDoNotEncloseOneAnotherDoNotMix() {
        try (Scope one = scope.child();
                Scope other = scope.child();
                Scope stranger = Scope.open()) {
            Tensor a = one.ones(DType.FLOAT32, 2);
            refused(() -> a.add(other.ones(DType.FLOAT32, 2)), "encloses");
            refused(() -> a.add(stranger.ones(DType.FLOAT32, 2)), "encloses");
            refused(() -> scope.variable(a), "copy");
        }
    }

    @Test
    void aParentDoesNotCloseBeforeItsChildren() {
        Scope parent = scope.child();
        Scope child = parent.child();
        assertThatThrownBy(parent::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 child");
        child.close();
        parent.close();
        parent.close();
    }

    private Tensor ones(int... shape) {
        return scope.ones(DType.FLOAT32, shape);
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... words) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(words);
    }
}
