package dev.starling.cluster;

import java.util.Objects;

/**
 * A process among those that compute a block together.
 *
 * @param executor what people call it, for example Spark's executor id
 * @param endpoint where it listens: {@code host:port}
 */
public record Peer(String executor, String endpoint) {

    public Peer {
        Objects.requireNonNull(executor, "executor");
        if (endpoint.lastIndexOf(':') < 1) {
            throw new IllegalArgumentException("an endpoint is host:port, not '%s'".formatted(endpoint));
        }
    }

    /** For messages: {@code executor 3 at 10.0.0.7:40123}. */
    @Override
    public String toString() {
        return "executor %s at %s".formatted(executor, endpoint);
    }
}
