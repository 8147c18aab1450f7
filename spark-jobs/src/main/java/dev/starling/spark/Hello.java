package dev.starling.spark;

import java.io.Serializable;

/**
 * What the first task of each executor says of it before a block.
 *
 * @param executor Spark's id of it
 * @param host its address
 * @param endpoint where peers reach it, or null if they cannot
 * @param problem why they cannot, or null
 * @param code version of the program and hash of its classes
 * @param java the JVM's version
 */
record Hello(String executor, String host, String endpoint, String problem, String code, String java)
        implements Serializable {

    /** Why the executor may not compute with the driver, or null. Java's feature version counts, its builds do not. */
    String refusal(String driverCode, String driverJava) {
        if (!code.equals(driverCode)) {
            return "executor %s on %s runs Starling %s and the driver %s: give all the same starling.jar"
                    .formatted(executor, host, code, driverCode);
        }
        if (!java.equals(driverJava)) {
            return "executor %s on %s runs Java %s and the driver Java %s: give all the same"
                    .formatted(executor, host, java, driverJava);
        }
        return null;
    }
}
