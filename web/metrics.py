"""What Prometheus may read: numbers only, of nobody."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)
OWN_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1)


class Metrics:
    """One set for each app, so that tests do not share theirs."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter(
            "mesoguide_turns",
            "Turns by how they ended: answered, silenced or the reason of the failure.",
            ["outcome"],
            registry=self.registry,
        )
        self.turn_seconds = Histogram(
            "mesoguide_turn_seconds",
            "From a stored message to its stored answer.",
            buckets=SECONDS,
            registry=self.registry,
        )
        self.own_seconds = Histogram(
            "mesoguide_turn_own_seconds",
            "The gateway's own share of a turn: without Rasa and without pauses.",
            buckets=OWN_SECONDS,
            registry=self.registry,
        )
        self.sockets = Gauge("mesoguide_sockets", "Open sockets.", registry=self.registry)
        self.refused = Counter(
            "mesoguide_refused", "What was refused, by code.", ["code"], registry=self.registry
        )
        self.errors = Counter(
            "mesoguide_errors", "Errors of our own, by place.", ["place"], registry=self.registry
        )
