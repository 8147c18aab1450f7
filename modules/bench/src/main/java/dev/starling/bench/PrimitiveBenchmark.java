package dev.starling.bench;

import dev.starling.kernel.Conv2dSpec;
import dev.starling.kernel.DType;
import dev.starling.kernel.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The kernel's primitives at the shapes of the FedAvg networks, each call with its scope. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PrimitiveBenchmark {
    private static final Conv2dSpec SAME_5 = Conv2dSpec.of(1, 2);

    private final dev.starling.kernel.Scope root = dev.starling.kernel.Scope.open();
    private Tensor tiny;
    private Tensor batch;
    private Tensor weights;
    private Tensor images;
    private Tensor filters;
    private Tensor maps;

    @Setup(Level.Trial)
    public void fill() {
        tiny = root.full(DType.FLOAT32, 0.5, 10, 10);
        batch = root.full(DType.FLOAT32, 0.5, 10, 784);
        weights = root.full(DType.FLOAT32, 0.01, 784, 200);
        images = root.full(DType.FLOAT32, 0.5, 32, 14, 14, 32);
        filters = root.full(DType.FLOAT32, 0.01, 5, 5, 32, 64);
        maps = root.full(DType.FLOAT32, 0.5, 32, 28, 28, 32);
    }

    @TearDown
    public void close() {
        root.close();
    }

    /** What a call costs by itself. */
    @Benchmark
    public int addTiny() {
        try (var scope = root.child()) {
            return scope.constant(tiny).add(tiny).size();
        }
    }

    @Benchmark
    public int matmul10x784x200() {
        try (var scope = root.child()) {
            return scope.constant(batch).matmul(weights).size();
        }
    }

    @Benchmark
    public int conv2d32x14x14x32to64() {
        try (var scope = root.child()) {
            return scope.constant(images).conv2d(filters, SAME_5).size();
        }
    }

    @Benchmark
    public int maxPool32x28x28x32() {
        try (var scope = root.child()) {
            return scope.constant(maps).maxPool2d(2, 2).size();
        }
    }

    @Benchmark
    public int relu32x28x28x32() {
        try (var scope = root.child()) {
            return scope.constant(maps).relu().size();
        }
    }
}
