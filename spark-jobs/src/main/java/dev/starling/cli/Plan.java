package dev.starling.cli;

import com.typesafe.config.ConfigFactory;
import dev.starling.engine.DataException;
import dev.starling.engine.Experiment;
import dev.starling.engine.Family;
import dev.starling.engine.InputException;
import dev.starling.engine.Nearest;
import dev.starling.engine.RunSettings;
import dev.starling.engine.Settings;
import dev.starling.engine.Trial;
import dev.starling.store.RunInfo;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.ServiceLoader;

/**
 * What is to be run, read and checked.
 *
 * @param settings the resolved settings
 * @param family the kind of experiment
 * @param name what people call it
 * @param experiment its trials and its data
 * @param blockRounds rounds a block
 * @param partitions pieces of the inputs; empty for the default
 * @param parallel trials side by side; empty for the default
 * @param exchange how units exchange sums
 * @param accelerator where executors compute
 */
record Plan(
        RunSettings settings,
        String family,
        String name,
        Experiment experiment,
        int blockRounds,
        OptionalInt partitions,
        OptionalInt parallel,
        ExchangeChoice exchange,
        Accelerator accelerator) {

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,79}";

    /** Reads everything that settings say, and the data's index; computes nothing. */
    static Plan read(RunSettings runSettings) {
        Settings settings = runSettings.settings();
        List<Family> families = ServiceLoader.load(Family.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        Family family = family(settings, families);
        String name = settings.has("name") ? settings.text("name") : family.name();
        if (!name.matches(NAME)) {
            throw settings.invalid("name", "use 1 to 80 letters, digits, '.', '_' or '-', a letter or digit first");
        }
        ExchangeChoice exchange = settings.oneOf("exchange", ExchangeChoice.class);
        Accelerator accelerator = settings.oneOf("accelerator", Accelerator.class);
        int blockRounds = settings.count("block-rounds");
        OptionalInt partitions = countOrAuto(settings, "partitions");
        OptionalInt parallel = countOrAuto(settings, "parallel");
        Experiment experiment = family.read(settings);
        settings.has("seeds");
        settings.group("data").has("path");
        settings.group("kernel").has("replay");
        families.forEach(other -> settings.has(other.name()));
        settings.checkAllRead();
        return new Plan(
                runSettings, family.name(), name, experiment, blockRounds, partitions, parallel, exchange, accelerator);
    }

    /** Reads the settings that a store kept of a run. */
    static Plan of(RunInfo stored, Map<String, String> overrides) {
        return read(settings(stored, overrides));
    }

    private static RunSettings settings(RunInfo stored, Map<String, String> overrides) {
        return RunSettings.of(ConfigFactory.parseString(stored.settingsJson()).atPath("starling"), overrides);
    }

    /**
     * Refuses to go on with a run that was made from something else.
     *
     * @throws InputException naming the difference in settings
     * @throws DataException naming the difference in data
     */
    void requireSame(RunInfo stored, String codeVersion) {
        String remedy = "; choose another --run-id, or run it as it was";
        // First, because another version may have other defaults, which are no difference between the files.
        if (!stored.codeVersion().equals(codeVersion)) {
            throw new InputException(
                    "run %s was computed by code version %s, and this is %s: its rows could not be told from rows of"
                                    .formatted(stored.id(), stored.codeVersion(), codeVersion)
                            + " another program" + remedy);
        }
        if (!stored.settingsHash().equals(settings.hash())) {
            throw new InputException("run %s has other settings (%s)%s"
                    .formatted(
                            stored.id(), String.join("; ", settings.differences(settings(stored, Map.of()))), remedy));
        }
        if (!stored.dataHash().equals(experiment.dataHash())) {
            throw new DataException("run %s read data with hash %s, and the data now have hash %s%s"
                    .formatted(stored.id(), stored.dataHash(), experiment.dataHash(), remedy));
        }
    }

    List<Trial> trials() {
        return experiment.trials();
    }

    private static Family family(Settings settings, List<Family> families) {
        List<String> names = families.stream().map(Family::name).toList();
        if (!settings.has("experiment")) {
            throw new InputException(
                    "starling.experiment is not set: say which kind of experiment the file is, one of " + names);
        }
        String wanted = settings.text("experiment");
        return families.stream()
                .filter(family -> family.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> settings.invalid(
                        "experiment",
                        Nearest.of(wanted, names)
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("choose one of " + names)));
    }

    private static OptionalInt countOrAuto(Settings settings, String key) {
        return settings.text(key).equals("auto") ? OptionalInt.empty() : OptionalInt.of(settings.count(key));
    }
}
