package dev.starling.cli;

import dev.starling.spark.Build;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code starling doctor}. */
@Command(
        name = "doctor",
        description =
                "Checks Java, memory, CPU, native library, threads, store and data, and says how to mend what is wrong.",
        footer = {"", "Examples:", "  starling doctor", "  starling doctor --store /mnt/results"})
final class DoctorCommand implements Callable<Integer> {

    private static final int SOMETHING_IS_WRONG = 5;

    @ParentCommand
    private Starling starling;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = "The store to check. Default: STARLING_STORE or ./store")
    private Path store;

    @Override
    public Integer call() {
        Surroundings surroundings = starling.surroundings();
        List<Finding> findings = new Doctor(surroundings, Build.read()).examine(surroundings.store(store));
        PrintWriter out = spec.commandLine().getOut();
        for (Finding finding : findings) {
            out.println(finding.text());
        }
        boolean healthy = findings.stream().noneMatch(f -> f.kind() == Finding.Kind.WRONG);
        out.println(healthy ? "All is well." : "Something is wrong; what to do stands beside it.");
        return healthy ? 0 : SOMETHING_IS_WRONG;
    }
}
