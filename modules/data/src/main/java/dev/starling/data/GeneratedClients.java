package dev.starling.data;

import java.util.random.RandomGenerator;

/**
 * Clients whose examples are made when they are needed, so that a hundred thousand of them take no memory: a client is
 * its generator. Each has a few random classes of one source.
 *
 * @param source where examples come from
 * @param examples examples a client, at least 1
 * @param classesPerClient distinct classes a client, 1 to the number of classes; examples are spread over them evenly
 */
public record GeneratedClients(ExampleSource source, int examples, int classesPerClient) {
    public GeneratedClients {
        Dealing.atLeast("examples", examples, 1);
        Dealing.atLeast("classesPerClient", classesPerClient, 1);
        if (classesPerClient > source.classes()) {
            throw new IllegalArgumentException("classesPerClient is " + classesPerClient + " but there are "
                    + source.classes() + " classes: lower it");
        }
    }

    /** A client's examples. Pass the generator of (seed, client), fresh each time: it decides everything. */
    public Examples client(RandomGenerator ofClient) {
        int[] own = Draws.distinct(classesPerClient, source.classes(), ofClient);
        int[] labels = new int[examples];
        for (int i = 0; i < examples; i++) {
            labels[i] = own[i % own.length];
        }
        Draws.shuffle(labels, ofClient);
        return source.draw(labels, ofClient);
    }
}
