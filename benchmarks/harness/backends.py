"""A backend with as many ports as wanted, and the same answer on all of them."""

from . import configs, upstreams
from .scenarios import KIB

CONNECTIONS = 16384
CONFIGURATION = configs.NGINX_COMMON + """
    server {
<listens>
        location / {
            return 200 "<content>";
        }
    }
}
"""


def start(bench, count):
    """Starts a backend that answers whatever it is asked for with 1 KiB. Returns its ports."""
    ports = upstreams.ports(count)
    file = bench.directory / "backend.conf"
    listens = "\n".join(f"        listen 127.0.0.1:{port} backlog=4096;" for port in ports)
    file.write_text(configs.fill(CONFIGURATION, directory=bench.directory, name="backend", level="error",
                                 connections=CONNECTIONS, listens=listens, content="x" * KIB))
    bench.start("backend", bench.load_core, ["nginx", "-c", str(file), "-p", str(bench.directory), "-e",
                                             str(bench.directory / "backend.log")])
    return ports
