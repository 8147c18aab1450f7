package dev.starling.federated;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.starling.engine.Exchange;
import dev.starling.engine.Experiment;
import dev.starling.engine.InProcessExchange;
import dev.starling.engine.Progress;
import dev.starling.engine.RunSettings;
import dev.starling.engine.Settings;
import dev.starling.engine.Trial;
import dev.starling.engine.TrialLoop;
import dev.starling.testing.MemoryJournal;
import java.util.Map;

/** Reads experiments from text and runs their trials in this thread. */
final class Runs {

    private Runs() {}

    /** Small enough for a second or two. */
    static final String TINY = """
            starling {
              experiment = federated
              name = tiny
              federated {
                rounds = 4, clients = 6, cohort-size = 3
                data { name = gaussian-mixture, train = 240, test = 100, generator.dimensions = 8 }
                evaluation.slice = 40
                model.hidden = [8]
              }
            }
            """;

    static Experiment read(String text) {
        return read(text, Map.of());
    }

    static Experiment read(String text, Map<String, String> overrides) {
        ConfigParseOptions origin = ConfigParseOptions.defaults().setOriginDescription("test.conf");
        Settings settings = RunSettings.of(ConfigFactory.parseString(text, origin), overrides)
                .settings();
        Experiment experiment = new FederatedFamily().read(settings);
        settings.group("federated").checkAllRead();
        return experiment;
    }

    /** The tiny experiment with these algorithms and settings on top. */
    static Experiment tiny(String more) {
        return read(TINY + "\n" + more);
    }

    static MemoryJournal run(Trial trial) {
        return run(trial, 2, new MemoryJournal(), new InProcessExchange());
    }

    static MemoryJournal run(Trial trial, int blockRounds, MemoryJournal journal, Exchange exchange) {
        new TrialLoop("test", exchange, journal, blockRounds, Progress.silent(), () -> 0L).run(trial);
        return journal;
    }
}
