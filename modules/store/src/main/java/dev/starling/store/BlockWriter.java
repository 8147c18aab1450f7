package dev.starling.store;

import dev.starling.engine.Block;
import dev.starling.engine.DataException;
import dev.starling.engine.OwnKey;
import dev.starling.engine.OwnRef;
import dev.starling.engine.ResourceException;
import dev.starling.engine.Row;
import dev.starling.engine.State;
import dev.starling.engine.Vectors;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes blocks and commits them. Thread-safe for different trials. */
final class BlockWriter {

    private static final Logger LOG = LoggerFactory.getLogger(BlockWriter.class);

    private final RunFiles files;
    private final Codecs codecs;
    private final String settingsHash;

    BlockWriter(RunFiles files, Codecs codecs, String settingsHash) {
        this.files = files;
        this.codecs = codecs;
        this.settingsHash = settingsHash;
    }

    String content(Block block) {
        return BlockContent.hash(block, codecs::of);
    }

    /**
     * Stages a block's files and creates its manifest, which is the commit. If the manifest exists already, it is
     * returned as it is.
     *
     * @param block the block
     * @param constants the checkpoint that holds the end state's constants, if they are old
     * @param oldConstants whether they are
     * @throws ResourceException if it cannot be written; then either nothing of it counts, or its manifest exists
     */
    Manifest commit(Block block, Manifest.Checkpoint constants, boolean oldConstants) {
        String attempt = Names.unique();
        Path target = files.layout().manifest(files.run(), block.trial(), block.index());
        try {
            Manifest manifest = stage(block, attempt, constants, oldConstants);
            files.disk().createFolders(target.getParent());
            try {
                files.disk().publishNew(files.staged(attempt, RunFiles.STAGED_MANIFEST), target);
            } catch (FileAlreadyExistsException e) {
                // An earlier call came as far as this and then failed: its outcome was unknown, now it is known.
                discard(block, attempt);
                manifest = Json.read(target, Manifest.class);
                requireSame(block, manifest);
            }
            files.disk().syncFolder(target.getParent());
            return manifest;
        } catch (IOException e) {
            if (!Files.exists(target)) {
                discard(block, attempt);
            }
            throw DiskFailure.writing(
                    "block %s of trial %s".formatted(block.index(), block.trial()),
                    files.layout().root(),
                    e);
        }
    }

    private Manifest stage(Block block, String attempt, Manifest.Checkpoint constants, boolean oldConstants)
            throws IOException {
        Path staging = files.layout().staging(files.run());
        files.disk().createFolders(staging);
        List<Manifest.TableFile> tables = new ArrayList<>();
        for (Map.Entry<RowCodec<?>, List<Object[]>> table : byTable(block).entrySet()) {
            TableSchema schema = table.getKey().schema();
            Path file = files.staged(attempt, schema.name() + RunFiles.STAGED_SUFFIX);
            RowFileWriter.Written written = RowFileWriter.write(files.disk(), file, schema, table.getValue());
            tables.add(new Manifest.TableFile(schema.name(), written.rows(), written.bytes(), written.sha256()));
        }
        State end = block.end();
        Manifest manifest = new Manifest(
                Layout.FORMAT,
                files.run(),
                block.trial(),
                block.index(),
                content(block),
                end.round(),
                attempt,
                tables,
                checkpoint(block, attempt, "vectors", end.vectors()),
                oldConstants ? constants : checkpoint(block, attempt, "constants", end.constants()),
                own(block),
                block.last());
        files.disk().writeSynced(files.staged(attempt, RunFiles.STAGED_MANIFEST), Json.bytes(manifest));
        files.disk().syncFolder(staging);
        return manifest;
    }

    private Manifest.Checkpoint checkpoint(Block block, String attempt, String what, Vectors vectors)
            throws IOException {
        String name = String.format(Locale.ROOT, "%08d-%s-%s.parquet", block.index(), attempt, what);
        Path file = files.layout().checkpoints(files.run(), block.trial()).resolve(name);
        return Checkpoints.write(files.disk(), file, vectors);
    }

    /**
     * A block that is committed already may come again, but not with other content.
     *
     * @throws DataException if it does
     */
    void requireSame(Block block, Manifest committed) {
        String content = content(block);
        if (!content.equals(committed.content())) {
            throw new DataException(
                    "run %s trial %s block %s is committed with content %s and now came with %s: the same work gave other results; what is committed stays"
                            .formatted(files.run(), block.trial(), block.index(), committed.content(), content));
        }
    }

    /** Deletes what an attempt left that came to nothing, first of all to make room. */
    private void discard(Block block, String attempt) {
        Path checkpoints = files.layout().checkpoints(files.run(), block.trial());
        for (Path folder : List.of(files.layout().staging(files.run()), checkpoints)) {
            try {
                for (Path file : Disk.list(folder)) {
                    if (file.getFileName().toString().contains(attempt)) {
                        files.disk().delete(file);
                    }
                }
            } catch (IOException e) {
                LOG.warn("run {}: cannot sweep {}: {}; the next resume does", files.run(), folder, e.toString());
            }
        }
    }

    /** Rows by table, in the order in which the block holds them; the model as rows of its own table. */
    private Map<RowCodec<?>, List<Object[]>> byTable(Block block) {
        Map<String, RowCodec<?>> seen = new TreeMap<>();
        Map<RowCodec<?>, List<Object[]>> tables = new LinkedHashMap<>();
        List<Row> rows = new ArrayList<>(block.rows());
        if (block.last()) {
            rows.addAll(ModelRow.of(block.conclusion().model(), settingsHash));
        }
        for (Row row : rows) {
            RowCodec<?> codec = codecs.of(row);
            RowCodec<?> first = seen.putIfAbsent(codec.schema().name(), codec);
            if (first != null && first != codec) {
                throw new IllegalArgumentException(
                        "two record classes claim the table " + codec.schema().name());
            }
            tables.computeIfAbsent(codec, c -> new ArrayList<>()).add(codec.values(row));
        }
        return tables;
    }

    private List<Manifest.OwnFile> own(Block block) throws IOException {
        Map<String, List<Manifest.OwnState>> byFile = new TreeMap<>();
        Map<String, Long> sizes = new TreeMap<>();
        for (Map.Entry<OwnKey, OwnRef> entry : new TreeMap<>(block.own()).entrySet()) {
            OwnRef ref = entry.getValue();
            byFile.computeIfAbsent(ref.file(), f -> new ArrayList<>())
                    .add(new Manifest.OwnState(
                            entry.getKey().group(), entry.getKey().key(), ref.offset(), ref.length()));
            sizes.merge(ref.file(), ref.offset() + ref.length(), Math::max);
        }
        for (Map.Entry<String, Long> size : sizes.entrySet()) {
            Path file = files.layout().own(files.run(), block.trial()).resolve(size.getKey());
            if (!Files.exists(file) || Files.size(file) < size.getValue()) {
                throw new DataException(
                        "%s, in which a worker left own states, does not reach the driver: the store must lie in a folder that the driver and all workers share"
                                .formatted(file));
            }
        }
        return byFile.entrySet().stream()
                .map(entry -> new Manifest.OwnFile(entry.getKey(), entry.getValue()))
                .toList();
    }
}
