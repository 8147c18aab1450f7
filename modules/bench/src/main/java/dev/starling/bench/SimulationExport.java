package dev.starling.bench;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import dev.starling.data.Examples;
import dev.starling.engine.InputGroup;
import dev.starling.engine.Program;
import dev.starling.engine.RunSettings;
import dev.starling.engine.Seed;
import dev.starling.engine.Settings;
import dev.starling.engine.State;
import dev.starling.engine.Trial;
import dev.starling.engine.Unit;
import dev.starling.federated.ClientExamples;
import dev.starling.federated.FederatedFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what another program needs to do the same work as the first trial of a federated experiment file that compares plain
 * FedAvg: {@code SimulationExport FILE FOLDER}. Raw little-endian arrays, and {@code index.json} which says what they are:
 *
 * <ul>
 *   <li>{@code train-x.f32}, {@code test-x.f32}: inputs as the networks see them, client after client
 *   <li>{@code train-y.i32}, {@code test-y.i32}: labels
 *   <li>{@code initial.f32}: the first parameters in the order of the network's layout
 *   <li>{@code order.i32}: for each round, client of its cohort and epoch, the order of the client's examples
 * </ul>
 */
public final class SimulationExport {
    private final Program program;
    private final Seed seed;
    private final int rounds;
    private final int epochs;
    private final Path folder;

    private SimulationExport(Trial trial, Settings federated, Settings algorithm, Path folder) {
        this.program = trial.program();
        this.seed = Seed.of(trial.seed());
        this.rounds = federated.count("rounds");
        this.epochs = algorithm.count("epochs");
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException {
        export(RunSettings.read(Path.of(args[0]), Map.of()).settings(), Path.of(args[1]));
    }

    static void export(Settings settings, Path folder) throws IOException {
        Trial trial = new FederatedFamily().read(settings).trials().get(0);
        Settings federated = settings.group("federated");
        Settings algorithm =
                federated.groups("algorithms", "algorithm-defaults").get(0);
        new SimulationExport(trial, federated, algorithm, folder).write(federated, algorithm);
    }

    private void write(Settings federated, Settings algorithm) throws IOException {
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("model", federated.group("model").text("name"));
        index.put("hidden", federated.group("model").integers("hidden"));
        index.put("rounds", rounds);
        index.put("epochs", epochs);
        index.put("batchSize", algorithm.count("batch-size"));
        index.put("learningRate", algorithm.number("learning-rate", 0, Double.MAX_VALUE));
        index.put("learningRateDecay", algorithm.number("learning-rate-decay", 0, 1));
        State initial = program.initial();
        float[] parameters = initial.vectors().floats("model");
        index.put("parameters", parameters.length);
        try (RawFile file = RawFile.create(folder.resolve("initial.f32"))) {
            file.write(parameters);
        }
        int[] counts = writeExamples("client", "train");
        writeExamples("test", "test");
        index.put("counts", boxed(counts));
        writeSchedule(initial, counts, index);
        Files.writeString(
                folder.resolve("index.json"), ConfigValueFactory.fromMap(index).render(ConfigRenderOptions.concise()));
    }

    /** Writes a group's examples one key after another; returns how many each key has. */
    private int[] writeExamples(String group, String name) throws IOException {
        InputGroup inputs = program.inputs().groups().stream()
                .filter(candidate -> candidate.name().equals(group))
                .findFirst()
                .orElseThrow();
        int[] counts = new int[(int) inputs.count()];
        try (RawFile x = RawFile.create(folder.resolve(name + "-x.f32"));
                RawFile y = RawFile.create(folder.resolve(name + "-y.i32"))) {
            for (int key = 0; key < counts.length; key++) {
                Object input = program.inputs().load(group, key);
                Examples examples = input instanceof ClientExamples client ? client.train() : (Examples) input;
                counts[key] = examples.count();
                float[] row = new float[examples.inputSize()];
                for (int i = 0; i < counts[key]; i++) {
                    examples.copyInput(i, row, 0);
                    x.write(row);
                }
                y.write(examples.labels());
            }
        }
        return counts;
    }

    /** Asks the program who trains when, and when it evaluates. */
    private void writeSchedule(State initial, int[] counts, Map<String, Object> index) throws IOException {
        List<List<Integer>> cohorts = new ArrayList<>();
        List<Integer> evaluations = new ArrayList<>();
        try (RawFile order = RawFile.create(folder.resolve("order.i32"))) {
            for (int round = 0; round <= rounds; round++) {
                List<Unit> units = program.plan(new State(round, initial.vectors(), initial.constants()));
                if (units.stream().anyMatch(unit -> unit.kind().equals("evaluate"))) {
                    evaluations.add(round);
                }
                List<Integer> cohort = units.stream()
                        .filter(unit -> unit.kind().equals("train"))
                        .map(unit -> (int) unit.key())
                        .toList();
                for (int client : cohort) {
                    for (int epoch = 0; epoch < epochs; epoch++) {
                        order.write(order(counts[client], round, client, epoch));
                    }
                }
                cohorts.add(cohort);
            }
        }
        index.put("cohorts", cohorts);
        index.put("evaluations", evaluations);
    }

    /** The order in which a client meets its examples (Fisher and Yates), as docs/federated.md names its seed. */
    private int[] order(int examples, int round, int client, int epoch) {
        var random = seed.child("order").child(round).child(client).child(epoch).random();
        int[] order = new int[examples];
        for (int i = 0; i < examples; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static List<Integer> boxed(int[] values) {
        List<Integer> boxed = new ArrayList<>();
        for (int value : values) {
            boxed.add(value);
        }
        return boxed;
    }
}
