package dev.starling.spark;

import dev.starling.engine.Exchange;
import org.apache.spark.api.java.JavaSparkContext;

/** The exchanges that must give the same bits and fail in the same ways. */
enum TestedExchange {
    SPARK {
        @Override
        Exchange open(JavaSparkContext spark, int partitions, String fingerprint, int trials) {
            return new SparkExchange(spark, partitions, fingerprint);
        }
    },
    RESIDENT {
        @Override
        Exchange open(JavaSparkContext spark, int partitions, String fingerprint, int trials) {
            return new ResidentExchange(spark, partitions, fingerprint, trials, trials);
        }
    };

    /** Opens it for so many trials side by side. */
    abstract Exchange open(JavaSparkContext spark, int partitions, String fingerprint, int trials);
}
