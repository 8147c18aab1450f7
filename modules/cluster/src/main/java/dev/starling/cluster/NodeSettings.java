package dev.starling.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * How a process takes part. docs/cluster.md has every key, its default and what it is good for.
 *
 * @param host the address that peers reach this process at
 * @param ports a range like {@code 40100-40199}, or empty for any free port
 * @param directory where shared memory is; a directory of its own is made in it
 * @param mtu bytes of a datagram, a multiple of 32 and the same for all executors
 * @param termBytes the longest term of a link, a power of two; shorter where the sums are small
 * @param peerTimeout how long a peer may be silent while something of his is waited for
 * @param preflightTimeout how long the first exchange of an attempt may take
 * @param threading {@code invoker}: those who wait for frames move them; {@code shared}: a thread of its own does
 * @param sealAlways whether frames are sealed even on loopback
 * @param relay {@code host:port} of a relay between executors, for tests; or empty
 * @param usableBytes what a file store has left
 */
public record NodeSettings(
        String host,
        String ports,
        Path directory,
        int mtu,
        int termBytes,
        Duration peerTimeout,
        Duration preflightTimeout,
        String threading,
        boolean sealAlways,
        String relay,
        ToLongFunction<Path> usableBytes) {

    /** What settings are called in front: {@code spark.starling.cluster.peer-timeout}. */
    public static final String PREFIX = "spark.starling.cluster.";

    static final int SHORTEST_TERM = 1 << 20;
    private static final int LOOPBACK_MTU = 65504;
    private static final int NETWORK_MTU = 1408;

    public NodeSettings {
        require(!host.isBlank(), "host", host, "an address of this machine");
        require(ports.isEmpty() || ports.matches("\\d+-\\d+"), "ports", ports, "a range like 40100-40199, or nothing");
        require(mtu % 32 == 0 && mtu >= 576 && mtu <= LOOPBACK_MTU, "mtu", mtu, "a multiple of 32 from 576 to 65504");
        require(
                Integer.bitCount(termBytes) == 1 && termBytes >= SHORTEST_TERM && termBytes <= 1 << 26,
                "term",
                termBytes,
                "a power of two from 1m to 64m");
        require(
                peerTimeout.toMillis() >= 100 && peerTimeout.toSeconds() <= 25,
                "peer-timeout",
                peerTimeout,
                "100ms to 25s");
        require(
                preflightTimeout.toMillis() >= 100 && preflightTimeout.toSeconds() <= 60,
                "preflight-timeout",
                preflightTimeout,
                "100ms to 60s");
        require(threading.equals("invoker") || threading.equals("shared"), "threading", threading, "invoker or shared");
        require(relay.isEmpty() || relay.matches("[^:]+:\\d+"), "relay", relay, "host:port, or nothing");
    }

    /** What a process at an address takes where nobody says otherwise. */
    public static NodeSettings defaults(String host) {
        return read(host, name -> Optional.empty());
    }

    /**
     * Settings as a user has given them.
     *
     * @param host the address that peers reach this process at
     * @param setting the value of a key, with its {@link #PREFIX}
     */
    public static NodeSettings read(String host, Function<String, Optional<String>> setting) {
        Function<String, Optional<String>> get = name -> setting.apply(PREFIX + name);
        return new NodeSettings(
                host,
                get.apply("ports").orElse(""),
                get.apply("directory").map(Path::of).orElseGet(NodeSettings::sharedMemory),
                get.apply("mtu").map(text -> bytes("mtu", text)).orElse(isLoopback(host) ? LOOPBACK_MTU : NETWORK_MTU),
                get.apply("term").map(text -> bytes("term", text)).orElse(4 << 20),
                get.apply("peer-timeout")
                        .map(text -> duration("peer-timeout", text))
                        .orElse(Duration.ofSeconds(10)),
                get.apply("preflight-timeout")
                        .map(text -> duration("preflight-timeout", text))
                        .orElse(Duration.ofSeconds(5)),
                get.apply("threading").orElse("invoker"),
                get.apply("seal-always").map(Boolean::parseBoolean).orElse(false),
                get.apply("relay").orElse(""),
                NodeSettings::usable);
    }

    /** Whether an address, or the host of an endpoint, is this machine's own. */
    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Path sharedMemory() {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static long usable(Path path) {
        try {
            return Files.getFileStore(path).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Duration duration(String name, String text) {
        String number = text.replaceAll("[a-z]+$", "");
        require(number.matches("\\d{1,9}"), name, text, "a number with a unit like 500ms, 10s or 1m");
        long value = Long.parseLong(number);
        return switch (text.substring(number.length())) {
            case "ms" -> Duration.ofMillis(value);
            case "s", "" -> Duration.ofSeconds(value);
            case "m" -> Duration.ofMinutes(value);
            default -> throw wrong(name, text, "a number with a unit like 500ms, 10s or 1m");
        };
    }

    private static int bytes(String name, String text) {
        String number = text.replaceAll("[a-z]+$", "");
        require(number.matches("\\d{1,9}"), name, text, "a number of bytes like 1408, 512k or 4m");
        int value = Integer.parseInt(number);
        try {
            return switch (text.substring(number.length())) {
                case "" -> value;
                case "k" -> Math.multiplyExact(value, 1 << 10);
                case "m" -> Math.multiplyExact(value, 1 << 20);
                default -> throw wrong(name, text, "a number of bytes like 1408, 512k or 4m");
            };
        } catch (ArithmeticException e) {
            throw wrong(name, text, "less than 2g");
        }
    }

    private static void require(boolean holds, String name, Object value, String wanted) {
        if (!holds) {
            throw wrong(name, value, wanted);
        }
    }

    private static IllegalArgumentException wrong(String name, Object value, String wanted) {
        return new IllegalArgumentException("%s%s is '%s': give %s".formatted(PREFIX, name, value, wanted));
    }
}
