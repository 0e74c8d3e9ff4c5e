"""What is asked of the proxies."""

from dataclasses import dataclass, replace

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True)
class Scenario:
    """Requests of one kind, over and over."""

    name: str
    path: str
    response_bytes: int
    connections: int = 32
    request_bytes: int = 0
    tls: bool = False
    failover: bool = False

    @property
    def method(self):
        return "POST" if self.request_bytes else "GET"

    def with_connections(self, connections):
        return replace(self, connections=connections) if connections else self


ALL = {scenario.name: scenario for scenario in (
    Scenario("get1k-keepalive-32", "/1k", KIB),
    Scenario("post1k", "/post", 2, request_bytes=KIB),
    Scenario("get100k", "/100k", 100 * KIB),
    Scenario("get10m", "/10m", 10 * MIB, connections=4),
    Scenario("first-peer-dead", "/dead/1k", KIB, failover=True),
    Scenario("get1k-1000-connections", "/1k", KIB, connections=1000),
    Scenario("get1k-tls", "/1k", KIB, tls=True),
)}
