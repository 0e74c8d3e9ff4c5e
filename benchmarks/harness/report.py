"""Tables of what was measured."""

import statistics
from dataclasses import dataclass

OTHERS_WARNING = 0.05
STEAL_WARNING = 0.02


@dataclass
class Run:
    """One proxy under one scenario for one round."""

    scenario: str
    proxy: str
    round: int
    problem: str = ""
    requests: int = 0
    cpu_us: float = 0
    per_second: float = 0
    p50_us: float = 0
    p99_us: float = 0
    p999_us: float = 0
    rss_mib: float = 0
    allocated: float | None = None
    core_share: float = 0
    others_share: float = 0
    steal_share: float = 0
    load: str = ""

    def disturbed(self):
        return self.others_share > OTHERS_WARNING or self.steal_share > STEAL_WARNING

    def line(self):
        if self.problem:
            return f"{self.proxy:22} INVALID: {self.problem}"
        warning = "  DISTURBED" if self.disturbed() else ""
        return (f"{self.proxy:22} {self.cpu_us:7.1f} us  {self.per_second:8.0f}/s  own core {self.core_share:4.0%}  "
                f"other processes {self.others_share:4.0%}  steal {self.steal_share:4.0%}  load {self.load}{warning}")


def table(scenario, proxies, runs):
    """The table of one scenario: medians over the rounds, and ratios within each round."""
    lines = [f"{'proxy':22} {'CPU us/req':>11} {'(min-max)':>15} {'x nginx':>8} {'x SCG':>6} {'req/s':>8} "
             f"{'p50 us':>8} {'p99 us':>8} {'p99.9':>8} {'RSS MiB':>8} {'B/req':>8}"]
    disturbed = 0
    for proxy in proxies:
        own = [run for run in runs if run.scenario == scenario and run.proxy == proxy]
        disturbed += sum(run.disturbed() for run in own)
        problems = sorted({run.problem for run in own if run.problem})
        if not own:
            lines.append(f"{proxy:22} {'n/a':>11}")
        elif problems:
            lines.append(f"{proxy:22} {'INVALID':>11}  {'; '.join(problems)}")
        else:
            lines.append(_row(proxy, own, runs))
    if disturbed:
        lines.append(f"DISTURBED: in {disturbed} runs other processes (more than {OTHERS_WARNING:.0%} of a core) or "
                     f"the hypervisor (more than {STEAL_WARNING:.0%}) took CPU; these figures are rough")
    return "\n".join(lines)


def _row(proxy, own, runs):
    cpu = [run.cpu_us for run in own]
    spread = f"({min(cpu):.1f}-{max(cpu):.1f})"
    allocated = [run.allocated for run in own if run.allocated is not None]
    return (f"{proxy:22} {statistics.median(cpu):11.1f} {spread:>15} {_ratio(own, runs, 'nginx'):>8} "
            f"{_ratio(own, runs, 'spring-cloud-gateway'):>6} {_median(own, 'per_second'):8.0f} "
            f"{_median(own, 'p50_us'):8.0f} {_median(own, 'p99_us'):8.0f} {_median(own, 'p999_us'):8.0f} "
            f"{_median(own, 'rss_mib'):8.0f} {f'{statistics.median(allocated):.0f}' if allocated else '-':>8}")


def _median(runs, field):
    return statistics.median(getattr(run, field) for run in runs)


def _ratio(own, runs, other):
    """The median of the ratios in each round: neighbours in time had the same machine."""
    base = {run.round: run for run in runs if run.scenario == own[0].scenario and run.proxy == other}
    if not base or any(run.problem for run in base.values()):
        return "-"
    return f"{statistics.median(run.cpu_us / base[run.round].cpu_us for run in own if run.round in base):.2f}"
