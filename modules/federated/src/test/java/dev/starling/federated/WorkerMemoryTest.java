package dev.starling.federated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Inputs;
import dev.starling.engine.State;
import dev.starling.engine.Unit;
import dev.starling.engine.Vectors;
import org.junit.jupiter.api.Test;

class WorkerMemoryTest {

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
}
