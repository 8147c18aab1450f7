/**
 * Learning many tasks with one parameter vector that is used as it is, without adaptation: Sequential Reptile (Lee et al. 2022,
 * arXiv:2110.02600) and what it is compared with.
 */
package dev.starling.episodes.sequential;
