package dev.starling.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.RecordConsumer;

/** Writes rows into a Parquet file. The same rows give the same bytes. */
final class RowFileWriter {

    // Row groups are what a writer holds in memory. Rows vary in size by orders of magnitude (a model's part is 16 MB),
    // so sizes are checked from the first row on: by default parquet-java looks again only after a hundred.
    private static final long ROW_GROUP_BYTES = 32L << 20;
    private static final int PAGE_BYTES = 1 << 20;
    private static final int ROWS_BEFORE_SIZE_CHECK = 1;

    private RowFileWriter() {}

    /** What was written, for the manifest. */
    record Written(long rows, long bytes, String sha256) {}

    /** Rows of a table, compressed. */
    static Written write(Disk disk, Path file, TableSchema schema, List<Object[]> rows) throws IOException {
        return write(disk, file, schema, rows, CompressionCodecName.ZSTD);
    }

    /** Elements of states: they do not compress, so time is not spent on it. */
    static Written writePlain(Disk disk, Path file, TableSchema schema, List<Object[]> rows) throws IOException {
        return write(disk, file, schema, rows, CompressionCodecName.UNCOMPRESSED);
    }

    private static Written write(
            Disk disk, Path file, TableSchema schema, List<Object[]> rows, CompressionCodecName codec)
            throws IOException {
        RowFileOutput output = new RowFileOutput(disk, file);
        Builder builder = new Builder(output, schema)
                .withConf(new Configuration(false))
                .withCompressionCodec(codec)
                .withRowGroupSize(ROW_GROUP_BYTES)
                .withPageSize(PAGE_BYTES)
                .withMinRowCountForPageSizeCheck(ROWS_BEFORE_SIZE_CHECK)
                .withPageWriteChecksumEnabled(true);
        for (ColumnSpec column : schema.columns()) {
            String path = column.type().list() ? column.name() + ".list.element" : column.name();
            builder.withDictionaryEncoding(path, column.type().dictionaryPays());
        }
        // parquet-java leaves the stream open when its last flush fails.
        try (output;
                ParquetWriter<Object[]> writer = builder.build()) {
            for (Object[] row : rows) {
                writer.write(row);
            }
        }
        return new Written(rows.size(), output.size(), output.sha256());
    }

    private static final class Builder extends ParquetWriter.Builder<Object[], Builder> {

        private final TableSchema schema;

        Builder(OutputFile output, TableSchema schema) {
            super(output);
            this.schema = schema;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected WriteSupport<Object[]> getWriteSupport(Configuration conf) {
            return new Support(schema);
        }
    }

    private static final class Support extends WriteSupport<Object[]> {

        private final TableSchema schema;
        private RecordConsumer out;

        Support(TableSchema schema) {
            this.schema = schema;
        }

        @Override
        public WriteContext init(Configuration configuration) {
            return new WriteContext(schema.parquet(), schema.metadata());
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            this.out = consumer;
        }

        @Override
        public void write(Object[] values) {
            out.startMessage();
            List<ColumnSpec> columns = schema.columns();
            for (int i = 0; i < values.length; i++) {
                // A missing value is a field that is left out.
                if (values[i] != null) {
                    String name = columns.get(i).name();
                    out.startField(name, i);
                    columns.get(i).type().write(values[i], out);
                    out.endField(name, i);
                }
            }
            out.endMessage();
        }
    }
}
