/**
 * Federated learning with averaged data: FedAvg and its relatives, Mixup's relatives that mix what other clients hold (Yoon
 * et al. 2021), and servers that adapt.
 *
 * <p>An {@link dev.starling.federated.FederatedFamily experiment} names algorithms; each is a choice of a loss, of a client
 * rule and of a server, which compose freely. A trial is one algorithm with one seed. docs/federated.md has the equations,
 * the keys, the tables and how to add one.
 */
package dev.starling.federated;
