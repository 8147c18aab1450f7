/**
 * What ours is measured against. Parameter averaging by dl4j-spark, beside FedAvg: the only code that imports dl4j-spark. And rounds
 * with nothing but Spark ({@link dev.starling.baseline.PlainRounds}), which {@link dev.starling.baseline.ExchangeRounds} times beside
 * our exchanges.
 *
 * <p>A baseline is a federated experiment in which DL4J's own {@code ParameterAveragingTrainingMaster} does the local
 * training ({@link dev.starling.baseline.ParameterAveragingExchange}) and everything else (data, partition, initial
 * parameters, cohorts, evaluation, tables) stays as it is for FedAvg, so that a report shows both as a paired comparison.
 */
package dev.starling.baseline;
