package dev.starling.episodes.task;

import dev.starling.engine.Seed;
import dev.starling.engine.Settings;
import dev.starling.episodes.Corrupted;
import dev.starling.episodes.EpisodeSpec;
import dev.starling.episodes.Samples;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is done to queries of images. Child "corruption" of the spec's seed, with the episode's index and the label as its children, draws
 * which of the kinds befalls a class; its children by level and query draw the noise.
 *
 * @param kinds that a class draws one of; none if queries stay clean
 * @param levels the highest level
 */
record Corruptions(List<Corruption> kinds, int levels) implements Serializable {
    private static final long serialVersionUID = 1L;

    static final Corruptions NONE = new Corruptions(List.of(), Corruption.LEVELS);

    Corruptions {
        kinds = List.copyOf(kinds);
    }

    /** Reads the group {@code corruption} of the tasks. */
    static Corruptions read(Settings tasks) {
        Settings own = tasks.group("corruption");
        return new Corruptions(own.allOf("names", Corruption.class), own.integer("levels", 1, Corruption.LEVELS));
    }

    boolean none() {
        return kinds.isEmpty();
    }

    /** As text for ids; empty if queries stay clean. */
    String id() {
        return none() ? "" : "-" + kinds + "-" + levels;
    }

    /**
     * Queries at all levels, 0 to the highest.
     *
     * @param query square gray images, the spec's queries of one label after another
     * @param side of the images
     * @param inverted whether images were turned from dark on light to light on dark; they are corrupted as they were
     */
    List<Corrupted> of(EpisodeSpec spec, Samples query, int side, boolean inverted) {
        Seed seed = Seed.of(spec.seed()).child("corruption").child(spec.index());
        List<Corruption> drawn = new ArrayList<>();
        for (int label = 0; label < spec.ways(); label++) {
            drawn.add(kinds.get(seed.child(label).random().nextInt(kinds.size())));
        }
        List<String> names = drawn.stream().map(Corruptions::name).toList();
        List<Corrupted> all = new ArrayList<>();
        all.add(new Corrupted(0, names, query));
        int size = side * side;
        for (int level = 1; level <= levels; level++) {
            float[] images = new float[query.inputs().length];
            for (int i = 0; i < query.count(); i++) {
                int label = query.labels()[i];
                double[] image = image(query.inputs(), i * size, size, inverted);
                double[] corrupted = drawn.get(label)
                        .apply(
                                image,
                                side,
                                level,
                                seed.child(label)
                                        .child(level)
                                        .child(i % spec.queries())
                                        .random());
                for (int j = 0; j < size; j++) {
                    images[i * size + j] = (float) (inverted ? 1 - corrupted[j] : corrupted[j]);
                }
            }
            all.add(new Corrupted(level, names, Samples.ofClasses(images, query.labels())));
        }
        return all;
    }

    private static double[] image(float[] inputs, int start, int size, boolean inverted) {
        double[] image = new double[size];
        for (int j = 0; j < size; j++) {
            image[j] = inverted ? 1 - (double) inputs[start + j] : inputs[start + j];
        }
        return image;
    }

    private static String name(Corruption kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
