package dev.starling.federated;

import dev.starling.data.DataSet;
import dev.starling.data.DataSets;
import dev.starling.data.ExampleSource;
import dev.starling.data.Preprocessing;
import dev.starling.data.SyntheticAB;
import dev.starling.engine.Seed;
import dev.starling.engine.Settings;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/**
 * Which data set, and what is made of it before it is dealt.
 *
 * @param name a name of {@link DataSets#names()} or of a generated set
 * @param path the folder of all data sets
 * @param generator settings of generated sets
 * @param train training examples to keep or to make, class-balanced; 0 for all
 * @param test test examples to keep or to make, class-balanced; 0 for all
 * @param pool pixels are averaged over squares of so many
 * @param mean what is subtracted from a channel; empty for nothing
 * @param deviation what a channel is divided by afterwards; empty for nothing
 * @param seed decides the choice of examples, or the generated set
 */
record DataRecipe(
        String name,
        String path,
        Generator generator,
        int train,
        int test,
        int pool,
        List<Double> mean,
        List<Double> deviation,
        long seed)
        implements Serializable {

    static DataRecipe read(Settings settings, String path, int clients) {
        List<Double> mean = settings.numbers("mean");
        List<Double> deviation = settings.numbers("deviation");
        if (mean.size() != deviation.size() || deviation.stream().anyMatch(value -> !(value > 0))) {
            throw settings.invalid("deviation", "give one number above 0 for each of " + mean);
        }
        String name = settings.text("name");
        if (!Generator.NAMES.contains(name) && !DataSets.names().contains(name)) {
            throw settings.invalid(
                    "name",
                    "choose one of: " + String.join(", ", DataSets.names()) + ", "
                            + String.join(", ", Generator.NAMES));
        }
        return new DataRecipe(
                name,
                path,
                Generator.read(settings.group("generator"), clients),
                settings.integer("train", 0, Integer.MAX_VALUE),
                settings.integer("test", 0, Integer.MAX_VALUE),
                settings.count("pool"),
                mean,
                deviation,
                settings.integer("seed", 0, Integer.MAX_VALUE));
    }

    /** Refuses what cannot be made or dealt. */
    void requireFit(Settings settings, Dealing dealing) {
        boolean generated = Generator.NAMES.contains(name);
        if (dealing.made() && (!generated || name.equals(Generator.SYNTHETIC_AB))) {
            throw settings.invalid(
                    "name", "partition.method = generated needs " + Generator.IMAGES + " or " + Generator.MIXTURE);
        }
        if (generated && !name.equals(Generator.SYNTHETIC_AB)) {
            settings.count("test");
            if (!dealing.made()) {
                settings.count("train");
            }
        }
    }

    /** The same recipe wherever data sets lie. */
    DataRecipe withoutPath() {
        return new DataRecipe(name, "", generator, train, test, pool, mean, deviation, seed);
    }

    /** Reads or makes the data set. */
    DataSet open() {
        DataSet set = Generator.NAMES.contains(name) ? generated() : chosen();
        if (pool > 1) {
            set = set.averagePooled(pool);
        }
        Preprocessing plain = set.train().preprocessing();
        return mean.isEmpty() ? set : set.with(plain.standardizedBy(mean, deviation));
    }

    private DataSet chosen() {
        DataSet whole = DataSets.open(name, Path.of(path));
        if (train == 0 && test == 0) {
            return whole;
        }
        // A part that is kept whole need not be balanced, so the least of it is drawn and not used.
        int classes = whole.train().classes();
        DataSet part = DataSets.balancedSubset(
                whole,
                train == 0 ? classes : train,
                test == 0 ? classes : test,
                root().child("subset").random());
        return new DataSet(
                name,
                train == 0 ? whole.train() : part.train(),
                test == 0 ? whole.test() : part.test(),
                train == 0 ? whole.trainKeys() : part.trainKeys(),
                test == 0 ? whole.testKeys() : part.testKeys());
    }

    private DataSet generated() {
        if (name.equals(Generator.SYNTHETIC_AB)) {
            SyntheticAB synthetic = generator.syntheticAB();
            return synthetic.dataSet(
                    generator.clients(),
                    client -> root().child("client").child(client).random());
        }
        ExampleSource source = source();
        return source.dataSet(name, train, test, root().child("examples").random());
    }

    /** What a generated set draws from. */
    ExampleSource source() {
        return generator.source(name, root().child("source").random());
    }

    Seed root() {
        return Seed.of(seed).child("data");
    }
}
