"""What is asked of the proxies."""

from dataclasses import dataclass, replace

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True)
class Scenario:
    """Requests of one kind, over and over. Not every proxy can take part in every scenario."""

    name: str
    path: str
    response_bytes: int
    connections: int = 32
    request_bytes: int = 0
    tls: bool = False
    # At a time on a connection of HTTP/2; 0 for HTTP/1.1
    streams: int = 0
    # If not empty, requests take these in turn instead of the path
    paths: tuple = ()
    failover: bool = False
    proxies: tuple = ()

    @property
    def method(self):
        return "POST" if self.request_bytes else "GET"

    @property
    def http2(self):
        return self.streams > 0

    def takes(self, proxy):
        """Whether a proxy takes part. Without a list all do that need no special set-up."""
        if self.proxies:
            return proxy.name in self.proxies
        return not proxy.special and (proxy.failover or not self.failover)

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
    Scenario("get1k-tls-upstream", "/tls/1k", KIB, proxies=("nginx", "haproxy", "detour", "spring-cloud-gateway")),
    Scenario("get1k-http2", "/1k", KIB, connections=4, streams=8, tls=True,
             proxies=("nginx", "haproxy", "detour", "spring-cloud-gateway")),
    Scenario("get1k-security", "/1k", KIB, proxies=("nginx", "detour-security", "spring-cloud-gateway")),
)}
