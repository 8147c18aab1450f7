package dev.starling.store;

import dev.starling.engine.DataException;
import dev.starling.engine.Hashes;
import dev.starling.engine.Vectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Keeps the vectors of states in files of their own, large vectors in parts. */
final class Checkpoints {

    /** Bytes of elements a row at most. */
    static final int PART_BYTES = 16 << 20;

    private static final TableSchema SCHEMA = new TableSchema(
            "checkpoint",
            1,
            "A part of a named vector of a state.",
            List.of(
                    column("vector", ColumnType.STRING, "its name"),
                    column("type", ColumnType.STRING, "float32 or float64"),
                    column("length", ColumnType.INT, "elements of the whole vector"),
                    column("part", ColumnType.INT, "from 0"),
                    column("elements", ColumnType.BYTES, "elements of this part, little-endian")));

    private Checkpoints() {}

    private static ColumnSpec column(String name, ColumnType type, String doc) {
        return new ColumnSpec(name, type, false, doc, "", false);
    }

    /** Writes vectors to a new file; null if there are none. */
    static Manifest.Checkpoint write(Disk disk, Path file, Vectors vectors) throws IOException {
        if (vectors.isEmpty()) {
            return null;
        }
        disk.createFolders(file.getParent());
        RowFileWriter.Written written = RowFileWriter.writePlain(disk, file, SCHEMA, rows(vectors));
        disk.syncFolder(file.getParent());
        return new Manifest.Checkpoint(file.getFileName().toString(), written.bytes(), written.sha256());
    }

    /**
     * Reads vectors back.
     *
     * @throws DataException if the file is not the one that was committed
     */
    static Vectors read(Path folder, Manifest.Checkpoint checkpoint) {
        if (checkpoint == null) {
            return Vectors.empty();
        }
        Path file = folder.resolve(checkpoint.file());
        verify(file, checkpoint);
        Vectors vectors = Vectors.empty();
        ByteBuffer elements = null;
        for (Object[] row : RowFileReader.read(file, SCHEMA)) {
            boolean single = row[1].equals("float32");
            if ((Integer) row[3] == 0) {
                elements = buffer((Integer) row[2] * (single ? 4 : 8));
            }
            elements.put((byte[]) row[4]);
            if (!elements.hasRemaining()) {
                elements.flip();
                String name = (String) row[0];
                vectors = single ? vectors.with(name, floats(elements)) : vectors.with(name, doubles(elements));
            }
        }
        return vectors;
    }

    private static void verify(Path file, Manifest.Checkpoint checkpoint) {
        String found;
        try {
            found = Hashes.sha256(Disk.read(file));
        } catch (IOException e) {
            throw new DataException(
                    "cannot read %s, the state of the last committed block: %s; restore it from a copy"
                            .formatted(file, e.getMessage()),
                    e);
        }
        if (!found.equals(checkpoint.sha256())) {
            throw new DataException(
                    "%s is damaged: its SHA-256 is %s, and %s was committed; restore it from a copy, or delete its run and run it again"
                            .formatted(file, found, checkpoint.sha256()));
        }
    }

    private static List<Object[]> rows(Vectors vectors) {
        List<Object[]> rows = new ArrayList<>();
        for (Map.Entry<String, Object> entry : vectors.asMap().entrySet()) {
            boolean single = entry.getValue() instanceof float[];
            int size = single ? 4 : 8;
            int length = single ? ((float[]) entry.getValue()).length : ((double[]) entry.getValue()).length;
            int step = PART_BYTES / size;
            // A vector without elements still has its one part.
            for (int from = 0; from == 0 || from < length; from += step) {
                ByteBuffer part = buffer(Math.min(step, length - from) * size);
                if (single) {
                    part.asFloatBuffer().put((float[]) entry.getValue(), from, part.capacity() / size);
                } else {
                    part.asDoubleBuffer().put((double[]) entry.getValue(), from, part.capacity() / size);
                }
                String type = single ? "float32" : "float64";
                rows.add(new Object[] {entry.getKey(), type, length, from / step, part.array()});
            }
        }
        return rows;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static float[] floats(ByteBuffer elements) {
        float[] floats = new float[elements.remaining() / 4];
        elements.asFloatBuffer().get(floats);
        return floats;
    }

    private static double[] doubles(ByteBuffer elements) {
        double[] doubles = new double[elements.remaining() / 8];
        elements.asDoubleBuffer().get(doubles);
        return doubles;
    }
}
