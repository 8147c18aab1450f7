package dev.starling.cli;

import dev.starling.engine.Nearest;
import dev.starling.engine.StarlingException;
import dev.starling.spark.Build;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code starling}, which holds all others. */
@Command(
        name = "starling",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Starling.Version.class,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Runs experiments that are made of very many small learning problems on Apache Spark.",
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nParameters:%n",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Exit codes:",
            "    0  done",
            "    1  an error in Starling itself",
            "    2  a setting or an argument is wrong; nothing was run",
            "    3  data or a stored file is missing, corrupt or of another version",
            "    4  training diverged; the run can be resumed",
            "    5  disk, memory or a worker failed; the run can be resumed",
            "  130  interrupted; the run can be resumed"
        },
        subcommands = {
            QuickstartCommand.class,
            RunCommand.class,
            BaselineCommand.class,
            ResumeCommand.class,
            ListCommand.class,
            ShowCommand.class,
            CompareCommand.class,
            ReportCommand.class,
            SqlCommand.class,
            DoctorCommand.class
        })
final class Starling implements Runnable {

    static final int BUG = 1;

    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show where an error comes from, not only what it is.")
    private boolean verbose;

    private Starling(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * Runs one command and turns whatever happens into an exit code and a sentence.
     *
     * @param out for what was asked for
     * @param err for progress, warnings and errors
     */
    static int execute(Surroundings surroundings, PrintWriter out, PrintWriter err, String... args) {
        Starling starling = new Starling(surroundings);
        CommandLine line = new CommandLine(starling);
        line.setOut(out);
        line.setErr(err);
        line.setExecutionExceptionHandler((exception, command, parsed) -> starling.report(exception, err));
        line.setParameterExceptionHandler((exception, arguments) -> misuse(exception, err));
        int code = line.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private int report(Exception exception, PrintWriter err) {
        boolean known = exception instanceof StarlingException;
        err.println("starling: " + (known ? exception.getMessage() : "unexpected " + exception));
        if (verbose) {
            exception.printStackTrace(err);
        } else if (!known) {
            err.println("This is an error in Starling itself. Run it again with --verbose to see where it comes from.");
        }
        return known ? ((StarlingException) exception).exitCode() : BUG;
    }

    private static int misuse(ParameterException exception, PrintWriter err) {
        CommandLine line = exception.getCommandLine();
        err.println("starling: " + exception.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(exception, err)
                && exception instanceof CommandLine.UnmatchedArgumentException unmatched
                && !line.getSubcommands().isEmpty()) {
            Nearest.of(unmatched.getUnmatched().get(0), line.getSubcommands().keySet())
                    .ifPresent(near -> err.println("Did you mean: starling " + near + "?"));
        }
        err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        return line.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** What {@code --version} says. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            Build build = Build.read();
            return new String[] {
                "starling %s for Spark %s, natives %s".formatted(build.version(), build.spark(), build.classifier())
            };
        }
    }
}
