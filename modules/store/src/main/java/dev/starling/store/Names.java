package dev.starling.store;

import java.util.UUID;

/** Names that no other attempt, driver or host makes too. They lead nowhere: no result depends on them. */
final class Names {

    private Names() {}

    static String unique() {
        return UUID.randomUUID().toString();
    }
}
