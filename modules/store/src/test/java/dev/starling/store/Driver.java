package dev.starling.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A {@link CommitLoop} in a process of its own. */
final class Driver implements AutoCloseable {

    private final Process process;
    private final BufferedReader lines;

    private Driver(Process process) {
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static Driver start(Path root, String trial, int last, int padding) throws IOException {
        return start(List.of(), root, trial, last, padding);
    }

    /** A driver below which no file can grow beyond a size: what a disk quota does, without anybody's privileges. */
    static Driver startWithFileLimit(int kibibytes, Path root, String trial, int last, int padding) throws IOException {
        // bash counts in KiB here; "$0" and "$@" are the java command.
        return start(
                List.of("bash", "-c", "ulimit -f " + kibibytes + " && exec \"$0\" \"$@\""), root, trial, last, padding);
    }

    private static Driver start(List<String> prefix, Path root, String trial, int last, int padding)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(Arrays.asList(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                CommitLoop.class.getName(),
                root.toString(),
                "r",
                trial,
                Integer.toString(last),
                Integer.toString(padding)));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true);
        return new Driver(builder.start());
    }

    /** Reads up to a line that begins so, and gives it; fails with all that was read if it does not come. */
    String await(String beginning) throws IOException {
        List<String> seen = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.add(line);
            if (line.startsWith(beginning)) {
                return line;
            }
        }
        throw new AssertionError("no line '" + beginning + "...' in " + seen);
    }

    void kill() throws InterruptedException {
        // Not Process.destroyForcibly: it also closes the pipe, with what the driver has said.
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    /** The number of the last block that it said was committed, or -1. */
    int lastCommitted() throws IOException {
        int last = -1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("committed ")) {
                last = Integer.parseInt(line.substring("committed ".length()));
            }
        }
        return last;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        lines.close();
    }
}
