package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.spark.Arithmetic;
import dev.starling.spark.Build;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {

    private static final long GIGABYTE = 1L << 30;

    @TempDir
    private Path directory;

    @Test
    void findsNothingWrongOnAGoodMachine() {
        List<Finding> findings = examine(surroundings(17, "sse avx2 avx512f", 8 * GIGABYTE, goodThreads()), directory);
        assertThat(findings).noneMatch(finding -> finding.kind() == Finding.Kind.WRONG);
        assertThat(find(findings, "arithmetic").detail()).matches("fingerprint [0-9a-f]{64}");
    }

    @Test
    void namesTheThreadVariableThatIsMissing() {
        Map<String, String> env = goodThreads();
        env.remove("OPENBLAS_NUM_THREADS");
        Finding finding = find(examine(surroundings(17, "avx512f avx2", 8 * GIGABYTE, env), directory), "threads");
        assertThat(finding.kind()).isEqualTo(Finding.Kind.WRONG);
        assertThat(finding.text())
                .contains("OPENBLAS_NUM_THREADS is not set in the environment and must be 1", Arithmetic.EXPORTS);
    }

    @Test
    void doesNotTouchTheNativeLibraryOnACpuThatLacksItsInstructions() {
        List<Finding> findings = examine(surroundings(17, "sse sse2", 8 * GIGABYTE, goodThreads()), directory);
        assertThat(find(findings, "cpu").text()).contains("this CPU has no avx");
        assertThat(find(findings, "arithmetic").detail()).startsWith("not tried");
    }

    @Test
    void refusesOtherJavaVersionsAndTinyMachines() {
        List<Finding> findings = examine(surroundings(21, "avx512f avx2", GIGABYTE, goodThreads()), directory);
        assertThat(find(findings, "java").text()).contains("Java 21", "JDK 17");
        assertThat(find(findings, "memory").kind()).isEqualTo(Finding.Kind.WRONG);
    }

    @Test
    void saysWhenTheStoreCannotBeAFolder() throws Exception {
        Path file = java.nio.file.Files.createFile(directory.resolve("occupied"));
        Finding finding = find(
                examine(surroundings(17, "avx512f avx2", 8 * GIGABYTE, goodThreads()), file.resolve("store")), "store");
        assertThat(finding.kind()).isEqualTo(Finding.Kind.WRONG);
        assertThat(finding.text()).contains("occupied is not writable", "--store");
    }

    private static List<Finding> examine(Surroundings surroundings, Path store) {
        return new Doctor(surroundings, Build.read()).examine(store);
    }

    private static Finding find(List<Finding> findings, String what) {
        return findings.stream().filter(f -> f.what().equals(what)).findFirst().orElseThrow();
    }

    private static Map<String, String> goodThreads() {
        Map<String, String> env = new HashMap<>();
        Arithmetic.THREAD_VARIABLES.forEach(name -> env.put(name, "1"));
        return env;
    }

    private Surroundings surroundings(int java, String flags, long memory, Map<String, String> env) {
        return new Surroundings(env, Map.of(), directory, java, flags, memory, false, Clock.systemUTC());
    }
}
