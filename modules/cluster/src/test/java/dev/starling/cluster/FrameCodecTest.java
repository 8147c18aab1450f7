package dev.starling.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.cluster.Decoded.Accepted;
import dev.starling.cluster.Decoded.Later;
import dev.starling.cluster.Decoded.Refused;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {
    private static final long DRIVER = 0x1234_5678L << 32;
    private static final BlockKey KEY = new BlockKey("run", "fedavg-seed0", 4, DRIVER | 7);
    private static final Frame FRAME = new Frame(Kind.REDUCE, 3, 17, 1L << 40, 1L << 41, 99);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyFieldComesBack(boolean sealed) {
        for (Kind kind : Kind.values()) {
            Frame frame = new Frame(kind, 3, 17, 5, Long.MAX_VALUE, 1L << 50);
            Decoded decoded = codec(KEY, sealed).read(write(codec(KEY, sealed), frame, 1000), 17);
            assertThat(decoded).isInstanceOf(Accepted.class);
            assertThat(((Accepted) decoded).frame()).isEqualTo(frame);
            byte[] payload = new byte[1000];
            ((Accepted) decoded).payload().get(payload);
            assertThat(payload).isEqualTo(payload(1000));
            assertThat(((Accepted) decoded).payload().order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        }
    }

    @Test
    void fieldsLieWhereTheyAreDocumented() {
        ByteBuffer frame = write(codec(KEY, false), FRAME, 8).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(frame.remaining()).isEqualTo(88);
        assertThat(frame.getShort(0)).isEqualTo((short) 0x5354);
        assertThat(frame.get(2)).isEqualTo((byte) 1);
        assertThat(frame.get(3)).isEqualTo((byte) 2);
        assertThat(frame.getInt(4)).isEqualTo(3);
        assertThat(frame.getInt(24)).isEqualTo(4);
        assertThat(frame.getLong(28)).isEqualTo(KEY.attempt());
        assertThat(frame.getInt(36)).isEqualTo(17);
        assertThat(frame.getLong(40)).isEqualTo(1L << 40);
        assertThat(frame.getLong(48)).isEqualTo(1L << 41);
        assertThat(frame.getLong(56)).isEqualTo(99);
        assertThat(frame.getInt(64)).isEqualTo(8);
        assertThat(frame.getInt(68)).isZero();
        assertThat(frame.getInt(76)).isZero();
    }

    @Test
    void sealedPayloadsCannotBeRead() {
        ByteBuffer frame = write(codec(KEY, true), FRAME, 64);
        byte[] bytes = new byte[64];
        frame.get(FrameCodec.HEADER, bytes);
        assertThat(frame.remaining()).isEqualTo(FrameCodec.HEADER + 64 + Seal.TAG);
        assertThat(bytes).isNotEqualTo(payload(64));
    }

    @Test
    void aFlippedBitIsSeen() {
        ByteBuffer frame = write(codec(KEY, false), FRAME, 100);
        for (int at : new int[] {4, 40, 48, 64, 72, 76, 80, 179}) {
            assertRefused(flip(frame, at), false, Reason.DAMAGED, "checksum");
        }
    }

    @Test
    void aForgedFrameIsSeen() {
        ByteBuffer frame = write(codec(KEY, true), FRAME, 100);
        for (int at : new int[] {3, 4, 40, 48, 56, 64, 72, 76, 80, 180, 195}) {
            assertRefused(flip(frame, at), true, Reason.FORGED, "seal");
        }
    }

    @Test
    void plainAndSealedAreNotMixed() {
        assertRefused(write(codec(KEY, false), FRAME, 100), true, Reason.FORGED, "plain");
        assertRefused(write(codec(KEY, true), FRAME, 100), false, Reason.FORGED, "sealed");
    }

    @Test
    void anotherKeyDoesNotFit() {
        FrameCodec other = new FrameCodec(KEY, new Seal(new byte[Seal.KEY]));
        assertRefused(write(other, FRAME, 100), true, Reason.FORGED, "seal");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 79})
    void whatIsShorterThanAHeaderIsNoFrame(int size) {
        assertRefused(write(codec(KEY, false), FRAME, 100).limit(size), false, Reason.FOREIGN, size + " bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 100, 179, 181, 400})
    void aTruncatedOrOversizedFrameIsDamaged(int size) {
        ByteBuffer room = ByteBuffer.allocate(500).put(write(codec(KEY, false), FRAME, 100));
        assertRefused(room.position(0).limit(size), false, Reason.DAMAGED, "%s bytes".formatted(size));
    }

    @Test
    void aLengthThatIsNotThereIsMisshapen() {
        FrameCodec liar = codec(KEY, false);
        ByteBuffer frame = ByteBuffer.allocate(liar.length(100));
        liar.write(frame, FRAME, at -> {}, 108);
        assertRefused(frame, false, Reason.MISSHAPEN, "says 108 bytes and has 100");
    }

    @Test
    void negativeFieldsAreMisshapen() {
        for (Frame frame : new Frame[] {
            new Frame(Kind.SHARE, -1, 0, 0, 0, 1),
            new Frame(Kind.SHARE, 0, 0, -8, 0, 1),
            new Frame(Kind.SHARE, 0, 0, 0, -1, 1)
        }) {
            assertRefused(write(codec(KEY, false), frame, 0), false, Reason.MISSHAPEN, "SHARE");
        }
    }

    @Test
    void anotherVersionIsRefused() {
        ByteBuffer frame = write(codec(KEY, false), FRAME, 0);
        assertRefused(frame.duplicate().put(2, (byte) 2), false, Reason.VERSION, "version 2, this is 1");
    }

    @Test
    void framesOfOthersAreForeign() {
        for (BlockKey other : new BlockKey[] {
            new BlockKey("other run", KEY.trial(), 4, KEY.attempt()),
            new BlockKey("run", "other trial", 4, KEY.attempt()),
            new BlockKey("run", KEY.trial(), 5, KEY.attempt()),
            new BlockKey("run", KEY.trial(), 4, KEY.attempt() ^ 1L << 32)
        }) {
            assertRefused(write(codec(other, false), FRAME, 8), false, Reason.FOREIGN, "another");
        }
    }

    @Test
    void anEarlierAttemptIsRefusedAndALaterOneWaits() {
        for (int block : new int[] {3, 4, 5}) {
            BlockKey earlier = new BlockKey("run", KEY.trial(), block, DRIVER | 6);
            assertRefused(write(codec(earlier, false), FRAME, 8), false, Reason.EARLIER, "is over");
            BlockKey later = new BlockKey("run", KEY.trial(), block, DRIVER | 8);
            assertThat(codec(KEY, false).read(write(codec(later, false), FRAME, 8), 17))
                    .isEqualTo(new Later(-1));
        }
    }

    @Test
    void aLaterStepWaitsButPulsesDoNot() {
        assertThat(codec(KEY, true).read(write(codec(KEY, true), FRAME, 8), 16)).isEqualTo(new Later(3));
        Frame pulse = new Frame(Kind.PULSE, 3, 17, 0, 0, 1);
        assertThat(codec(KEY, true).read(write(codec(KEY, true), pulse, 0), 16)).isInstanceOf(Accepted.class);
    }

    private static void assertRefused(ByteBuffer frame, boolean sealed, Reason reason, String words) {
        Decoded decoded = codec(KEY, sealed).read(frame, 17);
        assertThat(decoded).isInstanceOf(Refused.class);
        assertThat(((Refused) decoded).reason()).isEqualTo(reason);
        assertThat(((Refused) decoded).sentence()).contains(words);
    }

    private static ByteBuffer write(FrameCodec codec, Frame frame, int bytes) {
        ByteBuffer at = ByteBuffer.allocateDirect(codec.length(bytes));
        codec.write(at, frame, to -> to.put(payload(bytes)), bytes);
        return at;
    }

    private static ByteBuffer flip(ByteBuffer frame, int at) {
        ByteBuffer copy =
                ByteBuffer.allocate(frame.remaining()).put(frame.duplicate()).flip();
        return copy.put(at, (byte) (copy.get(at) ^ 4));
    }

    private static byte[] payload(int bytes) {
        byte[] payload = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            payload[i] = (byte) (31 * i);
        }
        return payload;
    }

    static FrameCodec codec(BlockKey key, boolean sealed) {
        byte[] secret = new byte[Seal.KEY];
        Arrays.fill(secret, (byte) 7);
        return new FrameCodec(key, sealed ? new Seal(secret) : null);
    }
}
