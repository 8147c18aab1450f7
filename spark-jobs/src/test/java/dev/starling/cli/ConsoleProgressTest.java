package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Trial;
import dev.starling.spark.Doing;
import dev.starling.spark.Live;
import dev.starling.spark.ToyProgram;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong();
    private final StringWriter said = new StringWriter();

    @Test
    void aRunInOneProcessIsALineAnIntervalWithoutATerminal() {
        ConsoleProgress progress = progress(false);
        clock.set(10 * SECOND);
        progress.round(trial("a"), 4, 1);
        assertThat(said.toString()).isEqualTo("2%  5 of 200 rounds, 0.1 rounds/s, 32:30 left, 0 of 2 trials done\n");
    }

    @Test
    void roundsOfABlockThatExecutorsAreInTheMiddleOfCount() {
        ConsoleProgress progress = progress(false);
        progress.round(trial("a"), 9, 1);
        clock.set(10 * SECOND);
        progress.live(new Live(Map.of("a", 40, "b", 10), Map.of(), 1200, 34_000));
        assertThat(said.toString())
                .isEqualTo(
                        "25%  50 of 200 rounds, 4.1 rounds/s, 0:37 left, 0 of 2 trials done, 120 units/s, 3400 steps/s\n");
        assertThat(progress.computed()).as("only what is told for good").isEqualTo(1);
    }

    @Test
    void whatAnExecutorSaysLateTakesNothingBack() {
        ConsoleProgress progress = progress(false);
        progress.round(trial("a"), 9, 1);
        clock.set(10 * SECOND);
        progress.live(new Live(Map.of("a", 7), Map.of(), 0, 0));
        assertThat(said.toString()).startsWith("5%  10 of 200 rounds");
    }

    @Test
    void aTerminalShowsWhoWorksOnWhatAndWritesOverIt() {
        ConsoleProgress progress = progress(true);
        clock.set(SECOND);
        progress.live(new Live(
                Map.of("a", 3),
                new TreeMap<>(Map.of(
                        "0",
                        List.of(
                                new Doing("a", 3, "train", 42),
                                new Doing("b", 8, "train", 7),
                                new Doing("a", 3, "evaluate", 1)),
                        "1",
                        List.of(new Doing("a", 3, "train", 51)))),
                80,
                0));
        assertThat(said.toString())
                .isEqualTo("\r1%  3 of 200 rounds, 3.0 rounds/s, 1:06 left, 0 of 2 trials done\u001b[K\n"
                        + "  80 units/s\u001b[K\n"
                        + "  executor 0: a round 3 train 42, evaluate 1; b round 8 train 7\u001b[K\n"
                        + "  executor 1: a round 3 train 51\u001b[J");
        said.getBuffer().setLength(0);
        progress.end();
        assertThat(said.toString()).isEqualTo("\r\u001b[3A\u001b[J");
        progress.end();
        assertThat(said.toString()).as("nothing more to end").isEqualTo("\r\u001b[3A\u001b[J");
    }

    @Test
    void manyExecutorsAndLongNamesFitATerminal() {
        ConsoleProgress progress = progress(true);
        clock.set(SECOND);
        TreeMap<String, List<Doing>> doing = new TreeMap<>();
        IntStream.range(10, 30)
                .forEach(i -> doing.put(String.valueOf(i), List.of(new Doing("t".repeat(90), 0, "train", i))));
        progress.live(new Live(Map.of(), doing, 1, 0));
        assertThat(said.toString().split("\n"))
                .hasSize(11)
                .allMatch(line -> line.replaceAll("\u001b\\[[KJ]|\r", "").length() < 80);
        assertThat(said.toString()).contains("and 12 more executors");
    }

    private ConsoleProgress progress(boolean terminal) {
        return new ConsoleProgress(new PrintWriter(said), terminal, List.of(trial("a"), trial("b")), clock::get);
    }

    private static Trial trial(String id) {
        return new Trial(id, "setting", 0, new ToyProgram(0, 100, 1));
    }
}
