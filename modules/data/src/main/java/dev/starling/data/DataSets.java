package dev.starling.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Standard data sets by name, from the folder that the environment variable {@code STARLING_DATA} names and
 * {@code scripts/fetch-data} fills. docs/data.md lists the files of each.
 */
public final class DataSets {
    private static final List<String> NAMES = List.of(
            "mnist",
            "qmnist",
            "fashion-mnist",
            "cifar10",
            "cifar10-prefix",
            "cifar10-jpeg",
            "cifar10-jpeg-small",
            "shakespeare",
            "tiny-shakespeare");

    /** The last images of CIFAR-10's lossless prefix are held out as its test part. */
    private static final int PREFIX_TEST = 800;

    /** Plays in the complete works; poems are not counted. */
    private static final int PLAYS = 37;

    private DataSets() {}

    /** The names that {@link #open} knows. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * Reads a data set. Pixels are scaled to 0..1 and not standardized; see {@link DataSet#with}.
     *
     * <ul>
     *   <li>{@code mnist}, {@code fashion-mnist}: 60,000 / 10,000 grey images, [28, 28, 1], 10 classes
     *   <li>{@code qmnist}: MNIST with the writer of each digit as its natural client
     *   <li>{@code cifar10}: 50,000 / 10,000 colour images, [32, 32, 3], 10 classes
     *   <li>{@code cifar10-prefix}: the first records of the first batch; the last 800 are the test part
     *   <li>{@code cifar10-jpeg}, {@code cifar10-jpeg-small}: the lossy 50,000 / 10,000 and 10,000 / 2,000
     *   <li>{@code shakespeare}: windows of 80 characters and the next one, roles of plays as natural clients
     *   <li>{@code tiny-shakespeare}: the same of one corpus, the first 90 % to train, without clients
     * </ul>
     *
     * @param root the folder of all data sets
     * @throws DataException if a file is missing or not what it should be, naming the file
     * @throws IllegalArgumentException if there is no data set of that name
     */
    public static DataSet open(String name, Path root) {
        return switch (name) {
            case "mnist", "fashion-mnist" -> grey(name, root, name);
            case "qmnist" -> qmnist(root);
            case "cifar10" -> cifar10(root);
            case "cifar10-prefix" ->
                prefix(Cifar10.readBinary(
                        require(name, root, "cifar10", "data_batch_1.first4000.bin.gz", "data_batch_1.first4000.bin")));
            case "cifar10-jpeg" -> jpeg(name, root, "cifar10-jpeg-all.tar.gz", "cifar10-jpeg-all.tar.gz");
            case "cifar10-jpeg-small" ->
                jpeg(name, root, "cifar10-jpeg-train-10000.tar.gz", "cifar10-jpeg-test-2000.tar.gz");
            case "shakespeare" -> shakespeare(require(name, root, "shakespeare", "shakespeare-works.zip", "works"));
            case "tiny-shakespeare" ->
                TinyShakespeare.dataSet(require(
                        name, root, "shakespeare", "tinyshakespeare-input.txt.gz", "tinyshakespeare-input.txt"));
            default ->
                throw new IllegalArgumentException(
                        "there is no data set '" + name + "': choose one of " + String.join(", ", NAMES));
        };
    }

    /**
     * A random part of a data set in which all classes are equally frequent, in random order: what small reproductions
     * start from.
     *
     * @param train training examples to take; a multiple of the number of classes
     * @param test test examples to take; a multiple of the number of classes
     * @throws DataException if a class has too few examples
     */
    public static DataSet balancedSubset(DataSet whole, int train, int test, RandomGenerator random) {
        int[] trainIndices = balanced(whole.name() + " train", whole.train(), train, random);
        int[] testIndices = balanced(whole.name() + " test", whole.test(), test, random);
        return whole.subset(trainIndices, testIndices);
    }

    private static int[] balanced(String name, Examples examples, int count, RandomGenerator random) {
        int each = count / examples.classes();
        if (count < 1 || count % examples.classes() != 0) {
            throw new IllegalArgumentException(name + ": " + count + " examples cannot be balanced over "
                    + examples.classes() + " classes: take a multiple of that number");
        }
        int[][] byClass = Dealing.byClass(examples.labels(), examples.classes(), random);
        for (int label = 0; label < byClass.length; label++) {
            if (byClass[label].length < each) {
                throw new DataException(name + ": class " + label + " has " + byClass[label].length + " examples but "
                        + each + " are wanted of each: take fewer");
            }
            byClass[label] = Arrays.copyOf(byClass[label], each);
        }
        int[] chosen = Dealing.concat(byClass);
        Draws.shuffle(chosen, random);
        return chosen;
    }

