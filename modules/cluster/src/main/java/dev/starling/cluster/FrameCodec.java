package dev.starling.cluster;

import dev.starling.cluster.Decoded.Accepted;
import dev.starling.cluster.Decoded.Later;
import dev.starling.cluster.Decoded.Refused;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Frames of one attempt as bytes, little-endian: a header of 80 bytes, the payload, and a tag of 16 bytes if sealed. docs/cluster.md
 * has the fields. Whose frame it is, is seen before checksum or seal cost anything. Several threads may write; one reads.
 */
final class FrameCodec {
    static final int HEADER = 80;

    private static final short MAGIC = 0x5354;
    private static final byte VERSION = 1;
    private static final int SEALED = 1;
    private static final int CRC_AT = 72;
    private static final byte[] NO_CRC = new byte[4];

    private final BlockKey key;
    private final long run;
    private final long trial;
    private final Seal seal;

    /** Frames of an attempt; {@code seal} is null for plain ones. */
    FrameCodec(BlockKey key, Seal seal) {
        this.key = key;
        this.run = key.runHash();
        this.trial = key.trialHash();
        this.seal = seal;
    }

    /** What header and tag add to a payload, in bytes. */
    static int overhead() {
        return HEADER + Seal.TAG;
    }

    /** The bytes of a frame with a payload. */
    int length(int payloadBytes) {
        return HEADER + payloadBytes + (seal == null ? 0 : Seal.TAG);
    }

    /** Writes a frame between position and limit, which are as far apart as {@link #length} says. */
    void write(ByteBuffer at, Frame frame, Consumer<ByteBuffer> payload, int payloadBytes) {
        ByteBuffer frameBytes = at.slice().order(ByteOrder.LITTLE_ENDIAN);
        frameBytes.putShort(MAGIC).put(VERSION).put(frame.kind().code());
        frameBytes.putInt(frame.sender()).putLong(run).putLong(trial).putInt(key.block());
        frameBytes.putLong(key.attempt()).putInt(frame.step());
        frameBytes.putLong(frame.offset()).putLong(frame.total()).putLong(frame.sequence());
        frameBytes
                .putInt(payloadBytes)
                .putInt(seal == null ? 0 : SEALED)
                .putInt(0)
                .putInt(0);
        if (seal == null) {
            payload.accept(frameBytes);
            frameBytes.putInt(CRC_AT, crc(frameBytes));
        } else {
            seal.seal(frame, header(frameBytes), frameBytes, payload, payloadBytes);
        }
    }

    /**
     * Reads a frame between position and limit.
     *
     * @param step the step in which the reader is
     */
    Decoded read(ByteBuffer at, int step) {
        ByteBuffer bytes = at.slice().order(ByteOrder.LITTLE_ENDIAN);
        int size = bytes.remaining();
        if (size < HEADER) {
            return refused(Reason.FOREIGN, "%s bytes are no frame, whose header has %s", size, HEADER);
        }
        if (bytes.getShort(0) != MAGIC) {
            return refused(Reason.FOREIGN, "the frame starts with %s", Integer.toHexString(bytes.getShort(0) & 0xffff));
        }
        if (bytes.get(2) != VERSION) {
            return refused(Reason.VERSION, "the frame has protocol version %s, this is %s", bytes.get(2), VERSION);
        }
        Decoded notNow = ofAnother(bytes, step);
        if (notNow != null) {
            return notNow;
        }
        return seal == null ? plain(bytes) : sealed(bytes);
    }

    private Decoded ofAnother(ByteBuffer bytes, int step) {
        long attempt = bytes.getLong(28);
        if (attempt >>> 32 != key.attempt() >>> 32 || bytes.getLong(8) != run) {
            return refused(Reason.FOREIGN, "the frame is of another run or driver (attempt %s)", hex(attempt));
        }
        if (attempt != key.attempt()) {
            return Integer.compareUnsigned((int) attempt, (int) key.attempt()) > 0
                    ? new Later(-1)
                    : refused(Reason.EARLIER, "attempt %s is over, this is %s", hex(attempt), hex(key.attempt()));
        }
        if (bytes.getLong(16) != trial || bytes.getInt(24) != key.block()) {
            return refused(Reason.FOREIGN, "the frame is of another trial or of block %s", bytes.getInt(24));
        }
        Kind kind = Kind.of(bytes.get(3));
        return kind != null && kind.inStep() && bytes.getInt(36) > step ? new Later(bytes.getInt(4)) : null;
    }

    private Decoded plain(ByteBuffer bytes) {
        if ((bytes.getInt(68) & SEALED) != 0) {
            return refused(Reason.FORGED, "the frame is sealed, but this attempt's are plain");
        }
        if (bytes.getInt(CRC_AT) != crc(bytes)) {
            return refused(
                    Reason.DAMAGED,
                    "the frame's checksum is %s, its %s bytes have %s",
                    Integer.toHexString(bytes.getInt(CRC_AT)),
                    bytes.capacity(),
                    Integer.toHexString(crc(bytes)));
        }
        return shaped(bytes, bytes.position(HEADER).slice().order(ByteOrder.LITTLE_ENDIAN), 0);
    }

    private Decoded sealed(ByteBuffer bytes) {
        if (bytes.getInt(68) != SEALED || bytes.capacity() < overhead()) {
            return refused(Reason.FORGED, "the frame is plain, but this attempt's are sealed");
        }
        ByteBuffer payload = seal.open(
                bytes.getInt(4),
                bytes.getLong(56),
                header(bytes),
                bytes.duplicate().position(HEADER));
        return payload == null
                ? refused(Reason.FORGED, "the seal of a frame of %s bytes does not fit", bytes.capacity())
                : shaped(bytes, payload, Seal.TAG);
    }

    private static Decoded shaped(ByteBuffer bytes, ByteBuffer payload, int tag) {
        Kind kind = Kind.of(bytes.get(3));
        int length = bytes.getInt(64);
        if (kind == null || bytes.getInt(68) != (tag == 0 ? 0 : SEALED) || bytes.getInt(76) != 0) {
            return refused(Reason.MISSHAPEN, "the frame has kind %s, flags %s", bytes.get(3), bytes.getInt(68));
        }
        if (length != payload.remaining()) {
            return refused(Reason.MISSHAPEN, "the frame says %s bytes and has %s", length, payload.remaining());
        }
        Frame frame = new Frame(
                kind, bytes.getInt(4), bytes.getInt(36), bytes.getLong(40), bytes.getLong(48), bytes.getLong(56));
        return frame.sender() < 0 || frame.step() < 0 || frame.offset() < 0 || frame.total() < 0
                ? refused(Reason.MISSHAPEN, "the frame is %s", frame)
                : new Accepted(frame, payload);
    }

    /** Of the whole frame, as if the field of the checksum itself were zero. */
    private static int crc(ByteBuffer frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame.duplicate().position(0).limit(CRC_AT));
        crc.update(NO_CRC);
        crc.update(frame.duplicate().limit(frame.capacity()).position(CRC_AT + NO_CRC.length));
        return (int) crc.getValue();
    }

    private static ByteBuffer header(ByteBuffer frame) {
        return frame.duplicate().position(0).limit(HEADER);
    }

    private static Refused refused(Reason reason, String sentence, Object... values) {
        return new Refused(reason, String.format(Locale.ROOT, sentence, values));
    }

    private static String hex(long attempt) {
        return Long.toHexString(attempt);
    }
}
