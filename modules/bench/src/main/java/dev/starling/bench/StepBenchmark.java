package dev.starling.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One step of a row of client-step. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
public class StepBenchmark {

    @Param({"softmax-10", "mlp-10", "mlp-32", "lenet-10", "cnn-10", "cnn-32", "maml2-conv4", "fedmix-mlp", "fedmix-cnn"
    })
    public String row;

    private Step workload;

    @Setup
    public void open() {
        workload = ClientStep.open(row);
    }

    @TearDown
    public void close() {
        workload.close();
    }

    @Benchmark
    public double step() {
        return workload.step();
    }
}
