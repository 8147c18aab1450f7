package dev.starling.data;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Part-of-speech tagging as classification of words (Universal Dependencies). A word's input counts the character n-grams, of 1 to
 * 4 characters with the word's ends as characters, of the word and of its neighbors, each in a bucket that a hash names, with a
 * sign that it names too (Weinberger et al. 2009). A dense first layer over these counts is a sum of embeddings of n-grams.
 */
public final class UdPos {
    private static final int LONGEST = 4;
    private static final int ZERO = 128;
    private static final String BEGIN = "\u0002";
    private static final String END = "\u0003";

    private UdPos() {}

    /** Values of an input: the word's buckets, then those of the word before and of the word after, a quarter as many each. */
    public static int features(int buckets) {
        return buckets + 2 * (buckets / 4);
    }

    /**
     * Reads {@code ud-pos/<treebank>-ud-<part>.conllu}, or a part of it with {@code .sub<number>} before {@code .conllu}, plain or
     * gzip.
     *
     * @param root the folder of all data sets
     * @param treebank e.g. {@code en_ewt}
     * @param part {@code train}, {@code dev} or {@code test}
     * @param buckets of a word's n-grams, a multiple of 4
     * @return words in order, [features], of 17 classes: {@link Conllu#TAGS}
     * @throws DataException if there is no such file, or it is damaged
     */
    public static Examples read(Path root, String treebank, String part, int buckets) {
        return examples(Conllu.read(file(root, treebank, part)), buckets);
    }

    static Examples examples(List<Conllu.Sentence> sentences, int buckets) {
        if (buckets < 4 || buckets % 4 != 0) {
            throw new IllegalArgumentException("buckets is " + buckets + ": give a multiple of 4");
        }
        int words =
                sentences.stream().mapToInt(sentence -> sentence.forms().size()).sum();
        int size = features(buckets);
        byte[] counts = new byte[Math.multiplyExact(words, size)];
        Arrays.fill(counts, (byte) ZERO);
        int[] labels = new int[words];
        int word = 0;
        for (Conllu.Sentence sentence : sentences) {
            List<String> forms = sentence.forms();
            for (int i = 0; i < forms.size(); i++) {
                int at = word * size;
                count(forms.get(i), counts, at, buckets);
                count(i == 0 ? "" : forms.get(i - 1), counts, at + buckets, buckets / 4);
                count(i == forms.size() - 1 ? "" : forms.get(i + 1), counts, at + buckets + buckets / 4, buckets / 4);
                labels[word++] = sentence.tags().get(i);
            }
        }
        // Bytes are unsigned, so that 128 stands for none.
        Preprocessing signed = new Preprocessing(1, List.of((double) ZERO), List.of(1.0));
        return Examples.adoptBytes(counts, new int[] {size}, labels, Conllu.TAGS.size(), signed);
    }

    private static void count(String word, byte[] counts, int offset, int buckets) {
        int[] characters = (BEGIN + word + END).codePoints().toArray();
        for (int from = 0; from < characters.length; from++) {
            long hash = 0xcbf29ce484222325L;
            for (int to = from; to < Math.min(characters.length, from + LONGEST); to++) {
                hash = mixed(hash ^ characters[to]);
                int bucket = offset + (int) Long.remainderUnsigned(hash >>> 1, buckets);
                int count = (counts[bucket] & 0xff) + ((hash & 1) == 0 ? 1 : -1);
                counts[bucket] = (byte) Math.max(0, Math.min(255, count));
            }
        }
    }

    /** SplitMix64's finalizer (Steele, Lea, Flood 2014). */
    private static long mixed(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private static Path file(Path root, String treebank, String part) {
        Path folder = root.resolve("ud-pos");
        String name = treebank + "-ud-" + part;
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, name + ".*")) {
                for (Path file : files) {
                    if (file.getFileName()
                            .toString()
                            .substring(name.length())
                            .matches("(\\.sub[0-9]+)?\\.conllu(\\.gz)?")) {
                        found.add(file);
                    }
                }
            } catch (IOException e) {
                throw new DataException("cannot list " + folder + ": check its permissions", e);
            }
        }
        if (found.isEmpty()) {
            throw new DataException("there is no " + folder.resolve(name + ".conllu")
                    + ", with .gz or .sub<number> in its name or without: check the treebank's name, set STARLING_DATA to"
                    + " the folder that holds ud-pos/, or see docs/data.md for where to get it");
        }
        // Whole files come before parts: '.c' sorts before '.s'.
        return Collections.min(found);
    }
}
