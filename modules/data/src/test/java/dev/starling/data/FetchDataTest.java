package dev.starling.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs scripts/fetch-data against a server on loopback with small made-up files. */
class FetchDataTest {
    @TempDir
    Path folder;

    private final Map<String, byte[]> served = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private boolean ranges = true;
    private HttpServer server;
    private String address;
    private Path to;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = served.get(exchange.getRequestURI().getPath());
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(exchange.getRequestURI().getPath() + (range == null ? "" : " " + range));
            try (exchange) {
                if (body == null) {
                    exchange.sendResponseHeaders(404, -1);
                } else if (range == null || !ranges) {
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                } else {
                    int from = Integer.parseInt(range.replaceAll("\\D", ""));
                    if (from >= body.length) {
                        exchange.sendResponseHeaders(416, -1);
                    } else {
                        exchange.getResponseHeaders()
                                .add("Content-Range", "bytes " + from + "-" + (body.length - 1) + "/" + body.length);
                        exchange.sendResponseHeaders(206, body.length - from);
                        exchange.getResponseBody().write(body, from, body.length - from);
                    }
                }
            }
        });
        server.start();
        address = "http://127.0.0.1:" + server.getAddress().getPort();
        to = folder.resolve("data");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private FetchScript.Outcome fetch(String... arguments) throws IOException, InterruptedException {
        return new FetchScript(folder, to).run(arguments);
    }

    private static String hash(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void table(String... rows) throws IOException {
        new FetchScript(folder, to).table(rows);
    }

    private String row(String sets, String path, byte[] content, String... urls) {
        return String.join("\t", sets, path, "sha256:" + hash("SHA-256", content), String.join(" ", urls));
    }

    private static byte[] content(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + i / 256);
        }
        return bytes;
    }

    @Test
    void putsFilesWhereTheReadersLookForThem() throws Exception {
        Map<String, byte[]> files = Map.of(
                "train-images-idx3-ubyte.gz", Written.gzip(Written.images(3, 2)),
                "train-labels-idx1-ubyte.gz", Written.gzip(Written.labels(0, 1, 2)),
                "t10k-images-idx3-ubyte.gz", Written.gzip(Written.images(1, 2)),
                "t10k-labels-idx1-ubyte.gz", Written.gzip(Written.labels(3)));
        List<String> rows = new ArrayList<>(List.of("# a comment"));
        files.forEach((name, content) -> {
            served.put("/up/" + name, content);
            rows.add(row("mnist,other", "mnist/" + name, content, address + "/up/" + name));
        });
        table(rows.toArray(String[]::new));

        FetchScript.Outcome outcome = fetch("mnist");

        assertThat(outcome.exitCode()).as(outcome.printed()).isZero();
        assertThat(outcome.printed()).contains("export STARLING_DATA=" + to);
        assertThat(DataSets.open("mnist", to).train().count()).isEqualTo(3);
    }

    @Test
    void leavesRightFilesAlone() throws Exception {
        byte[] content = content(1000);
        served.put("/f", content);
        table(row("one", "one/f", content, address + "/f"));

        fetch();
        FetchScript.Outcome again = fetch("one");

        assertThat(again.exitCode()).isZero();
        assertThat(again.printed()).contains("one/f is here");
        assertThat(requests).hasSize(1);
    }

    @Test
    void goesOnWithADownloadThatBrokeOff() throws Exception {
        byte[] content = content(5000);
        served.put("/f", content);
        table(row("one", "one/f", content, address + "/f"));
        Written.bytes(to.resolve("one/f.part"), Arrays.copyOf(content, 3000));

        FetchScript.Outcome outcome = fetch("one");

        assertThat(outcome.exitCode()).as(outcome.printed()).isZero();
        assertThat(requests).containsExactly("/f bytes=3000-");
        assertThat(to.resolve("one/f")).hasBinaryContent(content);
        assertThat(to.resolve("one/f.part")).doesNotExist();
    }

    @Test
    void startsAgainWhenTheServerCannotGoOn() throws Exception {
        byte[] content = content(5000);
        ranges = false;
        served.put("/f", content);
        table(row("one", "one/f", content, address + "/f"));
        Written.bytes(to.resolve("one/f.part"), Arrays.copyOf(content, 3000));

        FetchScript.Outcome outcome = fetch("one");

        assertThat(outcome.exitCode()).as(outcome.printed()).isZero();
        assertThat(to.resolve("one/f")).hasBinaryContent(content);
    }

    @Test
    void startsAgainWhenWhatWasLeftBelongsToAnotherFile() throws Exception {
        byte[] content = content(5000);
        served.put("/f", content);
        table(row("one", "one/f", content, address + "/f"));
        for (int length : new int[] {100, 5000, 6000}) {
            Files.deleteIfExists(to.resolve("one/f"));
            Written.bytes(to.resolve("one/f.part"), new byte[length]);

            FetchScript.Outcome outcome = fetch("one");

            assertThat(outcome.exitCode())
                    .as("%d bytes were left: %s", length, outcome.printed())
                    .isZero();
            assertThat(to.resolve("one/f")).hasBinaryContent(content);
        }
    }

    @Test
    void aWrongChecksumIsSaidAndSetAside() throws Exception {
        byte[] expected = content(100);
        byte[] sent = content(99);
        served.put("/f", sent);
        table(row("one", "one/f", expected, address + "/f"));

        FetchScript.Outcome outcome = fetch("one");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.printed())
                .contains("sha256 " + hash("SHA-256", sent))
                .contains("expected " + hash("SHA-256", expected))
                .contains("1 files are missing: one/f");
        assertThat(to.resolve("one/f")).doesNotExist();
        assertThat(to.resolve("one/f.bad")).hasBinaryContent(sent);
    }

    @Test
    void aDamagedFileInPlaceIsReplaced() throws Exception {
        byte[] content = content(100);
        served.put("/f", content);
        table(String.join("\t", "one", "one/f", "md5:" + hash("MD5", content), address + "/f"));
        Written.bytes(to.resolve("one/f"), content(50));

        FetchScript.Outcome outcome = fetch("one");

        assertThat(outcome.exitCode()).as(outcome.printed()).isZero();
        assertThat(to.resolve("one/f")).hasBinaryContent(content);
        assertThat(to.resolve("one/f.bad")).hasBinaryContent(content(50));
    }

    @Test
    void triesTheNextAddressAndThenTheNextFile() throws Exception {
        byte[] content = content(100);
        served.put("/second", content);
        table(
                row("one", "one/gone", content, address + "/gone"),
                row("one", "one/f", content, address + "/gone", address + "/second"));

        FetchScript.Outcome outcome = fetch("one");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.printed()).contains("1 files are missing: one/gone");
        assertThat(to.resolve("one/f")).hasBinaryContent(content);
    }

    @Test
    void aMirrorReplacesAllAddresses() throws Exception {
        byte[] content = content(100);
        served.put("/mirror/one/f", content);
        table(row("one", "one/f", content, address + "/gone"));

        FetchScript.Outcome outcome = fetch("--base-url", address + "/mirror/", "one");

        assertThat(outcome.exitCode()).as(outcome.printed()).isZero();
        assertThat(requests).containsExactly("/mirror/one/f");
    }

    @Test
    void listsWhatIsHere() throws Exception {
        byte[] content = content(100);
        table(row("one", "one/f", content, address), row("one,two", "one/g", content, address));
        Written.bytes(to.resolve("one/f"), content);

        FetchScript.Outcome outcome = fetch("--list");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.printed()).contains("one: 1 of 2 files", "two: 0 of 1 files");
    }

    @Test
    void saysWhatIsWrongWithItsArguments() throws Exception {
        table(row("one", "one/f", content(1), address));

        assertThat(fetch("tow").printed()).contains("unknown data set 'tow': choose from one");
        assertThat(fetch("tow").exitCode()).isEqualTo(2);
        assertThat(fetch("--form").printed()).contains("unknown option --form");
        assertThat(fetch("--base-url").printed()).contains("--base-url needs a value");
        assertThat(fetch("--help").printed()).contains("Usage: scripts/fetch-data");
        assertThat(fetch("--help").exitCode()).isZero();
    }

    @Test
    void theTableThatIsShippedServesEveryStandardSet() throws IOException {
        List<String> rows =
                Files.readAllLines(FetchScript.SCRIPTS.resolve("fetch-data.tsv"), StandardCharsets.UTF_8).stream()
                        .filter(line -> !line.startsWith("#"))
                        .toList();

        assertThat(rows)
                .allMatch(
                        row -> row.matches(
                                "[a-z0-9,-]+\t[a-z0-9-]+/\\S+\t(sha256:[0-9a-f]{64}|md5:[0-9a-f]{32}|git:[0-9a-f]{40})\thttps?://\\S+( https?://\\S+)*"));
        for (String name :
                List.of("mnist", "qmnist", "fashion-mnist", "cifar10", "shakespeare", "omniglot", "ud-pos")) {
            assertThat(rows)
                    .as(name)
                    .anyMatch(row -> List.of(row.split("\t")[0].split(",")).contains(name));
        }
        assertThat(rows.stream().filter(row -> row.contains("shakespeare/works/")))
                .hasSize(42);
    }
}
