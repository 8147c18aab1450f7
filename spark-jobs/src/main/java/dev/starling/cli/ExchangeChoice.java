package dev.starling.cli;

import dev.starling.engine.Exchange;
import dev.starling.engine.InputException;
import dev.starling.spark.ResidentExchange;
import dev.starling.spark.Sessions;
import dev.starling.spark.SparkExchange;
import org.apache.spark.api.java.JavaSparkContext;

/** What {@code starling.exchange} may be. */
enum ExchangeChoice {
    /** The fastest that works on the master. */
    AUTO,
    /** A Spark job a block, whose tasks exchange in memory. */
    RESIDENT,
    /** A Spark job a round. */
    SPARK;

    /**
     * Refuses a master that the exchange does not work on.
     *
     * @throws InputException saying what to do
     */
    void requireWorksOn(String master) {
        if (this == RESIDENT && !Sessions.isOneProcess(master)) {
            throw new InputException(
                    ("starling.exchange is 'resident', whose tasks exchange within one process, and master %s has executors of their"
                                    + " own: set starling.exchange to auto or spark, or use --master local[n]")
                            .formatted(master));
        }
    }

    /**
     * Opens the exchange.
     *
     * @param partitions how many pieces inputs are cut into
     * @param fingerprint the run's arithmetic
     * @param trials how many trials the run has
     * @param parallel how many of them run side by side
     */
    Exchange open(JavaSparkContext spark, int partitions, String fingerprint, int trials, int parallel) {
        return this != SPARK && Sessions.isOneProcess(spark.master())
                ? new ResidentExchange(spark, partitions, fingerprint, trials, parallel)
                : new SparkExchange(spark, partitions, fingerprint);
    }
}
