"""`make bench`: 200 visitors at once, first before a quick Rasa, then before the real one.

The first run shows what the gateway holds, the others what visitors feel: one Rasa on the
same cores, asked at the pace at which answers are read, and asked by everybody at once.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench.load.figures import OWN_MS, Figures, cpu_seconds, lost, memory_mb, percentile, turns_of
from bench.load.processes import Gateway, gateway
from bench.load.visitor import Plan, Visitor

QUESTIONS = Path(__file__).with_name("questions.txt")
SEED = 4


@dataclass(frozen=True)
class Run:
    name: str
    is_real: bool
    reading: float
    messages: int


RUNS = (
    Run("quick Rasa", is_real=False, reading=3, messages=15),
    Run("real Rasa", is_real=True, reading=25, messages=5),
    Run("real Rasa, rushed", is_real=True, reading=3, messages=8),
)


async def talk(site: Gateway, plan: Plan, count: int) -> Figures:
    """Let visitors come and talk; then compare each one's chat with the server's list."""
    chance = random.Random(SEED)
    visitors = [Visitor(site.url, random.Random(chance.random())) for _ in range(count)]
    before, worked = memory_mb(site.pid), cpu_seconds(site.pid)
    began = time.perf_counter()
    await asyncio.gather(*(visitor.visit(plan) for visitor in visitors))
    seconds = time.perf_counter() - began
    after, worked = memory_mb(site.pid), cpu_seconds(site.pid) - worked
    missing, notices = 0, 0
    for visitor in visitors:
        if visitor.token is not None:
            stored = await visitor.server_list()
            missing += lost(visitor, stored)
            notices += sum(one["sender"] == "notice" for one in stored)
    own, complaints = turns_of(site.log)
    return Figures(
        seconds=seconds,
        sent=sum(len(visitor.sent) for visitor in visitors),
        received=sum(len(visitor.seen) for visitor in visitors),
        ack_ms=[1000 * one for visitor in visitors for one in visitor.ack_seconds],
        answer_ms=[1000 * one for visitor in visitors for one in visitor.answer_seconds],
        own_ms=own,
        errors=Counter(one for visitor in visitors for one in visitor.errors) + complaints,
        lost=missing,
        put_off=notices,
        cpu_seconds=worked,
        memory_mb=(before, after),
    )


def shown(figures: Figures) -> str:
    ack, answer, own = figures.ack_ms, figures.answer_ms, figures.own_ms
    lines = (
        ("messages sent", f"{figures.sent}, {figures.turns_a_second:.1f} a second"),
        ("messages both ways", f"{figures.messages_a_second:.1f} a second"),
        ("kept, p50 / p95", f"{percentile(ack, 50):.0f} / {percentile(ack, 95):.0f} ms"),
        ("answered, p50 / p95", f"{percentile(answer, 50):.0f} / {percentile(answer, 95):.0f} ms"),
        ("gateway's own, p50 / p95", f"{percentile(own, 50):.1f} / {percentile(own, 95):.1f} ms"),
        ("gateway's core, a turn", f"{figures.cpu_ms_a_turn:.1f} ms"),
        ("told to try again later", str(figures.put_off)),
        ("lost", str(figures.lost)),
        ("errors", ", ".join(f"{many} {what}" for what, many in figures.errors.items()) or "0"),
        ("gateway's memory", "{:.0f} -> {:.0f} MB".format(*figures.memory_mb)),
    )
    return "\n".join(f"  {name:<28}{value}" for name, value in lines)


def faults(run: Run, figures: Figures) -> list[str]:
    """What must not be so after a run."""
    found = []
    if figures.errors:
        found.append("there were errors")
    if figures.lost:
        found.append("messages were lost")
    if not run.is_real and figures.put_off:
        found.append("a quick Rasa left messages unanswered")
    if not run.is_real and percentile(figures.own_ms, 50) > OWN_MS:
        found.append(f"the gateway's own share is above {OWN_MS:g} ms")
    return found


def machine() -> str:
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = info.partition("model name\t: ")[2].partition("\n")[0]
    return f"{os.cpu_count()} cores, {model}, Python {platform.python_version()}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--visitors", type=int, default=200)
    parser.add_argument("--messages", type=int, help="of each visitor")
    parser.add_argument("--reading", type=float, help="seconds between answer and next message")
    parser.add_argument("--only", type=int, choices=range(1, 4), help="one of the runs")
    asked = parser.parse_args(arguments)
    questions = tuple(QUESTIONS.read_text(encoding="utf-8").splitlines())
    print(machine())
    bad = False
    for number, run in enumerate(RUNS, start=1):
        if asked.only not in (None, number):
            continue
        reading = run.reading if asked.reading is None else asked.reading
        plan = Plan(questions, asked.messages or run.messages, reading, reading)
        print(f"\n{run.name}: {asked.visitors} visitors, {plan.messages} messages each, ", end="")
        print(f"{reading:g} s to read an answer", flush=True)
        with (
            tempfile.TemporaryDirectory() as folder,
            gateway(Path(folder), is_real=run.is_real) as site,
        ):
            figures = asyncio.run(talk(site, plan, asked.visitors))
        print(shown(figures))
        for fault in faults(run, figures):
            bad = True
            print(f"  FAULT: {fault}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
