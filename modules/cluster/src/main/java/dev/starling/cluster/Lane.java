package dev.starling.cluster;

import io.aeron.ConcurrentPublication;
import io.aeron.Subscription;
import io.aeron.exceptions.AeronException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A trial's stream on a node. Its links to peers stay open from block to block, and are made and dropped as peers come and go. One
 * session at a time.
 */
public final class Lane implements AutoCloseable {
    private static final int LOG_META_BYTES = 4096;
    private static final long SLACK_BYTES = 8L << 20;

    private final Node node;
    private final int stream;
    private final long longs;
    private final Subscription subscription;
    private final Map<String, ConcurrentPublication> links = new HashMap<>();
    private Session session;
    private boolean closed;

    Lane(Node node, int stream, long longs) {
        this.node = node;
        this.stream = stream;
        this.longs = longs;
        this.subscription = node.subscribe(stream);
    }

    /** What peers send to. */
    public String endpoint() {
        return node.endpoint();
    }

    /**
     * Meets the peers of an attempt. Returns when this process and each of them have heard each other.
     *
     * @param key the attempt; the same on all peers
     * @param peers all of them, in the same order everywhere
     * @param rank the caller's place among them
     * @param sealKeyOrNull 32 bytes, the same on all peers and of this attempt alone; not needed where all endpoints are loopback
     * @param stop called at least every few milliseconds while a verb waits; throws to end it
     * @throws PeerLost where not all peers answer within the preflight timeout, or an earlier attempt has not ended here
     * @throws NodeUnavailable where there is no memory for the links
     */
    public synchronized Session join(BlockKey key, List<Peer> peers, int rank, byte[] sealKeyOrNull, Runnable stop) {
        if (closed) {
            throw new IllegalStateException("stream %s is closed".formatted(stream));
        }
        if (session != null) {
            throw new PeerLost(
                    "%s cannot begin on stream %s: an earlier attempt still computes a unit here"
                            .formatted(key, stream),
                    List.of(),
                    false);
        }
        if (!peers.get(rank).endpoint().equals(endpoint())) {
            throw new IllegalArgumentException(
                    "rank %s is %s, but this process is at %s".formatted(rank, peers.get(rank), endpoint()));
        }
        FrameCodec codec = new FrameCodec(key, seal(peers, sealKeyOrNull));
        AeronWire wire = new AeronWire(
                subscription, links(peers, rank), node::work, node.settings().mtu() - 32);
        Session.Place place = new Session.Place(
                key, List.copyOf(peers), rank, node.settings().peerTimeout(), node.counters(), this::ended);
        Session joined = new Session(place, wire, codec, stop);
        session = joined;
        node.started(joined);
        try {
            joined.preflight(node.settings().preflightTimeout());
            return joined;
        } catch (RuntimeException | Error e) {
            joined.close();
            // What nobody here can use, and nobody takes from the stream therefore, must not be in the next attempt's
            // way.
            dropLinks();
            throw e;
        }
    }

    private Seal seal(List<Peer> peers, byte[] keyOrNull) {
        boolean plain = !node.settings().sealAlways() && peers.stream().allMatch(Lane::isLoopback);
        if (plain) {
            return null;
        }
        if (keyOrNull == null) {
            throw new IllegalArgumentException("frames leave this machine, so they need a key to be sealed with");
        }
        return new Seal(keyOrNull);
    }

    private static boolean isLoopback(Peer peer) {
        return NodeSettings.isLoopback(
                peer.endpoint().substring(0, peer.endpoint().lastIndexOf(':')));
    }

    private List<ConcurrentPublication> links(List<Peer> peers, int rank) {
        Set<String> wanted = new HashSet<>();
        for (int peer = 0; peer < peers.size(); peer++) {
            if (peer != rank && !wanted.add(peers.get(peer).endpoint())) {
                throw new IllegalArgumentException(
                        "two peers are at " + peers.get(peer).endpoint());
            }
        }
        links.entrySet().removeIf(link -> {
            boolean drop = !wanted.contains(link.getKey()) || link.getValue().isClosed();
            if (drop) {
                link.getValue().close();
            }
            return drop;
        });
        int term = term(peers.size());
        long missing =
                wanted.stream().filter(endpoint -> !links.containsKey(endpoint)).count();
        if (missing > 0) {
            long bytes = 2 * missing * (3L * term + LOG_META_BYTES) + SLACK_BYTES;
            node.directory().requireRoom(bytes, "%s links with terms of %s MB".formatted(missing, term >> 20));
        }
        List<ConcurrentPublication> byRank = new ArrayList<>();
        for (int peer = 0; peer < peers.size(); peer++) {
            byRank.add(
                    peer == rank ? null : links.computeIfAbsent(peers.get(peer).endpoint(), to -> link(to, term)));
        }
        return byRank;
    }

    private ConcurrentPublication link(String endpoint, int term) {
        String channel = "aeron:udp?endpoint=%s|term-length=%s|mtu=%s|linger=1s|sparse=false"
                .formatted(endpoint, term, node.settings().mtu());
        try {
            return node.aeron().addPublication(channel, stream);
        } catch (AeronException e) {
            throw new NodeUnavailable("no link to %s: %s".formatted(endpoint, e), e);
        }
    }

    /** Room for what a process sends to another of one vector, so that none waits for the other, within limits. */
    private int term(int peers) {
        long wanted = Math.min(longs, 1L << 40) * 2 * Long.BYTES / Math.max(1, peers);
        long clamped =
                Math.max(NodeSettings.SHORTEST_TERM, Math.min(node.settings().termBytes(), wanted));
        return Integer.highestOneBit((int) clamped - 1) << 1;
    }

    private synchronized void ended(Session which) {
        node.ended(which);
        if (session == which) {
            session = null;
        }
    }

    /** Drops the links. A session that is still open fails. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        node.forget(this);
        dropLinks();
        subscription.close();
    }

    private void dropLinks() {
        links.values().forEach(ConcurrentPublication::close);
        links.clear();
    }
}
