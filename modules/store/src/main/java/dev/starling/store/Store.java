package dev.starling.store;

import dev.starling.engine.DataException;
import dev.starling.engine.InputException;
import dev.starling.engine.Row;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A folder of runs: their settings, committed blocks, tables and models. Reading needs neither Spark nor a lock, and
 * sees committed blocks only. Thread-safe.
 */
public final class Store {

    private final Layout layout;
    private final Disk disk;
    private final Clock clock;
    private final Codecs codecs = new Codecs();

    /** The first line of a store: which format it has. */
    record Format(int format) {}

    /** The status of a run, replaced as a whole. */
    record Status(int format, RunStatus status, String cause, String updated) {}

    /** What was known of a run when it was created; never written again. */
    record Created(
            int format,
            String id,
            String name,
            String family,
            String settings,
            String settingsHash,
            String dataHash,
            String codeVersion,
            String fingerprint,
            Map<String, String> environment,
            List<String> notices,
            String created) {}

    private Store(Layout layout, Disk disk, Clock clock) {
        this.layout = layout;
        this.disk = disk;
        this.clock = clock;
    }

    /**
     * Opens a store to write to it; makes it if the folder is empty or absent.
     *
     * @throws InputException if it is no folder, or cannot be written
     * @throws DataException if a newer Starling wrote it
     */
    public static Store open(Path root) {
        return open(root, new Disk(), Clock.systemUTC());
    }

