/**
 * Meta-learned low-rank covariance factors (Willette et al. 2022, arXiv:2110.06381): a class is a Gaussian whose mean is its support's
 * and whose covariance a set encoder reads from it; predictions are blurred by how far a query is from all classes. With the baselines that
 * it is compared with. docs/covariance.md has equations, keys and tables.
 */
package dev.starling.episodes.covariance;
