"""What became of the requests while something went wrong."""

import math
import statistics
from collections import Counter
from dataclasses import dataclass, field

from . import report

LATE_MILLISECONDS = 50
SLOW_SECONDS = 0.5


@dataclass
class Outcome:
    """One proxy under one fault. Times in milliseconds."""

    proxy: str
    fault: str
    sent: dict = field(default_factory=dict)
    failed: dict = field(default_factory=dict)
    twice: dict = field(default_factory=dict)
    # Why requests failed, and how often
    reasons: dict = field(default_factory=dict)
    # Of requests sent when the fault had begun that succeeded; and of those to compare with
    p50: float | None = None
    p99: float | None = None
    base_p50: float | None = None
    base_p99: float | None = None
    # Of all requests that succeeded, those that took longer than SLOW_SECONDS
    slow: int = 0
    remarks: list = field(default_factory=list)
    problem: str = ""
    # How late requests were sent (p99): the client was held up
    late: float = 0
    others_share: float = 0
    steal_share: float = 0

    def added(self, name):
        value, base = getattr(self, name), getattr(self, "base_" + name)
        return None if value is None or base is None else value - base

    def disturbed(self):
        return (self.others_share > report.OTHERS_WARNING or self.steal_share > report.STEAL_WARNING
                or self.late > LATE_MILLISECONDS)


def judge(proxy, fault, requests, began, back, peers, base):
    """Counts what the client and the peers saw. The base is the outcome of the same proxy when all was well."""
    outcome = Outcome(proxy, fault.name)
    executed = peers.executed()
    failures = [request for request in requests if request.failure]
    again = [request for request in requests if executed[request.identifier] > 1]
    for of, found in ((outcome.sent, requests), (outcome.failed, failures), (outcome.twice, again)):
        of.update({method: sum(request.method == method for request in found) for method in ("GET", "POST")})
    outcome.reasons = {method: dict(Counter(request.failure for request in failures if request.method == method))
                       for method in ("GET", "POST")}
    outcome.p50, outcome.p99 = _percentiles(request for request in requests if request.due >= began)
    outcome.slow = sum(not request.failure and request.seconds > SLOW_SECONDS for request in requests)
    if fault.own_base:
        # Not the first burst, for which connections are opened
        opening = min(request.due for request in requests)
        outcome.base_p50, outcome.base_p99 = _percentiles(request for request in requests
                                                          if opening < request.due < began)
    elif base is not None:
        outcome.base_p50, outcome.base_p99 = base.p50, base.p99
    if back is not None:
        outcome.remarks += _after_outage(requests, back)
    unexecuted = [request for request in requests if not request.failure and not executed[request.identifier]]
    outcome.late = statistics.quantiles((request.sent - request.due for request in requests), n=100)[98] * 1000
    broken = peers.broken()
    if broken:
        outcome.remarks.append(f"{len(broken)} with broken content")
    if unexecuted:
        outcome.problem = f"{len(unexecuted)} requests succeeded that no peer executed"
    return outcome


def _percentiles(requests):
    times = sorted(request.seconds * 1000 for request in requests if not request.failure)
    if not times:
        return None, None
    return tuple(times[math.ceil(share * len(times)) - 1] for share in (0.5, 0.99))


def _after_outage(requests, back):
    first = min((request.done for request in requests if not request.failure and request.done > back), default=None)
    lost = sum(bool(request.failure) for request in requests if request.due > back)
    success = "no success" if first is None else f"first success after {(first - back) * 1000:.0f} ms"
    return [f"{success}, {lost} failed, once the first peer listened"]


HEADINGS = ("scenario", "proxy", "failed GET", "failed POST", "twice GET", "twice POST", "p50 + ms", "p99 + ms",
            f"> {SLOW_SECONDS} s", "remarks")


def rows(outcomes):
    """The table, by scenario."""
    found = []
    for fault in dict.fromkeys(outcome.fault for outcome in outcomes):
        own = [outcome for outcome in outcomes if outcome.fault == fault]
        found += [_row(outcome, number == 0) for number, outcome in enumerate(own)]
    return found


def _row(outcome, first):
    if outcome.problem:
        return (outcome.fault if first else "", outcome.proxy, *["-"] * 7, "INVALID: " + outcome.problem)
    counts = [str(counted[method]) for counted in (outcome.failed, outcome.twice) for method in ("GET", "POST")]
    base = outcome.fault == "healthy"
    times = [_milliseconds(getattr(outcome, name) if base else outcome.added(name), base) for name in ("p50", "p99")]
    remarks = outcome.remarks + (["DISTURBED"] if outcome.disturbed() else [])
    return (outcome.fault if first else "", outcome.proxy, *counts, *times, str(outcome.slow), "; ".join(remarks))


def _milliseconds(value, absolute):
    if value is None:
        return "-"
    return f"({value:.1f})" if absolute else f"{value:+.1f}"


def text(rows):
    widths = [max(len(row[column]) for row in [HEADINGS, *rows]) for column in range(len(HEADINGS))]
    lines = []
    for row in [HEADINGS, *rows]:
        if row[0] and lines:
            lines.append("")
        lines.append("  ".join(cell.ljust(width) if column in (0, 1, 9) else cell.rjust(width)
                               for column, (cell, width) in enumerate(zip(row, widths))).rstrip())
    return "\n".join(lines)


def markdown(rows):
    lines = ["| " + " | ".join(HEADINGS) + " |", "| --- | --- |" + " ---: |" * 7 + " --- |"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])
