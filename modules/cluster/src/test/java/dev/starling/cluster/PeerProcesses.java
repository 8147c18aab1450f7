package dev.starling.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Processes with a main of the tests. Each prints its endpoint, is told those of all, and then does as its main says; rank 0 is the
 * process that started them.
 */
final class PeerProcesses implements AutoCloseable {
    private final List<Process> processes = new ArrayList<>();

    PeerProcesses(Class<?> main, int count, String... args) throws IOException {
        for (int rank = 1; rank <= count; rank++) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                    "-Drank=" + rank,
                    "-cp",
                    System.getProperty("java.class.path"),
                    main.getName()));
            command.addAll(List.of(args));
            processes.add(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        }
    }

    /** Takes everyone's endpoint and tells all to everyone. */
    List<Peer> meet(String endpoint) throws IOException {
        List<Peer> peers = new ArrayList<>(List.of(new Peer("0", endpoint)));
        for (Process process : processes) {
            peers.add(new Peer(String.valueOf(peers.size()), line(process.getInputStream())));
        }
        String all = String.join(" ", peers.stream().map(Peer::endpoint).toList());
        for (int rank = 1; rank < peers.size(); rank++) {
            tell(rank, all);
        }
        return peers;
    }

    /** In a process that was started: says where it is and is told where all are. */
    static List<Peer> join(String endpoint) {
        new PrintStream(System.out, true, StandardCharsets.UTF_8).println(endpoint);
        List<Peer> peers = new ArrayList<>();
        for (String each : line(System.in).split(" ")) {
            peers.add(new Peer(String.valueOf(peers.size()), each));
        }
        return peers;
    }

    /** The process of a rank from 1. */
    Process process(int rank) {
        return processes.get(rank - 1);
    }

    void tell(int rank, String line) throws IOException {
        process(rank).getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process(rank).getOutputStream().flush();
    }

    /** The next line; read byte by byte, so that nothing after it is swallowed. */
    static String line(InputStream in) {
        StringBuilder line = new StringBuilder();
        try {
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("the other process has ended after '%s'".formatted(line));
                }
                line.append((char) next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString();
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
