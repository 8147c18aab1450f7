package dev.starling.spark;

import java.util.Map;
import java.util.Optional;

/** Holds an executor to the driver's program: other code may compute other bits, or read another meaning out of the same bytes. */
final class SameProgram {

    private static final String CODE = "code";
    private static final String JAVA = "java";

    private static volatile String problem;

    private SameProgram() {}

    /** What a process runs, as the driver tells it its executors. Java's feature version counts, its builds do not. */
    static Map<String, String> ofThisProcess() {
        return Map.of(
                CODE,
                CodeVersion.of(Build.read()),
                JAVA,
                String.valueOf(Runtime.version().feature()));
    }

    /**
     * Compares this process's with the driver's. What differs is kept for the first task to tell, as an executor that ends while it
     * starts is started again for ever.
     */
    static void compare(Map<String, String> driver) {
        problem = difference(ofThisProcess(), driver).orElse(null);
    }

    /** What differs in this process, or empty. */
    static Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    static Optional<String> difference(Map<String, String> here, Map<String, String> driver) {
        if (!here.get(CODE).equals(driver.get(CODE))) {
            return Optional.of("it runs Starling %s and the driver Starling %s: give all the same starling.jar"
                    .formatted(here.get(CODE), driver.get(CODE)));
        }
        if (!here.get(JAVA).equals(driver.get(JAVA))) {
            return Optional.of("it runs Java %s and the driver Java %s: give all the same"
                    .formatted(here.get(JAVA), driver.get(JAVA)));
        }
        return Optional.empty();
    }
}
