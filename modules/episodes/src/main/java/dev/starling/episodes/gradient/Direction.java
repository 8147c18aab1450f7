package dev.starling.episodes.gradient;

/** What an episode contributes to the outer update. */
enum Direction {
    /** The query loss's gradient by the parameters before the inner steps, through these. */
    SECOND_ORDER,
    /** The query loss's gradient by the parameters after the inner steps. */
    FIRST_ORDER,
    /** What the inner steps have moved the parameters by, negated. */
    MOVEMENT
}
