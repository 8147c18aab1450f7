package dev.starling.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The other program: a process that answers {@code ROW STEPS} on its input with milliseconds a step on its output, and {@code ROW
 * work} with its network's parameters and a step's floating-point operations.
 */
final class Peer implements AutoCloseable {
    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;

    Peer(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        requests = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Mean milliseconds of so many of its steps. */
    double millis(String row, int steps) {
        return Double.parseDouble(ask(row + " " + steps));
    }

    /** What one of its steps does, counted by itself. */
    Work work(String row) {
        String[] answer = ask(row + " work").split(" ");
        return new Work(Long.parseLong(answer[0]), Double.parseDouble(answer[1]));
    }

    private String ask(String request) {
        try {
            requests.write(request + "\n");
            requests.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException(
                        "The peer ended without an answer to '" + request + "': its message is above this one");
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("The peer cannot be asked '" + request + "'", e);
        }
    }

    @Override
    public void close() throws IOException {
        requests.close();
        process.destroy();
    }
}
