"""A client that sends each request when its time has come, whatever became of those before.

It repeats nothing. The time of a response counts from when its request was due, so that a client
that is held up does not hide what it waited for.
"""

import asyncio
import time
from dataclasses import dataclass, field
from random import Random

from .upstream import content

PATIENCE_SECONDS = 10
METHODS = ("GET", "POST")


@dataclass
class Request:
    """One request, and what became of it. Times are those of the monotonic clock."""

    identifier: str
    method: str
    due: float
    sent: float = 0
    done: float = 0
    # Why it failed; empty if it did not
    failure: str = ""

    @property
    def seconds(self):
        return self.done - self.due


@dataclass(frozen=True)
class Pace:
    """When requests are sent: at random times at a rate, or many at once in intervals. Equal for equal seeds."""

    rate: float
    at_once: int = 0

    def schedule(self, name, start, seconds):
        chance = Random(name)
        requests = []
        due = 0
        while True:
            due += self.at_once / self.rate if self.at_once else chance.expovariate(self.rate)
            if due >= seconds:
                return requests
            for _ in range(self.at_once or 1):
                method = chance.choice(METHODS)
                requests.append(Request(f"{name}-{len(requests)}-{method}", method, start + due))


@dataclass
class Client:
    """The connections to one port."""

    port: int
    path: str
    idle: list = field(default_factory=list)
    connections: set = field(default_factory=set)

    async def send(self, requests):
        """Sends all in time, and returns when each was answered or has failed."""
        tasks = []
        for request in requests:
            wait = request.due - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            tasks.append(asyncio.create_task(self._exchange(request)))
        await asyncio.gather(*tasks)

    def close(self):
        for connection in list(self.connections):
            connection.transport.abort()

    async def _exchange(self, request):
        request.sent = time.monotonic()
        connection = answer = None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                connection = self.idle.pop() if self.idle else await self._connect()
                answer = connection.exchange(self._bytes(request))
                status, answered = await answer
            if status != 200:
                request.failure = str(status)
            elif answered != content(request.identifier):
                request.failure = "wrong content"
        except TimeoutError:
            request.failure = "no answer"
        except OSError as ex:
            request.failure = "closed" if isinstance(ex, ConnectionError) else type(ex).__name__
        finally:
            request.done = time.monotonic()
            if answer is not None and answer.cancelled():
                connection.transport.abort()

    async def _connect(self):
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: Connection(self), "127.0.0.1", self.port)
        return connection

    def _bytes(self, request):
        head = (f"{request.method} {self.path}{request.identifier} HTTP/1.1\r\n"
                f"Host: 127.0.0.1:{self.port}\r\n")
        if request.method == "GET":
            return head.encode() + b"\r\n"
        sent = content(request.identifier)
        return f"{head}Content-Length: {len(sent)}\r\n\r\n".encode() + sent


class Connection(asyncio.Protocol):
    """One connection, with one request at a time. It is idle again when the response has ended."""

    def __init__(self, client):
        self.client = client
        self.received = b""
        self.answer = None

    def connection_made(self, transport):
        self.transport = transport
        self.client.connections.add(self)

    def exchange(self, data):
        self.received = b""
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(data)
        return self.answer

    def data_received(self, data):
        self.received += data
        self._read(False)

    def connection_lost(self, ex):
        self.client.connections.discard(self)
        if self in self.client.idle:
            self.client.idle.remove(self)
        if self.answer is not None and not self.answer.done():
            self._read(True)
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(ConnectionResetError())

    def _read(self, closed):
        head, end, rest = self.received.partition(b"\r\n\r\n")
        if not end or self.answer is None or self.answer.done():
            return
        line, *lines = head.decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip().lower() for name, _, value in (each.partition(":") for each in lines)}
        if "content-length" in fields:
            body = rest if len(rest) >= int(fields["content-length"]) else None
        elif fields.get("transfer-encoding") == "chunked":
            body = _dechunked(rest)
        else:
            body = rest if closed else None
        if body is None:
            return
        self.answer.set_result((int(line.split(" ")[1]), body))
        if fields.get("connection") == "close" or not line.startswith("HTTP/1.1"):
            self.transport.close()
        elif not closed:
            self.client.idle.append(self)


def _dechunked(data):
    """The content in chunks, or None if its end is missing."""
    body = b""
    while True:
        size, end, data = data.partition(b"\r\n")
        length = int(size.split(b";")[0], 16) if end else None
        if length is None or len(data) < length + 2:
            return None
        if length == 0:
            return body
        body += data[:length]
        data = data[length + 2:]
