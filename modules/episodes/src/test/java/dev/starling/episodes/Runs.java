package dev.starling.episodes;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.starling.engine.Exchange;
import dev.starling.engine.Experiment;
import dev.starling.engine.InProcessExchange;
import dev.starling.engine.Program;
import dev.starling.engine.Progress;
import dev.starling.engine.RunSettings;
import dev.starling.engine.Settings;
import dev.starling.engine.Trial;
import dev.starling.engine.TrialLoop;
import dev.starling.testing.MemoryJournal;
import java.util.Map;

/** Reads experiments from text and runs their trials in this thread. */
public final class Runs {

    private Runs() {}

    /** Small enough for a second or two. */
    public static final String TINY = """
            starling {
              experiment = episodes
              name = tiny
              episodes {
                iterations = 4, meta-batch = 3
                tasks { shots = 5, queries = 5, test-queries = 7 }
                model.hidden = [8]
                validation { every = 2, episodes = 4 }
                evaluation { episodes = 5, inner-steps = 2 }
              }
            }
            """;

    /** Reads an experiment and refuses what it does not know, as the command line does. */
    public static Experiment read(String text) {
        ConfigParseOptions origin = ConfigParseOptions.defaults().setOriginDescription("test.conf");
        Settings settings = RunSettings.of(ConfigFactory.parseString(text, origin), Map.of())
                .settings();
        Experiment experiment = new EpisodesFamily().read(settings);
        settings.group("episodes").checkAllRead();
        return experiment;
    }

    /** The tiny experiment with these settings on top, below {@code starling.episodes}. */
    public static Experiment tiny(String more) {
        return read(TINY + "\nstarling.episodes { " + more + " }");
    }

    /** What the tiny experiment has to run of the method "m", of which this is the entry's rest. */
    public static Program program(String entry) {
        return tiny("methods = [{ name = m, " + entry + " }]").trials().get(0).program();
    }

    /** Runs a trial in blocks of two rounds. */
    public static MemoryJournal run(Trial trial) {
        return run(trial, 2, new MemoryJournal(), new InProcessExchange());
    }

    /** Runs a trial. */
    public static MemoryJournal run(Trial trial, int blockRounds, MemoryJournal journal, Exchange exchange) {
        new TrialLoop("test", exchange, journal, blockRounds, Progress.silent(), () -> 0L).run(trial);
        return journal;
    }
}
