package dev.starling.spark;

import org.apache.spark.package$;
import scala.util.Properties;

/** Which Spark and which Scala are on the class path. */
public final class SparkVersions {

    private SparkVersions() {}

    /** Spark's version, e.g. {@code 3.5.9}. */
    public static String spark() {
        return package$.MODULE$.SPARK_VERSION();
    }

    /** Scala's version, e.g. {@code 2.12.18}. */
    public static String scala() {
        return Properties.versionNumberString();
    }
}
