"""The faults: each is done to a run that is under way, and returns whether it is known to have landed."""
import errno
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from typing import Callable

from .processes import send, state, wait_for

PATIENCE = 30
# Seconds. Who says nothing for so long is lost to the others; a stop and a cut last longer.
TIMEOUT = 3
LONGER = 1.5 * TIMEOUT
SPOILED = 2
SLOW = 3
SIGKILL_EXIT = 137
DISK_FULL_EXIT = 5
# How the driver's log tells that a block was lost, and whose fault that was.
LOST = "is computed again after loss"
SILENT = "has been silent for"


def some_executor(run, rng):
    """One of the run's executors, or None while it has none."""
    executors = run.executors()
    return rng.choice(executors) if executors else None


def executor_kill(run, rng):
    """SIGKILL to an executor. Its worker reports the signal."""
    victim = some_executor(run, rng)
    if victim is None:
        return False
    send(victim.pid, signal.SIGKILL)
    report = f"Executor {victim.application}/{victim.number} finished with state"

    def reported():
        lines = [line for line in run.cluster.log(victim.worker).splitlines() if report in line]
        return any(f"exitStatus {SIGKILL_EXIT}" in line for line in lines)
    return wait_for(lambda: state(victim.pid) is None and reported(), PATIENCE)


def stop(victim, seconds):
    """SIGSTOP, and SIGCONT later; whether the process stood still."""
    # Whatever becomes of this script: a process that stood still for ever could hold a lock that others wait for.
    with subprocess.Popen(["sh", "-c", f"sleep {seconds + 5}; kill -CONT {victim.pid}"], start_new_session=True,
                          stderr=subprocess.DEVNULL) as watch:
        try:
            return stand_still(victim, seconds)
        finally:
            os.killpg(watch.pid, signal.SIGKILL)


def stand_still(victim, seconds):
    """Stops a process for a while."""
    send(victim.pid, signal.SIGSTOP)
    try:
        stood = wait_for(lambda: state(victim.pid) == "T", 5)
        time.sleep(seconds)
        return stood
    finally:
        send(victim.pid, signal.SIGCONT)


def executor_stop(run, rng):
    """An executor stands still for longer than the timeout, and comes back. The driver's log says that it was silent."""
    executors = []

    def several():
        executors[:] = run.executors()
        return len(executors) > 1 or not run.running()
    if not wait_for(several, PATIENCE, every=0.5) or not run.running():
        return False
    victim = rng.choice(executors)
    before = run.log_size()
    return stop(victim, LONGER) and wait_for(
        lambda: f"executor {victim.number} at" in run.said(before) and SILENT in run.said(before), 2 * TIMEOUT)


def worker_kill(run, rng):
    """SIGKILL to a worker. Its executor ends with it; then the worker is started again."""
    name, pid = rng.choice(sorted(run.cluster.worker_pids().items()))
    executors = [executor for executor in run.executors() if executor.worker == name]
    send(pid, signal.SIGKILL)
    gone = wait_for(lambda: state(pid) is None and all(state(executor.pid) is None for executor in executors), PATIENCE)
    run.cluster.up()
    return gone and bool(executors) and run.cluster.worker_pids()[name] != pid


def driver_kill(run, _rng):
    """SIGKILL to the driver, after which the run is resumed."""
    return run.kill() == -signal.SIGKILL


def exchanging(run):
    """Waits until frames pass the relay; false if none do: a run that is left with one executor has nobody to tell anything."""
    before = run.relay.passed
    return wait_for(lambda: run.relay.passed > before or not run.running(), PATIENCE) and run.running()


def spoil(name, begin):
    """The relay spoils datagrams of an exchange for a while, and has counted them."""
    def fault(run, _rng):
        relay = run.relay
        if not exchanging(run):
            return False
        before = relay.done[name]
        begin(relay)
        try:
            time.sleep(SPOILED)
        finally:
            relay.behave()
        return relay.done[name] > before
    return fault


def cut(run, _rng):
    """Nothing passes for longer than the timeout. The driver's log says that a block was lost."""
    if not exchanging(run):
        return False
    before = run.log_size()
    run.relay.drop(1)
    try:
        time.sleep(LONGER)
    finally:
        run.relay.behave()
    return wait_for(lambda: LOST in run.said(before), 2 * TIMEOUT)


def disk_full(run, _rng):
    """The store's disk has no byte left: the run must end by itself and say so, and room must be all that it needs."""
    ballast = run.store / "ballast"
    before = run.log_size()
    try:
        with ballast.open("wb", buffering=0) as file:
            size = 1 << 16
            while size:
                try:
                    file.write(bytes(size))
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    size //= 2
        code = run.code(2 * PATIENCE)
    finally:
        ballast.unlink(missing_ok=True)
    return code == DISK_FULL_EXIT and os.strerror(errno.ENOSPC) in run.said(before)


def speculation(run, rng):
    """An executor stands still for a while with speculation on. The event log shows the second attempts."""
    victim = some_executor(run, rng)
    if victim is None:
        return False
    before = run.cluster.speculative_attempts(victim.application)
    return stop(victim, SLOW) and wait_for(
        lambda: run.cluster.speculative_attempts(victim.application) > before, PATIENCE, every=1)


@dataclass(frozen=True)
class Profile:
    """Runs that can suffer certain kinds of faults.

    kinds       kind -> (share of all faults, fault)
    exchange    starling.exchange
    conf        Spark's settings
    relayed     whether executors reach each other through a relay
    small_disk  whether the store is on a disk that can be filled
    """
    name: str
    kinds: dict[str, tuple[int, Callable]]
    exchange: str = "auto"
    conf: dict[str, str] = field(default_factory=dict)
    relayed: bool = False
    small_disk: bool = False

    @property
    def share(self):
        """Of all faults."""
        return sum(share for share, _ in self.kinds.values())


CLUSTER = "spark.starling.cluster"
IMPATIENT = {f"{CLUSTER}.peer-timeout": f"{TIMEOUT}s"}
# Short datagrams, so that every sum is many frames.
SEALED = {**IMPATIENT, f"{CLUSTER}.seal-always": "true", f"{CLUSTER}.mtu": "1408"}
SPECULATION = {"spark.speculation": "true", "spark.speculation.quantile": "0.5", "spark.speculation.multiplier": "1.1"}
PROFILES = [
    Profile("relayed", {
        "relay-drop": (8, spoil("dropped", lambda relay: relay.drop(0.3))),
        "relay-delay": (8, spoil("delayed", lambda relay: relay.delay(0.5, 0.2))),
        "relay-duplicate": (8, spoil("duplicated", lambda relay: relay.duplicate(0.5))),
        "relay-reorder": (8, spoil("reordered", lambda relay: relay.reorder(0.3))),
        "relay-cut": (8, cut),
        "executor-kill": (4, executor_kill),
    }, conf=SEALED, relayed=True),
    Profile("direct", {
        "executor-kill": (16, executor_kill),
        "executor-stop": (10, executor_stop),
        "worker-kill": (6, worker_kill),
        "driver-kill": (8, driver_kill),
    }, conf=IMPATIENT),
    Profile("disk", {"disk-full": (6, disk_full)}, small_disk=True),
    Profile("speculation", {"speculation": (6, speculation)}, exchange="spark", conf=SPECULATION),
]
