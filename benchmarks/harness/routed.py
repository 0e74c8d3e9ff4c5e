"""The proxies with as many routes and peers as wanted, each by its own configuration file alone."""

from dataclasses import dataclass

from . import configs, proxies

NGINX = configs.NGINX_COMMON + """
<upstreams>
    server {
        listen 127.0.0.1:<port> backlog=4096;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_connect_timeout <connect_seconds>s;
        proxy_read_timeout <read_seconds>s;
        proxy_send_timeout <read_seconds>s;
        proxy_max_temp_file_size 0;
        <options>
<locations>
    }
}
"""

HAPROXY = """
global
    nbthread 1
    maxconn <connections>
defaults
    mode http
    option forwardfor
    balance roundrobin
    timeout connect <connect_seconds>s
    timeout server <read_seconds>s
    timeout client 300s
    <options>
frontend client
    bind 127.0.0.1:<port> backlog 4096
    http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]
<rules>
<backends>
"""

# Of nginx, which counts clients, peers, and listening sockets together
SPARE_CONNECTIONS = 512


@dataclass(frozen=True)
class Route:
    """What begins with "/name/" goes to any of these peers."""

    name: str
    # Pairs of an address and a port
    peers: list

    @property
    def path(self):
        return f"/{self.name}/"


@dataclass(frozen=True)
class Limits:
    """What all proxies have alike: time limits in seconds, and how many clients there may be."""

    connect: int = 1
    read: int = 3
    connections: int = 4096


class Routed:
    """One of the proxies. It has a name of its own for each way in which it is set up."""

    java = False
    # What is said about its configuration in reports
    note = ""

    def __init__(self, name, note, *options):
        self.name = name
        self.note = note
        self.options = options

    def start(self, bench, port, routes, limits, java_options=""):
        """Starts it on a port, and returns the process."""
        file = bench.directory / f"{self.name}-{port}{self.suffix}"
        file.write_text(self.configuration(bench, port, routes, limits))
        return bench.start(file.stem, bench.proxy_core, self.command(bench, file, java_options))


class Nginx(Routed):
    suffix = ".conf"

    def __init__(self, name, note, *options, peer_options=""):
        super().__init__(name, note, *options)
        self.peer_options = peer_options

    def configuration(self, bench, port, routes, limits):
        # For each route, of those that nobody uses at the moment
        idle = max(256, limits.connections // len(routes))
        upstreams = [line for route in routes for line in (
            f"    upstream {route.name} {{",
            *(f"        server {address}:{peer}{self.peer_options};" for address, peer in route.peers),
            f"        keepalive {idle};",
            "        keepalive_requests 1000000000;",
            "    }")]
        locations = [line for route in routes for line in (
            f"        location {route.path} {{",
            f"            proxy_pass http://{route.name};",
            "        }")]
        return configs.fill(NGINX, connections=2 * limits.connections + SPARE_CONNECTIONS, upstreams="\n".join(upstreams),
                            locations="\n".join(locations), port=port, directory=bench.directory,
                            name=f"nginx-{port}", level="error", connect_seconds=limits.connect,
                            read_seconds=limits.read, options="\n        ".join(self.options))

    def command(self, bench, file, java_options):
        return ["nginx", "-c", str(file), "-p", str(bench.directory), "-e", str(file.with_suffix(".log"))]


class HaProxy(Routed):
    suffix = ".cfg"

    def configuration(self, bench, port, routes, limits):
        # Rules are not for the section of defaults
        rules = [option for option in self.options if option.startswith("http-request")]
        backends = [line for route in routes for line in (
            f"backend {route.name}",
            *(f"    server peer{number} {address}:{peer}" for number, (address, peer) in enumerate(route.peers)),
            *(f"    {rule}" for rule in rules))]
        choices = [f"    use_backend {route.name} if {{ path_beg {route.path} }}" for route in routes]
        return configs.fill(HAPROXY, connections=limits.connections, rules="\n".join(choices),
                            backends="\n".join(backends), port=port, connect_seconds=limits.connect,
                            read_seconds=limits.read,
                            options="\n    ".join(option for option in self.options if option not in rules))

    def command(self, bench, file, java_options):
        return ["haproxy", "-db", "-f", str(file)]


class Java(Routed):
    java = True
    suffix = ".properties"
    module = ""

    def command(self, bench, file, java_options):
        return ["java", *java_options.split(), "-jar", str(proxies.jar(self.module)),
                f"--spring.config.location=file:{file}"]


class Detour(Java):
    module = "detour-routes"

    def configuration(self, bench, port, routes, limits):
        lines = ["server.address=127.0.0.1", f"server.port={port}",
                 f"proxy.defaults.peer.connect-timeout={limits.connect}s",
                 f"proxy.defaults.peer.read-timeout={limits.read}s", *self.options]
        for route in routes:
            lines += [f"proxy.routes.{route.name}.path={route.path}**", f"proxy.routes.{route.name}.peers="
                      + ",".join(f"http://{address}:{peer}" for address, peer in route.peers)]
        return "\n".join(lines)


class SpringCloudGateway(Java):
    module = "spring-cloud-gateway-routes"

    def configuration(self, bench, port, routes, limits):
        gateway = "spring.cloud.gateway.server.webflux"
        lines = ["server.address=127.0.0.1", f"server.port={port}",
                 f"{gateway}.httpclient.connect-timeout={limits.connect * 1000}",
                 f"{gateway}.httpclient.response-timeout={limits.read}s"]
        for number, route in enumerate(routes):
            one = f"{gateway}.routes[{number}]"
            lines += [f"{one}.id={route.name}", f"{one}.uri=lb://{route.name}",
                      f"{one}.predicates[0]=Path={route.path}**", f"{one}.filters[0].name=Retry",
                      *(f"{one}.filters[0].args.{option}" for option in self.options)]
            lines += [f"spring.cloud.discovery.client.simple.instances.{route.name}[{each}].uri=http://{address}:{peer}"
                      for each, (address, peer) in enumerate(route.peers)]
        return "\n".join(lines)
