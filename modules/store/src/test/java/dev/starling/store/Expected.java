package dev.starling.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Journal;
import dev.starling.engine.OwnKey;
import dev.starling.engine.OwnRef;
import dev.starling.engine.OwnStates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What must hold of a run of {@link Samples} after any fault. */
final class Expected {

    private Expected() {}

    /** Checks position, own states, rows and folders of one trial; gives the number of its committed blocks. */
    static int consistent(Path root, RunJournal journal, String run, String trial) {
        int blocks = journal.position(trial).map(Journal.Position::nextBlock).orElse(0);
        for (int block = 0; block < blocks; block++) {
            Path file = new Layout(root).published("points", run, trial, block);
            TableData data = RowFileReader.read(file);
            assertThat(data.column("of")).as("rows of block %s", block).containsExactly(block, block, block);
            assertThat(data.column("place")).containsExactly(0, 1, 2);
        }
        assertThat(files(new Layout(root).table("points").resolve("run=" + run).resolve("trial=" + trial)))
                .as("nothing uncommitted is in a table")
                .hasSize(blocks);
        if (blocks > 0) {
            position(journal, trial, blocks);
        }
        return blocks;
    }

    private static void position(RunJournal journal, String trial, int blocks) {
        Journal.Position position = journal.position(trial).orElseThrow();
        assertThat(position.state().round()).isEqualTo(10 * blocks);
        assertThat(position.state().vectors().floats("w")).startsWith(blocks - 1);
        assertThat(position.state().constants().has("bank")).isEqualTo(blocks > 2);
        if (!position.finished()) {
            own(journal.ownStates(trial), position.own(), blocks);
        }
    }

    private static void own(OwnStates states, Map<OwnKey, OwnRef> own, int blocks) {
        for (int unit = 0; unit < Samples.UNITS; unit++) {
            int last = blocks - 1;
            int newest = last % 2 == unit % 2 ? last : last - 1;
            OwnRef ref = own.get(new OwnKey("unit", unit));
            if (newest < 0) {
                assertThat(ref).isNull();
            } else {
                assertThat(states.read(ref).floats("control")).startsWith(100 * unit + newest);
            }
        }
    }

    /** A freshly opened journal leaves nothing behind that no commit refers to. */
    static void swept(Path root, String run, String trial) {
        Layout layout = new Layout(root);
        assertThat(files(layout.staging(run))).isEmpty();
        assertThat(files(layout.checkpoints(run, trial))).hasSizeLessThanOrEqualTo(2);
        assertThat(files(layout.own(run, trial))).hasSizeLessThanOrEqualTo(2);
    }

    static List<Path> files(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            return new ArrayList<>(walk.filter(Files::isRegularFile).sorted().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
