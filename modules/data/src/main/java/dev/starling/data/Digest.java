package dev.starling.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over values in a fixed order; integers are big-endian, texts UTF-8 with their length before them. */
final class Digest {
    private final MessageDigest sha256;
    private final ByteBuffer number = ByteBuffer.allocate(8);

    Digest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256: use a standard JDK 17", e);
        }
    }

    Digest add(int value) {
        sha256.update(number.clear().putInt(value).array(), 0, 4);
        return this;
    }

    Digest add(double value) {
        sha256.update(number.clear().putDouble(value).array(), 0, 8);
        return this;
    }

    Digest add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return add(bytes.length).add(bytes, 0, bytes.length);
    }

    Digest add(int[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        bytes.asIntBuffer().put(values);
        return add(values.length).add(bytes.array(), 0, bytes.capacity());
    }

    Digest add(byte[] bytes, int offset, int length) {
        sha256.update(bytes, offset, length);
        return this;
    }

    String hex() {
        return HexFormat.of().formatHex(sha256.digest());
    }
}
