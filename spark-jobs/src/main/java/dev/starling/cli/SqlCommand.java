package dev.starling.cli;

import dev.starling.engine.InputException;
import dev.starling.spark.Tables;
import dev.starling.store.Store;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code starling sql}. */
@Command(
        name = "sql",
        description =
                "Asks the tables of a store in Spark SQL. Columns run, trial and block say where a row comes from.",
        footer = {
            "",
            "Examples:",
            "  starling sql \"select trial, value from metrics where name = 'accuracy.final' order by value desc\"",
            "  starling sql \"show tables\"",
            "  starling sql \"describe rounds\""
        })
final class SqlCommand implements Callable<Integer> {

    @ParentCommand
    private Starling starling;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "QUERY", description = "The query.")
    private String query;

    @Option(
            names = "--limit",
            paramLabel = "ROWS",
            defaultValue = "1000",
            description = "Rows to print. Default: ${DEFAULT-VALUE}")
    private int limit;

    @Mixin
    private StoreOption option;

    @Mixin
    private SparkOptions spark;

    @Override
    public Integer call() {
        Store store = Store.openExisting(option.path(starling.surroundings()));
        try (JavaSparkContext session = spark.openForQueries(starling.surroundings())) {
            Tables tables = new Tables(session, store);
            List<List<String>> lines = tables.query(query, limit + 1);
            Columns columns = new Columns();
            lines.stream().limit(limit + 1L).forEach(columns::line);
            spec.commandLine().getOut().print(columns);
            if (lines.size() > limit + 1) {
                spec.commandLine().getErr().println("more than %s rows; see --limit".formatted(limit));
            }
            return 0;
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }
}
