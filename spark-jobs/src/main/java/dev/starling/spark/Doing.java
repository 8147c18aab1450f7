package dev.starling.spark;

import java.io.Serializable;

/**
 * A unit that is being computed.
 *
 * @param trial whose
 * @param round in which
 * @param kind see {@link dev.starling.engine.Unit#kind()}
 * @param key see {@link dev.starling.engine.Unit#key()}
 */
public record Doing(String trial, int round, String kind, long key) implements Serializable {}
