"""What the comparisons share: where the project is, and how its programs are started."""
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def output_of(command, environment=None, timeout=None):
    """What a command printed; its errors end the script."""
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})},
                          check=False, cwd=ROOT, timeout=timeout)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}")
    return done.stdout


def build_bench(*options):
    """Builds modules/bench; returns how to start a program of it, with what the kernel needs of Java."""
    shell = ". scripts/env.sh; need_maven; mvn -q -B -Dnd4j.classifier=$NATIVE_CLASSIFIER -Dstyle.color=never -pl modules/bench -am " \
            "compile dependency:build-classpath -Dmdep.outputFile=target/classpath -Dmdep.includeScope=runtime >&2; echo $JAVA"
    java = output_of(["bash", "-euc", shell]).strip()
    classpath = (ROOT / "modules/bench/target/classpath").read_text(encoding="utf-8").strip()
    return [java, "@conf/java17.args", *options, "-cp", f"modules/bench/target/classes:{classpath}"]


def starling_on_spark(*options):
    """Builds the jar; returns how to start a main class of it as a driver with executors of its own, and in which environment."""
    output_of(["scripts/starling", "--version"])
    java = output_of(["bash", "-euc", ". scripts/env.sh; echo $JAVA"]).strip()
    home = ROOT / "spark-jobs/target/spark-home"
    # Executors start in folders of their own: every path is a whole one.
    command = [java, "@conf/java17.args", f"-Dlog4j2.configurationFile={ROOT}/conf/log4j2.properties", *options,
               "-cp", f"{ROOT}/spark-jobs/target/starling.jar:{home}/jars/*"]
    return command, {**ONE_THREAD, "SPARK_HOME": str(home), "SPARK_SCALA_VERSION": "2.12", "SPARK_LOCAL_IP": "127.0.0.1"}
