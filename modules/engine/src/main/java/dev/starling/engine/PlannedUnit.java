package dev.starling.engine;

import java.io.Serializable;

/**
 * A unit with what the driver knows about it.
 *
 * @param kind see {@link Unit#kind()}
 * @param group see {@link Unit#group()}
 * @param key see {@link Unit#key()}
 * @param weight see {@link Unit#weight()}
 * @param own where its own state lies, or null if it has none
 */
public record PlannedUnit(String kind, String group, long key, long weight, OwnRef own) implements Serializable {

    static PlannedUnit of(Unit unit, OwnRef own) {
        return new PlannedUnit(unit.kind(), unit.group(), unit.key(), unit.weight(), own);
    }

    /** Stirs it into a hash that is the same in every JVM. */
    long stirredInto(long hash) {
        long stirred = Seed.mix(hash ^ kind.hashCode());
        stirred = Seed.mix(stirred ^ group.hashCode());
        stirred = Seed.mix(stirred ^ key);
        stirred = Seed.mix(stirred ^ weight);
        if (own != null) {
            stirred = Seed.mix(stirred ^ own.file().hashCode());
            stirred = Seed.mix(stirred ^ own.offset());
            stirred = Seed.mix(stirred ^ own.length());
        }
        return stirred;
    }

    /** The unit itself. */
    public Unit unit() {
        return new Unit(kind, group, key, weight);
    }
}
