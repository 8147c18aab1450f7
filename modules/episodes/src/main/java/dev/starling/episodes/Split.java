package dev.starling.episodes;

/** What episodes are for. Their classes, or functions, are disjoint. */
public enum Split {
    TRAIN(0),
    VALIDATION(1L << 40),
    TEST(1L << 41);

    private final long firstIndex;

    Split(long firstIndex) {
        this.firstIndex = firstIndex;
    }

    /** Index of the split's first episode: ranges do not meet, so that training longer changes no episode of the others. */
    public long firstIndex() {
        return firstIndex;
    }

    /** The split that an episode of this index belongs to. */
    public static Split of(long index) {
        return index >= TEST.firstIndex ? TEST : index >= VALIDATION.firstIndex ? VALIDATION : TRAIN;
    }
}
