package dev.starling.spark;

import dev.starling.engine.Partial;
import dev.starling.engine.StarlingException;
import java.util.Arrays;

/**
 * What a task sends to the driver: a part of the round, or an error that every attempt would meet again. Returning such an error
 * instead of throwing it spares the retries, and keeps its kind and its sentence.
 */
final class Reply {

    private static final byte PART = 0;
    private static final byte ERROR = 1;

    private Reply() {}

    static byte[] part(Partial partial) {
        return tagged(PART, partial.toBytes());
    }

    static byte[] error(StarlingException error) {
        return tagged(ERROR, ObjectBytes.write(error));
    }

    static boolean isError(byte[] reply) {
        return reply[0] == ERROR;
    }

    /**
     * The part.
     *
     * @throws StarlingException the error, if the reply is one
     */
    static Partial open(byte[] reply) {
        byte[] content = Arrays.copyOfRange(reply, 1, reply.length);
        if (isError(reply)) {
            throw ObjectBytes.read(content, StarlingException.class);
        }
        return Partial.fromBytes(content);
    }

    private static byte[] tagged(byte tag, byte[] content) {
        byte[] reply = new byte[content.length + 1];
        reply[0] = tag;
        System.arraycopy(content, 0, reply, 1, content.length);
        return reply;
    }
}
