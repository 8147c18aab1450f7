package dev.starling;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** The arrows of the house: kernel, nn, families in one line; the other modules beside; only spark-jobs knows Spark. */
@AnalyzeClasses(packages = "dev.starling", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] SPARK_ROOM = {
        "dev.starling.spark..", "dev.starling.cli..", "dev.starling.report..", "dev.starling.baseline.."
    };

    @ArchTest
    static final ArchRule kernelKnowsNobody = knowsOnly("kernel");

    @ArchTest
    static final ArchRule nnKnowsTheKernel = knowsOnly("nn", "kernel");

    @ArchTest
    static final ArchRule dataKnowsNobody = knowsOnly("data");

    @ArchTest
    static final ArchRule engineKnowsNobody = knowsOnly("engine");

    @ArchTest
    static final ArchRule storeKnowsTheEngine = knowsOnly("store", "engine");

    @ArchTest
    static final ArchRule clusterKnowsTheEngine = knowsOnly("cluster", "engine");

    @ArchTest
    static final ArchRule onlyTheClusterKnowsAeron = noClasses()
            .that()
            .resideOutsideOfPackage("dev.starling.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.aeron..", "org.agrona..");

    @ArchTest
    static final ArchRule familiesKnowModulesAndNotOneAnother =
            knowsOnly("federated", "kernel", "nn", "data", "engine");

    @ArchTest
    static final ArchRule episodesKnowModulesAndNoOtherFamily = knowsOnly("episodes", "kernel", "nn", "data", "engine");

    /** Two lengths of float vectors in one JVM make tiles slow now and then: Lanes.S says why. */
    @ArchTest
    static final ArchRule floatVectorsHaveOneLength = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.starling.kernel.Lanes")
            .should()
            .accessFieldWhere(describe(
                    "names a species of float vectors",
                    access -> access.getTarget().getOwner().getName().equals("jdk.incubator.vector.FloatVector")));

    @ArchTest
    static final ArchRule onlySparkJobsKnowsSpark = noClasses()
            .that()
            .resideOutsideOfPackages(SPARK_ROOM)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "scala..");

    @ArchTest
    static final ArchRule onlyTheBaselineKnowsDl4jSpark = noClasses()
            .that()
            .resideOutsideOfPackage("dev.starling.baseline..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.deeplearning4j.spark..");

    @ArchTest
    static final ArchRule algorithmsKnowTensorsAndNotNd4j = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.starling.federated..",
                    "dev.starling.episodes..",
                    "dev.starling.engine..",
                    "dev.starling.data..",
                    "dev.starling.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.bytedeco..");

    @ArchTest
    static final ArchRule numbersComeFromSeeds = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Random.class, ThreadLocalRandom.class)
            .orShould()
            .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule resultsKnowNoClock = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.starling.kernel..",
                    "dev.starling.nn..",
                    "dev.starling.data..",
                    "dev.starling.engine..",
                    "dev.starling.federated..",
                    "dev.starling.episodes..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Instant.class, Clock.class);

    @ArchTest
    static final ArchRule onlyTheCommandLineEndsTheProcess = noClasses()
            .that()
            .resideOutsideOfPackages("dev.starling.cli..", "dev.starling.bench..")
            .should()
            .callMethod(System.class, "exit", int.class);

    private static ArchRule knowsOnly(String room, String... others) {
        DescribedPredicate<JavaClass> allowed = resideInAPackage("dev.starling." + room + "..");
        for (String other : others) {
            allowed = allowed.or(resideInAPackage("dev.starling." + other + ".."));
        }
        DescribedPredicate<JavaClass> strange =
                resideInAnyPackage("dev.starling..").and(DescribedPredicate.not(allowed));
        return classes()
                .that()
                .resideInAPackage("dev.starling." + room + "..")
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(strange));
    }
}
