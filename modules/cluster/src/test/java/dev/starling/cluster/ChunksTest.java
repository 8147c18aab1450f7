package dev.starling.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunksTest {

    @Test
    void aChunkThatIsRepeatedCountsOnce() {
        Chunks chunks = new Chunks(20, 8, 0, 3);
        assertThat(chunks.take(8, 20, 8)).isEqualTo(1);
        assertThat(chunks.take(8, 20, 8)).isEqualTo(-1);
        assertThat(chunks.take(16, 20, 4)).isEqualTo(2);
        assertThat(chunks.complete()).isFalse();
        assertThat(chunks.take(0, 20, 8)).isZero();
        assertThat(chunks.complete()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "4,20,8", // not where a chunk starts
        "0,20,8", // not owed by this sender
        "16,20,8", // longer than what is left
        "8,20,7", // shorter than a chunk
        "8,28,8", // of another whole
        "24,20,0", // behind the end
        "9223372036854775800,20,8"
    })
    void aMisplacedChunkIsAnError(long offset, long total, int length) {
        assertThatThrownBy(() -> new Chunks(20, 8, 1, 3).take(offset, total, length))
                .isInstanceOf(Misplaced.class)
                .hasMessageContaining("a chunk of %s at %s of %s".formatted(length, offset, total));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7})
    void rangesCoverAllChunksOnce(int peers) {
        for (int chunks = 0; chunks < 20; chunks++) {
            assertThat(Chunks.firstOf(0, peers, chunks)).isZero();
            assertThat(Chunks.firstOf(peers, peers, chunks)).isEqualTo(chunks);
            for (int peer = 0; peer < peers; peer++) {
                int length = Chunks.firstOf(peer + 1, peers, chunks) - Chunks.firstOf(peer, peers, chunks);
                assertThat(length).isBetween(chunks / peers, (chunks + peers - 1) / peers);
            }
        }
    }
}
