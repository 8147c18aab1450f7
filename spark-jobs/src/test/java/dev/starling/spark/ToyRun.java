package dev.starling.spark;

import dev.starling.engine.Block;
import dev.starling.engine.Exchange;
import dev.starling.engine.Journal;
import dev.starling.engine.OwnRef;
import dev.starling.engine.OwnStates;
import dev.starling.engine.Progress;
import dev.starling.engine.RoundRow;
import dev.starling.engine.Row;
import dev.starling.engine.Trial;
import dev.starling.engine.TrialLoop;
import dev.starling.engine.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Runs a toy trial to its end on an exchange and keeps what it left. */
final class ToyRun implements Journal {

    private final Path directory;
    private final List<Row> rows = new ArrayList<>();
    private String stateHash;

    private ToyRun(Path directory) {
        this.directory = directory;
    }

    static ToyRun of(Exchange exchange, ToyProgram program, Path directory, String trial) {
        ToyRun run = new ToyRun(directory);
        new TrialLoop("toy", exchange, run, 3, Progress.silent(), () -> 0L)
                .run(new Trial(trial, "toy", program.seed(), program));
        return run;
    }

    String stateHash() {
        return stateHash;
    }

    /** All rows but those that say which exchange made them. */
    List<Row> rows() {
        return rows.stream().filter(row -> !(row instanceof RoundRow)).toList();
    }

    @Override
    public Optional<Position> position(String trial) {
        return Optional.empty();
    }

    @Override
    public void commit(Block block) {
        rows.addAll(block.rows());
        if (block.last()) {
            stateHash = block.conclusion().model().stateHash();
        }
    }

    @Override
    public OwnStates ownStates(String trial) {
        return new FilePerState(directory.toString());
    }

    /** One file a state: attempts never meet. */
    private record FilePerState(String directory) implements OwnStates {

        private static final long serialVersionUID = 1L;

        @Override
        public Vectors read(OwnRef ref) {
            try {
                return Vectors.fromBytes(Files.readAllBytes(Path.of(directory, ref.file())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Writer writer() {
            return new Writer() {
                @Override
                public OwnRef write(Vectors state) {
                    String file = UUID.randomUUID().toString();
                    try {
                        byte[] bytes = state.toBytes();
                        Files.write(Path.of(directory, file), bytes);
                        return new OwnRef(file, 0, bytes.length);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }

                @Override
                public void close() {}
            };
        }
    }
}
