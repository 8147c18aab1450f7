package dev.starling.federated;

import dev.starling.data.DataSet;
import dev.starling.data.Examples;
import dev.starling.data.Partition;
import dev.starling.data.Partitioner;
import dev.starling.data.Shared;
import dev.starling.engine.DataException;
import dev.starling.engine.Hashes;
import dev.starling.engine.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A data set dealt to clients by a partitioner.
 *
 * @param data which data set
 * @param dataHash what its content must be, wherever it is opened
 * @param dealing how it is dealt
 * @param clients to how many clients
 * @param seed the trial's; child "partition" decides
 */
record DealtPopulation(DataRecipe data, String dataHash, Dealing dealing, int clients, long seed)
        implements Population {
    private static final long serialVersionUID = 1L;

    /** What is opened once a JVM. */
    private record Opened(DataSet data, Partition train, Partition own) {}

    @Override
    public String id() {
        return Hashes.sha256(dataHash + " " + dealing + " " + clients + " " + seed);
    }

    /** Keeps a data set that is open already for the populations that will ask for it. */
    static void keep(String dataHash, DataSet set) {
        Shared.get("data " + dataHash, DataSet.class, () -> set);
    }

    @Override
    public String contentHash() {
        return dataHash + " " + opened().train.sha256();
    }

    /** Asked for many times a round, so that even the id would take too long to hash. */
    private Opened opened() {
        return Shared.get(this, Opened.class, this::open);
    }

    private Opened open() {
        DataSet set = Shared.get("data " + dataHash, DataSet.class, this::openData);
        return Shared.get("partition " + id(), Opened.class, () -> deal(set));
    }

    private DataSet openData() {
        DataSet set = data.open();
        if (!set.sha256().equals(dataHash)) {
            throw new DataException(
                    ("data set %s here has the content %s and the run's is %s: give every machine the same"
                                    + " files under %s")
                            .formatted(set.name(), set.sha256(), dataHash, data.path()));
        }
        return set;
    }

    private Opened deal(DataSet set) {
        Seed partition = Seed.of(seed).child("partition");
        Partition all = dealing.partitioner(set)
                .partition(set.train().labels(), set.train().classes(), clients, partition.random());
        if (dealing.holdout() == 0) {
            return new Opened(set, all, all);
        }
        Partition.Split split =
                all.split(1 - dealing.holdout(), partition.child("holdout").random());
        return new Opened(set, split.train(), split.test());
    }

    @Override
    public int size(int client) {
        return opened().train.size(client);
    }

    @Override
    public long[] sizes() {
        return Arrays.stream(opened().train.sizes()).asLongStream().toArray();
    }

    @Override
    public int[] inputShape() {
        return opened().data.train().inputShape();
    }

    @Override
    public int classes() {
        return opened().data.train().classes();
    }

    @Override
    public int testExamples() {
        return opened().data.test().count();
    }

    @Override
    public ClientExamples client(int client) {
        Opened opened = opened();
        Examples train = examples(opened, opened.train, client, "train");
        return new ClientExamples(train, dealing.holdout() == 0 ? train : examples(opened, opened.own, client, "own"));
    }

    private Examples examples(Opened opened, Partition part, int client, String name) {
        Examples plain = opened.data.train().subset(part.samples(client));
        Partitioner rule = dealing.partitioner(opened.data);
        return rule instanceof Partitioner.FeatureNoise noise
                ? noise.apply(
                        plain,
                        client,
                        clients,
                        Seed.of(seed)
                                .child("feature-noise")
                                .child(name)
                                .child(client)
                                .random())
                : plain;
    }

    @Override
    public Examples test(int from, int to) {
        return opened().data.test().subset(IntStream.range(from, to).toArray());
    }

    @Override
    public boolean resident() {
        return true;
    }

    @Override
    public List<ClientShardRow> shards() {
        Opened opened = opened();
        int[][] histogram = opened.train.labelHistogram(opened.data.train().labels(), classes());
        String hash = opened.train.sha256();
        List<ClientShardRow> rows = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            rows.add(new ClientShardRow(
                    client, opened.train.size(client), histogram[client], opened.train.samples(client), hash));
        }
        return rows;
    }
}
