package dev.starling.episodes.task;

import dev.starling.data.Examples;
import dev.starling.data.UdPos;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Part-of-speech tagging, a task a treebank: see {@link UdPos}. The official parts train, validate and test; unseen treebanks are
 * tested by their test parts. There is no pretraining.
 *
 * @param seen treebanks to train on, e.g. {@code en_ewt}
 * @param unseen treebanks that are only tested
 * @param buckets of a word's n-grams; its neighbors have a quarter as many each
 */
record TreebankTasks(String path, List<String> seen, List<String> unseen, int buckets) implements TaskRecipe {
    private static final long serialVersionUID = 1L;

    TreebankTasks {
        seen = List.copyOf(seen);
        unseen = List.copyOf(unseen);
    }

    @Override
    public String id() {
        return "ud-pos-%s-%s-%s".formatted(seen, unseen, buckets);
    }

    @Override
    public Opened open() {
        List<Examples> test = new ArrayList<>(read(seen, "test"));
        test.addAll(read(unseen, "test"));
        return new Opened(read(seen, "train"), read(seen, "dev"), test, List.of(), List.of());
    }

    private List<Examples> read(List<String> treebanks, String part) {
        return treebanks.stream()
                .map(treebank -> UdPos.read(Path.of(path), treebank, part, buckets))
                .toList();
    }
}
