"""The proxies that are compared, and the backend behind them."""

import os
import pathlib
import re
import shutil
import socket
import subprocess

from . import configs, machine
from .scenarios import KIB, MIB

BENCHMARKS = pathlib.Path(__file__).resolve().parent.parent
ROOT = BENCHMARKS.parent
PACKAGES = {"wrk": "wrk", "nginx": "nginx-light", "haproxy": "haproxy", "openssl": "openssl", "h2load": "nghttp2-client",
            "java": "default-jdk-headless"}
UNITS = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
MODULES = ("detour", "detour-security", "netty-relay", "spring-cloud-gateway")


def check_tools(names):
    """Stops if a program is missing."""
    os.environ["PATH"] += os.pathsep + "/usr/sbin"
    missing = [PACKAGES[name] for name in names if not shutil.which(name)]
    if missing:
        raise SystemExit("Missing. On Debian: apt-get install " + " ".join(missing))


def versions(names):
    """What the measurement is made with and on, in a line for each program and one for the machine."""
    lines = []
    for name in names:
        if shutil.which(name):
            result = subprocess.run([name, "-version" if name == "java" else "-v"], capture_output=True, text=True)
            lines.append((result.stdout + result.stderr).splitlines()[0])
    return "\n".join([*lines, f"{machine.cpu_model()}, kernel {os.uname().release}"])


def build(modules=MODULES):
    """Builds what runs on a JVM."""
    subprocess.run([str(ROOT / "mvnw"), "-q", "-B", "-Pbenchmarks", "-pl",
                    ",".join(f"benchmarks/{module}" for module in modules), "-am", "package",
                    "-Dmaven.test.skip=true"], cwd=ROOT, check=True)


def check_built(names):
    """Stops if a proxy is not built."""
    for name in names:
        if ALL[name].java:
            ALL[name].jar()


def jar(module):
    """The jar of a module."""
    found = next((BENCHMARKS / module / "target").glob("*-SNAPSHOT.jar"), None)
    if found is None:
        raise SystemExit(f"benchmarks/{module} is not built")
    return found


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Surroundings(machine.Bench):
    """What all proxies of a run share: a directory, a key, a backend and a port where nobody listens."""

    def __init__(self, directory):
        super().__init__(directory)
        # Bound, but not listening: connections are refused, and nobody else takes the port
        self.dead = socket.socket()
        self.dead.bind(("127.0.0.1", 0))
        self.dead_port = self.dead.getsockname()[1]
        self.live_port = free_port()
        self.secure_port = free_port()
        self.certificate = directory / "certificate.pem"
        self.key = directory / "key.pem"
        self._make_certificate()
        self.backend = self._start_backend()

    def _make_certificate(self):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                        "-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", self.key, "-out",
                        self.certificate], check=True, capture_output=True)
        (self.directory / "both.pem").write_text(self.certificate.read_text() + self.key.read_text())

    def _start_backend(self):
        content = self.directory / "content"
        for directory in (content, content / "dead", content / "tls"):
            directory.mkdir()
            for name, size in (("1k", KIB), ("100k", 100 * KIB), ("10m", 10 * MIB)):
                (directory / name).write_bytes(b"x" * size)
        return self.start("backend", self.load_core, *_nginx(self, "backend", configs.BACKEND, self.live_port))

    def close(self):
        super().close()
        self.dead.close()


class Measured:
    """A proxy that runs: its port, its process, and what the JVM knows about it if it runs on one."""

    name = ""
    java = False
    port = 0
    process = None
    bench = None

    def jcmd(self, *arguments):
        core = self.bench.load_core
        result = subprocess.run(["taskset", "-c", str(core), "jcmd", str(self.process.pid), *arguments],
                                capture_output=True, text=True, timeout=60)
        if result.returncode != 0:
            raise RuntimeError(f"jcmd {arguments[0]} failed: {result.stdout}{result.stderr}")
        return result.stdout

    def allocated_bytes(self):
        """Bytes that all threads have allocated so far, or None if that has no meaning."""
        if not self.java:
            return None
        threads = self.jcmd("Thread.print", "-e")
        return sum(int(count) * UNITS[unit] for count, unit in re.findall(r"\ballocated=(\d+)([BKMG])", threads))


