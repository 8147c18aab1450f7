package dev.starling.store;

import dev.starling.engine.InputException;
import java.nio.file.Path;
import java.util.Locale;

/** Where things lie below a store's root. docs/store.md shows the same as a tree. */
record Layout(Path root) {

    /** Raised when folders or the files under {@code runs} and {@code commits} change so that older code misreads them. */
    static final int FORMAT = 1;

    static final String DATA_FILE = "part-0.parquet";

    private static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";

    /** Whether a name can be an id; others in our folders were put there by somebody else. */
    static boolean isId(String name) {
        return name.matches(ID);
    }

    static String checkId(String what, String id) {
        if (id == null || !isId(id)) {
            throw new InputException(
                    "%s id '%s' does not fit a file name: use 1 to 128 letters, digits, '.', '_' or '-', a letter or digit first"
                            .formatted(what, id));
        }
        return id;
    }

    Path formatFile() {
        return root.resolve("store.json");
    }

    Path runs() {
        return root.resolve("runs");
    }

    Path run(String run) {
        return runs().resolve(checkId("run", run));
    }

    Path runFile(String run) {
        return run(run).resolve("run.json");
    }

    Path statusFile(String run) {
        return run(run).resolve("status.json");
    }

    Path lockFile(String run) {
        return run(run).resolve("lock");
    }

    Path ownerFile(String run) {
        return run(run).resolve("owner.json");
    }

    Path commits(String run) {
        return root.resolve("commits").resolve(checkId("run", run));
    }

    Path commits(String run, String trial) {
        return commits(run).resolve(checkId("trial", trial));
    }

    Path manifest(String run, String trial, int block) {
        return commits(run, trial).resolve(String.format(Locale.ROOT, "%08d.json", block));
    }

    Path checkpoints(String run) {
        return root.resolve("checkpoints").resolve(checkId("run", run));
    }

    Path checkpoints(String run, String trial) {
        return checkpoints(run).resolve(checkId("trial", trial));
    }

    Path own(String run) {
        return root.resolve("own").resolve(checkId("run", run));
    }

    Path own(String run, String trial) {
        return own(run).resolve(checkId("trial", trial));
    }

    Path staging(String run) {
        return root.resolve("staging").resolve(checkId("run", run));
    }

    Path tables() {
        return root.resolve("tables");
    }

    Path table(String table) {
        return tables().resolve(table);
    }

    Path published(String table, String run, String trial, int block) {
        return table(table)
                .resolve("run=" + run)
                .resolve("trial=" + trial)
                .resolve("block=" + block)
                .resolve(DATA_FILE);
    }

    Path runsRow(String run) {
        return table("runs").resolve("run=" + run).resolve(DATA_FILE);
    }
}
