"""The operating system's accounting: CPU time, memory, and who else is busy."""

import ctypes
import os
import pathlib
import signal
import subprocess
import time
from dataclasses import dataclass

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1024
PR_SET_PDEATHSIG = 1
BUSY_FIELDS = (0, 1, 2, 5, 6)  # user, nice, system, irq, softirq
STEAL_FIELD = 7


def cores():
    """The core of the load generator and the backend, and the core of the proxies."""
    usable = sorted(os.sched_getaffinity(0))
    if len(usable) < 2:
        raise SystemExit("The proxy needs a core of its own, but only one core is usable")
    return usable[0], usable[1]


def start(command, core, output, environment=None, stdin=subprocess.DEVNULL, directory=None):
    """Starts a process pinned to a core. It ends when this process ends, however it ends."""
    prctl = ctypes.CDLL(None).prctl

    def prepare():
        os.sched_setaffinity(0, {core})
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    with open(output, "ab") as log:
        return subprocess.Popen(command, stdin=stdin, stdout=log, stderr=log,
                                preexec_fn=prepare, env=environment, cwd=directory)


class Bench:
    """A directory, two cores, and the processes that run on them until this is closed."""

    def __init__(self, directory):
        self.directory = directory
        self.load_core, self.proxy_core = cores()
        self.running = []

    def start(self, name, core, command, **how):
        process = start(command, core, self.directory / f"{name}.out", **how)
        self.running.append(process)
        return process

    def stop(self, process):
        stop(process)
        self.running.remove(process)

    def close(self):
        while self.running:
            stop(self.running.pop())


def stop(process):
    """Ends a process and whatever it started."""
    family = tree(process.pid)
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for pid in family:
        if pid != process.pid and _parent(pid) in (process.pid, 1):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def tree(pid):
    """A process and its descendants."""
    pids = [pid]
    for parent in pids:
        for children in pathlib.Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                pids += [int(child) for child in children.read_text().split()]
            except OSError:
                pass
    return pids


def cpu_seconds(pid):
    """User and system time of a process tree so far."""
    return sum(_ticks(each) for each in tree(pid)) / TICKS_PER_SECOND


def rss_mib(pid):
    """Resident memory of a process tree now."""
    pages = 0
    for each in tree(pid):
        try:
            pages += int(pathlib.Path(f"/proc/{each}/statm").read_text().split()[1])
        except OSError:
            pass
    return pages * PAGE_KIB / 1024


def load_average():
    return pathlib.Path("/proc/loadavg").read_text().split()[0]


def cpu_model():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown"


@dataclass
class Moment:
    """What the whole machine had done at some time."""

    clock: float
    busy: float
    stolen: float

    @staticmethod
    def now():
        fields = [int(field) for field in pathlib.Path("/proc/stat").read_text().split("\n")[0].split()[1:]]
        return Moment(time.monotonic(), sum(fields[each] for each in BUSY_FIELDS) / TICKS_PER_SECOND,
                      fields[STEAL_FIELD] / TICKS_PER_SECOND)


def _stat(pid):
    # The name, in parentheses, may contain blanks
    return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _ticks(pid):
    try:
        fields = _stat(pid)
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _parent(pid):
    try:
        return int(_stat(pid)[1])
    except OSError:
        return None