    private static DataSet grey(String name, Path root, String folder) {
        return new DataSet(name, images(name, root, folder, "train"), images(name, root, folder, "t10k"));
    }

    private static DataSet shakespeare(Path works) {
        List<Shakespeare.Role> roles = Shakespeare.roles(works);
        long plays = roles.stream().map(Shakespeare.Role::play).distinct().count();
        if (plays != PLAYS) {
            throw new DataException(works + " holds " + plays + " plays instead of " + PLAYS
                    + ": files are missing; fetch them with scripts/fetch-data shakespeare");
        }
        return Shakespeare.dataSet(roles);
    }

    private static Examples images(String name, Path root, String folder, String part) {
        return Idx.readImages(
                idx(name, root, folder, part + "-images-idx3-ubyte"),
                idx(name, root, folder, part + "-labels-idx1-ubyte"),
                10,
                Preprocessing.UNIT_PIXELS);
    }

    private static Path idx(String name, Path root, String folder, String file) {
        return require(name, root, folder, file + ".gz", file);
    }

    private static DataSet qmnist(Path root) {
        DataSet mnist = grey("qmnist", root, "mnist");
        return new DataSet(
                "qmnist",
                mnist.train(),
                mnist.test(),
                Qmnist.writers(idx("qmnist", root, "mnist", "qmnist-train-labels-idx2-int"), mnist.train()),
                Qmnist.writers(idx("qmnist", root, "mnist", "qmnist-test-labels-idx2-int"), mnist.test()));
    }

    private static DataSet cifar10(Path root) {
        for (Path folder :
                List.of(root.resolve("cifar10"), root.resolve("cifar10").resolve("cifar-10-batches-bin"))) {
            if (Cifar10.hasBatches(folder)) {
                return Cifar10.readBatches("cifar10", folder);
            }
        }
        return Cifar10.readArchive("cifar10", require("cifar10", root, "cifar10", "cifar-10-binary.tar.gz"));
    }

    private static DataSet prefix(Examples records) {
        int train = records.count() - PREFIX_TEST;
        if (train < 1) {
            throw new DataException("cifar10-prefix has " + records.count() + " records but " + PREFIX_TEST
                    + " are held out for testing: the file is cut short");
        }
        return new DataSet(
                "cifar10-prefix",
                records.subset(IntStream.range(0, train).toArray()),
                records.subset(IntStream.range(train, records.count()).toArray()));
    }

    private static DataSet jpeg(String name, Path root, String train, String test) {
        return new DataSet(
                name,
                Cifar10.readJpegs(require(name, root, "cifar10", train), "train"),
                Cifar10.readJpegs(require(name, root, "cifar10", test), "test"));
    }

    /** The first of the files that is there. */
    static Path require(String name, Path root, String folder, String... files) {
        for (String file : files) {
            Path path = root.resolve(folder).resolve(file);
            if (Files.exists(path)) {
                return path;
            }
        }
        String hint = name.equals("cifar10")
                ? "; for parts of it that may be there, see the data sets cifar10-prefix and cifar10-jpeg"
                : "";
        if (root.toString().isEmpty()) {
            throw new DataException(
                    "data set " + name + " is looked for in the folder that STARLING_DATA names, and it is"
                            + " not set: fetch the data with scripts/fetch-data --to data " + fetchName(name)
                            + ", then export STARLING_DATA=$PWD/data");
        }
        throw new DataException(
                "data set " + name + " needs " + root.resolve(folder).resolve(files[0])
                        + ", which is not there: set STARLING_DATA to the folder that holds " + folder
                        + "/, or fetch it with scripts/fetch-data --to " + root + " " + fetchName(name) + hint);
    }

    private static String fetchName(String name) {
        return name.startsWith("cifar10") ? "cifar10" : name.endsWith("shakespeare") ? "shakespeare" : name;
    }
}
