package dev.starling.spark;

import java.io.Serializable;

/**
 * What the first task of each executor says of it before a block.
 *
 * @param executor Spark's id of it
 * @param host its address
 * @param endpoint where peers reach it, or null if they cannot
 * @param problem why they cannot, or null
 */
record Hello(String executor, String host, String endpoint, String problem) implements Serializable {}
