package dev.starling.spark;

import dev.starling.engine.DataException;
import dev.starling.store.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.functions;

/** The tables of a store as views of a Spark session. */
public final class Tables {

    private final SparkSession session;
    private final List<String> names = new ArrayList<>();

    /** Makes a view of each table that has rows. */
    public Tables(JavaSparkContext spark, Store store) {
        this.session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
        // A trial called 7 is still a text.
        session.conf().set("spark.sql.sources.partitionColumnTypeInference.enabled", "false");
        for (String table : store.tables()) {
            Dataset<Row> rows = read(store, table);
            if (Arrays.asList(rows.columns()).contains("block")) {
                rows = rows.withColumn("block", functions.col("block").cast("int"));
            }
            rows.createOrReplaceTempView(table);
            names.add(table);
        }
    }

    private Dataset<Row> read(Store store, String table) {
        try {
            return session.read()
                    .option("mergeSchema", "true")
                    .parquet(store.tableDirectory(table).toUri().toString());
        } catch (Exception e) {
            throw unreadable("table %s".formatted(table), e);
        }
    }

    /** What Spark met at the bottom of its causes names the file. */
    private static DataException unreadable(String what, Throwable thrown) {
        Throwable deepest = thrown;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return new DataException(
                "%s cannot be read: %s; restore the file, or move its run's folder out of the store"
                        .formatted(what, firstLine(deepest)),
                thrown);
    }

    private static String firstLine(Throwable thrown) {
        return String.valueOf(thrown.getMessage())
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse(thrown.getClass().getSimpleName());
    }

    /**
     * Answers a query as text.
     *
     * @return the names of the columns, then at most {@code limit} rows
     * @throws IllegalArgumentException saying what is wrong with the query and which tables there are
     */
    public List<List<String>> query(String sql, int limit) {
        try {
            Dataset<Row> answer = session.sql(sql);
            List<List<String>> lines = new ArrayList<>();
            lines.add(List.of(answer.columns()));
            for (Row row : answer.takeAsList(limit)) {
                List<String> cells = new ArrayList<>();
                for (int i = 0; i < row.length(); i++) {
                    cells.add(String.valueOf(row.get(i)));
                }
                lines.add(cells);
            }
            return lines;
        } catch (Exception e) {
            // AnalysisException is checked in Java and not declared by Scala, so it cannot be caught by name alone.
            if (e instanceof AnalysisException || e instanceof ParseException) {
                throw new IllegalArgumentException("%s; the tables are %s".formatted(firstLine(e), names), e);
            }
            if (e instanceof SparkException) {
                throw unreadable("a table that the query reads", e);
            }
            throw e;
        }
    }
}
