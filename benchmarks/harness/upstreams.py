"""The peers of a scenario: processes that are told to fail, killed, and started again."""

import asyncio
import json
import pathlib
import socket
import subprocess
import sys
import time
from collections import Counter

PROGRAM = "harness.upstream"
HOME = pathlib.Path(__file__).resolve().parent.parent
START_SECONDS = 10
LOWEST_PORT = 10000
_candidates = iter(range(LOWEST_PORT, int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range")
                                          .read_text().split()[0])))


def ports(count):
    """Free ports that the kernel does not give to clients: they stay free while nobody listens. None comes twice."""
    found = []
    for port in _candidates:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise SystemExit(f"No more ports from {LOWEST_PORT} to those of clients are free")


class Upstreams:
    """Some peers, by number."""

    def __init__(self, bench, directory, route):
        self.bench = bench
        self.ports = [port for _, port in route.peers]
        self.journals = [directory / f"{route.name}-{port}.journal" for port in self.ports]
        self.processes = [None] * len(self.ports)

    async def start(self, *numbers):
        """Starts peers, by default all, and waits until they listen. Returns when the first of them did."""
        numbers = numbers or range(len(self.ports))
        before = {number: len(self._listening(number)) for number in numbers}
        for number in numbers:
            command = [sys.executable, "-m", PROGRAM, str(self.ports[number]), str(self.journals[number])]
            self.processes[number] = self.bench.start("upstreams", self.bench.load_core, command,
                                                      stdin=subprocess.PIPE, directory=HOME)
        end = time.monotonic() + START_SECONDS
        while any(len(self._listening(number)) == before[number] for number in numbers):
            if time.monotonic() > end:
                raise RuntimeError("An upstream did not start: " + (self.bench.directory / "upstreams.out").read_text())
            await asyncio.sleep(0.005)
        return min(self._listening(number)[-1] for number in numbers)

    def tell(self, number, **behaviour):
        """Changes what a peer does with requests."""
        stdin = self.processes[number].stdin
        stdin.write(json.dumps(behaviour).encode() + b"\n")
        stdin.flush()

    def kill(self, *numbers):
        """Ends peers as a crash does: whatever they were doing, at once."""
        for number in numbers:
            self.processes[number].kill()
        for number in numbers:
            process, self.processes[number] = self.processes[number], None
            process.wait()
            process.stdin.close()
            self.bench.running.remove(process)

    def close(self):
        self.kill(*(number for number, process in enumerate(self.processes) if process is not None))

    def executed(self):
        """How often each request was executed, by its identifier."""
        return Counter(words[1] for words in self._words() if words[0] == "executed")

    def broken(self):
        """Requests whose content was not what the client sent."""
        return [words[1] for words in self._words() if words[0] == "broken"]

    def _listening(self, number):
        return [float(words[1]) for words in self._words(number) if words[0] == "listening"]

    def _words(self, number=None):
        journals = self.journals if number is None else [self.journals[number]]
        # The last line may be half written
        return [line.split() for journal in journals if journal.exists()
                for line in journal.read_text().rpartition("\n")[0].splitlines()]
