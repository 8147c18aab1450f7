package dev.starling.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutTest {
    private static final Layout LAYOUT =
            Layout.builder().add("a", 2, 3).add("b", 3).add("c", 1).build();

    @Test
    void entriesFollowOneAnother() {
        assertThat(LAYOUT.size()).isEqualTo(10);
        assertThat(LAYOUT.entries()).extracting(Layout.Entry::offset).containsExactly(0, 6, 9);
    }

    @Test
    void aLayerIsWhatNamesCallAlikeUpToTheirFirstSlash() {
        Layout layout = Layout.builder()
                .add("conv1/weight", 2)
                .add("conv1/bias", 1)
                .add("scale", 1)
                .add("dense1/weight", 4)
                .add("dense1/bias", 2)
                .build();

        assertThat(layout.layers()).containsExactly(0, 2, 3);
        assertThat(layout.lastLayers(1)).isEqualTo(3);
        assertThat(layout.lastLayers(3)).isZero();
        assertThatThrownBy(() -> layout.lastLayers(4)).hasMessageContaining("ask for 1 to 3");
    }

    @Test
    void cutsAVectorByName() {
        try (Scope scope = Scope.open()) {
            Tensor flat = scope.tensor(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 10);

            var parts = LAYOUT.named(flat);

            assertThat(parts.keySet()).containsExactly("a", "b", "c");
            assertThat(parts.get("a").shape()).containsExactly(2, 3);
            assertThat(parts.get("a").toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(parts.get("c").toFloats()).containsExactly(9);
        }
    }

    @Test
    void theDerivativeOfACutIsPutBackInItsPlace() {
        try (Scope scope = Scope.open()) {
            Tensor flat = scope.variable(scope.tensor(new float[10], 10));
            Tensor loss = LAYOUT.named(flat).get("b").mul(2).sum();

            Tensor gradient = Derivatives.gradient(loss, List.of(flat)).get(0);

            assertThat(gradient.toFloats()).containsExactly(0, 0, 0, 0, 0, 0, 2, 2, 2, 0);
        }
    }

    @Test
    void survivesItsTextForm() {
        assertThat(LAYOUT.toJson())
                .isEqualTo(
                        "[{\"name\":\"a\",\"shape\":[2,3]},{\"name\":\"b\",\"shape\":[3]},{\"name\":\"c\",\"shape\":[1]}]");
        assertThat(Layout.fromJson(LAYOUT.toJson())).isEqualTo(LAYOUT).hasSameHashCodeAs(LAYOUT);
    }

    @Test
    void refusesTextThatIsNoLayout() {
        assertThatThrownBy(() -> Layout.fromJson("[{\"name\":3}]")).hasMessageContaining("{\"name\":3}");
        assertThatThrownBy(() -> Layout.fromJson("nonsense")).hasMessageContaining("nonsense");
        assertThatThrownBy(() -> Layout.fromJson("{\"a\":1}")).hasMessageContaining("{\"a\":1}");
    }

    @Test
    void refusesGapsTwinsAndEmptyAxes() {
        assertThatThrownBy(() -> new Layout(List.of(new Layout.Entry("a", new int[] {2}, 1))))
                .hasMessageContaining("'a'")
                .hasMessageContaining("begins at 1");
        assertThatThrownBy(() -> Layout.builder().add("a", 1).add("a", 2).build())
                .hasMessageContaining("Two entries")
                .hasMessageContaining("'a'");
        assertThatThrownBy(() -> Layout.builder().add("a", 2, 0)).hasMessageContaining("[2, 0]");
    }

    @Test
    void refusesAVectorOfAnotherNetwork() {
        try (Scope scope = Scope.open()) {
            Tensor flat = scope.tensor(new float[9], 9);

            assertThatThrownBy(() -> LAYOUT.split(flat))
                    .hasMessageContaining("9 elements")
                    .hasMessageContaining("layout 10");
        }
    }

    @Test
    void shapesCannotBeChangedFromOutside() {
        int[] shape = {2, 3};
        Layout.Entry entry = new Layout.Entry("a", shape, 0);
        shape[0] = 9;
        entry.shape()[1] = 9;

        assertThat(entry.shape()).containsExactly(2, 3);
    }
}
