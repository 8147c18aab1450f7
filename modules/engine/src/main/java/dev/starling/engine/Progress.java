package dev.starling.engine;

/** Is told how trials advance. Called from several threads, for one trial from one at a time. */
public interface Progress {

    /** A round of a trial is done. */
    void round(Trial trial, int round, double wallMillis);

    /** A block of a trial is committed. */
    default void committed(Trial trial, int block) {}

    /** A trial is finished, now or in an earlier attempt at the run. */
    default void finished(Trial trial, boolean earlier) {}

    /** Tells nobody. */
    static Progress silent() {
        return (trial, round, wallMillis) -> {};
    }
}
