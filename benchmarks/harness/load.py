"""Load by wrk, or by h2load for HTTP/2, and the proof that what came back was what was asked for."""

import http.client
import json
import os
import re
import ssl
import subprocess
import time
from dataclasses import dataclass

from . import machine

TIMEOUT_SECONDS = 10
SLICE_SECONDS = 5
STEADY = 0.03
RESULT = "RESULT "
SCRIPT = """
wrk.method = "%(method)s"
%(body)s
%(turns)s
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format('\\nRESULT {"requests":%%d,"micros":%%d,"bytes":%%.0f,"connect":%%d,"read":%%d,'
    .. '"write":%%d,"status":%%d,"timeout":%%d,"p50":%%d,"p99":%%d,"p999":%%d}\\n',
    summary.requests, summary.duration, summary.bytes, errors.connect, errors.read, errors.write,
    errors.status, errors.timeout, latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
"""


# Tables of Lua begin with 1
TURNS = """
local paths, requests, last = {%s}, {}, 0
init = function(arguments)
  for number, path in ipairs(paths) do
    requests[number] = wrk.format(nil, path)
  end
end
request = function()
  last = last %% #requests + 1
  return requests[last]
end
"""


@dataclass
class Load:
    """What wrk counted."""

    requests: int
    seconds: float
    p50: float
    p99: float
    p999: float
    cpu_seconds: float
    problem: str


def probe(port, scenario):
    """Asks once. Returns what is wrong with the answer, or an empty text."""
    try:
        if scenario.tls:
            client = http.client.HTTPSConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS,
                                                 context=ssl._create_unverified_context())
        else:
            client = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
        try:
            client.request(scenario.method, scenario.path, b"x" * scenario.request_bytes or None)
            response = client.getresponse()
            length = len(response.read())
        finally:
            client.close()
    except (OSError, http.client.HTTPException) as ex:
        return f"{type(ex).__name__}: {ex}"
    if response.status != 200:
        return f"status {response.status}"
    return "" if length == scenario.response_bytes else f"{length} bytes instead of {scenario.response_bytes}"


def await_answer(port, scenario, process, seconds=90):
    """Waits until a server that was just started answers. Returns what is wrong, or an empty text."""
    end = time.monotonic() + seconds
    while True:
        problem = probe(port, scenario)
        if not problem:
            return ""
        if process.poll() is not None:
            return f"ended with status {process.returncode}"
        if time.monotonic() > end:
            return problem
        time.sleep(0.2)


def run(port, scenario, seconds, core, directory):
    """Puts load on a port for some time."""
    return (_h2load if scenario.http2 else _wrk)(port, scenario, seconds, core, directory)


def _wrk(port, scenario, seconds, core, directory):
    script = directory / f"{scenario.name}.lua"
    body = f'wrk.body = string.rep("x", {scenario.request_bytes})' if scenario.request_bytes else ""
    turns = TURNS % ", ".join(f'"{path}"' for path in scenario.paths) if scenario.paths else ""
    script.write_text(SCRIPT % {"method": scenario.method, "body": body, "turns": turns})
    scheme = "https" if scenario.tls else "http"
    command = ["wrk", "--latency", "-t1", f"-c{scenario.connections}", f"-d{seconds}s",
               f"--timeout={TIMEOUT_SECONDS}s", f"--script={script}", f"{scheme}://127.0.0.1:{port}{scenario.path}"]
    text, status, cpu = _run(command, seconds, core, directory / "wrk.log")
    lines = [line for line in text.splitlines() if line.startswith(RESULT)]
    if status != 0 or not lines:
        return Load(0, 0, 0, 0, 0, cpu, "wrk failed: " + text.strip()[-200:])
    result = json.loads(lines[0][len(RESULT):])
    return Load(result["requests"], result["micros"] / 1e6, result["p50"], result["p99"], result["p999"], cpu,
                _problem(result, scenario))


def _h2load(port, scenario, seconds, core, directory):
    times = directory / "h2load.times"
    times.unlink(missing_ok=True)
    command = ["h2load", "-t1", f"-c{scenario.connections}", f"-m{scenario.streams}", f"-D{seconds}",
               f"--log-file={times}", f"https://127.0.0.1:{port}{scenario.path}"]
    text, status, cpu = _run(command, seconds, core, directory / "h2load.log")
    counted = re.search(r"requests: .*?(\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", text)
    data = re.search(r"traffic: .*\((\d+)\) data", text)
    if status != 0 or not counted or not data:
        return Load(0, 0, 0, 0, 0, cpu, "h2load failed: " + text.strip()[-200:])
    done, succeeded, failed, errored, timeout = (int(each) for each in counted.groups())
    micros = sorted(int(line.split("\t")[2]) for line in times.read_text().splitlines())
    p50, p99, p999 = (micros[min(int(share * len(micros)), len(micros) - 1)] if micros else 0
                      for share in (0.5, 0.99, 0.999))
    # Those under way when the time is over have no answer, and are no failures
    result = {"requests": succeeded, "status": done - succeeded, "connect": 0, "read": errored if not done else 0,
              "write": 0, "timeout": timeout, "bytes": int(data.group(1))}
    return Load(succeeded, seconds, p50, p99, p999, cpu, _problem(result, scenario))


def _run(command, seconds, core, output):
    """Runs a load generator. Returns its output, its status, and the CPU time that it took."""
    output.unlink(missing_ok=True)
    before = os.times()
    process = machine.start(command, core, output)
    try:
        process.wait(seconds + 60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    after = os.times()
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return output.read_text(), process.returncode, cpu


def warm_up(proxy, scenario, seconds, surroundings):
    """Puts load on a proxy until a request costs what it did before, but at most three times as long as asked for."""
    previous = None
    done = 0
    while done < 3 * seconds:
        cpu = machine.cpu_seconds(proxy.process.pid)
        result = run(proxy.port, scenario, min(SLICE_SECONDS, seconds), surroundings.load_core, surroundings.directory)
        cost = (machine.cpu_seconds(proxy.process.pid) - cpu) / max(result.requests, 1)
        done += SLICE_SECONDS
        steady = previous is not None and abs(cost - previous) < STEADY * previous
        if done >= seconds and (steady or not proxy.java):
            break
        previous = cost


def _problem(result, scenario):
    if result["requests"] == 0:
        return "no request was answered"
    errors = {"status above 399": result["status"], "connect errors": result["connect"],
              "read errors": result["read"], "write errors": result["write"], "timeouts": result["timeout"]}
    counted = [f"{count} {name}" for name, count in errors.items() if count]
    if counted:
        return ", ".join(counted)
    # wrk does not count redirections, nor contents of the wrong length
    if result["bytes"] < result["requests"] * scenario.response_bytes:
        return "responses were too short"
    return ""
