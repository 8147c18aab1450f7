package dev.starling.federated;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.starling.engine.Inputs;
import dev.starling.engine.State;
import dev.starling.engine.Unit;
import dev.starling.engine.Vectors;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WorkerMemoryTest {
    /** Bytes a step for its scope, seeds, keys and lists; they take some 2,100. */
    private static final long MOST = 3000;

    @Test
    void nativeMemoryDoesNotGrowFromUnitToUnit() {
        FederatedProgram program = (FederatedProgram)
                Runs.tiny("starling.federated.algorithms = [ { name = a, loss = localmix, proximal-mu = 0.1 } ]")
                        .trials()
                        .get(0)
                        .program();
        Inputs inputs = program.inputs();
        State state = program.initial();
        try (FederatedWorker worker = new FederatedWorker(program)) {
            // The first round traces, and the second fills the pool.
            long held = 0;
            long pooled = 0;
            for (int round = 0; round < 6; round++) {
                for (Unit unit : program.plan(state)) {
                    worker.run(unit, inputs.load(unit.group(), unit.key()), state, Vectors.empty());
                    assertThat(round < 2 || worker.bytesInUse() == held)
                            .as("held %s after %s, before %s", worker.bytesInUse(), unit, held)
                            .isTrue();
                }
                assertThat(round < 2 || worker.bytesPooled() == pooled)
                        .as("pooled %s, before %s", worker.bytesPooled(), pooled)
                        .isTrue();
                held = worker.bytesInUse();
                pooled = worker.bytesPooled();
            }
        }
    }

    @Test
    @Tag("replay")
    void stepsTakeNoArraysFromTheHeap() {
        FederatedProgram program =
                (FederatedProgram) Runs.tiny("""
                        starling.federated {
                          model.hidden = [40]
                          data.generator.dimensions = 100
                          partition.method = iid
                          algorithms = [ { name = a, epochs = 51 } ]
                        }
                        """).trials().get(0).program();
        State state = program.initial();
        Unit unit = program.plan(state).get(0);
        Serializable input = program.inputs().load(unit.group(), unit.key());
        int steps = program.algorithm()
                .training()
                .steps(((ClientExamples) input).train().count());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (FederatedWorker worker = new FederatedWorker(program)) {
            // Vectors are objects too until the code that uses them is compiled.
            long least = Long.MAX_VALUE;
            for (int attempt = 0; attempt < 3000 && least >= MOST; attempt++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                worker.run(unit, input, state, Vectors.empty());
                least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / steps);
            }
            // A batch is 4 KB and the model 17 KB: a copy of either would show.
            assertThat(least).as("bytes a step").isLessThan(MOST);
        }
    }
}
