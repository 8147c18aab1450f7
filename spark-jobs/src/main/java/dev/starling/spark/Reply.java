package dev.starling.spark;

import dev.starling.engine.Partial;
import dev.starling.engine.StarlingException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a task sends to the driver: a part of the round; that the part lies in the driver's own process; or an error that every
 * attempt would meet again. Returning such an error instead of throwing it spares the retries, and keeps its kind and its
 * sentence. The last byte says which of them it is.
 */
final class Reply {

    private static final byte PART = 0;
    private static final byte HERE = 1;
    private static final byte ERROR = 2;

    private Reply() {}

    static byte[] part(Partial partial) {
        return tagged(partial.toBytes(), PART);
    }

    static byte[] here(int partition) {
        return tagged(ByteBuffer.allocate(Integer.BYTES).putInt(partition).array(), HERE);
    }

    static byte[] error(StarlingException error) {
        return tagged(ObjectBytes.write(error), ERROR);
    }

    static boolean isError(byte[] reply) {
        return reply[reply.length - 1] == ERROR;
    }

    static boolean isHere(byte[] reply) {
        return reply[reply.length - 1] == HERE;
    }

    /** Which partition's part lies here. */
    static int partition(byte[] reply) {
        return ByteBuffer.wrap(reply).getInt();
    }

    /**
     * The part.
     *
     * @throws StarlingException the error, if the reply is one
     */
    static Partial open(byte[] reply) {
        if (isError(reply)) {
            throw ObjectBytes.read(reply, StarlingException.class);
        }
        return Partial.fromBytes(reply);
    }

    private static byte[] tagged(byte[] content, byte tag) {
        byte[] reply = Arrays.copyOf(content, content.length + 1);
        reply[content.length] = tag;
        return reply;
    }
}
