"""Load at a given rate, by h2load over HTTP/1.1."""

import re
from dataclasses import dataclass

from . import machine


@dataclass
class Paced:
    """What h2load counted, in microseconds."""

    requests: int
    seconds: int
    p50: int
    p99: int
    p999: int
    problem: str


def run(port, scenario, per_client, seconds, core, directory):
    """Sends so many requests a second on each connection."""
    times = directory / "paced.times"
    output = directory / "paced.log"
    for file in (times, output):
        file.unlink(missing_ok=True)
    process = machine.start(["h2load", "--h1", "-t1", f"-c{scenario.connections}", "-m1", f"--rps={per_client}",
                             f"-D{seconds}", f"--log-file={times}", f"http://127.0.0.1:{port}{scenario.path}"],
                            core, output)
    process.wait(seconds + 60)
    counted = re.search(r"requests: .*?(\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored", output.read_text())
    if process.returncode != 0 or not counted:
        return Paced(0, seconds, 0, 0, 0, "h2load failed: " + output.read_text()[-200:])
    done, succeeded, _, _ = (int(each) for each in counted.groups())
    micros = sorted(int(line.split("\t")[2]) for line in times.read_text().splitlines())
    if not micros or succeeded < done:
        return Paced(succeeded, seconds, 0, 0, 0, f"{done - succeeded} of {done} requests failed")
    p50, p99, p999 = (micros[min(int(share * len(micros)), len(micros) - 1)] for share in (0.5, 0.99, 0.999))
    return Paced(succeeded, seconds, p50, p99, p999, "")
