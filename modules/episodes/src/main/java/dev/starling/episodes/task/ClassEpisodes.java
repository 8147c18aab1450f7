package dev.starling.episodes.task;

import dev.starling.data.Draws;
import dev.starling.data.Shared;
import dev.starling.engine.DataException;
import dev.starling.engine.Seed;
import dev.starling.episodes.Corrupted;
import dev.starling.episodes.Episode;
import dev.starling.episodes.EpisodeSpec;
import dev.starling.episodes.EpisodeTasks;
import dev.starling.episodes.Samples;
import dev.starling.episodes.Split;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * N-way K-shot episodes of classes of images. Child "class" draws the group if there are several, and then the classes, by partial
 * Fisher-Yates over the pool by id; child "example", with the label as its child, draws a class's examples likewise, support first.
 * Labels are given in drawn order. Classes outside are those that the partial Fisher-Yates would draw next; child "ood" draws their
 * examples.
 *
 * @param data where classes come from
 * @param dataHash what the data's content must be, wherever it is opened
 * @param sizes of episodes
 * @param corruptions of queries
 */
record ClassEpisodes(ClassData data, String dataHash, EpisodeSizes sizes, Corruptions corruptions)
        implements EpisodeTasks {
    private static final long serialVersionUID = 1L;

    /** What is opened once a JVM: the pools, and by split the groups that are large enough. */
    record Opened(ClassPools pools, Map<Split, List<int[]>> groups) {}

    @Override
    public String id() {
        return data.id() + "-" + sizes.id() + corruptions.id() + "-" + dataHash;
    }

    @Override
    public int[] inputShape() {
        return opened().pools.inputShape();
    }

    @Override
    public int outputs() {
        return Math.max(sizes.train().ways(), sizes.test().ways());
    }

    @Override
    public boolean regression() {
        return false;
    }

    @Override
    public EpisodeSpec spec(long index, long seed) {
        return sizes.spec(index, seed);
    }

    private Opened opened() {
        return Shared.get(this, Opened.class, this::open);
    }

    private Opened open() {
        ClassData.Opened opened = Shared.get(data, ClassData.Opened.class, data::open);
        if (!opened.hash().equals(dataHash)) {
            throw new DataException(
                    ("the data of %s here has the content %s and the run's is %s: give every machine the"
                                    + " same files under %s")
                            .formatted(data.id(), opened.hash(), dataHash, data.path()));
        }
        Map<Split, List<int[]>> groups = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            groups.put(split, opened.pools().groups(split, sizes.of(split)));
        }
        return new Opened(opened.pools(), groups);
    }

    @Override
    public Episode draw(EpisodeSpec spec) {
        Opened opened = opened();
        return draw(spec, opened.pools, opened.groups.get(spec.split()));
    }

    /** Draws an episode of classes of one of the groups, each of which has classes and examples enough. */
    static Episode draw(EpisodeSpec spec, ClassPools pools, List<int[]> groups) {
        Seed seed = Seed.of(spec.seed());
        int[] classes = classes(spec, groups, spec.ways());
        int size = pools.inputSize();
        float[] support = new float[spec.ways() * spec.shots() * size];
        float[] query = new float[spec.ways() * spec.queries() * size];
        int each = spec.shots() + spec.queries();
        Seed hash = new Seed(each);
        for (int label = 0; label < classes.length; label++) {
            int id = classes[label];
            int[] examples = Draws.distinct(
                    each,
                    pools.examples(id),
                    seed.child("example").child(spec.index()).child(label).random());
            hash = hash.child(id);
            for (int i = 0; i < each; i++) {
                hash = hash.child(examples[i]);
                if (i < spec.shots()) {
                    pools.copy(id, examples[i], support, (label * spec.shots() + i) * size);
                } else {
                    pools.copy(id, examples[i], query, (label * spec.queries() + i - spec.shots()) * size);
                }
            }
        }
        return new Episode(
                spec,
                Samples.ofClasses(support, labels(spec.ways(), spec.shots())),
                Samples.ofClasses(query, labels(spec.ways(), spec.queries())),
                classes,
                hash.value());
    }

    @Override
    public Optional<Samples> outside(EpisodeSpec spec) {
        Opened opened = opened();
        return outside(spec, opened.pools, opened.groups.get(spec.split()));
    }

    /** As many queries of as many classes that the episode does not have; empty where its group has too few. */
    static Optional<Samples> outside(EpisodeSpec spec, ClassPools pools, List<int[]> groups) {
        int[] classes = classes(spec, groups, 2 * spec.ways());
        if (classes.length < 2 * spec.ways()) {
            return Optional.empty();
        }
        Seed seed = Seed.of(spec.seed()).child("ood").child(spec.index());
        int size = pools.inputSize();
        float[] inputs = new float[spec.ways() * spec.queries() * size];
        for (int label = 0; label < spec.ways(); label++) {
            int id = classes[spec.ways() + label];
            int[] examples = Draws.distinct(
                    spec.queries(), pools.examples(id), seed.child(label).random());
            for (int i = 0; i < examples.length; i++) {
                pools.copy(id, examples[i], inputs, (label * examples.length + i) * size);
            }
        }
        return Optional.of(Samples.ofClasses(inputs, labels(spec.ways(), spec.queries())));
    }

    @Override
    public List<Corrupted> corrupted(EpisodeSpec spec) {
        return corruptions.none()
                ? List.of()
                : corruptions.of(spec, draw(spec).query(), inputShape()[0], data.inverted());
    }

    /** So many classes of the episode's group, or all where it has fewer; the first ones are the same for any number. */
    private static int[] classes(EpisodeSpec spec, List<int[]> groups, int count) {
        RandomGenerator random =
                Seed.of(spec.seed()).child("class").child(spec.index()).random();
        int[] group = groups.get(groups.size() == 1 ? 0 : random.nextInt(groups.size()));
        int[] places = Draws.distinct(Math.min(count, group.length), group.length, random);
        for (int i = 0; i < places.length; i++) {
            places[i] = group[places[i]];
        }
        return places;
    }

    /** Labels 0 to ways - 1, each so many times. */
    static int[] labels(int ways, int each) {
        int[] labels = new int[ways * each];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i / each;
        }
        return labels;
    }
}
