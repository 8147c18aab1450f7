package dev.starling.episodes.task;

import dev.starling.data.DataSet;
import dev.starling.data.DataSets;
import dev.starling.data.Draws;
import dev.starling.data.Examples;
import dev.starling.data.Omniglot;
import dev.starling.data.Shared;
import dev.starling.engine.Seed;
import dev.starling.episodes.Split;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Where {@link ClassEpisodes} find their classes: a recipe that travels. */
sealed interface ClassData extends Serializable {

    /** Names the recipe, wherever its files lie. */
    String id();

    /** Where data sets lie. */
    String path();

    /** Whether images were dark on light and are read as light on dark. */
    default boolean inverted() {
        return false;
    }

    /** What is read, unless it is here. */
    Opened open();

    /**
     * Classes and where they come from.
     *
     * @param hash of the data's content
     */
    record Opened(ClassPools pools, String hash) {}

    /** How symbols of Omniglot are told apart into splits. */
    enum SymbolSplit {
        /** 1,200 random symbols to train on, 100 of which validate, and 423 to test (Finn et al. 2017). */
        RANDOM_1200,
        /** Whole alphabets: 1,028, 172 and 423 symbols (Vinyals et al. 2016). */
        VINYALS
    }

    /**
     * Symbols of Omniglot. Splits are made of symbols before these are turned. A class is {@code 4 * symbol + quarter turns} or,
     * without rotations, the symbol.
     *
     * @param rotations whether a symbol turned by a right angle is another class
     * @param side of the images, 28 or 14
     */
    record Symbols(String path, SymbolSplit split, boolean rotations, int side) implements ClassData {
        private static final long serialVersionUID = 1L;

        private static final Set<String> VALIDATION =
                Set.of("Hebrew", "Mkhedruli_(Georgian)", "Armenian", "Early_Aramaic", "Bengali");
        private static final int TRAINING = 1200;
        private static final int RANDOM_VALIDATION = 100;

        @Override
        public String id() {
            return "omniglot-%s-%s-%s".formatted(split, rotations, side);
        }

        @Override
        public boolean inverted() {
            return true;
        }

        @Override
        public Opened open() {
            Omniglot omniglot = Shared.get("omniglot " + path, Omniglot.class, () -> Omniglot.read(Path.of(path)));
            Examples images = sized(omniglot.images(), side);
            int turns = rotations ? 4 : 1;
            int[][] members = new int[turns * omniglot.symbols().size()][];
            int[] quarterTurns = new int[members.length];
            for (int id = 0; id < members.length; id++) {
                int first = id / turns * Omniglot.DRAWINGS;
                members[id] = IntStream.range(first, first + Omniglot.DRAWINGS).toArray();
                quarterTurns[id] = id % turns;
            }
            Map<Split, int[]> symbols = switch (split) {
                case RANDOM_1200 -> random(omniglot.symbols().size());
                case VINYALS -> byAlphabet(omniglot.symbols());
            };
            Map<Split, List<int[]>> groups = new TreeMap<>();
            symbols.forEach((split, chosen) -> groups.put(
                    split,
                    List.of(Arrays.stream(chosen)
                            .flatMap(symbol -> IntStream.range(turns * symbol, turns * (symbol + 1)))
                            .toArray())));
            return new Opened(new ClassPools(images, members, quarterTurns, groups), images.sha256());
        }

        /** The order is drawn from a seed of its own, so that the split is one for all runs. */
        static Map<Split, int[]> random(int symbols) {
            int[] order = Draws.permutation(
                    symbols, Seed.of(0).child("omniglot").child("random-1200").random());
            int train = TRAINING - RANDOM_VALIDATION;
            return Map.of(
                    Split.TRAIN, sorted(order, 0, train),
                    Split.VALIDATION, sorted(order, train, TRAINING),
                    Split.TEST, sorted(order, TRAINING, symbols));
        }

        private static int[] sorted(int[] order, int from, int to) {
            return Arrays.stream(order, from, to).sorted().toArray();
        }

        /** Symbols in order: what follows the first 1,200 tests, and five alphabets of the others validate. */
        static Map<Split, int[]> byAlphabet(List<Omniglot.Symbol> symbols) {
            return Map.of(
                    Split.TRAIN,
                    IntStream.range(0, TRAINING)
                            .filter(i -> !VALIDATION.contains(symbols.get(i).alphabet()))
                            .toArray(),
                    Split.VALIDATION,
                    IntStream.range(0, TRAINING)
                            .filter(i -> VALIDATION.contains(symbols.get(i).alphabet()))
                            .toArray(),
                    Split.TEST,
                    IntStream.range(TRAINING, symbols.size()).toArray());
        }
    }

