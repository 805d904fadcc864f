"""A line between laptops and the server that loses, doubles, delays for weeks, cuts and garbles what it carries."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop_crm.domain.errors import WorldError
from desktop_crm.sync import frames
from desktop_crm.sync.protocol import Answer, Request
from tests.sync.faults import Died, Unreachable, flipped, truncated
from tests.sync.world import Laptop, World

FAULTS = (
    "request lost",
    "answer lost",
    "doubled",
    "late",
    "request cut",
    "request flipped",
    "answer cut",
    "answer flipped",
    "server ends",
)


@dataclass(slots=True)
class Line:
    """Carries calls, each with one fault at the given rate, and keeps those that arrive only much later."""

    world: World
    faults: Sequence[str] = FAULTS
    late: list[tuple[str, bytes]] = field(default_factory=list)
    """(laptop, frame) of requests whose sender gave up waiting; they will arrive at some time."""

    def call(self, laptop: Laptop, request: Request, chance: random.Random, rate: float) -> Answer:
        """One call. Raises ``Unreachable``, or what a garbled frame raises."""
        fault = chance.choice(self.faults) if chance.random() < rate else ""
        frame = frames.pack(request)
        if fault == "request lost":
            raise Unreachable(fault)
        if fault == "late":
            self.late.append((laptop.name, frame))
            raise Unreachable(fault)
        if fault == "request cut":
            frame = truncated(frame, chance)
        if fault == "request flipped":
            frame = flipped(frame, chance)
        if fault == "doubled":
            self._receive(laptop, frame)
        if fault == "server ends":
            self.world.crash.arm(chance.randint(1, 40))
        told = self._receive(laptop, frame)
        if fault == "answer lost":
            raise Unreachable(fault)
        if fault == "answer cut":
            told = truncated(told, chance)
        if fault == "answer flipped":
            told = flipped(told, chance)
        return frames.unpack(told, Answer)

    def deliver_late(self, chance: random.Random) -> None:
        """Let one of the late requests arrive now; whoever sent it does not listen any more."""
        if self.late:
            name, frame = self.late.pop(chance.randrange(len(self.late)))
            if name in self.world.laptops:
                self._receive(self.world.laptops[name], frame, refused_is_well=True)

    def _receive(self, laptop: Laptop, frame: bytes, *, refused_is_well: bool = False) -> bytes:
        """What the server says; where it refuses or ends, the caller hears of a failure."""
        try:
            told = self.world.receive(laptop, frame)
        except WorldError as refusal:
            self.world.crash.disarm()
            if refused_is_well:
                return b""
            raise Unreachable(refusal.code) from refusal
        except (Exception, Died) as end:
            if self.world.crash.disarm():
                raise Unreachable("server ended") from end
            raise
        self.world.crash.disarm()
        return told
