package dev.starling.cluster;

import io.aeron.Aeron;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.status.SystemCounterDescriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process's place on the network: a media driver with a directory in shared memory, and one UDP port for everything. Open one a
 * process; if {@link #isOpen} has become false (a process that was paused for minutes), close it and open another. Threads may share
 * it.
 */
public final class Node implements AutoCloseable {
    private static final int FIRST_STREAM = 1000;
    private static final int ANCHOR_STREAM = 1;
    private static final long DRIVER_BYTES = 24L << 20;
    private static final long BIND_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PULSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final NodeSettings settings;
    private final NodeDirectory directory;
    private final DriverLoop driver;
    private final Aeron aeron;
    private final String endpoint;
    private final TrafficCounters traffic;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private long retransmits;
    private boolean closed;

    private Node(NodeSettings settings, NodeDirectory directory) {
        this.settings = settings;
        this.directory = directory;
        directory.requireRoom(DRIVER_BYTES, "a media driver");
        long pulse = Math.min(PULSE_NANOS, settings.peerTimeout().toNanos() / 4);
        driver = new DriverLoop(MediaDriver.launch(Contexts.driver(settings, directory.driver())), this::pulse, pulse);
        Aeron connected = null;
        try {
            connected = Aeron.connect(Contexts.client(directory.driver()));
            // A subscription that nobody polls holds the port, which the lanes share.
            String bound = bound(connected.addSubscription(
                    channel("|endpoint=%s:0".formatted(host(settings.host()))), ANCHOR_STREAM));
            endpoint = settings.relay().isEmpty() ? bound : Relay.map(settings.relay(), bound);
        } catch (RuntimeException | Error e) {
            if (connected != null) {
                connected.close();
            }
            driver.close();
            throw e;
        }
        aeron = connected;
        traffic = new TrafficCounters(this::retransmits);
    }

    /**
     * Opens a node.
     *
     * @throws NodeUnavailable with a sentence that says what is missing
     */
    public static Node open(NodeSettings settings) {
        NodeDirectory directory = NodeDirectory.create(settings.directory(), settings.usableBytes());
        try {
            return new Node(settings, directory);
        } catch (NodeUnavailable e) {
            directory.close();
            throw e;
        } catch (LinkageError e) {
            directory.close();
            throw new NodeUnavailable(
                    "Aeron's buffers need the Java option --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED: " + e,
                    e);
        } catch (RuntimeException e) {
            directory.close();
            throw new NodeUnavailable(
                    "no media driver on %s with ports '%s': %s".formatted(settings.host(), settings.ports(), e), e);
        }
    }

    /** Where peers reach this process: {@code host:port}. */
    public String endpoint() {
        return endpoint;
    }

    /** Whether it can still be used. */
    public synchronized boolean isOpen() {
        return !closed && !aeron.isClosed() && driver.isRunning();
    }

    /** What went over the network. */
    public Traffic traffic() {
        return traffic;
    }

    /** A trial's stream for sums of any length, as {@link #lane(int, long)}. */
    public Lane lane(int stream) {
        return lane(stream, Long.MAX_VALUE);
    }

    /**
     * A trial's stream: the same one until it is closed.
     *
     * @param stream its number, from 0; the same on all peers
     * @param longs how long the vectors will be that are summed; links get less memory if they are short
     */
    public synchronized Lane lane(int stream, long longs) {
        if (!isOpen()) {
            throw new NodeUnavailable("the node at %s is closed".formatted(endpoint));
        }
        return lanes.computeIfAbsent(stream, number -> new Lane(this, FIRST_STREAM + number, longs));
    }

    synchronized void forget(Lane lane) {
        lanes.values().remove(lane);
    }

    NodeSettings settings() {
        return settings;
    }

    NodeDirectory directory() {
        return directory;
    }

    Aeron aeron() {
        return aeron;
    }

    TrafficCounters counters() {
        return traffic;
    }

    /** Does some of the media driver's work. */
    int work() {
        return driver.work();
    }

    Subscription subscribe(int stream) {
        return aeron.addSubscription(channel(""), stream);
    }

    void started(Session session) {
        sessions.add(session);
    }

    void ended(Session session) {
        sessions.remove(session);
    }

    private void pulse() {
        sessions.forEach(Session::pulse);
    }

    private synchronized long retransmits() {
        if (isOpen()) {
            retransmits = aeron.countersReader().getCounterValue(SystemCounterDescriptor.RETRANSMITS_SENT.id());
        }
        return retransmits;
    }

    private static String bound(Subscription anchor) {
        long deadline = System.nanoTime() + BIND_NANOS;
        while (anchor.resolvedEndpoint() == null) {
            if (System.nanoTime() > deadline) {
                throw new NodeUnavailable("%s is not bound after 5 s".formatted(anchor.channel()));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return anchor.resolvedEndpoint();
    }

    /** By its tag: a free port would else be another for each subscription. */
    private static String channel(String endpoint) {
        return "aeron:udp?tags=1%s|rejoin=true|reliable=true".formatted(endpoint);
    }

    private static String host(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** Ends whatever still runs on it, and deletes its directory. */
    @Override
    public void close() {
        List<Lane> open;
        synchronized (this) {
            if (closed) {
                return;
            }
            traffic.end();
            closed = true;
            open = List.copyOf(lanes.values());
        }
        open.forEach(Lane::close);
        aeron.close();
        driver.close();
        directory.close();
    }
}
