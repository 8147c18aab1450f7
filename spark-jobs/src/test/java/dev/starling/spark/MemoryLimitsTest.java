package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryLimitsTest {

    private static final long MB = 1 << 20;
    private static final String NATIVE = "org.bytedeco.javacpp.maxbytes";
    private static final String PROCESS = "org.bytedeco.javacpp.maxphysicalbytes";

    @TempDir
    private Path root;

    @ParameterizedTest(name = "heap {0} MB, {1} and {2}, in {3} MB: native {4} MB, process {5} MB")
    @CsvSource({
        // What nothing says is chosen so that it fits.
        "1024,,,8192,1024,4096",
        "1024,,,3000,1024,3000",
        "1024,,,1500,476,1500",
        "1024,512m,,8192,512,3072",
        "1024,,3g,8192,1024,3072",
        "1024,,1500m,8192,476,1500",
        // What is said stays.
        "1024,2g,4g,8192,2048,4096",
        "1024,2147483648,4294967296b,8192,2048,4096",
        "1024,2GB,4096M,8192,2048,4096",
    })
    void everythingFits(long heap, String natively, String process, long limit, long expected, long expectedProcess) {
        MemoryLimits limits = limits(heap, natively, process, limit);
        assertThat(limits.nativeBytes()).isEqualTo(expected * MB);
        assertThat(limits.process()).isEqualTo(expectedProcess * MB);
        assertThat(limits.wrong(false)).isEmpty();
    }

    @Test
    void aLineTellsHowMemoryIsDivided() {
        assertThat(limits(1024, null, null, 8192).told())
                .isEqualTo(
                        "memory: heap 1024 MB + native 1024 MB <= process 4096 MB <= the container, which has 8192 MB");
    }

    @Test
    void heapAndNativeMemoryThatAreMoreThanTheProcessMayHaveAreRefused() {
        assertThat(limits(1024, "2g", "2g", 8192).wrong(false))
                .contains(
                        "heap 1024 MB (spark.executor.memory) and native memory 2048 MB (org.bytedeco.javacpp.maxbytes) are 3072 MB,"
                                + " more than the 2048 MB that the process may have (org.bytedeco.javacpp.maxphysicalbytes):"
                                + " lower one of the two, or lower spark.executor.memory, or raise spark.executor.memoryOverhead where"
                                + " the cluster manager makes the container of both; -D options of executors stand in"
                                + " spark.executor.extraJavaOptions");
    }

    @Test
    void aProcessThatMayHaveMoreThanItsContainerIsRefused() {
        assertThat(limits(1024, "1g", "4g", 3000).wrong(false).orElseThrow())
                .startsWith(
                        "org.bytedeco.javacpp.maxphysicalbytes is 4096 MB, and the container has 3000 MB: set it to that");
    }

    @Test
    void aHeapThatLeavesNothingIsRefused() {
        assertThat(limits(1024, null, null, 1050).wrong(false).orElseThrow())
                .startsWith(
                        "heap 1024 MB (spark.executor.memory) leaves 26 MB of the 1050 MB of the container to native memory")
                .contains("raise spark.executor.memoryOverhead");
        assertThat(limits(1024, null, null, 1000).wrong(true).orElseThrow()).contains("lower STARLING_HEAP");
    }

    @Test
    void noBoundIsStillBoundByTheContainer() {
        assertThat(limits(1024, "0", "0", 4096).wrong(false)).isEmpty();
        assertThat(limits(1024, "4g", "0", 4096).wrong(false).orElseThrow())
                .contains("are 5120 MB, more than the 4096 MB that the container has");
    }

    @Test
    void whatIsNoAmountIsRefused() {
        assertThatThrownBy(() -> limits(1024, "much", null, 8192))
                .hasMessage("-D%s=much is no amount of memory: write e.g. 2g or 1500m", NATIVE);
    }

    @Test
    void theLimitIsTheLeastOfTheMachineAndAllGroups() throws IOException {
        write("proc/meminfo", "MemFree: 1 kB\nMemTotal:       16384000 kB\n");
        assertThat(MemoryLimit.read(root)).isEqualTo(new MemoryLimit(16_384_000L << 10, "this machine"));
        write("proc/self/cgroup", "0::/pod/container\n");
        write("sys/fs/cgroup/pod/memory.max", "2000000000\n");
        write("sys/fs/cgroup/pod/container/memory.max", "max\n");
        assertThat(MemoryLimit.read(root)).isEqualTo(new MemoryLimit(2_000_000_000L, "the container"));
    }

    @Test
    void theFirstVersionOfControlGroupsIsReadToo() throws IOException {
        write("proc/meminfo", "MemTotal: 16384000 kB\n");
        // A container sees the machine's path and only its own files.
        write("proc/self/cgroup", "9:cpu,memory:/docker/0123\n1:name=systemd:/x\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "3000000000\n");
        assertThat(MemoryLimit.read(root)).isEqualTo(new MemoryLimit(3_000_000_000L, "the container"));
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(MemoryLimit.read(root).of()).isEqualTo("this machine");
    }

    @Test
    void whereNothingIsKnownNothingIsRefused() {
        MemoryLimits limits = MemoryLimits.of(1024 * MB, key -> null, MemoryLimit.read(root));
        assertThat(limits.wrong(false)).isEmpty();
        assertThat(limits.nativeBytes()).isEqualTo(1024 * MB);
    }

    private void write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static MemoryLimits limits(long heap, String natively, String process, long limit) {
        Map<String, String> properties = new java.util.HashMap<>();
        properties.put(NATIVE, natively);
        properties.put(PROCESS, process);
        return MemoryLimits.of(heap * MB, properties::get, new MemoryLimit(limit * MB, "the container"));
    }
}
