package dev.starling.store;

import dev.starling.engine.DataException;
import dev.starling.engine.Row;
import dev.starling.engine.TrainedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads a run's rows by way of its manifests: exactly the committed blocks, also while a driver is at work or after one
 * was killed between commit and publication.
 */
final class RunReader {

    private final RunFiles files;

    RunReader(RunFiles files) {
        this.files = files;
    }

    <R extends Row> List<StoredRow<R>> rows(RowCodec<R> codec, List<String> trials) {
        List<StoredRow<R>> rows = new ArrayList<>();
        for (String trial : trials) {
            for (Manifest manifest : files.manifests(trial)) {
                for (Object[] values : read(
                        manifest,
                        codec.schema().name(),
                        file -> RowFileReader.read(file, codec.schema()),
                        List.<Object[]>of())) {
                    rows.add(new StoredRow<>(files.run(), trial, manifest.block(), codec.row(values)));
                }
            }
        }
        return rows;
    }

    /** Adds the rows that some trials have in a table, as maps by column. */
    void table(String table, List<String> trials, List<Map<String, Object>> rows) {
        for (String trial : trials) {
            for (Manifest manifest : files.manifests(trial)) {
                TableData data = read(manifest, table, RowFileReader::read, new TableData(List.of(), List.of()));
                for (List<Object> values : data.rows()) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("run", files.run());
                    row.put("trial", trial);
                    row.put("block", manifest.block());
                    for (int i = 0; i < values.size(); i++) {
                        row.put(data.columns().get(i), values.get(i));
                    }
                    rows.add(row);
                }
            }
        }
    }

    /** The model that a trial left, or null if it is not finished. */
    StoredModel model(RowCodec<ModelRow> codec, String trial) {
        List<ModelRow> parts =
                rows(codec, List.of(trial)).stream().map(StoredRow::row).toList();
        if (parts.isEmpty()) {
            return null;
        }
        TrainedModel model = ModelRow.join(parts);
        ModelRow first = parts.get(0);
        if (parts.size() != first.parts() || !model.stateHash().equals(first.stateHash())) {
            throw new DataException(
                    "the model of run %s trial %s is damaged: %s of %s parts with hash %s, and %s was committed; restore its file in table models from a copy"
                            .formatted(
                                    files.run(),
                                    trial,
                                    parts.size(),
                                    first.parts(),
                                    model.stateHash(),
                                    first.stateHash()));
        }
        return new StoredModel(files.run(), trial, first.settingsHash(), model);
    }

    private <T> T read(Manifest manifest, String table, Function<Path, T> reading, T none) {
        for (Manifest.TableFile file : manifest.files()) {
            if (file.table().equals(table)) {
                Path path = files.located(manifest, file);
                try {
                    return reading.apply(path);
                } catch (DataException e) {
                    Path moved = files.published(manifest, file);
                    // A driver may publish it just now.
                    if (Files.exists(path) || !Files.exists(moved)) {
                        throw e;
                    }
                    return reading.apply(moved);
                }
            }
        }
        return none;
    }
}
