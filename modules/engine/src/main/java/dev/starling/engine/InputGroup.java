package dev.starling.engine;

/**
 * Inputs that belong together, e.g. all clients' examples.
 *
 * @param name what {@link Unit#group()} refers to
 * @param count its inputs have keys 0 to count - 1
 * @param resident whether the inputs are loaded once and stay on the workers for the whole run; otherwise each unit
 *     loads its own when it runs, which suits inputs that are made from a seed
 */
public record InputGroup(String name, long count, boolean resident) {}
