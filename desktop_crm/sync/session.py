"""One run of the exchange as a sequence of steps: what to read, what to send, what to write. No clock, no network.

A generator: it yields what it wants done and is sent what came of it. Whoever drives it may stop between any two steps
(a crash); every step that writes is one transaction, and a new run begins wherever that left the store.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from desktop_crm.domain.errors import WorldError
from desktop_crm.sync.buckets import Tally
from desktop_crm.sync.operations import Operation
from desktop_crm.sync.protocol import (
    MAX_OPERATIONS,
    PROTOCOL,
    Answer,
    Cursor,
    Head,
    Push,
    Receipts,
    Request,
    to_blocks,
)

PUSH_BYTES = 1 << 20
"""Of operations in one request, about, before compression."""
MOST_CALLS = 100_000
"""Calls of one run, at most: a server that never says it is complete ends the run, not the program."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the store stands at the beginning of a run."""

    schema: str
    epoch: int
    sealed: Head
    """The last operation in the outbox."""
    confirmed: Head
    """The last operation whose receipt is stored."""
    cursors: Mapping[str, Cursor]
    """Per bucket held; those of staged pages included."""


# What a run wants done. The result that it is sent stands in the docstring.


@dataclass(frozen=True, slots=True)
class Seal:
    """Seal what changed. -> ``Standing``"""


@dataclass(frozen=True, slots=True)
class Read:
    """Read sealed operations after a number, whole groups as far as possible. -> list of ``Operation``"""

    after: Head
    limit: int = MAX_OPERATIONS
    size: int = PUSH_BYTES


@dataclass(frozen=True, slots=True)
class Send:
    """Make a call. -> ``Answer``; what fails is thrown in, a ``CrmError``."""

    request: Request


@dataclass(frozen=True, slots=True)
class Store:
    """Store receipts, and that the operations up to ``confirmed`` have theirs. -> None"""

    receipts: Sequence[Receipts]
    confirmed: Head


@dataclass(frozen=True, slots=True)
class Stage:
    """Keep a page of a pull that goes on. -> None"""

    page: Answer


@dataclass(frozen=True, slots=True)
class Apply:
    """Apply what was staged and this last page as one snapshot. -> bucket -> ``Tally`` of the rows that are here now"""

    page: Answer


@dataclass(frozen=True, slots=True)
class Restart:
    """Forget how far these buckets were read (all: None) and what was staged. -> None"""

    buckets: frozenset[str] | None
    epoch: int


@dataclass(frozen=True, slots=True)
class Fork:
    """The chain of this device goes on elsewhere too: it was cloned or restored. Become another device, whose chain
    begins behind what both have in common. -> ``Standing``"""

    common: Head
    receipts: Sequence[Receipts]


Step = Seal | Read | Send | Store | Stage | Apply | Restart | Fork
_T = TypeVar("_T")
Steps = Generator[Step, Any, _T]
Run = Steps["Report"]


@dataclass(slots=True)
class Report:
    """What a run did, for a person and for the light in the status bar."""

    sent: int = 0
    received: int = 0
    calls: int = 0
    conflicts: int = 0
    quarantined: int = 0
    repaired: list[str] = field(default_factory=list)
    restored: bool = False
    """Whether the server was found to be restored, and was sent again what it had lost."""
    poll_ms: int = 0


def run() -> Run:
    """The steps of one exchange: push, then pull. Raises ``WorldError`` where it cannot go on."""
    return _Exchange().steps()


class _Exchange:
    """What a run knows between its steps."""

    def __init__(self) -> None:
        self.report = Report()
        self._standing: Standing
        self._sent_to: Head
        self._cursors: dict[str, Cursor]
        self._is_first = True

    def steps(self) -> Run:
        self._begin((yield Seal()))
        while self.report.calls < MOST_CALLS:
            operations: list[Operation] = []
            if self._sent_to.number < self._standing.sealed.number:
                operations = yield Read(self._sent_to)
            is_last = self._sent_to.number + len(operations) >= self._standing.sealed.number
            answer: Answer = yield Send(self._request(operations, pulls=is_last))
            self.report.calls += 1
            self.report.poll_ms = answer.poll_ms
            if self._standing.epoch and answer.epoch != self._standing.epoch:
                yield from self._begin_epoch(answer)
            elif answer.standing != "ok":
                yield from self._find_place(answer)
            else:
                if operations:
                    yield from self._store(answer, len(operations))
                if is_last and (yield from self._take(answer)):
                    return self.report
        raise WorldError("sync_no_end")

    def _begin(self, standing: Standing) -> None:
        self._standing = standing
        self._sent_to = standing.confirmed
        self._cursors = dict(standing.cursors)
        self._is_first = True

    def _request(self, operations: Sequence[Operation], *, pulls: bool) -> Request:
        return Request(
            protocol=PROTOCOL,
            schema=self._standing.schema,
            epoch=self._standing.epoch,
            head=self._sent_to,
            push=Push(self._sent_to, to_blocks(operations)) if operations else None,
            cursors=self._cursors if pulls else None,
            is_first=pulls and self._is_first,
        )

    def _begin_epoch(self, answer: Answer) -> Steps[None]:
        """The server was restored: it is sent again what it lost, and every bucket is read anew and compared."""
        self.report.restored = True
        yield Restart(None, answer.epoch)
        self._begin((yield Seal()))
        last = answer.last
        if last is not None and last.number <= self._standing.sealed.number:
            self._sent_to = last

    def _find_place(self, answer: Answer) -> Steps[None]:
        """The server has less of this device's chain than was thought, or another one."""
        last = answer.last
        if answer.standing == "forked":
            self._begin((yield Fork(last or self._standing.confirmed, answer.receipts)))
        elif last is None or last.number > self._standing.sealed.number or last == self._sent_to:
            raise WorldError("sync_chain_broken")
        else:
            self._sent_to = last

    def _store(self, answer: Answer, sent: int) -> Steps[None]:
        self._sent_to = answer.last or self._sent_to
        yield Store(answer.receipts, self._sent_to)
        self.report.sent += sent
        for told in answer.receipts:
            for receipt in told.odd.values():
                self.report.conflicts += receipt.outcome == "conflict"
                self.report.quarantined += receipt.outcome in ("quarantined", "waits")

    def _take(self, answer: Answer) -> Steps[bool]:
        """Take a page; whether that was all, and both sides hold the same."""
        self._is_first = False
        self.report.received += sum(len(block.ids) for block in answer.rows)
        if not answer.is_complete:
            yield Stage(answer)
            self._cursors |= answer.cursors
            return False
        tallies: Mapping[str, Tally] = yield Apply(answer)
        wrong = {
            bucket
            for bucket, head in answer.heads.items()
            if tallies.get(bucket, Tally()) != Tally(head.rows, head.total)
        }
        if not wrong or self.report.repaired:
            return True
        # What is here is not what the server has, though all was read: these buckets are read once more.
        self.report.repaired = sorted(wrong)
        yield Restart(frozenset(wrong), answer.epoch)
        self._begin((yield Seal()))
        return False
