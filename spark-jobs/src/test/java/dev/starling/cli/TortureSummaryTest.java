package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code scripts/torture} counts, prints and exits with. */
class TortureSummaryTest {

    private static final Path LIBRARY = Path.of("").toAbsolutePath().getParent().resolve("scripts/lib");
    private static final String TALLY = """
            import sys
            from torture.tally import Tally
            tally = Tally(["executor-kill", "driver-kill", "disk-full"])
            for kind, landed in (("executor-kill", True), ("driver-kill", True), ("driver-kill", False), ("executor-kill", True)):
                tally.fault(kind, landed)
            %s
            print(tally.line())
            sys.exit(tally.exit_code(%s))
            """;

    @Test
    void faultsThatLandedAreCountedByKind() throws Exception {
        assertThat(python(TALLY.formatted("", 3)))
                .isEqualTo(new CommandLineRun.Said(
                        0, "3 faults: executor-kill 2, driver-kill 1, disk-full 0; 0 differences\n", ""));
    }

    @Test
    void aDifferenceIsCountedAndFails() throws Exception {
        assertThat(python(TALLY.formatted("tally.differences.append('run-2-direct')", 3)))
                .isEqualTo(new CommandLineRun.Said(
                        1, "3 faults: executor-kill 2, driver-kill 1, disk-full 0; 1 differences\n", ""));
        assertThat(python(TALLY.formatted("tally.differences.append('run-2-direct')", "None"))
                        .code())
                .isOne();
    }

    @Test
    void fewerFaultsThanAskedForFail() throws Exception {
        assertThat(python(TALLY.formatted("", 4)).code()).isOne();
        assertThat(python(TALLY.formatted("", "None")).code()).isZero();
    }

    @Test
    void whatDidNotLandIsToldApart() throws Exception {
        assertThat(python(TALLY.formatted("tally.runs = 2; tally.resumes = 1; print(tally.story())", 3))
                        .out())
                .startsWith("2 runs, resumed 1 times; tried again because it did not land: driver-kill 1;"
                        + " no fault of these kinds, for want of time: disk-full\n");
    }

    @Test
    void noFaultAtAllFails() throws Exception {
        String nothing = "from torture.tally import Tally; import sys; sys.exit(Tally(['disk-full']).exit_code(None))";
        assertThat(python(nothing).code()).isOne();
    }

    private static CommandLineRun.Said python(String program) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("python3", "-c", program);
        builder.environment().put("PYTHONPATH", LIBRARY.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new CommandLineRun.Said(process.waitFor(), out, err);
    }
}
