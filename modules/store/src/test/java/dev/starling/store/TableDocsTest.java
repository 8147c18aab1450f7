package dev.starling.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.MetricRow;
import dev.starling.engine.RoundRow;
import dev.starling.engine.Row;
import dev.starling.engine.TrialRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableDocsTest {

    /** Families add their own sections; those of the engine and the store must be among them, word for word. */
    @Test
    void tablesPageHoldsTheTablesOfEngineAndStoreAsTheyAre() throws IOException {
        String page = Files.readString(Path.of("../../docs/tables.md"));
        List<Class<? extends Row>> tables = new ArrayList<>(TableDocs.storeTables());
        tables.addAll(List.of(RoundRow.class, TrialRow.class, MetricRow.class));
        for (Class<? extends Row> table : tables) {
            assertThat(page).contains(TableDocs.markdown(List.of(table)));
        }
    }

    @Test
    void saysTypeUnitAndWhatMayDiffer() {
        assertThat(TableDocs.markdown(List.of(Samples.Point.class)))
                .isEqualTo("## points\n\nOne row a point of a test. Version 1.\n\n"
                        + "| column | type | unit | what it is |\n| --- | --- | --- | --- |\n"
                        + "| `of` | int32 |  | the block it is of |\n"
                        + "| `place` | int32 |  | its place in the block |\n"
                        + "| `value` | float64 | points | a value |\n"
                        + "| `wall_millis` | float64 | ms | how long it took (diagnostic) |\n");
    }
}
