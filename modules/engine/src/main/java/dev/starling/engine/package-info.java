/**
 * What an experiment is, without saying where it runs.
 *
 * <p>The author of a new program meets seven things: a {@link dev.starling.engine.Family} reads settings into trials; a
 * {@link dev.starling.engine.Program} says as pure functions what a trial does; it plans {@link
 * dev.starling.engine.Unit}s that see a {@link dev.starling.engine.State} (named {@link dev.starling.engine.Vectors})
 * and leave an {@link dev.starling.engine.Outcome} (a contribution to exact sums, gathered vectors, rows); every random
 * number comes from a {@link dev.starling.engine.Seed}; and a {@link dev.starling.engine.Row} is a record.
 *
 * <p>The rest belongs to the engine: a {@link dev.starling.engine.TrialLoop} goes from block to block, a {@link
 * dev.starling.engine.BlockRun} plans and advances a block's rounds, an {@link dev.starling.engine.Exchange} computes them
 * somewhere, and a {@link dev.starling.engine.Journal} commits them a block at a time.
 */
package dev.starling.engine;
