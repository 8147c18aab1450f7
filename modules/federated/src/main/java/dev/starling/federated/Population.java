package dev.starling.federated;

import dev.starling.data.Examples;
import java.io.Serializable;
import java.util.List;

/**
 * Who has which examples: a recipe that travels, never the data. What it opens is kept once a JVM.
 */
interface Population extends Serializable {

    /** Names the content: equal ids give equal examples. */
    String id();

    /** Hash of the data and of who holds what. */
    String contentHash();

    /** How many clients there are. */
    int clients();

    /** Training examples of a client. */
    int size(int client);

    /** Training examples of all clients, in their order. */
    long[] sizes();

    /** The shape of one input. */
    int[] inputShape();

    /** How many classes the labels are from. */
    int classes();

    /** How many test examples there are. */
    int testExamples();

    /** What one client holds. */
    ClientExamples client(int client);

    /** Test examples [from, to). */
    Examples test(int from, int to);

    /** Whether examples stay on the workers; otherwise they are made when a unit needs them. */
    boolean resident();

    /** What each client holds, if that is known without making it. */
    List<ClientShardRow> shards();
}
