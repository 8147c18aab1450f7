package dev.starling.episodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Exchange;
import dev.starling.engine.InProcessExchange;
import dev.starling.engine.ResourceException;
import dev.starling.engine.Trial;
import dev.starling.testing.MemoryJournal;
import dev.starling.testing.ScatteredExchange;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameBitsTest {

    private static Trial trial(String method) {
        return Runs.tiny("methods = [{ name = m, method = " + method + " }]")
                .trials()
                .get(0);
    }

    private static MemoryJournal run(String method, Exchange exchange) {
        return Runs.run(trial(method), 3, new MemoryJournal(), exchange);
    }

    private static List<String> rows(MemoryJournal journal) {
        return journal.rows(EpisodeRow.class).stream()
                .map(row -> row.kind() + row.iteration() + "-" + row.episode() + " " + row.examplesHash() + " "
                        + java.util.Arrays.toString(row.queryLoss()) + java.util.Arrays.toString(row.supportLoss())
                        + row.gradientNorm() + row.movementNorm())
                .toList();
    }

    @ParameterizedTest(name = "{0} on {1} workers")
    @CsvSource({"maml, 2", "maml, 7", "reptile, 7", "anil, 5"})
    void theSameForAnyNumberOfWorkersAndAnyOrder(String method, int workers) {
        MemoryJournal plain = run(method, new InProcessExchange());
        MemoryJournal scattered = run(method, new ScatteredExchange(workers, 11));
        assertThat(scattered.conclusion().model().parameters())
                .isEqualTo(plain.conclusion().model().parameters());
        assertThat(scattered.conclusion().metrics())
                .isEqualTo(plain.conclusion().metrics());
        assertThat(rows(scattered)).isEqualTo(rows(plain));
    }

    @ParameterizedTest(name = "in mini-batches, block {0}")
    @CsvSource({"0", "1"})
    void theSameAfterACommitThatFailed(int block) {
        String settings =
                "methods = [{ name = m, method = reptile, inner { batch-size = 2, test-batch-size = 3, optimizer = adam } }]";
        Trial trial = Runs.tiny(settings).trials().get(0);
        MemoryJournal whole = Runs.run(trial);
        MemoryJournal broken = new MemoryJournal().failingAt(block);
        Assertions.assertThatThrownBy(() -> Runs.run(trial, 2, broken, new InProcessExchange()))
                .isInstanceOf(ResourceException.class);
        Runs.run(Runs.tiny(settings).trials().get(0), 2, broken, new InProcessExchange());
        assertThat(broken.conclusion().metrics()).isEqualTo(whole.conclusion().metrics());
        assertThat(rows(broken)).isEqualTo(rows(whole));
    }

    @Test
    void methodsAndSeedsAreTestedOnTheSameEpisodes() {
        List<Trial> trials = Runs.read(
                        Runs.TINY
                                + "starling { seeds = [1, 2], episodes.methods = [{name = a, method = maml}, {name = b, method = joint}] }")
                .trials();
        List<List<Long>> tests =
                trials.stream().map(t -> hashes(t, "test")).distinct().toList();
        List<List<Long>> training =
                trials.stream().map(t -> hashes(t, "train")).distinct().toList();
        assertThat(tests).hasSize(1);
        assertThat(training).as("one list a seed").hasSize(2);
    }

    private static List<Long> hashes(Trial trial, String kind) {
        return Runs.run(trial).rows(EpisodeRow.class).stream()
                .filter(row -> row.kind().equals(kind))
                .map(EpisodeRow::examplesHash)
                .toList();
    }
}
