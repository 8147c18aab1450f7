package dev.starling.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Handwritten symbols of 50 alphabets (Lake, Salakhutdinov, Tenenbaum 2015). Symbols stand in one order everywhere: those of
 * the background alphabets and then those of the evaluation alphabets, both by alphabet and number.
 *
 * @param symbols what the labels mean, by label
 * @param images {@code [28, 28, 1]}, ink 1 on 0, held as bytes; 20 drawings a symbol by drawer, one symbol after another
 */
public record Omniglot(List<Symbol> symbols, Examples images) {
    /** Drawings of each symbol. */
    public static final int DRAWINGS = 20;

    /** Symbols of the background alphabets. */
    public static final int BACKGROUND = 964;

    /** Symbols of the evaluation alphabets. */
    public static final int EVALUATION = 659;

    private static final int SIDE = 105;
    private static final int SMALL = 28;

    /**
     * A symbol.
     *
     * @param alphabet as its folder is called, e.g. {@code Greek}
     * @param name e.g. {@code character01}
     */
    public record Symbol(String alphabet, String name) {}

    public Omniglot {
        symbols = List.copyOf(symbols);
        if (images.count() != DRAWINGS * symbols.size()) {
            throw new IllegalArgumentException(
                    images.count() + " images for " + symbols.size() + " symbols: there are 20 of each");
        }
    }

    /**
     * Reads {@code omniglot/images_background} and {@code omniglot/images_evaluation}, as {@code .zip} or unpacked. A pixel is
     * the mean of the 3.75 x 3.75 pixels of the original under it.
     *
     * @param root the folder of all data sets
     * @throws DataException if a file is missing or damaged, naming it
     */
    public static Omniglot read(Path root) {
        return read(part(root, "images_background"), BACKGROUND, part(root, "images_evaluation"), EVALUATION);
    }

    static Omniglot read(Path background, int backgroundSymbols, Path evaluation, int evaluationSymbols) {
        int size = SMALL * SMALL;
        int symbols = backgroundSymbols + evaluationSymbols;
        byte[] pixels = new byte[symbols * DRAWINGS * size];
        List<Symbol> found = new ArrayList<>();
        add(background, backgroundSymbols, found, pixels);
        add(evaluation, evaluationSymbols, found, pixels);
        int[] labels = new int[symbols * DRAWINGS];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i / DRAWINGS;
        }
        int[] shape = {SMALL, SMALL, 1};
        return new Omniglot(found, Examples.adoptBytes(pixels, shape, labels, symbols, Preprocessing.UNIT_PIXELS));
    }

    private static Path part(Path root, String name) {
        return DataSets.require("omniglot", root, "omniglot", name + ".zip", name);
    }

    private static void add(Path part, int symbols, List<Symbol> found, byte[] pixels) {
        SortedMap<Symbol, SortedMap<String, byte[]>> files = bySymbol(part);
        if (files.size() != symbols) {
            throw new DataException(part + " holds " + files.size() + " symbols instead of " + symbols
                    + ": files are missing or do not belong to it; fetch it again with scripts/fetch-data omniglot");
        }
        Shrinking shrinking = new Shrinking(SIDE, SMALL);
        try (Png png = new Png()) {
            for (Map.Entry<Symbol, SortedMap<String, byte[]>> symbol : files.entrySet()) {
                requireDrawings(part, symbol.getKey(), symbol.getValue());
                int drawing = found.size() * DRAWINGS;
                for (Map.Entry<String, byte[]> file : symbol.getValue().entrySet()) {
                    String where = part + ", entry " + file.getKey();
                    shrinking.write(png.black(file.getValue(), SIDE, where), pixels, drawing++ * SMALL * SMALL);
                }
                found.add(symbol.getKey());
            }
        }
    }

    /** Paths end with {@code alphabet/character00/0000_00.png}. */
    private static SortedMap<Symbol, SortedMap<String, byte[]>> bySymbol(Path part) {
        SortedMap<Symbol, SortedMap<String, byte[]>> files =
                new TreeMap<>(java.util.Comparator.comparing(Symbol::alphabet).thenComparing(Symbol::name));
        Members.read(part, ".png").forEach((path, content) -> {
            String[] names = path.split("/", -1);
            if (names.length < 3) {
                throw new DataException(part + ", entry " + path
                        + " is not <alphabet>/<character>/<number>_<drawer>.png: remove it, or fetch the whole again"
                        + " with scripts/fetch-data omniglot");
            }
            files.computeIfAbsent(
                            new Symbol(names[names.length - 3], names[names.length - 2]), symbol -> new TreeMap<>())
                    .put(path, content);
        });
        return files;
    }

    private static void requireDrawings(Path part, Symbol symbol, SortedMap<String, byte[]> files) {
        int drawer = 0;
        for (String path : files.keySet()) {
            drawer++;
            if (!path.endsWith(String.format(Locale.ROOT, "_%02d.png", drawer))) {
                throw wrongDrawings(part, symbol, drawer);
            }
        }
        if (drawer != DRAWINGS) {
            throw wrongDrawings(part, symbol, drawer + 1);
        }
    }

    private static DataException wrongDrawings(Path part, Symbol symbol, int drawer) {
        return new DataException(String.format(
                Locale.ROOT,
                "%s has no entry %s/%s/*_%02d.png where it is due; there are drawings _01 to _%d of each symbol: fetch it"
                        + " again with scripts/fetch-data omniglot",
                part,
                symbol.alphabet,
                symbol.name,
                drawer,
                DRAWINGS));
    }
}
