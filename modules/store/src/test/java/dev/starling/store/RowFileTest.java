package dev.starling.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.Column;
import dev.starling.engine.DataException;
import dev.starling.engine.Hashes;
import dev.starling.engine.Row;
import dev.starling.engine.Table;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowFileTest {

    @TempDir
    Path folder;

    private Path file;

    @Table(name = "everything", doc = "One row a value of each type.", version = 2)
    record Everything(
            @Column(doc = "an int") int count,
            @Column(doc = "a long", unit = "bytes") long sizeBytes,
            @Column(doc = "a float") float ratio,

            @Column(doc = "a double", unit = "ms", diagnostic = true)
            double wallMillis,

            @Column(doc = "a flag") boolean done,
            @Column(doc = "a text") String name,
            @Column(doc = "maybe an int") Integer maybeInt,
            @Column(doc = "maybe a long") Long maybeLong,
            @Column(doc = "maybe a float") Float maybeFloat,
            @Column(doc = "maybe a double") Double meanKL,
            @Column(doc = "maybe a flag") Boolean maybeFlag,
            @Column(doc = "bytes") byte[] raw,
            @Column(doc = "ints") int[] histogram,
            @Column(doc = "longs") long[] keys,
            @Column(doc = "floats") float[] weights,
            @Column(doc = "doubles") double[] losses)
            implements Row {}

    private static final RowCodec<Everything> CODEC = RowCodec.of(Everything.class);

    private static final Everything FULL = new Everything(
            Integer.MIN_VALUE,
            Long.MAX_VALUE,
            Float.MIN_VALUE,
            Double.NaN,
            true,
            "gr\u00fc\u00dfe \ud83d\ude00 \n\"",
            1,
            2L,
            3f,
            Double.NEGATIVE_INFINITY,
            false,
            new byte[] {-1, 0, 1},
            new int[] {1, -2},
            new long[] {Long.MIN_VALUE},
            new float[] {1.5f, Float.NaN, -0f},
            new double[] {Math.PI});

    private static final Everything SPARSE = new Everything(
            0, 0, 0, 0, false, null, null, null, null, null, null, new byte[0], new int[0], null, new float[0], null);

    @BeforeEach
    void nameAFile() {
        file = folder.resolve("f.parquet");
    }

    @Test
    void readsEveryTypeBackAsItWasWritten() throws IOException {
        write(List.of(FULL, SPARSE, FULL));
        assertThat(texts(rows())).isEqualTo(texts(List.of(FULL, SPARSE, FULL)));
    }

    @Test
    void givesTheSameBytesForTheSameRows() throws IOException {
        RowFileWriter.Written first = write(List.of(FULL, SPARSE));
        byte[] bytes = Files.readAllBytes(file);
        RowFileWriter.Written second = write(List.of(FULL, SPARSE));
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        assertThat(second).isEqualTo(first);
        assertThat(first.bytes()).isEqualTo(bytes.length);
        assertThat(first.sha256()).isEqualTo(Hashes.sha256(bytes));
    }

    @Test
    void fileExplainsItself() throws IOException {
        write(List.of(FULL));
        assertThat(footer().getFileMetaData().getKeyValueMetaData())
                .containsEntry("starling.table", "everything")
                .containsEntry("starling.table.version", "2")
                .containsEntry("starling.table.doc", "One row a value of each type.")
                .containsEntry("starling.column.size_bytes.doc", "a long")
                .containsEntry("starling.column.size_bytes.unit", "bytes")
                .containsEntry("starling.column.wall_millis.diagnostic", "true")
                .doesNotContainKey("starling.column.count.diagnostic");
    }

    /** The spelling that readers of all versions so far rely on; a change here needs a new table version. */
    @Test
    void schemaIsTheOneThatOtherReadersKnow() throws IOException {
        write(List.of(FULL));
        String list =
                "  optional group %s (LIST) {\n    repeated group list {\n      required %s element;\n    }\n  }\n";
        assertThat(footer().getFileMetaData().getSchema().toString())
                .isEqualTo("message everything {\n"
                        + "  required int32 count;\n"
                        + "  required int64 size_bytes;\n"
                        + "  required float ratio;\n"
                        + "  required double wall_millis;\n"
                        + "  required boolean done;\n"
                        + "  optional binary name (STRING);\n"
                        + "  optional int32 maybe_int;\n"
                        + "  optional int64 maybe_long;\n"
                        + "  optional float maybe_float;\n"
                        + "  optional double mean_kl;\n"
                        + "  optional boolean maybe_flag;\n"
                        + "  optional binary raw;\n"
                        + list.formatted("histogram", "int32")
                        + list.formatted("keys", "int64")
                        + list.formatted("weights", "float")
                        + list.formatted("losses", "double")
                        + "}\n");
    }

    @Test
    void bulkIsWrittenWithoutDictionaryAndInReadableSizes() throws IOException {
        List<Object[]> rows = new ArrayList<>();
        float[] parameters = new float[3 << 20];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) Math.sin(i);
        }
        TableSchema models = RowCodec.of(ModelRow.class).schema();
        for (int part = 0; part < 4; part++) {
            rows.add(RowCodec.of(ModelRow.class).values(new ModelRow("n", "[]", "s", "h", part, 4, parameters)));
        }
        RowFileWriter.write(new Disk(), file, models, rows);
        assertThat(footer().getBlocks())
                .as("row groups of at most 32 MB and one row")
                .hasSizeGreaterThan(1);
        footer().getBlocks()
                .forEach(group -> group.getColumns().stream()
                        .filter(column -> column.getPath().toDotString().startsWith("parameters"))
                        .forEach(column -> {
                            assertThat(column.hasDictionaryPage()).isFalse();
                            assertThat(column.getCodec()).isEqualTo(CompressionCodecName.ZSTD);
                        }));
        assertThat(RowFileReader.read(file, models)).hasSize(4);
    }

    @Test
    void olderFileWithoutAnOptionalColumnGivesMissingValues() throws IOException {
        writeAs(1, without("mean_kl", "losses"), FULL);
        Everything row = rows().get(0);
        assertThat(row.meanKL()).isNull();
        assertThat(row.losses()).isNull();
        assertThat(row.name()).isEqualTo(FULL.name());
        assertThat(row.weights()).isEqualTo(FULL.weights());
    }

    @Test
    void olderFileWithoutANeededColumnIsRefused() throws IOException {
        writeAs(1, without("size_bytes"), FULL);
        assertThatThrownBy(this::rows)
                .isInstanceOf(DataException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("no column 'size_bytes', which version 2 of table everything needs");
    }

    @Test
    void columnsOfAnAmendedFileAreFoundByName() throws IOException {
        List<ColumnSpec> columns = new ArrayList<>(CODEC.schema().columns());
        columns.add(0, new ColumnSpec("added", ColumnType.INT, false, "new", "", false));
        Object[] values = new Object[columns.size()];
        values[0] = 5;
        System.arraycopy(CODEC.values(FULL), 0, values, 1, values.length - 1);
        TableSchema schema = new TableSchema("everything", 2, "doc", columns);
        RowFileWriter.write(new Disk(), file, schema, List.<Object[]>of(values));
        assertThat(texts(rows())).isEqualTo(texts(List.of(FULL)));
    }

    @Test
    void newerTableVersionIsRefusedWithBothVersions() throws IOException {
        writeAs(3, without(), FULL);
        assertThatThrownBy(this::rows)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("version 3 of table everything")
                .hasMessageContaining("versions up to 2")
                .hasMessageContaining("newer Starling");
    }

    @Test
    void anotherTypeIsRefused() throws IOException {
        List<ColumnSpec> columns = List.of(new ColumnSpec("count", ColumnType.STRING, false, "d", "", false));
        TableSchema schema = new TableSchema("everything", 2, "doc", columns);
        RowFileWriter.write(new Disk(), file, schema, List.<Object[]>of(new Object[] {"1"}));
        assertThatThrownBy(this::rows)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'count' is 'required binary count (STRING)'")
                .hasMessageContaining("has int32 there");
    }

    @Test
    void anotherTableIsRefused() throws IOException {
        write(List.of(FULL));
        TableSchema other = new TableSchema("other", 1, "doc", CODEC.schema().columns());
        assertThatThrownBy(() -> RowFileReader.read(file, other))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("holds table everything, not other");
    }

    @ParameterizedTest(name = "cut to {0} per cent")
    @ValueSource(ints = {0, 1, 30, 70, 99})
    void truncatedFileIsAnErrorThatNamesIt(int percent) throws IOException {
        write(List.of(FULL, SPARSE));
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(cut.length() * percent / 100);
        }
        assertThatThrownBy(this::rows)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("cannot read " + file)
                .hasMessageContaining("restore it from a copy");
    }

    @Test
    void flippedBitInTheDataIsNoticed() throws IOException {
        write(List.of(FULL, SPARSE));
        try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
            // Within the first page, behind its header.
            damaged.seek(60);
            int old = damaged.read();
            damaged.seek(60);
            damaged.write(old ^ 4);
        }
        assertThatThrownBy(this::rows).isInstanceOf(DataException.class).hasMessageContaining(file.toString());
    }

    @Test
    void missingFileIsAnErrorThatSaysSo() {
        assertThatThrownBy(this::rows)
                .isInstanceOf(DataException.class)
                .hasMessageContaining(file + " is missing though its block is committed");
    }

    private RowFileWriter.Written write(List<Everything> rows) throws IOException {
        return RowFileWriter.write(
                new Disk(),
                file,
                CODEC.schema(),
                rows.stream().map(CODEC::values).toList());
    }

    private List<Everything> rows() {
        return RowFileReader.read(file, CODEC.schema()).stream().map(CODEC::row).toList();
    }

    /** Everything of the rows, elements of arrays, NaN and signs of zeros included. */
    private static List<String> texts(List<Everything> rows) {
        return rows.stream().map(row -> Arrays.deepToString(CODEC.values(row))).toList();
    }

    private static List<String> without(String... names) {
        return List.of(names);
    }

    private void writeAs(int version, List<String> without, Everything row) throws IOException {
        List<ColumnSpec> columns = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        Object[] all = CODEC.values(row);
        for (int i = 0; i < all.length; i++) {
            ColumnSpec column = CODEC.schema().columns().get(i);
            if (!without.contains(column.name())) {
                columns.add(column);
                values.add(all[i]);
            }
        }
        TableSchema schema = new TableSchema("everything", version, "doc", columns);
        RowFileWriter.write(new Disk(), file, schema, List.<Object[]>of(values.toArray()));
    }

    private ParquetMetadata footer() throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder().build();
        try (ParquetFileReader reader = ParquetFileReader.open(new RowFileInput(file), options)) {
            return reader.getFooter();
        }
    }
}
