/** Benchmarks: JMH for the kernel and the networks, and the comparison of one training step with PyTorch's. */
package dev.starling.bench;
