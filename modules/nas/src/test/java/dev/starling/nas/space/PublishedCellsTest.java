package dev.starling.nas.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.starling.data.CsvTable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The grammar, the canonical keys and the counters against the published list of all cells. */
@Tag("data")
class PublishedCellsTest {
    private static final CellSpace SPACE = CellSpace.INSTANCE;

    private static CsvTable published;
    private static List<String> texts;

    @BeforeAll
    static void readCells() {
        String folder = System.getenv("STARLING_DATA");
        assumeThat(folder)
                .as("STARLING_DATA names no folder: set it to one that holds nasbench201/archs.csv.gz")
                .isNotBlank();
        published = CsvTable.read(Path.of(folder, "nasbench201", "archs.csv.gz"));
        texts = published.texts("arch_str");
    }

    @Test
    void everyTextIsReadAndWrittenAsPublished() {
        assertThat(texts).hasSize(15_625).doesNotHaveDuplicates();
        List<String> edges = List.of("op_0_1", "op_0_2", "op_1_2", "op_0_3", "op_1_3", "op_2_3");
        for (int slot = 0; slot < CellSpace.EDGES; slot++) {
            int[] codes = published.ints(edges.get(slot));
            for (int i = 0; i < codes.length; i++) {
                assertThat(SPACE.parse(texts.get(i))[slot]).isEqualTo(codes[i]);
            }
        }
        assertThat(texts)
                .allSatisfy(text -> assertThat(SPACE.format(SPACE.parse(text))).isEqualTo(text));
    }

    @Test
    void canonicalKeysGroupCellsAsPublished() {
        int[] canonical = published.ints("canonical_idx");
        int[] reachable = published.ints("output_reachable");
        Map<String, Integer> first = new HashMap<>();
        Set<String> reached = new HashSet<>();
        int count = 0;
        for (int i = 0; i < texts.size(); i++) {
            int[] cell = SPACE.parse(texts.get(i));
            String key = SPACE.canonicalKey(cell);
            first.putIfAbsent(key, i);
            assertThat(first.get(key)).as(texts.get(i)).isEqualTo(canonical[i]);
            assertThat(SPACE.reachable(cell)).as(texts.get(i)).isEqualTo(reachable[i] == 1);
            if (SPACE.reachable(cell)) {
                count++;
                reached.add(key);
            }
        }
        assertThat(first).hasSize(6_466);
        assertThat(count).isEqualTo(15_284);
        assertThat(reached).hasSize(6_461);
    }

    @Test
    void everyCellCostsWhatIsPublished() {
        requireCosts("c10", 32, 10);
        requireCosts("c100", 32, 100);
        requireCosts("in16", 16, 120);
    }

    private static void requireCosts(String data, int resolution, int classes) {
        long[] parameters = published.longs("params_" + data);
        long[] costs = published.longs("flops_" + data);
        for (int i = 0; i < parameters.length; i++) {
            int[] cell = SPACE.parse(texts.get(i));
            assertThat(SPACE.parameters(classes, cell)).as(texts.get(i)).isEqualTo(parameters[i]);
            assertThat(SPACE.multiplyAccumulates(resolution, classes, cell))
                    .as(texts.get(i))
                    .isEqualTo(costs[i]);
        }
    }
}
