package dev.starling.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * CIFAR-10: colour images of 32x32 in 10 classes. Reads the original binary form, records of one label byte and the
 * red, green and blue plane; and archives of JPEG files in folders named by split and class. Inputs are [32, 32, 3].
 */
public final class Cifar10 {
    /** Names of classes 0 to 9, which are also the folder names of JPEG archives. */
    public static final List<String> CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    private static final int RECORD = 1 + 3 * PLANE;
    private static final int BATCH = 10_000;

    private Cifar10() {}

    /**
     * A file of whole records, plain or gzip; any number of them.
     *
     * @throws DataException naming file and offset if the last record is cut short or a label is not 0..9
     */
    public static Examples readBinary(Path file) {
        try (InputFile in = InputFile.open(file)) {
            byte[] records = in.readUpTo(Integer.MAX_VALUE - 16);
            in.expectEnd();
            int rest = records.length % RECORD;
            if (rest != 0 || records.length == 0) {
                throw in.bad("record " + records.length / RECORD + " has " + rest + " bytes instead of " + RECORD);
            }
            return decode(records, file.toString());
        }
    }

    /** The whole set from a folder with {@code data_batch_1.bin} .. {@code data_batch_5.bin} and {@code test_batch.bin}. */
    static DataSet readBatches(String name, Path folder) {
        List<Examples> train = new ArrayList<>();
        for (int batch = 1; batch <= 5; batch++) {
            train.add(
                    whole(readBinary(folder.resolve("data_batch_" + batch + ".bin")), "data_batch_" + batch + ".bin"));
        }
        Examples test = whole(readBinary(folder.resolve("test_batch.bin")), "test_batch.bin");
        return new DataSet(name, Examples.concat(train), test);
    }

    /** The whole set from the archive {@code cifar-10-binary.tar.gz}. */
    static DataSet readArchive(String name, Path archive) {
        Map<String, Examples> batches = new TreeMap<>();
        Tar.read(archive, (member, content) -> {
            String batch = member.substring(member.lastIndexOf('/') + 1);
            if (batch.endsWith("_batch.bin") || batch.startsWith("data_batch_")) {
                batches.put(batch, records(content, archive + " member " + member));
            }
        });
        List<String> expected = List.of(
                "data_batch_1.bin",
                "data_batch_2.bin",
                "data_batch_3.bin",
                "data_batch_4.bin",
                "data_batch_5.bin",
                "test_batch.bin");
        if (!List.copyOf(batches.keySet()).equals(expected)) {
            throw new DataException(archive + " holds the batches " + batches.keySet() + " instead of " + expected
                    + ": fetch it again with scripts/fetch-data cifar10");
        }
        List<Examples> train = expected.subList(0, 5).stream().map(batches::get).toList();
        return new DataSet(name, Examples.concat(train), batches.get("test_batch.bin"));
    }

    private static Examples records(byte[] content, String where) {
        if (content.length % RECORD != 0 || content.length == 0) {
            throw new DataException(where + " has " + content.length + " bytes, which is not a multiple of " + RECORD
                    + ": it is cut short; fetch it again with scripts/fetch-data cifar10");
        }
        return whole(decode(content, where), where);
    }

    private static Examples whole(Examples batch, String where) {
        if (batch.count() != BATCH) {
            throw new DataException(where + " has " + batch.count() + " records instead of " + BATCH
                    + ": it is cut short; fetch it again with scripts/fetch-data cifar10");
        }
        return batch;
    }

    private static Examples decode(byte[] records, String where) {
        int count = records.length / RECORD;
        byte[] pixels = new byte[count * 3 * PLANE];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            int at = i * RECORD;
            labels[i] = records[at] & 0xff;
            if (labels[i] >= CLASSES.size()) {
                throw new DataException(where + " at offset " + at + ": label " + labels[i]
                        + " is not one of 10 classes; check that this is a CIFAR-10 file");
            }
            for (int pixel = 0; pixel < PLANE; pixel++) {
                for (int channel = 0; channel < 3; channel++) {
                    pixels[(i * PLANE + pixel) * 3 + channel] = records[at + 1 + channel * PLANE + pixel];
                }
            }
        }
        return Examples.adoptBytes(
                pixels, new int[] {SIDE, SIDE, 3}, labels, CLASSES.size(), Preprocessing.UNIT_PIXELS);
    }

    /**
     * The images of one split of a JPEG archive, members {@code split/class/number.jpg}, in the archive's order. The
     * pixels are those of this Java's decoder; other decoders may differ by a few grey levels.
     *
     * @param split {@code train} or {@code test}; members of other splits are passed over
     */
    public static Examples readJpegs(Path archive, String split) {
        List<byte[]> images = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        try (Jpeg jpeg = new Jpeg()) {
            Tar.read(archive, (member, content) -> {
                String[] parts = member.split("/");
                if (parts.length != 3 || !CLASSES.contains(parts[1])) {
                    throw new DataException(archive + " member " + member
                            + " is not named split/class/number.jpg with a class of CIFAR-10: check the archive");
                }
                if (parts[0].equals(split)) {
                    images.add(jpeg.decode(content, SIDE, archive + " member " + member));
                    labels.add(CLASSES.indexOf(parts[1]));
                }
            });
        }
        requireBalanced(archive, split, labels);
        byte[] pixels = new byte[Math.multiplyExact(images.size(), 3 * PLANE)];
        for (int i = 0; i < images.size(); i++) {
            System.arraycopy(images.get(i), 0, pixels, i * 3 * PLANE, 3 * PLANE);
        }
        int[] classOf = labels.stream().mapToInt(Integer::intValue).toArray();
        return Examples.adoptBytes(
                pixels, new int[] {SIDE, SIDE, 3}, classOf, CLASSES.size(), Preprocessing.UNIT_PIXELS);
    }

    private static void requireBalanced(Path archive, String split, List<Integer> labels) {
        int[] counts = new int[CLASSES.size()];
        labels.forEach(label -> counts[label]++);
        if (labels.isEmpty() || Arrays.stream(counts).distinct().count() != 1) {
            throw new DataException(
                    archive + " has " + Arrays.toString(counts) + " " + split
                            + " images of the 10 classes, but as many of each are expected: members are missing; fetch it again");
        }
    }

    static boolean hasBatches(Path folder) {
        return Files.exists(folder.resolve("data_batch_1.bin"));
    }
}
