"""Lists of hot spots, from sampled stacks."""

import collections
import json
import re

OURS = "dev.detour.proxy."
LAYERS = (("dev.detour.proxy.", "Detour"), ("dev.detour.benchmarks.", "Benchmark handler"),
          ("reactor.netty.", "Reactor Netty"), ("reactor.", "Reactor"), ("io.netty.", "Netty"),
          ("org.springframework.", "Spring"), ("java.", "JDK"), ("jdk.", "JDK"), ("sun.", "JDK"))
KERNEL_CALLS = re.compile(r"io\.netty\.channel\.(epoll\.Native|unix\.Socket|unix\.FileDescriptor)\.\w+$")


def collapsed(text):
    """Reads "frame;frame;frame count" lines, as pairs of a stack (outermost frame first) and a weight."""
    found = []
    for line in text.splitlines():
        frames, _, count = line.rpartition(" ")
        found.append(([frame.replace("/", ".").removesuffix("_[i]").removesuffix("_[k]") for frame in frames.split(";")],
                      int(count)))
    return found


def recorded(text):
    """Reads what "jfr print --json" wrote. Frames carry their line numbers."""
    found = []
    for event in json.loads(text)["recording"]["events"]:
        values = event["values"]
        frames = ((values.get("stackTrace") or {}).get("frames") or [])[::-1]
        stack = [f"{frame['method']['type']['name'].replace('/', '.')}.{frame['method']['name']}:{frame['lineNumber']}"
                 for frame in frames]
        if "objectClass" in values:
            stack.append(values["objectClass"]["name"].replace("/", "."))
        found.append((stack, values.get("weight", 1)))
    return found


def report(found, top):
    total = sum(weight for stack, weight in found)
    if not total:
        print("No samples")
        return
    layers, leaves, ours_self, ours_all, calls = (collections.Counter() for _ in range(5))
    for stack, weight in found:
        layers[_layer(stack)] += weight
        leaves[stack[-1]] += weight
        own = [frame for frame in stack if frame.startswith(OURS)]
        for frame in set(own):
            ours_all[frame] += weight
        if own:
            ours_self[" > ".join([own[-1], *_after(stack, own[-1])])] += weight
        call = [frame for frame in stack if KERNEL_CALLS.match(frame)]
        if call:
            calls[call[0]] += weight
    for title, counter in (("By layer of the innermost Java frame", layers), ("System calls", calls),
                           ("Innermost frames", leaves),
                           ("Innermost frames of Detour, with what they call", ours_self),
                           ("Frames of Detour, with all that they call", ours_all)):
        print(f"\n{title}:")
        for name, weight in counter.most_common(top):
            print(f"  {weight / total:6.1%}  {name}")


def _layer(stack):
    if any(KERNEL_CALLS.match(frame) for frame in stack):
        return "System calls"
    for frame in reversed(stack):
        for prefix, layer in LAYERS:
            if frame.startswith(prefix):
                return layer
    return "JVM and native"


def _after(stack, frame):
    last = len(stack) - 1 - stack[::-1].index(frame)
    return stack[last + 1:last + 2]
