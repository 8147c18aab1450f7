/**
 * Starling's engine on Apache Spark: the exchange that makes every round one Spark job, the one that makes every block one, what
 * stands in each executor, and the orchestration of a run. Nothing outside this module knows Spark.
 */
package dev.starling.spark;
