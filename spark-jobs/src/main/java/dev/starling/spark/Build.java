package dev.starling.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What was built, as the build wrote it down.
 *
 * @param version the project's version
 * @param classifier which build of the native library the jar holds, e.g. {@code linux-x86_64-onednn-avx512}
 * @param backend ND4J's backend that computes where it is available, e.g. {@code nd4j-native}
 * @param spark the version of Spark that it was compiled against
 */
public record Build(String version, String classifier, String backend, String spark) {

    /** How the names of backends for GPUs begin. */
    public static final String CUDA = "nd4j-cuda";

    public static Build read() {
        Properties properties = new Properties();
        try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the jar is damaged: build.properties cannot be read", e);
        }
        return new Build(
                properties.getProperty("version"),
                properties.getProperty("classifier"),
                properties.getProperty("backend"),
                properties.getProperty("spark"));
    }
}