    static Store open(Path root, Disk disk, Clock clock) {
        Layout layout = checked(root);
        Path folder = layout.root();
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new InputException("store %s is a file: give a folder with --store".formatted(folder));
        }
        try {
            if (!Files.exists(layout.formatFile())) {
                if (!Disk.list(folder).isEmpty() && !onlyLeftovers(folder)) {
                    throw new InputException(
                            "folder %s holds other things and is no store: give an empty or a new folder with --store"
                                    .formatted(folder));
                }
                disk.createFolders(folder);
                disk.replace(layout.formatFile(), Json.readable(new Format(Layout.FORMAT)));
            }
        } catch (IOException e) {
            throw notWritable(folder, e);
        }
        checkFormat(layout);
        if (!Files.isWritable(folder)) {
            throw notWritable(folder, null);
        }
        return new Store(layout, disk, clock);
    }

    /**
     * Opens a store that exists, to read it; it may lie on a disk that cannot be written.
     *
     * @throws InputException if there is none
     * @throws DataException if a newer Starling wrote it
     */
    public static Store openExisting(Path root) {
        Layout layout = checked(root);
        if (!Files.isRegularFile(layout.formatFile())) {
            throw new InputException("there is no store in %s: name one with --store, or make one with 'starling run'"
                    .formatted(layout.root()));
        }
        checkFormat(layout);
        return new Store(layout, new Disk(), Clock.systemUTC());
    }

    private static Layout checked(Path root) {
        if (root.toString().matches("[A-Za-z0-9+.-]{2,}:/.*")) {
            throw new InputException(
                    "store %s looks like the address of another file system: give a folder that the driver and all workers see"
                            .formatted(root));
        }
        return new Layout(root.toAbsolutePath().normalize());
    }

    /** A store whose first write was cut short. */
    private static boolean onlyLeftovers(Path folder) throws IOException {
        return Disk.list(folder).stream()
                .allMatch(path -> path.getFileName().toString().startsWith(".store.json."));
    }

    private static void checkFormat(Layout layout) {
        Json.read(layout.formatFile(), Format.class);
    }

    private static InputException notWritable(Path folder, IOException cause) {
        return new InputException(
                "store %s cannot be written (%s; %s MiB free): give its permissions to this user, make room, or name another folder with --store"
                        .formatted(folder, cause == null ? "no permission" : cause, Disk.freeMebibytes(folder)),
                cause);
    }

    /** The folder of this store. */
    public Path root() {
        return layout.root();
    }

    /**
     * Stores a new run; its status becomes {@link RunStatus#CREATED} and its times now.
     *
     * @return the run as it is stored
     * @throws InputException if its id is taken
     */
    public RunInfo create(RunInfo info) {
        Instant now = clock.instant();
        Created created = new Created(
                Layout.FORMAT,
                info.id(),
                info.name(),
                info.family(),
                info.settingsJson(),
                info.settingsHash(),
                info.dataHash(),
                info.codeVersion(),
                info.fingerprint(),
                info.environment(),
                info.notices(),
                now.toString());
        Path file = layout.runFile(info.id());
        Path temporary = file.resolveSibling(".run.json." + Names.unique());
        try {
            disk.createFolders(file.getParent());
            disk.writeSynced(temporary, Json.readable(created));
            disk.publishNew(temporary, file);
            disk.delete(temporary);
            disk.syncFolder(file.getParent());
        } catch (FileAlreadyExistsException e) {
            throw new InputException(
                    "run %s exists in %s: resume it, or choose another run id".formatted(info.id(), layout.root()), e);
        } catch (IOException e) {
            throw DiskFailure.writing("run " + info.id(), layout.root(), e);
        }
        return info.with(RunStatus.CREATED, "", now).at(now);
    }

    /** A run, or empty if there is none of that id. A run whose driver was killed counts as interrupted. */
    public Optional<RunInfo> run(String id) {
        Path file = layout.runFile(id);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Created made = Json.read(file, Created.class);
        Instant created = Instant.parse(made.created());
        Status status = Files.exists(layout.statusFile(id))
                ? Json.read(layout.statusFile(id), Status.class)
                : new Status(Layout.FORMAT, RunStatus.CREATED, "", made.created());
        if (status.status() == RunStatus.RUNNING && !RunLock.isHeld(layout, id)) {
            status = new Status(Layout.FORMAT, RunStatus.INTERRUPTED, "its driver is gone", status.updated());
        }
        return Optional.of(new RunInfo(
                made.id(),
                made.name(),
                made.family(),
                made.settings(),
                made.settingsHash(),
                made.dataHash(),
                made.codeVersion(),
                made.fingerprint(),
                made.environment(),
                made.notices(),
                status.status(),
                status.cause(),
                created,
                Instant.parse(status.updated())));
    }

    /** All runs, in the order of their ids. */
    public List<RunInfo> runs() {
        try {
            return Disk.list(layout.runs()).stream()
                    .map(path -> path.getFileName().toString())
                    .filter(Layout::isId)
                    .map(this::run)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException e) {
            throw DiskFailure.reading(layout.runs(), e);
        }
    }

    /** How far the trials of a run are that have committed something, in the order of their ids. */
    public List<TrialProgress> progress(String runId) {
        RunFiles files = files(runId);
        return files.trials().stream().map(files::progress).toList();
    }

    /**
     * Opens a run to work on it: takes its lock, publishes what an earlier driver had committed but not published, and
     * sweeps what it had not committed.
     *
     * @throws InputException if there is no such run, or another driver holds it
     * @throws DataException if something that was committed is missing or damaged
     */
    public RunJournal journal(String runId) {
        return RunJournal.open(layout, disk, codecs, known(runId), clock.instant());
    }

    /**
     * Writes how a run stands. With {@link RunStatus#FINISHED} it also gets its row in table {@code runs}.
     *
     * @param cause why it failed or was interrupted; null or empty otherwise
     */
    public void status(String runId, RunStatus status, String cause) {
        RunInfo info = known(runId).with(status, cause, clock.instant());
        try {
            if (status == RunStatus.FINISHED) {
                writeRow(info);
            }
            Status written = new Status(
                    Layout.FORMAT, status, info.cause(), info.updated().toString());
            disk.replace(layout.statusFile(runId), Json.readable(written));
        } catch (IOException e) {
            throw DiskFailure.writing("the status of run " + runId, layout.root(), e);
        }
    }

    private void writeRow(RunInfo info) throws IOException {
        List<TrialProgress> progress = progress(info.id());
        RunRow row = new RunRow(
                info.name(),
                info.family(),
                (int) progress.stream().filter(TrialProgress::finished).count(),
                progress.stream().mapToInt(TrialProgress::blocks).sum(),
                info.settingsJson(),
                info.settingsHash(),
                info.dataHash(),
                info.codeVersion(),
                info.fingerprint(),
                Json.text(info.environment()),
                Json.text(info.notices()),
                info.created().toString(),
                info.updated().toString());
        Path target = layout.runsRow(info.id());
        Path staged = layout.staging(info.id()).resolve(Names.unique());
        disk.createFolders(staged.getParent());
        disk.createFolders(target.getParent());
        RowCodec<RunRow> codec = codecs.of(RunRow.class);
        RowFileWriter.write(disk, staged, codec.schema(), List.<Object[]>of(codec.values(row)));
        disk.move(staged, target);
        disk.syncFolder(target.getParent());
    }

    /** The committed rows of one type in a run: trials in the order of their ids, blocks and rows in theirs. */
    public <R extends Row> List<StoredRow<R>> read(Class<R> type, String runId) {
        RunFiles files = files(runId);
        return new RunReader(files).rows(codecs.of(type), files.trials());
    }

    /** The committed rows of one type in a trial; none if the trial has committed nothing. */
    public <R extends Row> List<StoredRow<R>> read(Class<R> type, String runId, String trial) {
        return new RunReader(files(runId)).rows(codecs.of(type), List.of(trial));
    }

    /** The committed rows of a table by its name in some runs; columns that a file lacks are null. */
    public TableData table(String table, List<String> runIds) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String run : runIds) {
            RunFiles files = files(run);
            new RunReader(files).table(table, files.trials(), rows);
        }
        return tableOf(rows);
    }

    /** The committed rows of a table by its name in one trial; none if the trial has committed nothing. */
    public TableData table(String table, String runId, String trial) {
        List<Map<String, Object>> rows = new ArrayList<>();
        new RunReader(files(runId)).table(table, List.of(trial), rows);
        return tableOf(rows);
    }

    private static TableData tableOf(List<Map<String, Object>> rows) {
        Set<String> columns = new LinkedHashSet<>(List.of("run", "trial", "block"));
        rows.forEach(row -> columns.addAll(row.keySet()));
        List<List<Object>> values = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            List<Object> line = new ArrayList<>();
            columns.forEach(column -> line.add(row.get(column)));
            values.add(line);
        }
        return new TableData(List.copyOf(columns), values);
    }

    /** The models of a run's finished trials, by trial id in order. */
    public Map<String, StoredModel> models(String runId) {
        Map<String, StoredModel> models = new LinkedHashMap<>();
        for (String trial : files(runId).trials()) {
            model(runId, trial).ifPresent(model -> models.put(trial, model));
        }
        return models;
    }

    /** The model of a trial, or empty if it is not finished. */
    public Optional<StoredModel> model(String runId, String trial) {
        return Optional.ofNullable(new RunReader(files(runId)).model(codecs.of(ModelRow.class), trial));
    }

    /** The names of the tables that have rows, in order. */
    public List<String> tables() {
        try {
            return Disk.list(layout.tables()).stream()
                    .map(path -> path.getFileName().toString())
                    .filter(Layout::isId)
                    .toList();
        } catch (IOException e) {
            throw DiskFailure.reading(layout.tables(), e);
        }
    }

    /** The folder of a table, for Spark SQL, DuckDB and pandas: {@code run=ID/trial=T/block=N/*.parquet} lies below. */
    public Path tableDirectory(String table) {
        return layout.table(table);
    }

    private RunInfo known(String runId) {
        return run(runId)
                .orElseThrow(() -> new InputException(
                        "there is no run %s in %s: 'starling list' shows the runs".formatted(runId, layout.root())));
    }

    private RunFiles files(String runId) {
        known(runId);
        return new RunFiles(layout, disk, runId);
    }
}
