package dev.starling.spark;

import dev.starling.engine.Conclusion;
import dev.starling.engine.InputException;
import dev.starling.engine.Inputs;
import dev.starling.engine.Outcome;
import dev.starling.engine.Program;
import dev.starling.engine.Results;
import dev.starling.engine.State;
import dev.starling.engine.Unit;
import dev.starling.engine.Vectors;
import dev.starling.engine.Worker;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The toy program with a fault that befalls the executor that computes a certain unit, in the middle of the second block, as often as
 * there is a file that says so.
 *
 * @param toy what it does otherwise
 * @param flags a directory; each file in it is a fault, and is deleted by it
 * @param fault what happens
 */
record FlaggedProgram(ToyProgram toy, String flags, Fault fault) implements Program {

    private static final long serialVersionUID = 1L;

    static final int ROUND = 4;
    static final int UNIT = 7;

    enum Fault {
        /** The process ends at once. */
        KILL,
        /** The process stands still, and nobody wakes it. */
        STOP,
        /** The unit fails. */
        THROW,
        /** The unit says that its user has to mend something. */
        REFUSE,
        /** The process has no memory left. */
        EXHAUST
    }

    static FlaggedProgram of(ToyProgram toy, Path directory, Fault fault, int times) throws IOException {
        Path flags = Files.createTempDirectory(directory, "flags");
        for (int i = 0; i < times; i++) {
            Files.createFile(flags.resolve("flag-" + i));
        }
        return new FlaggedProgram(toy, flags.toString(), fault);
    }

    /** How many faults have not come. */
    int left() {
        try (var files = Files.list(Path.of(flags))) {
            return (int) files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Worker open() {
        Worker worker = toy.open();
        return new Worker() {
            @Override
            public Outcome run(Unit unit, Serializable input, State state, Vectors own) {
                if (state.round() == ROUND && unit.key() == UNIT && taken()) {
                    befall();
                }
                return worker.run(unit, input, state, own);
            }
        };
    }

    private boolean taken() {
        try (var files = Files.list(Path.of(flags))) {
            for (Path file : files.toList()) {
                if (Files.deleteIfExists(file)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void befall() {
        long pid = ProcessHandle.current().pid();
        switch (fault) {
            case KILL -> signal("KILL", pid);
            case STOP -> stop(pid);
            case THROW -> throw new IllegalStateException("a fault of unit " + UNIT);
            case REFUSE -> throw new InputException("unit " + UNIT + " is refused");
            case EXHAUST -> throw new OutOfMemoryError("of unit " + UNIT);
        }
    }

    /** Leaves its number where the test finds it, so that no process is left standing whatever happens. */
    private void stop(long pid) {
        try {
            Files.createFile(Path.of(flags).resolveSibling("stopped-" + pid));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        signal("STOP", pid);
    }

    private static void signal(String name, long pid) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public State initial() {
        return toy.initial();
    }

    @Override
    public Inputs inputs() {
        return toy;
    }

    @Override
    public List<Unit> plan(State state) {
        return toy.plan(state);
    }

    @Override
    public Advance advance(State state, Results results) {
        return toy.advance(state, results);
    }

    @Override
    public Conclusion conclude(State end) {
        return toy.conclude(end);
    }
}
