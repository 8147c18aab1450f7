package dev.starling.episodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;
import dev.starling.episodes.sequential.SequentialKind;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages describe the tables as their annotations do. */
class TablesDocTest {

    static Stream<Arguments> tables() {
        return Stream.concat(
                EpisodicProgram.TABLES.stream().map(row -> Arguments.of(row, "episodes.md")),
                new SequentialKind().tables().stream().map(row -> Arguments.of(row, "sequential-reptile.md")));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void theDocsHaveTheTable(Class<? extends Row> row, String page) throws IOException {
        assertThat(Files.readString(Path.of("../../docs", page))).contains(section(row));
    }

    private static String section(Class<? extends Row> row) {
        Table table = row.getAnnotation(Table.class);
        StringBuilder text = new StringBuilder("### " + table.name() + "\n\n" + table.doc()
                + "\n\n| column | type | unit | what it is |\n| --- | --- | --- | --- |\n");
        for (RecordComponent component : row.getRecordComponents()) {
            Column column = component.getAnnotation(Column.class);
            text.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT),
                            type(component.getType()),
                            column.unit(),
                            column.doc()));
        }
        return text.toString();
    }

    private static String type(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "int", "Integer" -> "int32";
            case "long", "Long" -> "int64";
            case "double", "Double" -> "float64";
            case "String" -> "text";
            case "int[]" -> "list of int32";
            case "double[]" -> "list of float64";
            default -> throw new IllegalArgumentException("no name for " + type);
        };
    }
}
