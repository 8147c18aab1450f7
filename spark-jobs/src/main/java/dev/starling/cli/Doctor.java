package dev.starling.cli;

import dev.starling.spark.Arithmetic;
import dev.starling.spark.Build;
import dev.starling.spark.Gpu;
import dev.starling.spark.SparkVersions;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Looks at everything that a run needs and that a machine may lack. */
final class Doctor {

    private static final long MEGABYTE = 1 << 20;
    private static final long LEAST_MEMORY = 2000 * MEGABYTE;
    private static final long COMFORTABLE_MEMORY = 3800 * MEGABYTE;
    private static final long LEAST_HEAP = 400 * MEGABYTE;
    /** The unpacked native library and a store of some runs. */
    private static final long LEAST_DISK = 1000 * MEGABYTE;

    private final Surroundings surroundings;
    private final Build build;

    Doctor(Surroundings surroundings, Build build) {
        this.surroundings = surroundings;
        this.build = build;
    }

    List<Finding> examine(Path store) {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.add(memory());
        Finding cpu = cpu();
        findings.add(cpu);
        Finding threads = threads();
        findings.add(threads);
        if (cpu.kind() == Finding.Kind.WRONG || threads.kind() == Finding.Kind.WRONG) {
            findings.add(Finding.note("arithmetic", "not tried, because of the above", ""));
        } else {
            findings.add(arithmetic());
        }
        findings.add(gpu());
        findings.add(spark());
        findings.add(store(store));
        findings.add(data());
        return findings;
    }

    private Finding java() {
        String found = "Java " + surroundings.javaVersion();
        if (surroundings.javaVersion() != 17) {
            return Finding.wrong(
                    "java", found, "point JAVA_HOME at a JDK 17: Spark 3.5 and the native library need it");
        }
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
                ? Finding.ok("java", found)
                : Finding.wrong(
                        "java",
                        found + " without the vector module",
                        "add --add-modules=jdk.incubator.vector to its options, or start Starling with scripts/starling");
    }

    private Finding memory() {
        long heap = Runtime.getRuntime().maxMemory();
        String found = "%s MB in the machine, Java heap up to %s MB, native memory up to %s"
                .formatted(
                        surroundings.memoryBytes() / MEGABYTE,
                        heap / MEGABYTE,
                        System.getProperty("org.bytedeco.javacpp.maxbytes", "as much as the heap"));
        if (surroundings.memoryBytes() < LEAST_MEMORY) {
            return Finding.wrong("memory", found, "use a machine with 2 GB at least");
        }
        if (heap < LEAST_HEAP) {
            return Finding.wrong("memory", found, "set STARLING_HEAP, e.g. to 1g");
        }
        return surroundings.memoryBytes() < COMFORTABLE_MEMORY
                ? Finding.note("memory", found, "4 GB are comfortable; run few trials side by side (starling.parallel)")
                : Finding.ok("memory", found);
    }

    private Finding cpu() {
        String needed = build.classifier().contains("avx512")
                ? "avx512f"
                : build.classifier().contains("avx2") ? "avx2" : "";
        String found = "natives for " + build.classifier();
        if (needed.isEmpty() || (" " + surroundings.cpuFlags() + " ").contains(" " + needed + " ")) {
            return Finding.ok("cpu", found);
        }
        return Finding.wrong(
                "cpu",
                found + ", but this CPU has no " + needed,
                "delete spark-jobs/target/starling.jar: scripts/starling then builds it for this CPU");
    }

    private Finding threads() {
        return Arithmetic.threadProblem(surroundings.env())
                .map(problem -> Finding.wrong(
                        "threads", problem, "start Starling with scripts/starling, or export " + Arithmetic.EXPORTS))
                .orElseGet(() -> Finding.ok("threads", "one a task"));
    }

    private static Finding arithmetic() {
        try {
            return Finding.ok("arithmetic", "fingerprint " + Arithmetic.fingerprint());
        } catch (LinkageError e) {
            return Finding.wrong(
                    "arithmetic",
                    "the native library does not load: " + e.getMessage(),
                    "free %s MB in %s and look at the message above"
                            .formatted(LEAST_DISK / MEGABYTE, System.getProperty("java.io.tmpdir")));
        }
    }

    private Finding gpu() {
        List<Gpu> gpus = surroundings.gpus();
        boolean cuda = build.backend().startsWith(Build.CUDA);
        String found = gpus.isEmpty()
                ? "none found"
                : gpus.stream()
                        .map(gpu -> "%s (%s)".formatted(gpu.name(), gpu.capability()))
                        .collect(Collectors.joining(", "));
        String backend = ", built for " + build.backend();
        if (gpus.isEmpty()) {
            return cuda
                    ? Finding.note("gpu", found + backend, "without nvidia-smi on the PATH all computes on the CPU")
                    : Finding.ok("gpu", found + ": all computes on the CPU");
        }
        if (gpus.stream().noneMatch(Gpu::usable)) {
            return Finding.note("gpu", found + backend, gpus.get(0).tooNew() + ": all computes on the CPU");
        }
        return cuda
                ? Finding.ok("gpu", found + backend)
                : Finding.note("gpu", found + backend, "to use it, build with Maven's profile cuda (docs/gpu.md)");
    }

    private Finding spark() {
        try {
            String version = SparkVersions.spark();
            String scala = SparkVersions.scala();
            String found = "Spark %s, Scala %s".formatted(version, scala);
            return version.startsWith("3.5.") && scala.startsWith("2.12.")
                    ? Finding.ok("spark", found)
                    : Finding.wrong("spark", found, "Starling is built for Spark 3.5 with Scala 2.12");
        } catch (LinkageError e) {
            return Finding.wrong(
                    "spark", "not on the class path", "start Starling with scripts/starling or spark-submit");
        }
    }

    private static Finding store(Path store) {
        Path existing = store.toAbsolutePath().normalize();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
            return Finding.wrong(
                    "store",
                    "%s is not writable".formatted(existing),
                    "choose another folder with --store or STARLING_STORE");
        }
        try {
            FileStore disk = Files.getFileStore(existing);
            String found = String.format(Locale.ROOT, "%s, %s MB free", store, disk.getUsableSpace() / MEGABYTE);
            return disk.getUsableSpace() < LEAST_DISK
                    ? Finding.wrong("store", found, "free some space or choose another folder with --store")
                    : Finding.ok("store", found);
        } catch (IOException e) {
            return Finding.wrong("store", store + ": " + e.getMessage(), "choose another folder with --store");
        }
    }

    private Finding data() {
        Map<String, String> env = surroundings.env();
        String path = env.getOrDefault("STARLING_DATA", "");
        String fetch = "scripts/fetch-data fetches public data sets; then export STARLING_DATA";
        if (path.isEmpty()) {
            return Finding.note("data", "STARLING_DATA is not set: experiments on generated data run without", fetch);
        }
        return Files.isDirectory(surroundings.workingDirectory().resolve(path))
                ? Finding.ok("data", path)
                : Finding.wrong("data", "STARLING_DATA names " + path + ", which is not a folder", fetch);
    }
}
