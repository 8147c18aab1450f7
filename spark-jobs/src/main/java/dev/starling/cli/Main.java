package dev.starling.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Entry point of {@code starling.jar}, for the launcher, for {@code java -jar} and for {@code spark-submit}. */
public final class Main {

    private Main() {}

    /**
     * Runs one command.
     *
     * @throws SubmittedRunFailedException under {@code spark-submit} if the command failed: YARN cannot see the status of
     *     {@code System.exit}, an exception it can
     */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = Starling.execute(Surroundings.ofThisProcess(), out, err, args);
        if (System.getProperty("SPARK_SUBMIT") == null) {
            System.exit(code);
        }
        if (code != 0) {
            throw new SubmittedRunFailedException(code);
        }
    }

    /** Tells {@code spark-submit} that a command failed. What was wrong stands in the log and in the run's status. */
    public static final class SubmittedRunFailedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        SubmittedRunFailedException(int code) {
            super("starling failed with exit code " + code + "; its message stands above, and in `starling show ID`");
        }
    }
}
