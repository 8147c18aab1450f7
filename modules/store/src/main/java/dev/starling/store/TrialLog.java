package dev.starling.store;

import dev.starling.engine.Block;
import dev.starling.engine.Journal.Position;
import dev.starling.engine.OwnKey;
import dev.starling.engine.OwnRef;
import dev.starling.engine.ResourceException;
import dev.starling.engine.State;
import dev.starling.engine.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The committed blocks of one trial, and the place where the next one is added. */
final class TrialLog {

    private static final Logger LOG = LoggerFactory.getLogger(TrialLog.class);

    private final RunFiles files;
    private final BlockWriter writer;
    private final String trial;
    private final Map<OwnKey, OwnRef> own = new HashMap<>();
    private Manifest last;
    private boolean published = true;
    /** Those of {@link #last}, to see whether a block changed them; null until someone asked. */
    private Vectors constants;

    private TrialLog(RunFiles files, BlockWriter writer, String trial) {
        this.files = files;
        this.writer = writer;
        this.trial = trial;
    }

    /** A trial without blocks. */
    static TrialLog create(RunFiles files, BlockWriter writer, String trial) {
        return new TrialLog(files, writer, trial);
    }

    /** Reads what is committed, publishes what was left half-published, and sweeps what nothing refers to. */
    static TrialLog open(RunFiles files, BlockWriter writer, String trial) throws IOException {
        TrialLog log = new TrialLog(files, writer, trial);
        for (Manifest manifest : files.manifests(trial)) {
            files.publish(manifest);
            log.accept(manifest);
        }
        log.sweep();
        return log;
    }

    synchronized Optional<Position> position() {
        if (last == null) {
            return Optional.empty();
        }
        publish();
        Vectors vectors = Checkpoints.read(checkpoints(), last.vectors());
        State state = new State(last.round(), vectors, constants());
        return Optional.of(new Position(last.block() + 1, state, Map.copyOf(own), last.finished()));
    }

    synchronized void commit(Block block) {
        int next = last == null ? 0 : last.block() + 1;
        if (block.index() > next) {
            throw new IllegalArgumentException(
                    "trial %s: block %s cannot follow, block %s comes next".formatted(trial, block.index(), next));
        }
        if (block.index() < next) {
            publish();
            writer.requireSame(
                    block, Json.read(files.layout().manifest(files.run(), trial, block.index()), Manifest.class));
        } else if (last != null && last.finished()) {
            throw new IllegalArgumentException(
                    "trial %s is finished with block %s: nothing can follow".formatted(trial, last.block()));
        } else {
            publish();
            add(block);
            publish();
            // Only now: what is in flight before a commit refers to files that no manifest names yet.
            sweep();
        }
    }

    private void add(Block block) {
        boolean sameConstants = last != null && sameConstants(block.end().constants());
        try {
            committed(block, writer.commit(block, sameConstants ? last.constants() : null, sameConstants));
        } catch (ResourceException e) {
            // The manifest may be there though something failed after it: then the block counts, here too.
            Path manifest = files.layout().manifest(files.run(), trial, block.index());
            if (Files.exists(manifest)) {
                committed(block, Json.read(manifest, Manifest.class));
            }
            throw e;
        }
    }

    private void committed(Block block, Manifest manifest) {
        accept(manifest);
        constants = block.end().constants();
        published = false;
    }

    private void publish() {
        if (published) {
            return;
        }
        try {
            files.publish(last);
            published = true;
        } catch (IOException e) {
            throw DiskFailure.writing(
                    "block %s of trial %s, which is committed but not yet in its tables,"
                            .formatted(last.block(), trial),
                    files.layout().tables(),
                    e);
        }
    }

    private void accept(Manifest manifest) {
        for (Manifest.OwnFile file : manifest.own()) {
            for (Manifest.OwnState state : file.states()) {
                own.put(
                        new OwnKey(state.group(), state.key()),
                        new OwnRef(file.file(), state.offset(), state.length()));
            }
        }
        if (manifest.finished()) {
            own.clear();
        }
        last = manifest;
    }

    private boolean sameConstants(Vectors now) {
        Vectors before = constants();
        return before == now || before.sha256().equals(now.sha256());
    }

    private Vectors constants() {
        if (constants == null) {
            constants = Checkpoints.read(checkpoints(), last.constants());
        }
        return constants;
    }

    private Path checkpoints() {
        return files.layout().checkpoints(files.run(), trial);
    }

    /**
     * Deletes checkpoints before the newest and own states that no unit has any more. Between blocks none of the
     * trial's attempts counts, so nothing that is needed can be swept. What cannot be deleted now goes the next time.
     */
    private void sweep() {
        Set<String> live = new HashSet<>();
        own.values().forEach(ref -> live.add(ref.file()));
        for (Manifest.Checkpoint checkpoint :
                new Manifest.Checkpoint[] {last == null ? null : last.vectors(), last == null ? null : last.constants()
                }) {
            if (checkpoint != null) {
                live.add(checkpoint.file());
            }
        }
        for (Path folder : List.of(checkpoints(), files.layout().own(files.run(), trial))) {
            try {
                for (Path file : Disk.list(folder)) {
                    if (!live.contains(file.getFileName().toString())) {
                        files.disk().delete(file);
                    }
                }
            } catch (IOException e) {
                LOG.warn("run {} trial {}: cannot sweep {}: {}", files.run(), trial, folder, e.toString());
            }
        }
    }
}
