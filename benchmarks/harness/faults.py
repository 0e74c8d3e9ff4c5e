"""What goes wrong, and when."""

import asyncio
import time
from dataclasses import dataclass
from typing import Callable

from .client import Pace

PEERS = 3
RATE = 250
LEAD_SECONDS = 0.8
SECONDS = 4.4
DOWN_SECONDS = 0.5
UP_SECONDS = 0.7
OUTAGE_SECONDS = 2
SLOW_SECONDS = 1
IDLE_SECONDS = 1.5
BURST = 120
STEADY = Pace(RATE)
# Two of them before the fault, two after
BURSTS = Pace(rate=BURST / 1.7, at_once=BURST)
BURSTS_LEAD_SECONDS = 4
BURSTS_SECONDS = 3


@dataclass(frozen=True)
class Fault:
    """One scenario. Its script is run when all has been well for a while."""

    name: str
    description: str
    script: Callable
    pace: Pace = STEADY
    lead: float = LEAD_SECONDS
    seconds: float = SECONDS

    @property
    def own_base(self):
        """Whether its load is unlike that of the others: its latency compares with what it was before the fault."""
        return self.pace != STEADY


async def nothing(peers):
    pass


async def one_dead(peers):
    peers.kill(0)


async def black_hole(peers):
    peers.tell(0, black_hole=True)


async def reset(peers):
    peers.tell(0, reset=True)


async def stale(peers):
    for number in range(PEERS):
        peers.tell(number, idle_seconds=IDLE_SECONDS)


async def closed_early(peers):
    for number in range(PEERS):
        peers.tell(number, idle_seconds=0, idle_share=0.1)


async def one_unavailable(peers):
    peers.tell(0, unavailable=0.5)


async def all_unavailable(peers):
    for number in range(PEERS):
        peers.tell(number, unavailable=0.5)


async def one_slow(peers):
    peers.tell(0, seconds=SLOW_SECONDS)


async def rolling_restart(peers):
    for number in range(PEERS):
        peers.kill(number)
        await asyncio.sleep(DOWN_SECONDS)
        await peers.start(number)
        await asyncio.sleep(UP_SECONDS)


async def all_dead(peers):
    """Returns when the peers were back."""
    peers.kill(*range(PEERS))
    await asyncio.sleep(OUTAGE_SECONDS)
    return await peers.start()


ALL = {fault.name: fault for fault in (
    Fault("healthy", "nothing goes wrong; the base of what is added below", nothing),
    Fault("one-dead", "one of three is killed and stays away: its port refuses connections", one_dead),
    Fault("black-hole", "one of three reads nothing more, and does not answer who wants to connect", black_hole),
    Fault("reset", "one of three executes every request and resets the connection instead of answering", reset),
    Fault("stale", f"bursts of {BURST} requests; all three close a connection that was idle for more than "
          f"{IDLE_SECONDS} s just when a request arrives on it, and do not execute that",
          stale, BURSTS, BURSTS_LEAD_SECONDS, BURSTS_SECONDS),
    Fault("closed-early", "all three do that to a tenth of the requests on reused connections, however short the "
          "connections were idle", closed_early),
    Fault("503-one", "one of three answers half of the requests with 503 and does not execute them", one_unavailable),
    Fault("503-all", "all three do", all_unavailable),
    Fault("slow", f"one of three takes {SLOW_SECONDS} s", one_slow),
    Fault("rolling-restart", f"one after the other is killed, and started again {DOWN_SECONDS} s later",
          rolling_restart),
    Fault("all-dead", f"all three are killed, and started again {OUTAGE_SECONDS} s later", all_dead),
)}


async def run(fault, peers, client):
    """Puts load on a proxy whose peers fail. Returns the requests, when the fault began, and when peers were back."""
    start = time.monotonic() + 0.05
    requests = fault.pace.schedule(fault.name, start, fault.lead + fault.seconds)
    load = asyncio.create_task(client.send(requests))
    await asyncio.sleep(start + fault.lead - time.monotonic())
    began = time.monotonic()
    outcome = await fault.script(peers)
    await load
    return requests, began, outcome
