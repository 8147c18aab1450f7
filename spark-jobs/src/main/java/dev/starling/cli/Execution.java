package dev.starling.cli;

import dev.starling.baseline.ParameterAveragingFamily;
import dev.starling.engine.DivergedException;
import dev.starling.engine.Exchange;
import dev.starling.engine.InputException;
import dev.starling.engine.ResourceException;
import dev.starling.engine.StarlingException;
import dev.starling.report.Comparison;
import dev.starling.report.Reports;
import dev.starling.report.TrialResult;
import dev.starling.spark.Arithmetic;
import dev.starling.spark.Build;
import dev.starling.spark.CodeVersion;
import dev.starling.spark.Ending;
import dev.starling.spark.Live;
import dev.starling.spark.Sessions;
import dev.starling.spark.SparkVersions;
import dev.starling.spark.TrialRunner;
import dev.starling.spark.Watch;
import dev.starling.store.RunInfo;
import dev.starling.store.RunJournal;
import dev.starling.store.RunStatus;
import dev.starling.store.Store;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes a plan: opens Spark, runs what the store does not hold yet, and tells what came out. */
final class Execution {

    static final int INTERRUPTED = 130;

    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    private final Surroundings surroundings;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Store store;
    private final SparkOptions sparkOptions;
    private final boolean acceptOtherArithmetic;
    private final Build build = Build.read();

    Execution(
            Surroundings surroundings,
            PrintWriter out,
            PrintWriter err,
            Store store,
            SparkOptions sparkOptions,
            boolean acceptOtherArithmetic) {
        this.surroundings = surroundings;
        this.out = out;
        this.err = err;
        this.store = store;
        this.sparkOptions = sparkOptions;
        this.acceptOtherArithmetic = acceptOtherArithmetic;
    }

    /** Runs the plan under an id: from the start, or from where the store says that it stands. */
    int run(Plan plan, String id) {
        String codeVersion = CodeVersion.of(build);
        RunInfo known = store.run(id).orElse(null);
        if (known != null) {
            plan.requireSame(known, codeVersion);
            if (known.status() == RunStatus.FINISHED) {
                out.println("run %s is finished already; 'starling show %s' tells what came out".formatted(id, id));
                return 0;
            }
        }
        Accelerator.Choice accelerator = sparkOptions.choose(plan.accelerator(), build, surroundings);
        if (!accelerator.note().isEmpty()) {
            err.println("note: " + accelerator.note());
        }
        plan.experiment().notices().forEach(notice -> err.println("note: " + notice));
        try (JavaSparkContext spark = sparkOptions.open("starling " + id, surroundings, build, accelerator)) {
            String fingerprint = Arithmetic.survey(spark);
            if (known == null) {
                store.create(describe(plan, id, codeVersion, fingerprint, spark));
            } else {
                requireSameArithmetic(known, fingerprint);
            }
            return runTrials(plan, id, spark, fingerprint);
        }
    }

    private void requireSameArithmetic(RunInfo known, String fingerprint) {
        if (known.fingerprint().equals(fingerprint)) {
            return;
        }
        if (!acceptOtherArithmetic) {
            throw new InputException(
                    "run %s was begun on other arithmetic (fingerprint %s, here %s): its second half would have other bits than on one machine; resume it on such a CPU, or go on with --accept-other-arithmetic"
                            .formatted(known.id(), head(known.fingerprint()), head(fingerprint)));
        }
        LOG.warn(
                "run {} goes on with other arithmetic: fingerprint {} instead of {}",
                known.id(),
                head(fingerprint),
                head(known.fingerprint()));
    }

    private static String head(String hash) {
        return hash.substring(0, Math.min(12, hash.length()));
    }