    /**
     * Garments of Fashion-MNIST: classes 0 to 5 train with the training images and validate with the test images, classes 6 to 9
     * test with theirs.
     *
     * @param side of the images, 28 or 14
     */
    record Garments(String path, int side) implements ClassData {
        private static final long serialVersionUID = 1L;

        private static final int TRAINING = 6;
        private static final int CLASSES = 10;

        @Override
        public String id() {
            return "fashion-mnist-" + side;
        }

        @Override
        public Opened open() {
            DataSet set = Shared.get(
                    "fashion-mnist " + path, DataSet.class, () -> DataSets.open("fashion-mnist", Path.of(path)));
            Examples all = sized(Examples.concat(List.of(set.train(), set.test())), side);
            // Ids: 0 to 9 the classes' training images, 10 to 19 their test images.
            List<List<Integer>> members = new ArrayList<>();
            for (int id = 0; id < 2 * CLASSES; id++) {
                members.add(new ArrayList<>());
            }
            for (int i = 0; i < all.count(); i++) {
                members.get(all.label(i) + (i < set.train().count() ? 0 : CLASSES))
                        .add(i);
            }
            Map<Split, List<int[]>> groups = Map.of(
                    Split.TRAIN, List.of(IntStream.range(0, TRAINING).toArray()),
                    Split.VALIDATION,
                            List.of(IntStream.range(CLASSES, CLASSES + TRAINING).toArray()),
                    Split.TEST,
                            List.of(IntStream.range(CLASSES + TRAINING, 2 * CLASSES)
                                    .toArray()));
            return new Opened(new ClassPools(all, arrays(members), new int[2 * CLASSES], groups), set.sha256());
        }
    }

    /**
     * Digits by their writers: an episode's digits are of one writer. Writers of MNIST's training digits train, but every tenth, who
     * validates; those of its test digits test. A class is {@code 10 * writer's rank + digit}.
     *
     * @param side of the images, 28 or 14
     */
    record Writers(String path, int side) implements ClassData {
        private static final long serialVersionUID = 1L;

        private static final int DIGITS = 10;
        private static final int VALIDATION_EVERY = 10;

        @Override
        public String id() {
            return "mnist-writers-" + side;
        }

        @Override
        public Opened open() {
            DataSet set = Shared.get("qmnist " + path, DataSet.class, () -> DataSets.open("qmnist", Path.of(path)));
            Examples all = sized(Examples.concat(List.of(set.train(), set.test())), side);
            List<List<Integer>> members = new ArrayList<>();
            List<Split> splits = new ArrayList<>();
            add(set.trainKeys(), set.train(), 0, members);
            for (int rank = 0; rank < members.size() / DIGITS; rank++) {
                splits.add(rank % VALIDATION_EVERY == VALIDATION_EVERY - 1 ? Split.VALIDATION : Split.TRAIN);
            }
            add(set.testKeys(), set.test(), set.train().count(), members);
            while (splits.size() < members.size() / DIGITS) {
                splits.add(Split.TEST);
            }
            Map<Split, List<int[]>> groups = new TreeMap<>();
            for (int rank = 0; rank < splits.size(); rank++) {
                groups.computeIfAbsent(splits.get(rank), split -> new ArrayList<>())
                        .add(IntStream.range(DIGITS * rank, DIGITS * (rank + 1)).toArray());
            }
            return new Opened(new ClassPools(all, arrays(members), new int[members.size()], groups), set.sha256());
        }

        /** Adds ten classes for each writer, by the writer's id. */
        private static void add(int[] writers, Examples digits, int offset, List<List<Integer>> members) {
            int[] ids = Arrays.stream(writers).distinct().sorted().toArray();
            int before = members.size();
            for (int i = 0; i < DIGITS * ids.length; i++) {
                members.add(new ArrayList<>());
            }
            for (int i = 0; i < writers.length; i++) {
                int rank = Arrays.binarySearch(ids, writers[i]);
                members.get(before + DIGITS * rank + digits.label(i)).add(offset + i);
            }
        }
    }

    private static Examples sized(Examples images, int side) {
        int factor = images.inputShape()[0] / side;
        return factor == 1 ? images : images.averagePooled(factor);
    }

    private static int[][] arrays(List<List<Integer>> members) {
        return members.stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }
}
