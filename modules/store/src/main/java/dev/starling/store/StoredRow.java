package dev.starling.store;

import dev.starling.engine.Row;

/**
 * A row and where it was committed.
 *
 * @param run the run's id
 * @param trial the trial's id
 * @param block the number of the block that brought it
 * @param row the row
 */
public record StoredRow<R extends Row>(String run, String trial, int block, R row) {}
