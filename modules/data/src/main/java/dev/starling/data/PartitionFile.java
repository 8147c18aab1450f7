package dev.starling.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The text form of a partition: a line {@code starling-partition 1}; {@code method ...}; {@code population P};
 * {@code clients K}; K lines {@code client-index size id id ...}; {@code sha256 hash}.
 */
final class PartitionFile {
    private static final String FORMAT = "starling-partition 1";

    private PartitionFile() {}

    static void write(Partition partition, Path file) {
        StringBuilder text = new StringBuilder(FORMAT).append('\n');
        text.append("method ").append(partition.method()).append('\n');
        text.append("population ").append(partition.population()).append('\n');
        text.append("clients ").append(partition.clients()).append('\n');
        for (int client = 0; client < partition.clients(); client++) {
            text.append(client).append(' ').append(partition.size(client));
            for (int id : partition.samples(client)) {
                text.append(' ').append(id);
            }
            text.append('\n');
        }
        replace(
                file,
                text.append("sha256 ").append(partition.sha256()).append('\n').toString());
    }

    static void writeLabelHistogram(Partition partition, Path file, int[][] counts) {
        StringBuilder text = new StringBuilder("client,size");
        for (int label = 0; counts.length > 0 && label < counts[0].length; label++) {
            text.append(",label_").append(label);
        }
        for (int client = 0; client < counts.length; client++) {
            text.append('\n').append(client).append(',').append(partition.size(client));
            for (int count : counts[client]) {
                text.append(',').append(count);
            }
        }
        replace(file, text.append('\n').toString());
    }

    private static void replace(Path file, String text) {
        Path whole = file.toAbsolutePath();
        Path unfinished = whole.resolveSibling(whole.getFileName() + ".tmp");
        try {
            Files.writeString(unfinished, text, StandardCharsets.UTF_8);
            Files.move(unfinished, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": check that its folder exists and has space", e);
        }
    }

    static Partition read(Path file) {
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            Lines lines = new Lines(in, file);
            lines.expect(FORMAT);
            String method = lines.after("method ");
            int population = lines.number(lines.after("population "));
            int clients = lines.number(lines.after("clients "));
            int[][] ids = new int[clients][];
            for (int client = 0; client < clients; client++) {
                ids[client] = lines.client(client);
            }
            Partition partition = new Partition(method, population, ids);
            String hash = lines.after("sha256 ");
            if (!hash.equals(partition.sha256())) {
                throw lines.bad("the hash is " + hash + " but the content has " + partition.sha256());
            }
            return partition;
        } catch (IOException e) {
            throw new DataException("cannot read partition " + file + ": check the path", e);
        }
    }

    /** Lines of the file, counted for messages. */
    private static final class Lines {
        private final BufferedReader in;
        private final Path file;
        private int line;

        Lines(BufferedReader in, Path file) {
            this.in = in;
            this.file = file;
        }

        void expect(String text) throws IOException {
            String found = next();
            if (!found.equals(text)) {
                throw bad("it starts with '" + found + "' instead of '" + text + "'");
            }
        }

        String after(String word) throws IOException {
            String found = next();
            if (!found.startsWith(word)) {
                throw bad("'" + word.trim() + "' is missing");
            }
            return found.substring(word.length());
        }

        int[] client(int client) throws IOException {
            String[] words = next().split(" ");
            if (words.length < 2 || number(words[0]) != client || number(words[1]) != words.length - 2) {
                throw bad("expected client " + client + ", its size and as many sample ids");
            }
            int[] ids = new int[words.length - 2];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = number(words[i + 2]);
            }
            return ids;
        }

        int number(String text) {
            try {
                int value = Integer.parseInt(text);
                if (value >= 0) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw new DataException(message("'" + text + "' is not a whole number"), e);
            }
            throw bad("'" + text + "' is below 0");
        }

        DataException bad(String what) {
            return new DataException(message(what));
        }

        private String next() throws IOException {
            line++;
            String text = in.readLine();
            if (text == null) {
                throw bad("the file ends here");
            }
            return text;
        }

        private String message(String what) {
            return "partition " + file + ", line " + line + ": " + what
                    + "; it was changed or cut short: make it anew from its settings";
        }
    }
}
