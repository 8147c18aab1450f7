package dev.starling.store;

/**
 * How far a trial's committed blocks go.
 *
 * @param trial the trial's id
 * @param blocks committed blocks
 * @param rounds rounds behind the last committed block
 * @param finished whether nothing is left to do
 */
public record TrialProgress(String trial, int blocks, int rounds, boolean finished) {}
