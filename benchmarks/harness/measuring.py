"""One measurement: what a proxy used while it was under load, and who else was busy."""

import time

from . import load, machine, report

SETTLE_SECONDS = 0.5


def measure(proxy, scenario, number, bench, seconds):
    """Puts load on a proxy for some seconds, and says what that cost the proxy."""
    run = report.Run(scenario.name, proxy.name, number, load=machine.load_average())
    run.problem = load.probe(proxy.port, scenario)
    if run.problem:
        return run
    time.sleep(SETTLE_SECONDS)
    allocated = proxy.allocated_bytes()
    ours = [process.pid for process in bench.running]
    ours_before = sum(machine.cpu_seconds(pid) for pid in ours)
    self_before = time.process_time()
    before = machine.Moment.now()
    cpu_before = machine.cpu_seconds(proxy.process.pid)
    result = load.run(proxy.port, scenario, seconds, bench.load_core, bench.directory)
    cpu = machine.cpu_seconds(proxy.process.pid) - cpu_before
    after = machine.Moment.now()
    known = (sum(machine.cpu_seconds(pid) for pid in ours) - ours_before + result.cpu_seconds
             + time.process_time() - self_before)
    wall = after.clock - before.clock
    run.rss_mib = machine.rss_mib(proxy.process.pid)
    run.core_share = cpu / wall
    run.others_share = max(0.0, (after.busy - before.busy - known) / wall)
    run.steal_share = (after.stolen - before.stolen) / wall
    run.problem = result.problem or ("the proxy ended" if proxy.process.poll() is not None else "")
    if run.problem:
        return run
    run.requests = result.requests
    run.cpu_us = cpu * 1e6 / result.requests
    run.per_second = result.requests / result.seconds
    run.p50_us, run.p99_us, run.p999_us = result.p50, result.p99, result.p999
    if allocated is not None:
        run.allocated = (proxy.allocated_bytes() - allocated) / result.requests
    return run
