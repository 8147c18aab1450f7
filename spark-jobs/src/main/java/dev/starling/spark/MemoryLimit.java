package dev.starling.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How much memory a process may have.
 *
 * @param bytes how much; {@code Long.MAX_VALUE} if that cannot be known
 * @param of whose limit it is, for people
 */
record MemoryLimit(long bytes, String of) {

    /** The smallest of the machine's memory and the limits of the control groups (version 1 and 2) that this process is in. */
    static MemoryLimit ofThisProcess() {
        return read(Path.of("/"));
    }

    /**
     * As above.
     *
     * @param root the folder that holds {@code proc} and {@code sys}
     */
    static MemoryLimit read(Path root) {
        MemoryLimit least = new MemoryLimit(machine(root.resolve("proc/meminfo")), "this machine");
        Path groups = root.resolve("sys/fs/cgroup");
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3) {
                continue;
            }
            if (parts[1].isEmpty()) {
                least = least(least, groups, parts[2], "memory.max");
            } else if (List.of(parts[1].split(",")).contains("memory")) {
                least = least(least, groups.resolve("memory"), parts[2], "memory.limit_in_bytes");
            }
        }
        return least;
    }

    /** A group's limit holds for all groups in it. In a container the path may be that of the machine: then only the top is there. */
    private static MemoryLimit least(MemoryLimit least, Path top, String group, String file) {
        MemoryLimit found = least;
        Path folder = top.resolve("." + group).normalize();
        while (folder.startsWith(top)) {
            for (String line : lines(folder.resolve(file))) {
                // Version 2 writes "max" where there is none, version 1 a number that no machine has.
                if (line.matches("\\d{1,18}") && Long.parseLong(line) < found.bytes) {
                    found = new MemoryLimit(Long.parseLong(line), "the container");
                }
            }
            folder = folder.getParent();
        }
        return found;
    }

    private static long machine(Path meminfo) {
        return lines(meminfo).stream()
                .filter(line -> line.matches("MemTotal:\\s+\\d+ kB"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
