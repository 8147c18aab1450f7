package dev.starling.federated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Row;
import dev.starling.testing.TablePage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/federated.md describes the tables as their annotations do. */
class TablesDocTest {

    static Stream<Class<? extends Row>> tables() {
        return new FederatedExperiment(List.of(), "", List.of()).tables().stream();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void theDocsHaveTheTable(Class<? extends Row> row) throws IOException {
        assertThat(Files.readString(Path.of("../../docs/federated.md"))).contains(TablePage.section(row));
    }
}
