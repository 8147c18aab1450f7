package dev.starling.cluster;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Measures sums between processes: {@code LinkSpeed PEERS LONGS,... REPETITIONS [key=value]...}. Starts the other processes itself; each
 * line is a length, the median, the least and the 90th percentile of a sum's milliseconds.
 */
final class LinkSpeed {

    private LinkSpeed() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int peers = Integer.parseInt(args[0]);
        NodeSettings settings = NodeSettings.read(
                "127.0.0.1",
                name -> Arrays.stream(args)
                        .filter(arg -> arg.startsWith(name.substring(NodeSettings.PREFIX.length()) + "="))
                        .map(arg -> arg.substring(arg.indexOf('=') + 1))
                        .findFirst());
        List<String> others = Arrays.asList(args).subList(1, args.length);
        String rank = Optional.ofNullable(System.getProperty("rank")).orElse("0");
        if (rank.equals("0")) {
            try (PeerProcesses processes = new PeerProcesses(LinkSpeed.class, peers - 1, args);
                    Node node = Node.open(settings)) {
                List<Peer> all = processes.meet(node.endpoint());
                measure(node, all, 0, others, System.out);
            }
        } else {
            try (Node node = Node.open(settings)) {
                measure(node, PeerProcesses.join(node.endpoint()), Integer.parseInt(rank), others, null);
            }
        }
    }

    private static void measure(Node node, List<Peer> peers, int rank, List<String> args, PrintStream out) {
        int repetitions = Integer.parseInt(args.get(1));
        long attempt = 1;
        for (String length : args.get(0).split(",")) {
            int longs = Integer.parseInt(length);
            long[] vector = new long[longs];
            List<Long> nanos = new ArrayList<>();
            try (Lane lane = node.lane((int) attempt, longs);
                    Session session = lane.join(
                            new BlockKey("speed", "trial", 0, attempt++), peers, rank, new byte[Seal.KEY], () -> {})) {
                for (int n = 0; n < repetitions; n++) {
                    session.gather(new byte[0]);
                    long began = System.nanoTime();
                    session.sum(List.of(vector));
                    nanos.add(System.nanoTime() - began);
                }
            }
            if (out != null) {
                List<Long> late = nanos.subList(repetitions / 3, repetitions).stream()
                        .sorted()
                        .toList();
                out.println(String.format(
                        Locale.ROOT,
                        "%9d longs: median %7.2f ms, least %7.2f, p90 %7.2f; backPressured %d, retransmits %d",
                        longs,
                        late.get(late.size() / 2) / 1e6,
                        late.get(0) / 1e6,
                        late.get(late.size() * 9 / 10) / 1e6,
                        node.traffic().backPressured(),
                        node.traffic().retransmits()));
            }
        }
    }
}
