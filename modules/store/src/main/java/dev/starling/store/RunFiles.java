package dev.starling.store;

import dev.starling.engine.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The files of one run: what is committed, and where its rows lie. Thread-safe: it keeps nothing. */
record RunFiles(Layout layout, Disk disk, String run) {

    static final String STAGED_SUFFIX = ".parquet";

    static final String STAGED_MANIFEST = "manifest.json";

    /** The trials that have committed blocks, in the order of their ids. */
    List<String> trials() {
        return names(layout.commits(run));
    }

    /** The trials that have left any file, committed or not. */
    Set<String> begunTrials() {
        Set<String> trials = new TreeSet<>(trials());
        trials.addAll(names(layout.checkpoints(run)));
        trials.addAll(names(layout.own(run)));
        return trials;
    }

    /**
     * A trial's committed blocks in order.
     *
     * @throws DataException if one is missing or damaged
     */
    List<Manifest> manifests(String trial) {
        List<Manifest> manifests = new ArrayList<>();
        for (String name : names(layout.commits(run, trial))) {
            Path file = layout.commits(run, trial).resolve(name);
            if (!file.equals(layout.manifest(run, trial, manifests.size()))) {
                throw new DataException(
                        "%s is not the manifest of block %s, which should come next: restore what is missing from a copy"
                                .formatted(file, manifests.size()));
            }
            manifests.add(Json.read(file, Manifest.class));
        }
        return manifests;
    }

    /** How far a trial is, by its newest manifest alone. */
    TrialProgress progress(String trial) {
        int blocks = names(layout.commits(run, trial)).size();
        if (blocks == 0) {
            return new TrialProgress(trial, 0, 0, false);
        }
        Manifest last = Json.read(layout.manifest(run, trial, blocks - 1), Manifest.class);
        return new TrialProgress(trial, blocks, last.round(), last.finished());
    }

    private static List<String> names(Path folder) {
        try {
            return Disk.list(folder).stream()
                    .map(path -> path.getFileName().toString())
                    // What desktops and file servers leave begins with a dot, which nothing of ours does.
                    .filter(Layout::isId)
                    .toList();
        } catch (IOException e) {
            throw DiskFailure.reading(folder, e);
        }
    }

    Path staged(Manifest manifest, Manifest.TableFile file) {
        return staged(manifest.staging(), file.table() + STAGED_SUFFIX);
    }

    Path staged(String attempt, String name) {
        return layout.staging(run).resolve(attempt + "-" + name);
    }

    Path published(Manifest manifest, Manifest.TableFile file) {
        return layout.published(file.table(), run, manifest.trial(), manifest.block());
    }

    /** Where a committed file is now: in its table, or not yet. */
    Path located(Manifest manifest, Manifest.TableFile file) {
        Path published = published(manifest, file);
        Path staged = staged(manifest, file);
        return !Files.exists(published) && Files.exists(staged) ? staged : published;
    }

    /**
     * Moves the files of a committed block into their tables; those that are there already stay. Not synced: what a
     * power loss undoes is done again when the run is opened, and until then readers find the staged file.
     */
    void publish(Manifest manifest) throws IOException {
        for (Manifest.TableFile file : manifest.files()) {
            Path target = published(manifest, file);
            Path source = staged(manifest, file);
            if (Files.exists(source)) {
                disk.makeFolders(target.getParent());
                disk.move(source, target);
            } else if (!Files.exists(target) || Files.size(target) != file.bytes()) {
                throw new DataException(
                        "%s is missing or not the %s bytes that block %s of trial %s committed: restore it from a copy, or delete run %s and run it again"
                                .formatted(target, file.bytes(), manifest.block(), manifest.trial(), run));
            }
        }
        disk.delete(staged(manifest.staging(), STAGED_MANIFEST));
    }
}