class Proxy(Measured):
    """One of the proxies. Subclasses say how it is started."""

    failover = True
    # Takes part only where a scenario names it
    special = False

    def __init__(self, surroundings, options):
        self.surroundings = self.bench = surroundings
        self.options = options

    def start(self, scenario):
        self.port = free_port()
        self.process = self.surroundings.start(self.name, self.surroundings.proxy_core, self.command(scenario))

    def stop(self):
        if self.process is not None:
            self.surroundings.stop(self.process)
            self.process = None

    def command(self, scenario):
        raise NotImplementedError


def _nginx(surroundings, name, template, port, level="error", **values):
    file = surroundings.directory / f"{name}.conf"
    file.write_text(configs.fill(template, directory=surroundings.directory, name=name, port=port, level=level,
                                 live_port=surroundings.live_port, secure_port=surroundings.secure_port,
                                 dead_port=surroundings.dead_port, certificate=surroundings.certificate,
                                 key=surroundings.key, **values))
    return [["nginx", "-c", str(file), "-p", str(surroundings.directory), "-e",
             str(surroundings.directory / f"{name}.log")]]


class Nginx(Proxy):
    name = "nginx"

    def command(self, scenario):
        level = "emerg" if self.options.quiet_failures else "error"
        return _nginx(self.surroundings, self.name, configs.NGINX, self.port, level,
                      tls=(" ssl" if scenario.tls else "") + (" http2" if scenario.http2 else ""))[0]


class HaProxy(Proxy):
    name = "haproxy"

    def command(self, scenario):
        each = self.surroundings
        file = each.directory / "haproxy.conf"
        alpn = "h2" if scenario.http2 else "http/1.1"
        file.write_text(configs.fill(configs.HAPROXY, port=self.port, live_port=each.live_port,
                                     secure_port=each.secure_port, dead_port=each.dead_port,
                                     tls=f" ssl crt {each.directory / 'both.pem'} alpn {alpn}" if scenario.tls
                                     else ""))
        return ["haproxy", "-db", "-f", str(file)]


class JavaProxy(Proxy):
    java = True
    module = ""

    def command(self, scenario):
        return ["java", *self.options.java_options.split(), *self.java_options(scenario), "-jar", str(self.jar()),
                *self.arguments(scenario)]

    @classmethod
    def jar(cls):
        return jar(cls.module)

    def java_options(self, scenario):
        return [f"-Dreactor.netty.ioWorkerCount={self.options.event_loops}"] if self.options.event_loops else []

    def arguments(self, scenario):
        each = self.surroundings
        secure = [f"--server.ssl.certificate=file:{each.certificate}",
                  f"--server.ssl.certificate-private-key=file:{each.key}"]
        return ["--server.address=127.0.0.1", f"--server.port={self.port}", f"--benchmark.live-port={each.live_port}",
                f"--benchmark.secure-port={each.secure_port}", f"--benchmark.dead-port={each.dead_port}",
                f"--server.http2.enabled={str(scenario.http2).lower()}", *(secure if scenario.tls else [])]


class NettyRelay(JavaProxy):
    name = "netty-relay"
    module = "netty-relay"
    failover = False

    def java_options(self, scenario):
        each = self.surroundings
        secure = [f"-Dbenchmark.certificate={each.certificate}", f"-Dbenchmark.private-key={each.key}"]
        return [f"-Dserver.port={self.port}", f"-Dbenchmark.live-port={each.live_port}",
                f"-Dbenchmark.event-loops={self.options.event_loops or 1}", *(secure if scenario.tls else [])]

    def arguments(self, scenario):
        return []


class Detour(JavaProxy):
    name = "detour"
    module = "detour"

    def arguments(self, scenario):
        quiet = ["--logging.level.dev.detour.proxy=error"] if self.options.quiet_failures else []
        return super().arguments(scenario) + quiet


class DetourSecurity(Detour):
    """Behind the filters of Spring Security, and so mounted in WebFlux."""

    name = "detour-security"
    module = "detour-security"
    special = True


class SpringCloudGateway(JavaProxy):
    name = "spring-cloud-gateway"
    module = "spring-cloud-gateway"

    def arguments(self, scenario):
        return super().arguments(scenario) + [
            "--spring.cloud.gateway.server.webflux.httpclient.ssl.use-insecure-trust-manager=true"]


ALL = {proxy.name: proxy for proxy in (Nginx, HaProxy, NettyRelay, Detour, DetourSecurity, SpringCloudGateway)}
