package dev.starling.cli;

import dev.starling.engine.InputException;
import dev.starling.engine.RunSettings;
import dev.starling.engine.Trial;
import dev.starling.store.Store;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code starling run}. */
@Command(
        name = "run",
        description = {
            "Runs an experiment file.",
            "A run that exists under the same id goes on where it stands; one that is finished says so."
        },
        footer = {
            "",
            "Examples:",
            "  starling run conf/federated/fedmix-fashion-mnist.conf",
            "  starling run my.conf --set starling.seeds=[0,1,2,3,4] --set starling.federated.rounds=100",
            "  starling run my.conf --run-id trial-of-tuesday --store /mnt/results --master local[4]",
            "  starling run my.conf --dry-run"
        })
final class RunCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    @ParentCommand
    private Starling starling;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description =
                    "The experiment, in HOCON. A bare name is looked for here, then among spark-submit's --files.")
    private String file;

    @Mixin
    private RunOptions options;

    @Override
    public Integer call() {
        Surroundings surroundings = starling.surroundings();
        return options.run(starling, spec, RunSettings.read(find(surroundings, file), options.overrides(surroundings)));
    }

    /** Where an experiment file is. */
    static Path find(Surroundings surroundings, String file) {
        Path here = surroundings.workingDirectory().resolve(file);
        if (Files.exists(here) || file.contains("/")) {
            return here;
        }
        // spark-submit passes on where it put the files of its --files.
        return Arrays.stream(surroundings
                        .properties()
                        .getOrDefault("spark.files", "")
                        .split(","))
                .filter(place -> place.endsWith("/" + file))
                .map(place -> place.startsWith("file:") ? Path.of(URI.create(place)) : Path.of(place))
                .filter(Files::exists)
                .findFirst()
                .orElse(here);
    }

    /** What {@code run}, {@code quickstart} and {@code baseline} have in common. */
    static final class RunOptions {

        @Option(
                names = "--set",
                paramLabel = "KEY=VALUE",
                description = "A setting on top of the file's, e.g. starling.block-rounds=5. May be repeated.")
        private Map<String, String> set = new LinkedHashMap<>();

        @Option(
                names = "--run-id",
                paramLabel = "ID",
                description = "The run's id. Default: the experiment's name, a hash of its settings, and the time.")
        private String runId;

        @Option(
                names = "--dry-run",
                description = "Check everything, print the resolved settings and the trials, and run nothing.")
        private boolean dryRun;

        @Option(
                names = "--accept-other-arithmetic",
                description = "Go on with a run that was begun on a CPU or native library that computes other bits.")
        private boolean acceptOtherArithmetic;

        @Mixin
        private StoreOption store;

        @Mixin
        private SparkOptions spark;

        /** The JVM's own {@code -Dstarling.*}, and {@code --set} over them. */
        Map<String, String> overrides(Surroundings surroundings) {
            Map<String, String> overrides = new LinkedHashMap<>();
            surroundings.properties().forEach((key, value) -> {
                if (key.startsWith("starling.")) {
                    overrides.put(key, value);
                }
            });
            overrides.putAll(set);
            return overrides;
        }

        int run(Starling starling, CommandSpec spec, RunSettings settings) {
            Surroundings surroundings = starling.surroundings();
            PrintWriter out = spec.commandLine().getOut();
            Plan plan = Plan.read(settings);
            if (dryRun) {
                print(plan, out);
                return 0;
            }
            String id = runId != null ? runId : newId(plan, surroundings);
            if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
                throw new InputException(
                        "--run-id '%s' does not fit a file name: use letters, digits, '.', '_' or '-'".formatted(id));
            }
            return new Execution(
                            surroundings,
                            out,
                            spec.commandLine().getErr(),
                            Store.open(store.path(surroundings)),
                            spark,
                            acceptOtherArithmetic)
                    .run(plan, id);
        }

        private static String newId(Plan plan, Surroundings surroundings) {
            return "%s-%s-%s"
                    .formatted(
                            plan.name(),
                            plan.settings().hash().substring(0, 6),
                            TIME.format(surroundings.clock().instant()));
        }

        private static void print(Plan plan, PrintWriter out) {
            out.println(plan.settings().json());
            List<Trial> trials = plan.trials();
            out.println("settings  " + plan.settings().hash());
            out.println("data      " + plan.experiment().dataHash());
            out.println("trials    " + trials.size());
            trials.forEach(trial -> out.println("  " + trial.id()));
            plan.experiment().notices().forEach(notice -> out.println("note: " + notice));
        }
    }
}
