/**
 * Prototypical networks (Snell et al. 2017): an embedding is learned in which a class is its support examples' mean, and a query is of
 * the class whose mean is nearest. Nothing is adapted at test.
 */
package dev.starling.episodes.proto;
