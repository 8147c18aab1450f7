package dev.starling.engine;

/** See {@link OwnStates#none()}. */
final class NoOwnStates implements OwnStates {

    private static final long serialVersionUID = 1L;

    @Override
    public Vectors read(OwnRef ref) {
        throw new IllegalStateException("no unit states are kept here, so " + ref + " cannot be read");
    }

    @Override
    public Writer writer() {
        throw new IllegalStateException("no unit states can be kept here: give the run a store");
    }
}
