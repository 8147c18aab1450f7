package dev.starling.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.starling.engine.Experiment;
import dev.starling.engine.InProcessExchange;
import dev.starling.engine.Progress;
import dev.starling.engine.RunSettings;
import dev.starling.engine.TrialLoop;
import dev.starling.federated.FederatedFamily;
import dev.starling.store.RunInfo;
import dev.starling.store.RunJournal;
import dev.starling.store.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTimesTest {
    private static final String TINY = """
            starling {
              experiment = federated, name = tiny
              federated {
                rounds = 3, clients = 4, cohort-size = 2
                data { name = gaussian-mixture, train = 80, test = 40, generator.dimensions = 4 }
                evaluation.every = 2
                model.hidden = [4]
              }
            }
            """;

    @Test
    void tellsEveryRoundWithItsBlockAndEveryEvaluation(@TempDir Path folder) {
        RunSettings settings = RunSettings.of(ConfigFactory.parseString(TINY), Map.of());
        Experiment experiment = new FederatedFamily().read(settings.settings());
        Store store = Store.open(folder);
        store.create(RunInfo.of(
                "tiny",
                "tiny",
                "federated",
                settings.json(),
                settings.hash(),
                experiment.dataHash(),
                "1",
                "1",
                Map.of(),
                List.of()));
        try (RunJournal journal = store.journal("tiny")) {
            new TrialLoop("tiny", new InProcessExchange(), journal, 2, Progress.silent(), () -> 0L)
                    .run(experiment.trials().get(0));
        }

        Config line = ConfigFactory.parseString(RunTimes.line(store, "tiny"));

        assertThat(line.getString("run")).isEqualTo("tiny");
        assertThat(line.getList("rounds").unwrapped())
                .isEqualTo(List.of(List.of(0, 0), List.of(0, 0), List.of(1, 0), List.of(1, 0)));
        assertThat(line.getList("curve").stream()
                        .map(point -> ((List<?>) point.unwrapped()).get(0))
                        .toList())
                .isEqualTo(List.of(0, 2, 3));
    }
}
