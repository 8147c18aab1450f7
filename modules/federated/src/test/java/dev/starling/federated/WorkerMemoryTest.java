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
            long before = 0;
            for (int round = 0; round < 6; round++) {
                for (Unit unit : program.plan(state)) {
                    worker.run(unit, inputs.load(unit.group(), unit.key()), state, Vectors.empty());
                    assertThat(worker.bytesInUse()).as("held after %s", unit).isZero();
                }
                assertThat(round == 0 || worker.bytesPooled() == before)
                        .as("pooled %s, before %s", worker.bytesPooled(), before)
                        .isTrue();
                before = worker.bytesPooled();
            }
        }
    }
}
