/**
 * Processes that compute a block together: messages and exact sums among them within milliseconds.
 *
 * <p>A {@link dev.starling.cluster.Node} is a process's place on the network, opened once; a {@link dev.starling.cluster.Lane}
 * is a trial's stream on it, kept across blocks; a {@link dev.starling.cluster.Session} is one attempt of one block, and what
 * programs see of it is {@link dev.starling.engine.Peers}. Whatever goes wrong between peers is a {@link
 * dev.starling.cluster.PeerLost}, which says who, where and why.
 */
package dev.starling.cluster;
