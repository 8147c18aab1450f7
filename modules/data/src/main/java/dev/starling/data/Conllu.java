package dev.starling.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Words and their universal part-of-speech tags in CoNLL-U files, plain or gzip. */
public final class Conllu {
    private static final int COLUMNS = 10;
    private static final int FORM = 1;
    private static final int TAG = 3;

    /** The universal tags, in alphabetical order. */
    public static final List<String> TAGS = List.of(
            "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT",
            "SCONJ", "SYM", "VERB", "X");

    private Conllu() {}

    /**
     * A sentence.
     *
     * @param forms its words
     * @param tags of each word, an index of {@link #TAGS}
     */
    public record Sentence(List<String> forms, List<Integer> tags) {
        public Sentence {
            forms = List.copyOf(forms);
            tags = List.copyOf(tags);
        }
    }

    /**
     * The sentences of a file, in order. Surface spans of several words and empty nodes, whose id holds {@code -} or {@code .},
     * are left out.
     *
     * @throws DataException if the file is missing, damaged or not of this format, naming it and the line
     */
    public static List<Sentence> read(Path file) {
        List<Sentence> sentences = new ArrayList<>();
        List<String> forms = new ArrayList<>();
        List<Integer> tags = new ArrayList<>();
        String[] lines = InputFile.text(file).split("\n", -1);
        // What follows the last line feed is no line: a sentence must be followed by an empty one.
        int count = lines[lines.length - 1].isEmpty() ? lines.length - 1 : lines.length;
        for (int i = 0; i < count; i++) {
            String line = lines[i];
            if (line.isEmpty()) {
                if (!forms.isEmpty()) {
                    sentences.add(new Sentence(forms, tags));
                    forms.clear();
                    tags.clear();
                }
            } else if (!line.startsWith("#")) {
                String[] columns = line.split("\t", -1);
                if (columns.length != COLUMNS) {
                    throw bad(file, i, "has " + columns.length + " columns instead of " + COLUMNS);
                }
                if (columns[0].indexOf('-') < 0 && columns[0].indexOf('.') < 0) {
                    int tag = TAGS.indexOf(columns[TAG]);
                    if (tag < 0) {
                        throw bad(file, i, "has the tag '" + columns[TAG] + "', which is none of " + TAGS);
                    }
                    forms.add(columns[FORM]);
                    tags.add(tag);
                }
            }
        }
        if (!forms.isEmpty()) {
            throw bad(file, lines.length - 1, "ends in the middle of a sentence");
        }
        if (sentences.isEmpty()) {
            throw bad(file, 0, "begins no sentence, and no other line does");
        }
        return sentences;
    }

    private static DataException bad(Path file, int line, String what) {
        return new DataException(file + ":" + (line + 1) + " " + what
                + ": it is no CoNLL-U file, or damaged; take it again from its treebank's repository");
    }
}
