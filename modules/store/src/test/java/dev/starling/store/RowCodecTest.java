package dev.starling.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.Column;
import dev.starling.engine.MetricRow;
import dev.starling.engine.RoundRow;
import dev.starling.engine.Row;
import dev.starling.engine.Table;
import dev.starling.engine.TrialRow;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowCodecTest {

    @ParameterizedTest
    @CsvSource({
        "round, round",
        "stateBytes, state_bytes",
        "meanKL, mean_kl",
        "p10Accuracy, p10_accuracy",
        "KLToPrior, kl_to_prior",
        "a, a",
        "xY, x_y"
    })
    void columnNamesAreSnakeCase(String component, String column) {
        assertThat(ColumnSpec.snakeCase(component)).isEqualTo(column);
    }

    @Test
    void readsTheTablesOfTheEngine() {
        for (Class<? extends Row> type : List.of(RoundRow.class, TrialRow.class, MetricRow.class)) {
            assertThat(RowCodec.of(type).schema().columns()).isNotEmpty();
        }
        RowCodec<MetricRow> codec = RowCodec.of(MetricRow.class);
        MetricRow row = new MetricRow("accuracy", 0.5);
        assertThat(codec.row(codec.values(row))).isEqualTo(row);
    }

    record NoTable(@Column(doc = "a") int a) implements Row {}

    @Table(name = "t", doc = "d")
    record NoColumn(int a) implements Row {}

    @Table(name = "t", doc = "d")
    record Reserved(@Column(doc = "a") int block) implements Row {}

    @Table(name = "t", doc = "d")
    record WrongType(@Column(doc = "a") List<String> names) implements Row {}

    @Table(name = "Not A Name", doc = "d")
    record WrongName(@Column(doc = "a") int a) implements Row {}

    @Test
    void refusesWhatIsNoTable() {
        assertRefused(NoTable.class, "must be a record with @Table");
        assertRefused(NoColumn.class, "NoColumn.a must carry @Column");
        assertRefused(Reserved.class, "the folders carry 'block' already");
        assertRefused(WrongType.class, "WrongType.names: a row cannot hold a java.util.List");
        assertRefused(WrongName.class, "table name 'Not A Name' must be lower case");
    }

    private static void assertRefused(Class<? extends Row> type, String message) {
        assertThatThrownBy(() -> RowCodec.of(type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
