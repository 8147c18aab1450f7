package dev.starling.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VectorsTest {

    private final Vectors vectors = Vectors.empty()
            .with("model", new float[] {1, -0f, Float.MIN_VALUE, Float.NaN})
            .with("moment", new double[] {Math.PI})
            .with("round", 3);

    @Test
    void bytesKeepEveryBit() {
        Vectors back = Vectors.fromBytes(vectors.toBytes());
        assertThat(back.floats("model")).containsExactly(vectors.floats("model"));
        assertThat(back.doubles("moment")).containsExactly(Math.PI);
        assertThat(back.number("round")).isEqualTo(3);
        assertThat(back.sha256()).isEqualTo(vectors.sha256());
    }

    @Test
    void theHashSeesNamesTypesAndSigns() {
        assertThat(vectors.sha256()).isNotEqualTo(vectors.with("round", 4).sha256());
        assertThat(Vectors.empty().with("a", new float[] {0f}).sha256())
                .isNotEqualTo(Vectors.empty().with("a", new float[] {-0f}).sha256())
                .isNotEqualTo(Vectors.empty().with("b", new float[] {0f}).sha256());
    }

    @Test
    void withAndWithoutLeaveTheOriginalAlone() {
        assertThat(vectors.without("model").has("model")).isFalse();
        assertThat(vectors.has("model")).isTrue();
        assertThat(vectors.sizeBytes()).isEqualTo(16 + 8 + 8);
    }

    @Test
    void theWrongTypeIsNamed() {
        assertThatThrownBy(() -> vectors.doubles("model"))
                .hasMessageContaining("double vector 'model'")
                .hasMessageContaining("moment");
    }
}
