# Sourced by the other scripts: finds a JDK 17, the native library's build for this CPU, and pins one thread a task.
# Sets JAVA, NATIVE_CLASSIFIER and the thread variables; ends the script with one sentence where something is wrong.

fail() {
  printf 'starling: %s\n' "$1" >&2
  exit 2
}

JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$JAVA" >/dev/null 2>&1 || fail "no java at '$JAVA': install a JDK 17 or point JAVA_HOME at one."
# With JAVA_TOOL_OPTIONS set, java's first line is about those.
java_version=$("$JAVA" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
[ "$java_version" = 17 ] || fail "'$JAVA' is Java ${java_version:-unknown}: Starling needs JDK 17; point JAVA_HOME at one."

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) ;;
  *) fail "this is $(uname -s) on $(uname -m): the native library is built for Linux on x86-64." ;;
esac
cpu_flags=" $(sed -n '/^flags/{s/.*://p;q}' "${STARLING_CPUINFO:-/proc/cpuinfo}") "
case "$cpu_flags" in
  *" avx512f "*) NATIVE_CLASSIFIER=linux-x86_64-onednn-avx512 ;;
  *" avx2 "*) NATIVE_CLASSIFIER=linux-x86_64-onednn-avx2 ;;
  *) fail "this CPU has neither AVX2 nor AVX-512, which the native library's builds need: use a newer machine." ;;
esac

# Tasks are the parallelism; more threads inside one would change bits and fight over cores.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1

# The driver computes on the CPU whatever the build; executors that have a GPU are told otherwise (docs/gpu.md).
export BACKEND_PRIORITY_CPU=200

need_maven() {
  command -v mvn >/dev/null 2>&1 || fail "Maven is not on the PATH: install Maven 3.8 or newer."
}
