package dev.starling.nas.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SpacesTest {

    static Stream<SearchSpace> spaces() {
        return Stream.of(CellSpace.INSTANCE, SizeSpace.INSTANCE, FbnetSpace.INSTANCE, OfaSpace.INSTANCE);
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void everyTextIsReadBackAsItWasWritten(SearchSpace space) {
        RandomGenerator random = new SplittableRandom(3);
        for (int i = 0; i < 200; i++) {
            int[] architecture = space.random(random);
            assertThat(space.parse(space.format(architecture))).isEqualTo(architecture);
        }
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void aMutationAndANeighborDifferInOneSlot(SearchSpace space) {
        RandomGenerator random = new SplittableRandom(4);
        int[] architecture = space.random(random);
        for (int i = 0; i < 100; i++) {
            assertThat(differences(architecture, space.mutate(architecture, random)))
                    .isOne();
        }
        List<int[]> neighbors = space.neighbors(architecture);
        int expected = 0;
        for (int choices : space.choices()) {
            expected += choices - 1;
        }
        assertThat(neighbors).hasSize(expected).allMatch(neighbor -> differences(architecture, neighbor) == 1);
        assertThat(neighbors.stream().map(space::format).distinct()).hasSize(expected);
    }

    private static int differences(int[] a, int... b) {
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            count += a[i] == b[i] ? 0 : 1;
        }
        return count;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "|none~0|+|none~0|none~1|+|none~0|none~1|skip~2|; 40",
                "|none~0|+|none~0|none~0|+|none~0|none~1|none~2|; 21",
                "none~0|; 0",
                "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|x; 47",
                "|none~0|+|none~0|none~1|; 24"
            })
    void aMalformedCellNamesItsPlace(String text, int position) {
        assertThatThrownBy(() -> CellSpace.INSTANCE.parse(text))
                .isInstanceOfSatisfying(
                        ArchitectureException.class,
                        e -> assertThat(e.position()).isEqualTo(position))
                .hasMessageContaining("at position " + position)
                .hasMessageContaining("is due");
    }

    @Test
    void sizesAndOtherTextsNameTheirPlaceToo() {
        assertThatThrownBy(() -> SizeSpace.INSTANCE.parse("8:8:12:8:8"))
                .hasMessageContaining("at position 4 is '12:8:8' where one of the numbers [8, 16,");
        assertThatThrownBy(() -> FbnetSpace.INSTANCE.parse("k3_e1|k3_e9")).hasMessageContaining("position 6");
        assertThatThrownBy(() -> OfaSpace.INSTANCE.parse("r224:d2,3,5")).hasMessageContaining("position 10");
        assertThatThrownBy(() -> CellSpace.INSTANCE.format(0, 1, 2))
                .hasMessageContaining("has 6 slots, and this one has 3 choices");
        assertThatThrownBy(() -> CellSpace.INSTANCE.format(0, 1, 2, 3, 4, 5)).hasMessageContaining("slot 5");
    }

    @ParameterizedTest
    @CsvSource({
        "8:8:8:8:8, 11714, 4481114",
        "8:8:8:16:32, 49202, 6840650",
        "8:8:40:32:40, 144834, 21827994",
    })
    void sizesCostWhatIsPublished(String text, long parameters, long cost) {
        int[] sizes = SizeSpace.INSTANCE.parse(text);
        assertThat(SizeSpace.INSTANCE.parameters(10, sizes)).isEqualTo(parameters);
        assertThat(SizeSpace.INSTANCE.multiplyAccumulates(32, 10, sizes)).isEqualTo(cost);
    }

    @Test
    void spacesAreAsLargeAsPublished() {
        assertThat(CellSpace.INSTANCE.size()).isEqualTo(15_625);
        assertThat(SizeSpace.INSTANCE.size()).isEqualTo(32_768);
        assertThat(FbnetSpace.INSTANCE.size()).isEqualTo(Long.MAX_VALUE);
        assertThat(CellSpace.INSTANCE.size()).isLessThan(OfaSpace.INSTANCE.size());
    }

    @Test
    void layersBeyondAStagesDepthHaveNoEffect() {
        int[] architecture =
                OfaSpace.INSTANCE.parse("r224:d2,2,2,2,2:k" + "7,".repeat(19) + "7:e" + "6,".repeat(19) + "6");
        int[] other = architecture.clone();
        other[OfaSpace.STAGES + 3] = 0;
        assertThat(OfaSpace.INSTANCE.canonicalKey(other)).isEqualTo(OfaSpace.INSTANCE.canonicalKey(architecture));
        other[OfaSpace.STAGES + 1] = 0;
        assertThat(OfaSpace.INSTANCE.canonicalKey(other)).isNotEqualTo(OfaSpace.INSTANCE.canonicalKey(architecture));
    }
}
