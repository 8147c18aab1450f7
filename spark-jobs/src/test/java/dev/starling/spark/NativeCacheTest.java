package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.ResourceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NativeCacheTest {

    private static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

    private final String before = System.getProperty(PROPERTY);

    @TempDir
    private Path directory;

    @AfterEach
    void forget() {
        if (before == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
    }

    @Test
    void whatOneProcessHasUnpackedTheNextOneFinds() {
        assertThat(cache(1).use(this::unpack)).isEqualTo("unpacked");
        assertThat(cache(1).use(this::unpack)).isEqualTo("found");
    }

    @Test
    void whatAKilledProcessLeftIsUnpackedAnew() throws IOException {
        Path deep = folder().resolve("starling.jar").resolve("org");
        Files.createDirectories(deep);
        Files.writeString(deep.resolve("libnd4jcpu.so"), "half of i");
        assertThat(cache(1).use(this::unpack)).isEqualTo("unpacked");
        assertThat(cache(1).use(this::unpack)).isEqualTo("found");
    }

    @Test
    void aLibraryThatDoesNotLoadLeavesNoMark() {
        assertThatThrownBy(() -> cache(1).use(() -> {
                    unpack();
                    throw new UnsatisfiedLinkError("no such symbol");
                }))
                .isInstanceOf(UnsatisfiedLinkError.class);
        assertThat(cache(1).use(this::unpack)).isEqualTo("unpacked");
    }

    @Test
    void aLockThatAnotherProcessKeepsIsWaitedForAndNamed() throws Exception {
        Process holder = holder();
        try {
            assertThatThrownBy(() -> cache(1).use(this::unpack))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContainingAll(
                            "process " + holder.pid() + " has held " + lock() + " for more than 1 s",
                            "end it (kill -KILL %s)".formatted(holder.pid()));
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertThat(cache(10).use(this::unpack)).as("once it is dead").isEqualTo("unpacked");
    }

    @Test
    void aStoppedProcessIsCalledSo() throws Exception {
        Process holder = holder();
        try {
            signal("STOP", holder);
            assertThatThrownBy(() -> cache(1).use(this::unpack))
                    .hasMessageContainingAll(
                            "process %s, which is stopped, has held".formatted(holder.pid()),
                            "kill -CONT " + holder.pid());
        } finally {
            signal("CONT", holder);
            holder.destroyForcibly().waitFor();
        }
    }

    private static void signal(String signal, Process process) throws Exception {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** A process that holds the lock: as long as it lives, or until it is told to go. */
    private Process holder() throws IOException {
        Process process = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import fcntl, os, sys\n"
                                + "held = open(sys.argv[1], 'w')\n"
                                + "fcntl.lockf(held, fcntl.LOCK_EX)\n"
                                + "held.write(str(os.getpid())); held.flush()\n"
                                + "print('held', flush=True)\n"
                                + "sys.stdin.read()\n",
                        lock().toString())
                .start();
        assertThat(process.inputReader().readLine()).isEqualTo("held");
        return process;
    }

    private Path folder() {
        return directory.resolve("natives");
    }

    private Path lock() {
        return directory.resolve("natives.lock");
    }

    private NativeCache cache(int seconds) {
        return new NativeCache(folder(), lock(), Duration.ofSeconds(seconds));
    }

    /** Does as JavaCPP does: unpacks where the property says, unless it is there. */
    private String unpack() {
        Path library = Path.of(System.getProperty(PROPERTY), "starling.jar", "org", "libnd4jcpu.so");
        Supplier<String> write = () -> {
            try {
                Files.createDirectories(library.getParent());
                Files.writeString(library, "all of it");
                return "unpacked";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        return Files.exists(library) ? "found" : write.get();
    }
}
