package dev.starling.cluster;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.function.Consumer;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals payloads with AES-256-GCM (NIST SP 800-38D) under a key of one attempt. The header is authenticated with them. The nonce is
 * rank and sequence, which are never the same twice in an attempt. Threads may share it.
 */
final class Seal {
    static final int TAG = 16;
    static final int KEY = 32;
    private static final int NONCE = 12;

    private final SecretKeySpec key;
    private final Cipher sealing = cipher();
    private final Cipher opening = cipher();
    private ByteBuffer plain = ByteBuffer.allocate(0);
    private ByteBuffer opened = ByteBuffer.allocate(0);

    Seal(byte[] key) {
        if (key.length != KEY) {
            throw new IllegalArgumentException("a key of %s bytes seals, not one of %s".formatted(KEY, key.length));
        }
        this.key = new SecretKeySpec(key, "AES");
    }

    /** Writes the sealed payload and its tag to where {@code at} is. */
    synchronized void seal(Frame frame, ByteBuffer header, ByteBuffer at, Consumer<ByteBuffer> payload, int bytes) {
        plain = room(plain, bytes);
        payload.accept(plain);
        plain.rewind();
        try {
            sealing.init(Cipher.ENCRYPT_MODE, key, nonce(frame.sender(), frame.sequence()));
            sealing.updateAAD(header);
            sealing.doFinal(plain, at);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal a frame", e);
        }
    }

    /** The payload of what is sealed between position and limit, or null where the tag does not fit. */
    synchronized ByteBuffer open(int sender, long sequence, ByteBuffer header, ByteBuffer sealed) {
        opened = room(opened, sealed.remaining());
        try {
            opening.init(Cipher.DECRYPT_MODE, key, nonce(sender, sequence));
            opening.updateAAD(header);
            opening.doFinal(sealed, opened);
            return opened.flip();
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot open a frame", e);
        }
    }

    private static ByteBuffer room(ByteBuffer buffer, int bytes) {
        ByteBuffer room =
                buffer.capacity() >= bytes ? buffer : ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return room.clear().limit(bytes);
    }

    private static GCMParameterSpec nonce(int sender, long sequence) {
        return new GCMParameterSpec(
                8 * TAG,
                ByteBuffer.allocate(NONCE).putInt(sender).putLong(sequence).array());
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES/GCM", e);
        }
    }
}
