package dev.starling.episodes;

import dev.starling.engine.DataException;
import dev.starling.engine.Experiment;
import dev.starling.engine.Family;
import dev.starling.engine.Hashes;
import dev.starling.engine.Program;
import dev.starling.engine.Row;
import dev.starling.engine.RunSettings;
import dev.starling.engine.Settings;
import dev.starling.engine.Trial;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Meta-learning: compares methods that learn from many small tasks of a distribution. */
public final class EpisodesFamily implements Family {

    @Override
    public String name() {
        return "episodes";
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
        Settings own = settings.group("episodes");
        Study study = study(
                own,
                tasks(own.group("tasks"), settings.group("data").text("path")),
                settings.group("kernel").flag("replay"));
        Registry<MethodKind> kinds = Registry.methods();
        List<Settings> methods = methods(own);
        Set<Class<? extends Row>> tables = new LinkedHashSet<>(EpisodicProgram.TABLES);
        List<Trial> trials = new ArrayList<>();
        for (long seed : RunSettings.seeds(settings)) {
            for (Settings method : methods) {
                MethodKind kind = kinds.choose(method, "method");
                tables.addAll(kind.tables());
                String name = method.text("name");
                Program program = kind.program(method, study, seed);
                trials.add(new Trial(name + "-seed" + seed, name, seed, program));
            }
        }
        return new EpisodesExperiment(trials, Hashes.sha256(study.tasks().id()), List.copyOf(tables), List.of());
    }

    private static Tasks tasks(Settings settings, String dataPath) {
        Registry<TasksKind> kinds = Registry.tasks();
        TasksKind kind = kinds.choose(settings, "family");
        // Groups of other families have defaults too, and nobody reads them.
        kinds.byName().keySet().forEach(settings::has);
        List.of("ways", "shots", "queries", "test-queries", "train-ways", "train-shots", "corruption")
                .forEach(settings::has);
        Tasks tasks = kind.read(settings, dataPath);
        requireCorruptible(settings.group("corruption"), tasks);
        return tasks;
    }

    private static void requireCorruptible(Settings corruption, Tasks tasks) {
        corruption.has("levels");
        boolean images = tasks instanceof EpisodeTasks && tasks.inputShape().length > 1;
        if (!images && !corruption.texts("names").isEmpty()) {
            throw corruption.invalid(
                    "names", "only episodes of images are corrupted: leave it empty, or choose another tasks.family");
        }
    }

    private static Study study(Settings settings, Tasks tasks, boolean replays) {
        Settings model = settings.group("model");
        String network = model.text("name");
        // Only an MLP has hidden layers of one's own; the default is meant for it.
        List<Integer> hidden = model.integers("hidden");
        Settings validation = settings.group("validation");
        Settings evaluation = settings.group("evaluation");
        return new Study(
                tasks,
                new NetworkRecipe(
                        network,
                        tasks.inputShape(),
                        tasks.outputs(),
                        network.endsWith("mlp") ? hidden : List.of(),
                        model.count("filters"),
                        model.oneOf("initialization", NetworkRecipe.Initialization.class)),
                settings.count("iterations"),
                settings.count("meta-batch"),
                new Study.Validation(validation.integer("every", 0, Integer.MAX_VALUE), validation.count("episodes")),
                new Study.Evaluation(
                        evaluation.count("episodes"),
                        evaluation.integer("seed", 0, Integer.MAX_VALUE),
                        evaluation.integer("inner-steps", 0, 10_000)),
                settings.number("max-diverged-share", 0, 1),
                replays);
    }

    private static List<Settings> methods(Settings settings) {
        List<Settings> methods = settings.groups("methods", "method-defaults", "method");
        Set<String> names = new HashSet<>();
        for (Settings method : methods) {
            String name = method.text("name");
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
                throw method.invalid(
                        "name", "use letters, digits, '.', '_' and '-' only: it becomes part of file names");
            }
            if (!names.add(name)) {
                throw method.invalid("name", "another method has this name: give each its own");
            }
        }
        if (methods.isEmpty()) {
            throw settings.invalid("methods", "name at least one, e.g. [ { name = maml, method = maml } ]");
        }
        return methods;
    }
}
