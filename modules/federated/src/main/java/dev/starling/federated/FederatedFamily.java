package dev.starling.federated;

import dev.starling.data.DataSet;
import dev.starling.engine.DataException;
import dev.starling.engine.Experiment;
import dev.starling.engine.Family;
import dev.starling.engine.Hashes;
import dev.starling.engine.InputException;
import dev.starling.engine.RunSettings;
import dev.starling.engine.Settings;
import dev.starling.engine.Trial;
import dev.starling.nn.Learner;
import dev.starling.nn.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Federated learning: compares algorithms that differ in the clients' steps, their loss, what they share and the server. */
public final class FederatedFamily implements Family {

    @Override
    public String name() {
        return "federated";
    }

    @Override
    public Experiment read(Settings settings) {
        try {
            return experiment(settings);
        } catch (dev.starling.data.DataException e) {
            throw new DataException(e.getMessage(), e);
        }
    }

    private static Experiment experiment(Settings settings) {
        List<Long> seeds = RunSettings.seeds(settings);
        Settings own = settings.group("federated");
        Schedule schedule = Schedule.read(own);
        List<Algorithm> algorithms = algorithms(own);
        Dealing dealing = Dealing.read(own.group("partition"));
        DataRecipe data =
                DataRecipe.read(own.group("data"), settings.group("data").text("path"), schedule.clients());
        data.requireFit(own.group("data"), dealing);
        Model model = model(own.group("model"));
        boolean replays = settings.group("kernel").flag("replay");
        String dataHash = dealing.made() ? "" : keep(open(data, own));
        StringBuilder content = new StringBuilder(model.content());
        List<Trial> trials = new ArrayList<>();
        for (long seed : seeds) {
            Population population = dealing.made()
                    ? new GeneratedPopulation(data, dealing, schedule.clients(), seed)
                    : deal(new DealtPopulation(data, dataHash, dealing, schedule.clients(), seed), own);
            content.append('\n').append(population.contentHash());
            for (Algorithm algorithm : algorithms) {
                trials.add(new Trial(
                        algorithm.name() + "-seed" + seed,
                        algorithm.name(),
                        seed,
                        new FederatedProgram(algorithm, schedule, population, model, seed, replays)));
            }
        }
        requireFit(own.group("model"), trials);
        List<String> notices =
                algorithms.stream().flatMap(a -> a.notices().stream()).toList();
        return new FederatedExperiment(trials, Hashes.sha256(content.toString()), notices);
    }

    private static DataSet open(DataRecipe data, Settings settings) {
        try {
            return data.open();
        } catch (IllegalArgumentException e) {
            throw settings.group("data").invalid("name", e.getMessage());
        }
    }

    /** Hands the data set to the populations that look for it under its hash. */
    private static String keep(DataSet set) {
        String hash = set.sha256();
        DealtPopulation.keep(hash, set);
        return hash;
    }

    /** Deals now, so that what cannot be dealt is known before anything runs. */
    private static Population deal(DealtPopulation population, Settings settings) {
        try {
            population.sizes();
            return population;
        } catch (IllegalArgumentException | dev.starling.data.DataException e) {
            throw settings.group("partition").invalid("method", e.getMessage());
        }
    }

    private static List<Algorithm> algorithms(Settings settings) {
        List<Algorithm> algorithms = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Settings entry : settings.groups("algorithms", "algorithm-defaults")) {
            Algorithm algorithm = Algorithm.read(entry);
            if (!names.add(algorithm.name())) {
                throw entry.invalid("name", "another algorithm has this name: give each its own");
            }
            algorithms.add(algorithm);
        }
        if (algorithms.isEmpty()) {
            throw settings.invalid("algorithms", "name at least one, e.g. [ { name = fedavg } ]");
        }
        return algorithms;
    }

    private static Model model(Settings settings) {
        String name = settings.text("name");
        List<Integer> hidden = settings.integers("hidden");
        String config = settings.text("config");
        double dropout = settings.number("dropout", 0, 0.999999);
        if (dropout > 0 && !name.equals("mlp")) {
            throw settings.invalid("dropout", "only an mlp takes a dropout rate: set it to 0 or choose mlp");
        }
        if (!name.equals("dl4j")) {
            if (!Networks.names().contains(name)) {
                throw settings.invalid("name", "choose dl4j or one of: " + String.join(", ", Networks.names()));
            }
            // Only an MLP has hidden layers of one's own; the default is meant for it.
            return new NetworkModel(name, name.endsWith("mlp") ? hidden : List.of(), dropout);
        }
        try {
            return new Dl4jModel(config, Files.readString(Path.of(config)));
        } catch (IOException e) {
            throw new InputException(
                    settings.invalid("config", "it cannot be read: name a file that DL4J's toJson() wrote")
                            .getMessage(),
                    e);
        }
    }

    /** Opens one learner, to refuse a network that does not take the data's inputs before anything runs. */
    private static void requireFit(Settings settings, List<Trial> trials) {
        FederatedProgram program = (FederatedProgram) trials.get(0).program();
        try (Learner learner = program.openLearner()) {
            learner.layout();
        } catch (IllegalArgumentException e) {
            throw settings.invalid("name", e.getMessage());
        }
    }
}
