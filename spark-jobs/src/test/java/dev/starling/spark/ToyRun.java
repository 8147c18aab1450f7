package dev.starling.spark;

import dev.starling.engine.Block;
import dev.starling.engine.Exchange;
import dev.starling.engine.Journal;
import dev.starling.engine.OwnKey;
import dev.starling.engine.OwnRef;
import dev.starling.engine.OwnStates;
import dev.starling.engine.Program;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Runs one toy trial in blocks of three rounds and keeps what it left; may be run again to go on. */
final class ToyRun implements Journal {

    private final Path directory;
    private final List<Block> blocks = new ArrayList<>();
    private final Map<OwnKey, OwnRef> own = new HashMap<>();

    ToyRun(Path directory) {
        this.directory = directory;
    }

    static ToyRun of(Exchange exchange, ToyProgram program, Path directory, String trial) {
        return new ToyRun(directory).goOn(exchange, program, trial);
    }

    ToyRun goOn(Exchange exchange, Program program, String trial) {
        return goOn(exchange, program, trial, Progress.silent());
    }

    ToyRun goOn(Exchange exchange, Program program, String trial, Progress progress) {
        new TrialLoop("toy", exchange, this, 3, progress, () -> 0L).run(new Trial(trial, "toy", 0, program));
        return this;
    }

    synchronized int committed() {
        return blocks.size();
    }

    synchronized String stateHash() {
        return blocks.get(blocks.size() - 1).conclusion().model().stateHash();
    }

    /** All rows but those that say which exchange made them. */
    List<Row> rows() {
        return allRows().stream().filter(row -> !(row instanceof RoundRow)).toList();
    }

    /** The exchanges that the rounds name. */
    Set<String> exchanges() {
        Set<String> names = new TreeSet<>();
        allRows().forEach(row -> {
            if (row instanceof RoundRow round) {
                names.add(round.exchange());
            }
        });
        return names;
    }

    private synchronized List<Row> allRows() {
        return blocks.stream().flatMap(block -> block.rows().stream()).toList();
    }

    @Override
    public synchronized Optional<Position> position(String trial) {
        if (blocks.isEmpty()) {
            return Optional.empty();
        }
        Block last = blocks.get(blocks.size() - 1);
        return Optional.of(new Position(blocks.size(), last.end(), Map.copyOf(own), last.last()));
    }

    @Override
    public synchronized void commit(Block block) {
        blocks.add(block);
        own.putAll(block.own());
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
