package dev.starling.engine;

import java.io.Serializable;
import java.util.List;

/**
 * Where the inputs of units come from: a small recipe that travels to the workers, which load from it by key, also
 * again after a loss. Trials with the same {@link #id()} share what is resident.
 */
public interface Inputs extends Serializable {

    /** Names the content (data hash, partition hash, preprocessing): equal ids must mean equal inputs. */
    String id();

    /** All groups that units may refer to. */
    List<InputGroup> groups();

    /** How much work an input means, relative to others: what resident inputs are spread over the workers by. */
    default long weight(String group, long key) {
        return 1;
    }

    /** The input of one key. Called on workers, from several threads. */
    Serializable load(String group, long key);
}
