package dev.starling.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

/**
 * One attempt of one block.
 *
 * @param run the run's id
 * @param trial the trial's id
 * @param block the block's index, from 0
 * @param attempt unique among all attempts of all drivers: high 32 bits random for each driver process, low 32 bits counting up
 *     over all attempts of that driver, so that of two attempts of one driver the greater is the later
 */
public record BlockKey(String run, String trial, int block, long attempt) {

    public BlockKey {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(trial, "trial");
    }

    /** The run as it is written in frames: the first 8 bytes of the id's SHA-256. */
    long runHash() {
        return hash(run);
    }

    /** The trial, likewise. */
    long trialHash() {
        return hash(trial);
    }

    /** For messages: {@code block 4 of fedavg-seed0, attempt 2}. */
    @Override
    public String toString() {
        return "block %s of %s, attempt %s".formatted(block, trial, Integer.toUnsignedString((int) attempt));
    }

    private static long hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
