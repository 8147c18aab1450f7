package dev.starling.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.cluster.Decoded.Accepted;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A million frames: noise, and real ones that are spoiled in a few places, cut or made longer. */
class FrameFuzzTest {
    private static final BlockKey KEY = new BlockKey("run", "trial", 1, 5L << 32 | 3);
    private static final int STEP = 2;

    @ParameterizedTest(name = "{1} frames of seed {0}, sealed: {2}")
    @CsvSource({"11,400000,false", "12,400000,false", "13,200000,true"})
    void nothingIsAcceptedThatWasNotSent(long seed, int frames, boolean sealed) {
        SplittableRandom random = new SplittableRandom(seed);
        FrameCodec codec = FrameCodecTest.codec(KEY, sealed);
        int whole = 0;
        for (int n = 0; n < frames; n++) {
            byte[] sent = sent(codec, random);
            byte[] come = random.nextInt(8) == 0 ? noise(random) : spoiled(sent, random);
            // What says that it is of a later step is looked at as closely before it ends an attempt.
            Decoded decoded = codec.read(ByteBuffer.wrap(come), random.nextBoolean() ? STEP : Integer.MAX_VALUE);
            if (decoded instanceof Accepted) {
                assertThat(come).as("frame %s of seed %s", n, seed).isEqualTo(sent);
                whole++;
            }
        }
        assertThat(whole).as("frames that were left whole").isBetween(frames / 100, frames / 5);
    }

    private static byte[] sent(FrameCodec codec, SplittableRandom random) {
        int bytes = random.nextInt(64);
        ByteBuffer frame = ByteBuffer.allocate(codec.length(bytes));
        Kind kind = Kind.values()[random.nextInt(5)];
        codec.write(
                frame,
                new Frame(kind, random.nextInt(4), STEP, random.nextInt(100), random.nextInt(1000), random.nextLong()),
                at -> {
                    for (int i = 0; i < bytes; i++) {
                        at.put((byte) random.nextInt());
                    }
                },
                bytes);
        return frame.array();
    }

    private static byte[] noise(SplittableRandom random) {
        byte[] noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] spoiled(byte[] sent, SplittableRandom random) {
        byte[] come = random.nextInt(4) == 0 ? Arrays.copyOf(sent, random.nextInt(2 * sent.length)) : sent.clone();
        for (int changes = random.nextInt(8); changes > 0 && come.length > 0; changes--) {
            int at = random.nextInt(come.length);
            come[at] = random.nextBoolean() ? (byte) (come[at] ^ 1 << random.nextInt(8)) : (byte) random.nextInt();
        }
        return come;
    }
}
