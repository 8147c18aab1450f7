package dev.starling.episodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Row;
import dev.starling.episodes.covariance.CovarianceKind;
import dev.starling.episodes.hyper.HyperKind;
import dev.starling.episodes.sequential.SequentialKind;
import dev.starling.testing.TablePage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages describe the tables as their annotations do. */
class TablesDocTest {

    static Stream<Arguments> tables() {
        return Stream.of(
                        page(EpisodicProgram.TABLES, "episodes.md"),
                        page(new SequentialKind().tables(), "sequential-reptile.md"),
                        page(new HyperKind().tables(), "hyperdistill.md"),
                        page(new CovarianceKind().tables(), "covariance.md"))
                .flatMap(page -> page);
    }

    private static Stream<Arguments> page(List<Class<? extends Row>> rows, String page) {
        return rows.stream().map(row -> Arguments.of(row, page));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void theDocsHaveTheTable(Class<? extends Row> row, String page) throws IOException {
        assertThat(Files.readString(Path.of("../../docs", page))).contains(TablePage.section(row));
    }
}