    private int runTrials(Plan plan, String id, JavaSparkContext spark, String fingerprint) {
        int slots = Math.max(1, spark.sc().defaultParallelism());
        int parallel = plan.parallel().orElse(Math.min(4, slots));
        ConsoleProgress progress = new ConsoleProgress(err, surroundings.terminal(), plan.trials(), System::nanoTime);
        Watch watch = Watch.of(spark);
        // What this process does by itself, progress is told without a way around.
        Supplier<Live> live = Sessions.isOneProcess(spark.master()) ? Live::none : watch::live;
        Ending ending;
        try (RunJournal journal = store.journal(id);
                Exchange exchange = ParameterAveragingFamily.exchange(
                        plan.trials(),
                        spark,
                        plan.exchange()
                                .open(
                                        spark,
                                        plan.partitions().orElse(3 * slots),
                                        fingerprint,
                                        plan.trials().size(),
                                        parallel,
                                        progress::note))) {
            store.status(id, RunStatus.RUNNING, "");
            LOG.info("run {}: {} trials on {} with {} slots", id, plan.trials().size(), spark.master(), slots);
            TrialRunner runner = new TrialRunner(
                    id, exchange, journal, plan.blockRounds(), parallel, watch.before(progress), System::nanoTime);
            try (Stop stop = Stop.listen(runner::stop);
                    Ticker ticker = Ticker.start(() -> progress.live(live.get()))) {
                ending = runner.run(plan.trials());
            }
            progress.end();
            note(id, ending);
        }
        return switch (ending.kind()) {
            case FINISHED -> finished(plan, id, progress);
            case STOPPED -> {
                err.println("run %s was interrupted; what is committed stays. Go on with: starling resume %s"
                        .formatted(id, id));
                yield INTERRUPTED;
            }
            case FAILED -> {
                // The same settings diverge again, wherever the run goes on.
                String advice = ending.failure() instanceof DivergedException
                        ? "Start a new run with other settings"
                        : "Go on with: starling resume " + id;
                err.println("run %s failed; what is committed stays. %s".formatted(id, advice));
                throw failure(id, ending.failure());
            }
        };
    }

    private void note(String id, Ending ending) {
        try {
            switch (ending.kind()) {
                case FINISHED -> store.status(id, RunStatus.FINISHED, "");
                case STOPPED -> store.status(id, RunStatus.INTERRUPTED, "it was asked to stop");
                case FAILED ->
                    store.status(
                            id,
                            RunStatus.FAILED,
                            String.valueOf(ending.failure().getMessage()));
            }
        } catch (StarlingException e) {
            if (ending.kind() != Ending.Kind.FAILED) {
                throw e;
            }
            // The disk that failed the trial may refuse the status too; the trial's failure is the story.
            LOG.warn("run {}: its status could not be written: {}", id, e.getMessage());
        }
    }

    private static RuntimeException failure(String id, Throwable failure) {
        if (failure instanceof StarlingException ours) {
            return ours;
        }
        if (failure instanceof OutOfMemoryError) {
            return new ResourceException(
                    "run %s ran out of memory (%s): raise STARLING_HEAP or STARLING_NATIVE, or lower starling.parallel; then starling resume %s"
                            .formatted(id, failure.getMessage(), id),
                    failure);
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }

    private int finished(Plan plan, String id, ConsoleProgress progress) {
        Path report = store.root().resolve("reports").resolve(id + ".html");
        Reports.write(store, List.of(id), report);
        out.println("run %s finished: %s trials, %s rounds in %s"
                .formatted(id, plan.trials().size(), progress.computed(), progress.elapsed()));
        List<TrialResult> results = Reports.results(store, id);
        List<String> metrics = Reports.metrics(results);
        if (!metrics.isEmpty()) {
            out.println();
            out.println(Comparison.of(results, metrics.get(0)).text());
        }
        out.println("tables  " + store.root().resolve("tables") + "  (starling sql \"select * from metrics\")");
        out.println("report  " + report);
        return 0;
    }

    private RunInfo describe(Plan plan, String id, String codeVersion, String fingerprint, JavaSparkContext spark) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("java", surroundings.properties().getOrDefault("java.vm.version", ""));
        environment.put(
                "os",
                surroundings.properties().getOrDefault("os.name", "") + " "
                        + surroundings.properties().getOrDefault("os.version", ""));
        environment.put("cpus", String.valueOf(Runtime.getRuntime().availableProcessors()));
        environment.put("natives", build.classifier());
        environment.put("spark", SparkVersions.spark());
        environment.put("scala", SparkVersions.scala());
        environment.put("master", spark.master());
        return RunInfo.of(
                id,
                plan.name(),
                plan.family(),
                plan.settings().json(),
                plan.settings().hash(),
                plan.experiment().dataHash(),
                codeVersion,
                fingerprint,
                environment,
                plan.experiment().notices());
    }
}
