package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of docker/ and deploy/, which no test can run, are as right as scripts/check-deployment can tell; and it can. */
class DeploymentFilesTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** All that the script looks at. */
    private static final List<String> READ = List.of(
            "pom.xml",
            "docker",
            "deploy",
            "conf",
            "scripts/gpu-discovery",
            "scripts/gpu-java",
            "spark-jobs/pom.xml",
            "spark-jobs/src/main/java/dev/starling/cli/Main.java",
            "spark-jobs/src/main/java/dev/starling/spark/Metric.java");

    @TempDir
    private Path copy;

    @BeforeEach
    void copyAll() throws Exception {
        int yaml =
                said(new ProcessBuilder("sh", "-c", "python3 -c 'import yaml'")).code();
        assumeThat(yaml).as("Python 3 with PyYAML, which the check needs").isZero();
        for (String name : READ) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(name))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path to = copy.resolve(ROOT.relativize(file));
                    Files.createDirectories(to.getParent());
                    Files.copy(file, to);
                }
            }
        }
    }

    @Test
    void theFilesAreRight() throws Exception {
        CommandLineRun.Said said = check(ROOT);
        assertThat(said.code()).as(said.out() + said.err()).isZero();
        assertThat(said.out()).endsWith(" 0 problems\n");
        assertThat(check(copy)).as("of a copy").isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "docker/Dockerfile | SPARK_VERSION=3.5 | SPARK_VERSION=3.4 | docker/Dockerfile: ARG SPARK_VERSION: is '3.4",
                "docker/Dockerfile | scala2.12 | scala2.13 | docker/Dockerfile: FROM: is '2.13', and the pom's Scala is '2.12'",
                "docker/Dockerfile | COPY conf /opt | COPY config /opt | docker/Dockerfile: COPY config: does not exist",
                "docker/Dockerfile | COPY conf /opt/starling/conf | # | /opt/starling/conf/federated/quickstart.conf: is not in the image",
                "docker/Dockerfile.dockerignore | !conf | !nothing | docker/Dockerfile.dockerignore: keeps conf from the build",
                "docker/spark-defaults.conf | crypto.enabled      true | crypto.enabled false | spark.network.crypto.enabled: is not true",
                "docker/compose.yaml | 127.0.0.1:9090:9090 | 127.0.0.1:8080:9090 | services.prometheus.ports: port 8080 is master's already",
                "docker/compose.yaml | 127.0.0.1:3000:3000 | 3000:3000 | services.grafana.ports: '3000:3000' is shown to more than this machine",
                "docker/compose.yaml | depends_on: [prometheus] | depends_on: [promtheus] | services.grafana.depends_on: there is no service 'promtheus'",
                "docker/compose.yaml | ./prometheus.yaml: | ./prometheus.yml: | services.prometheus.volumes: ./prometheus.yml does not exist",
                "docker/compose.yaml | grafana/grafana:11.4.0 | grafana/grafana:latest | services.grafana.image: is 'grafana/grafana:latest'",
                "docker/compose.yaml | starling:0.1.0-SNAPSHOT | starling:0.0.9 | docker/compose.yaml: services.master.image: is 'starling:0.0.9', and the pom's version",
                "docker/compose.yaml | shm_size: 2g | mem_limit: 2g | services.worker-1.shm_size: is missing",
                "docker/compose.yaml | worker.Worker, --host | worker.Worker, [--host | docker/compose.yaml: is no YAML",
                "docker/prometheus.yaml | worker-2:8082 | worker-2:8083 | no service 'worker-2' of docker/compose.yaml listens on port 8083",
                "docker/grafana/dashboards/starling.json | _units_ | _unitz_ | Starling registers no metric",
                "docker/grafana/dashboards/starling.json | { | [ | docker/grafana/dashboards/starling.json: is no JSON",
                "docker/grafana/provisioning/datasources/prometheus.yaml | uid: prometheus | uid: other | datasource.uid: 'prometheus' is not provisioned",
                "deploy/kubernetes/run.yaml | sparkVersion: 3.5 | sparkVersion: 3.4 | deploy/kubernetes/run.yaml: spec.sparkVersion: is '3.4",
                "deploy/kubernetes/run.yaml | instances: 2 | copies: 2 | deploy/kubernetes/run.yaml: spec.executor.instances: is missing",
                "deploy/kubernetes/run.yaml | quickstart.conf | quickstrat.conf | there is no conf/federated/quickstrat.conf",
                "deploy/kubernetes/run.yaml | cli.Main | cli.Man | deploy/kubernetes/run.yaml: dev.starling.cli.Man: is no class of spark-jobs",
                "deploy/kubernetes/run.yaml | mountPath: /dev/shm | mountPath: /shm | nothing is mounted at /dev/shm",
                "deploy/kubernetes/scheduled-nas.yaml | concurrencyPolicy: Forbid | concurrencyPolicy: Perhaps | spec.concurrencyPolicy: is none of",
                "deploy/kubernetes/scheduled-nas.yaml | kind: Scheduled | kind: Planned | kind: 'PlannedSparkApplication' is none of",
                "deploy/airflow/starling_dag.py | with DAG( | with DAG | deploy/airflow/starling_dag.py: line",
                "deploy/airflow/starling_dag.py | java_class= | main_class= | SparkSubmitOperator(java_class=): is missing",
            })
    void whatIsBrokenIsNamedWithFileAndKey(String file, String right, String wrong, String sentence) throws Exception {
        Path broken = copy.resolve(file);
        String text = Files.readString(broken);
        assertThat(text).contains(right);
        Files.writeString(broken, text.replaceFirst(java.util.regex.Pattern.quote(right), wrong));

        CommandLineRun.Said said = check(copy);

        assertThat(said.code()).as(said.out() + said.err()).isEqualTo(1);
        assertThat(said.out()).contains(sentence);
        assertThat(said.err()).isEmpty();
    }

    @Test
    void airflowsIdsBecomeIdsOfRuns() throws Exception {
        // Airflow is not here: its two classes take whatever they are given.
        Path stubs = copy.resolve("stubs");
        String operators = "airflow/providers/apache/spark/operators";
        Files.createDirectories(stubs.resolve(operators));
        Files.writeString(stubs.resolve("airflow/__init__.py"), """
                class DAG:
                    def __init__(self, **given): pass
                    def __enter__(self): return self
                    def __exit__(self, *what): pass
                """);
        Files.writeString(stubs.resolve(operators + "/spark_submit.py"), "SparkSubmitOperator = dict\n");
        CommandLineRun.Said said = said(new ProcessBuilder(
                "python3",
                "-c",
                "import sys; sys.path[:0] = sys.argv[1:]; from starling_dag import starling_id as i;"
                        + " print(i('scheduled__2026-01-01T00:00:00+00:00'))",
                stubs.toString(),
                ROOT.resolve("deploy/airflow").toString()));
        assertThat(said.err()).isEmpty();
        assertThat(said.out()).isEqualTo("scheduled__2026-01-01T00-00-00-00-00\n");
    }

    @Test
    void theDriverInTheImageNeedsTheSecretAndPutsItOnNoCommandLine() throws Exception {
        Path home = copy.resolve("spark");
        Path submit = home.resolve("bin/spark-submit");
        Files.createDirectories(submit.getParent());
        Files.createDirectories(home.resolve("conf"));
        Files.copy(ROOT.resolve("docker/spark-defaults.conf"), home.resolve("conf/spark-defaults.conf"));
        Files.writeString(submit, "#!/bin/sh\necho \"$*\"\ncat \"$2\"\nstat -c %a \"$2\"\n");
        assertThat(submit.toFile().setExecutable(true)).isTrue();
        ProcessBuilder builder =
                new ProcessBuilder(ROOT.resolve("docker/submit").toString(), "run", "some file.conf");
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("STARLING_HOME", "/opt/starling");
        builder.environment().put("TMPDIR", copy.toString());

        CommandLineRun.Said without = said(builder);
        assertThat(without.code()).isEqualTo(1);
        assertThat(without.err()).contains("set _SPARK_AUTH_SECRET");

        builder.environment().put("_SPARK_AUTH_SECRET", "whisper");
        CommandLineRun.Said said = said(builder);
        List<String> lines = said.out().lines().toList();
        assertThat(lines.get(0))
                .contains("--master spark://master:7077", "/opt/starling/starling.jar run some file.conf")
                .doesNotContain("whisper");
        assertThat(lines).contains("spark.authenticate.secret whisper", "600");
    }

    private CommandLineRun.Said check(Path root) throws Exception {
        return said(new ProcessBuilder(ROOT.resolve("scripts/check-deployment").toString(), root.toString()));
    }

    private CommandLineRun.Said said(ProcessBuilder builder) throws Exception {
        Path out = copy.resolve("said.out");
        Path err = copy.resolve("said.err");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new CommandLineRun.Said(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
