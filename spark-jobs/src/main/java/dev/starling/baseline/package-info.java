/**
 * Parameter averaging by dl4j-spark, beside FedAvg: the only code that imports dl4j-spark.
 *
 * <p>A baseline is a federated experiment in which DL4J's own {@code ParameterAveragingTrainingMaster} does the local
 * training ({@link dev.starling.baseline.ParameterAveragingExchange}) and everything else (data, partition, initial
 * parameters, cohorts, evaluation, tables) stays as it is for FedAvg, so that a report shows both as a paired comparison.
 */
package dev.starling.baseline;
