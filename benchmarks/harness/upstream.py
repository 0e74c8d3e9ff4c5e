"""A program: an HTTP server that fails as it is told to, and writes down what it has executed.

Arguments are its port and its journal. Each line of its input is a JSON object that replaces its behaviour;
it ends with its input. Times in the journal are those of the monotonic clock.
"""

import asyncio
import json
import os
import socket
import struct
import sys
import time
from dataclasses import dataclass
from random import Random

BACKLOG = 512
CONTENT = 512
SERVICE_SECONDS = 0.01
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
UNAVAILABLE = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True)
class Behaviour:
    """What happens to requests. Without any argument all is well."""

    # Until the answer
    seconds: float = SERVICE_SECONDS
    # Executes, and resets the connection instead of answering
    reset: bool = False
    # Share of requests that are not executed, but answered 503
    unavailable: float = 0
    # Closes a connection just when a request arrives on it that has waited for one so long; it is not executed
    idle_seconds: float | None = None
    # How many of such connections
    idle_share: float = 1
    # Reads nothing, and lets nobody connect
    black_hole: bool = False


def content(identifier):
    """The content that a request has, and its response."""
    return (identifier + " ").encode().ljust(CONTENT, b".")


class Upstream:

    def __init__(self, port, journal):
        self.port = port
        self.journal = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.behaviour = Behaviour()
        self.chance = Random(port)
        self.connections = set()
        self.fillers = []

    async def run(self):
        loop = asyncio.get_running_loop()
        self.listening = socket.socket()
        self.listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listening.bind(("127.0.0.1", self.port))
        await loop.create_server(lambda: Connection(self), sock=self.listening, backlog=BACKLOG)
        self.write("listening", repr(time.monotonic()))
        commands = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
        while line := await commands.readline():
            self.behaviour = Behaviour(**json.loads(line))
            if self.behaviour.black_hole:
                self.fall_silent(loop)

    def write(self, *words):
        os.write(self.journal, (" ".join(words) + "\n").encode())

    def fall_silent(self, loop):
        """Nobody is accepted any more, and once its queue is full the kernel drops whatever wants to connect."""
        for connection in self.connections:
            connection.transport.pause_reading()
        loop.remove_reader(self.listening.fileno())
        self.listening.listen(0)
        while True:
            filler = socket.socket()
            self.fillers.append(filler)
            filler.settimeout(0.02)
            try:
                filler.connect(("127.0.0.1", self.port))
            except TimeoutError:
                return


class Connection(asyncio.Protocol):

    def __init__(self, upstream):
        self.upstream = upstream
        self.received = bytearray()
        self.idle_since = None

    def connection_made(self, transport):
        self.transport = transport
        self.upstream.connections.add(self)

    def connection_lost(self, ex):
        self.upstream.connections.discard(self)

    def data_received(self, data):
        behaviour = self.upstream.behaviour
        idle_since, self.idle_since = self.idle_since, None
        if idle_since is not None and self.is_stale(time.monotonic() - idle_since, behaviour):
            self.transport.close()
            return
        self.received += data
        head, end, rest = bytes(self.received).partition(b"\r\n\r\n")
        if not end:
            return
        line, *fields = head.decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
        if len(rest) < int(fields.get("content-length", 0)):
            return
        self.received.clear()
        method, target, _ = line.split(" ")
        identifier = target.rpartition("/")[2]
        if method == "POST" and rest != content(identifier):
            self.upstream.write("broken", identifier)
        self.execute(identifier, behaviour)

    def is_stale(self, seconds, behaviour):
        return (behaviour.idle_seconds is not None and seconds >= behaviour.idle_seconds
                and self.upstream.chance.random() < behaviour.idle_share)

    def execute(self, identifier, behaviour):
        if behaviour.unavailable and self.upstream.chance.random() < behaviour.unavailable:
            self.answer(UNAVAILABLE)
            return
        self.upstream.write("executed", identifier)
        if behaviour.reset:
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            self.transport.abort()
            return
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (CONTENT, content(identifier))
        asyncio.get_running_loop().call_later(behaviour.seconds, self.answer, answer)

    def answer(self, answer):
        self.idle_since = time.monotonic()
        self.transport.write(answer)


if __name__ == "__main__":
    asyncio.run(Upstream(int(sys.argv[1]), sys.argv[2]).run())
