"""Processes as /proc shows them."""
import os
import time
from pathlib import Path


def command_line(pid):
    """The arguments of a process; none if it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def state(pid):
    """R, S, T (stopped), Z and so on; None if it is gone. A zombie counts as gone."""
    try:
        letter = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()[0]
    except OSError:
        return None
    return None if letter == "Z" else letter


def all_pids():
    """Every process of this machine."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def folder_of(pid):
    """The folder that a process works in; empty if it is gone."""
    try:
        return os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return ""


def send(pid, number):
    """Sends a signal, to a process that may be gone."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def wait_for(condition, seconds, every=0.05):
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True
