package dev.starling.federated;

import dev.starling.data.ExampleSource;
import dev.starling.data.Examples;
import dev.starling.data.GeneratedClients;
import dev.starling.data.Shared;
import dev.starling.engine.Hashes;
import dev.starling.engine.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Clients whose examples are made when a unit needs them, from the seed and the client's index: however many there are,
 * they take no memory.
 *
 * @param data what they draw from
 * @param dealing how many examples and classes each has
 * @param clients how many
 * @param seed the trial's
 */
record GeneratedPopulation(DataRecipe data, Dealing dealing, int clients, long seed) implements Population {
    private static final long serialVersionUID = 1L;

    @Override
    public String id() {
        return contentHash();
    }

    /** The recipe decides the examples, so its hash is theirs. */
    @Override
    public String contentHash() {
        return Hashes.sha256(data.withoutPath() + " " + dealing.examplesPerClient() + " " + dealing.classesPerClient()
                + " " + clients + " " + seed);
    }

    private ExampleSource source() {
        return Shared.get("source " + data.withoutPath(), ExampleSource.class, data::source);
    }

    @Override
    public int size(int client) {
        return dealing.examplesPerClient();
    }

    @Override
    public long[] sizes() {
        long[] sizes = new long[clients];
        Arrays.fill(sizes, dealing.examplesPerClient());
        return sizes;
    }

    @Override
    public int[] inputShape() {
        return source().inputShape();
    }

    @Override
    public int classes() {
        return source().classes();
    }

    @Override
    public int testExamples() {
        return data.test();
    }

    @Override
    public ClientExamples client(int client) {
        Examples examples = new GeneratedClients(source(), dealing.examplesPerClient(), dealing.classesPerClient())
                .client(Seed.of(seed).child("partition").child(client).random());
        return new ClientExamples(examples, examples);
    }

    @Override
    public Examples test(int from, int to) {
        // One draw an example, so that it does not depend on how the test set is sliced.
        return Examples.concat(IntStream.range(from, to)
                .mapToObj(i -> source().draw(
                                new int[] {i % classes()},
                                data.root().child("test").child(i).random()))
                .toList());
    }

    @Override
    public boolean resident() {
        return false;
    }

    @Override
    public List<ClientShardRow> shards() {
        return List.of();
    }
}
