"""A standalone cluster of the torture's own, and runs on it."""
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .processes import all_pids, command_line, folder_of, send, state, wait_for

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Executor:
    """An executor's process."""
    pid: int
    application: str
    number: str
    worker: str


class Cluster:
    """Two workers of one core each, with an address each."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = {**os.environ, "STARLING_CLUSTER": str(folder), "STARLING_WORKERS_APART": "1",
                            "STARLING_HEAP": "600m", "STARLING_NATIVE": "300m"}

    def starling(self, *arguments):
        """Runs a short command of the launcher: exit code and what it printed."""
        done = subprocess.run([str(ROOT / "scripts/starling"), *map(str, arguments)], env=self.environment, text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout

    def up(self):
        """Starts it, or what of it has died."""
        code, said = self.starling("cluster", "up", "--workers", 2, "--cores", 1, "--memory", "600m")
        if code:
            raise RuntimeError(f"the cluster does not start: {said}")

    def down(self):
        """Stops it, and whatever of it stands still or is left."""
        for executor in self.executors():
            send(executor.pid, signal.SIGCONT)
        self.starling("cluster", "down")
        if not wait_for(lambda: not self.executors(), 10):
            for executor in self.executors():
                send(executor.pid, signal.SIGKILL)

    @property
    def master(self):
        """The master's address."""
        return (self.folder / "master").read_text(encoding="ascii").strip()

    def worker_pids(self):
        """Process of each worker, by name."""
        return {file.name: int(file.read_text(encoding="ascii").split()[0]) for file in (self.folder / "pids").glob("worker-*")}

    def executors(self):
        """The executors' processes as they are now, the oldest first."""
        workers = str(self.folder / "workers") + "/"
        found = []
        for pid in all_pids():
            # workers/worker-1/app-20261124025457-0000/0
            folder = folder_of(pid)
            line = command_line(pid)
            if folder.startswith(workers) and "--executor-id" in line and state(pid):
                worker, application, number = folder[len(workers):].split("/")[:3]
                found.append(Executor(pid, application, number, worker))
        return sorted(found, key=lambda executor: int(executor.number))

    def log(self, name):
        """What a process of the cluster has logged."""
        return (self.folder / "logs" / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def speculative_attempts(self, application):
        """How many attempts the event log of an application calls speculative."""
        texts = [file.read_text(encoding="utf-8", errors="replace") for file in (self.folder / "events").glob(f"{application}*")]
        return sum('"SparkListenerTaskStart"' in line and '"Speculative":true' in line
                   for text in texts for line in text.splitlines())


class Run:
    """One run, from its start over its resumes to its end."""

    def __init__(self, cluster, experiment, store, name, settings, conf):
        self.cluster, self.experiment, self.store, self.name = cluster, experiment, store, name
        self.options = ["--store", store, "--master", cluster.master]
        for key, value in settings.items():
            self.options += ["--set", f"{key}={value}"]
        for key, value in conf.items():
            self.options += ["--conf", f"{key}={value}"]
        self.log = cluster.folder / f"{name}.log"
        self.resumes = 0
        self.process = None

    def start(self):
        """Starts it; the launcher becomes the driver."""
        self._launch("run", self.experiment, "--run-id", self.name)

    def resume(self):
        """Goes on with it; from the start, if it was ended before the store knew of it."""
        self.resumes += 1
        if (Path(self.store) / "runs" / self.name / "run.json").exists():
            self._launch("resume", self.name)
        else:
            self.start()

    def _launch(self, *command):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([str(ROOT / "scripts/starling"), *map(str, command), *map(str, self.options)],
                                            env=self.cluster.environment, stdout=log, stderr=subprocess.STDOUT,
                                            stdin=subprocess.DEVNULL, start_new_session=True)

    def running(self):
        """Whether the driver is alive."""
        return self.process.poll() is None

    def code(self, seconds):
        """The driver's exit code; None if it does not end in time."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def blocks(self):
        """Committed blocks of all trials."""
        return sum(1 for _ in (Path(self.store) / "commits" / self.name).glob("*/*.json"))

    def said(self, start=0):
        """What the drivers logged, from a position on."""
        return self.log.read_bytes()[start:].decode(errors="replace") if self.log.exists() else ""

    def log_size(self):
        """The position after what is logged now."""
        return self.log.stat().st_size if self.log.exists() else 0

    def executors(self):
        """Its executors; no other run works on the cluster."""
        return self.cluster.executors()

    def kill(self):
        """Ends the driver at once."""
        self.process.kill()
        return self.code(30)

    def threads(self):
        """What a driver that does not end is at."""
        return subprocess.run(["jstack", str(self.process.pid)], text=True, check=False, stdout=subprocess.PIPE).stdout
