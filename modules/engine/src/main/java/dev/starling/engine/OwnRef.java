package dev.starling.engine;

import java.io.Serializable;

/**
 * Where one version of a unit's own state lies.
 *
 * @param file a file name that {@link OwnStates} understands
 * @param offset position in the file, in bytes
 * @param length in bytes
 */
public record OwnRef(String file, long offset, int length) implements Serializable {}
