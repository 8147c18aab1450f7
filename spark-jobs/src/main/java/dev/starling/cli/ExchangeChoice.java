package dev.starling.cli;

import dev.starling.engine.Exchange;
import dev.starling.spark.AutoExchange;
import dev.starling.spark.ClusterExchange;
import dev.starling.spark.ResidentExchange;
import dev.starling.spark.Sessions;
import dev.starling.spark.SparkExchange;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;

/** What {@code starling.exchange} may be. */
enum ExchangeChoice {
    /** Resident where that is possible, else spark. */
    AUTO,
    /** A Spark job a block, whose tasks stay and exchange among themselves. */
    RESIDENT,
    /** A Spark job a round. */
    SPARK;

    /**
     * Opens the exchange.
     *
     * @param partitions how many pieces inputs are cut into
     * @param fingerprint the run's arithmetic
     * @param trials how many trials the run has
     * @param parallel how many of them run side by side
     * @param notes is told why a run goes on otherwise than it was asked to
     */
    Exchange open(
            JavaSparkContext spark,
            int partitions,
            String fingerprint,
            int trials,
            int parallel,
            Consumer<String> notes) {
        if (this == SPARK) {
            return new SparkExchange(spark, partitions, fingerprint);
        }
        if (Sessions.isOneProcess(spark.master())) {
            return new ResidentExchange(spark, partitions, fingerprint, trials, parallel);
        }
        return this == RESIDENT
                ? new ClusterExchange(spark, partitions, fingerprint, trials, parallel)
                : new AutoExchange(spark, partitions, fingerprint, trials, parallel, notes);
    }
}
