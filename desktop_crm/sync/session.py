"""One run of the exchange as a sequence of steps: what to read, what to send, what to write. No clock, no network.

A generator: it yields what it wants done and is sent what came of it. Whoever drives it may stop between any two steps
(a crash); every step that writes is one transaction, and a new run begins wherever that left the store.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from desktop_crm.domain.errors import RuleError, WorldError
from desktop_crm.sync.buckets import Tally
from desktop_crm.sync.operations import FIRST, Operation
from desktop_crm.sync.protocol import (
    MAX_OPERATIONS,
    PROTOCOL,
    Answer,
    Cursor,
    Head,
    Push,
    Receipts,
    Request,
    RowBlock,
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
    names: bool = False
    """Whether operations were numbered anew: their names go with them."""
    snapshot: int = 0
    """Of the last complete pull."""
    offers: int = 0
    """Rows still to be offered to a restored server."""
    is_forked: bool = False
    """Whether this device's chain is known to go on elsewhere."""
    is_unconfirmed: bool = False
    """Whether the last complete pull removed nothing, because nobody had confirmed a restored server."""
    reads_whole: bool = False
    """Whether a bucket is being read from its start."""
    slice: int | None = None
    """Whose turn it is to be compared by contents; None: not yet again."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Operations as they go out."""

    operations: Sequence[Operation]
    end: Head
    """The last of them; where there is none, where the chain was read from."""
    names: Sequence[str] = ()
    is_part: bool = False
    """Whether the last group goes on behind them."""
    within: Sequence[int] = ()
    """Places of those whose effect is part of the row as this device has it, from an earlier receipt."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What a pull left here."""

    tallies: Mapping[str, Tally]
    differing: frozenset[str] = frozenset()
    """Buckets whose compared slice has other contents here than on the server."""


# What a run wants done. The result that it is sent stands in the docstring.


@dataclass(frozen=True, slots=True)
class Seal:
    """Seal what changed. -> ``Standing``"""


@dataclass(frozen=True, slots=True)
class Read:
    """Read sealed operations after a number, whole groups as far as possible. -> ``Sealed``"""

    after: Head
    limit: int = MAX_OPERATIONS
    size: int = PUSH_BYTES


@dataclass(frozen=True, slots=True)
class Offer:
    """Read some of the rows that a restored server may lack. -> list of ``RowBlock``"""


@dataclass(frozen=True, slots=True)
class Offered:
    """These rows reached the server. -> how many are left"""

    blocks: Sequence[RowBlock]


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
    """Apply what was staged and this last page as one snapshot. -> ``Applied``"""

    page: Answer
    slice: int | None = None


@dataclass(frozen=True, slots=True)
class Restart:
    """Forget how far these buckets were read and what was staged: they are read again and compared. -> None"""

    buckets: frozenset[str]


@dataclass(frozen=True, slots=True)
class NewEpoch:
    """The server was restored, and knows what had a number up to ``backup_seq``: read everything again, offer what it
    may lack. -> None"""

    epoch: int
    backup_seq: int


@dataclass(frozen=True, slots=True)
class Reopen:
    """Take it that the server has the operations up to ``last`` and no later one. -> ``Standing``, or None where
    ``last`` is no part of this device's chain"""

    last: Head


@dataclass(frozen=True, slots=True)
class Fork:
    """The chain of this device goes on elsewhere too, behind ``common``: it was cloned or restored. -> None"""

    common: Head
    receipts: Sequence[Receipts]


Step = Seal | Read | Offer | Offered | Send | Store | Stage | Apply | Restart | NewEpoch | Reopen | Fork
_T = TypeVar("_T")
Steps = Generator[Step, Any, _T]
Run = Steps["Report"]


@dataclass(slots=True)
class Report:
    """What a run did, for a person and for the light in the status bar."""

    sent: int = 0
    received: int = 0
    calls: int = 0
    merged: int = 0
    """Operations that were laid into what others had written meanwhile, without a question left open."""
    conflicts: int = 0
    quarantined: int = 0
    repaired: list[str] = field(default_factory=list)
    restored: bool = False
    """Whether the server was found to be restored, and was sent again what it had lost."""
    poll_ms: int = 0


def run(report: Report | None = None) -> Run:
    """The steps of one exchange: push, then pull. Raises ``WorldError`` where it cannot go on, ``RuleError``
    (sync_forked) for a store that is a copy.

    ``report``: written to as the run goes on, for whoever wants to know what was done when it breaks off.
    """
    return _Exchange(report or Report()).steps()


class _Exchange:
    """What a run knows between its steps."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._standing: Standing
        self._sent_to: Head
        self._cursors: dict[str, Cursor]
        self._reads_whole = False
        self._is_first = True

    def steps(self) -> Run:
        self._begin((yield Seal()))
        while self.report.calls < MOST_CALLS:
            if self._standing.is_forked:
                raise RuleError("sync_forked")
            offered: list[RowBlock] = (yield Offer()) if self._standing.offers else []
            sealed = Sealed((), self._sent_to)
            if not offered and self._sent_to.number < self._standing.sealed.number:
                sealed = yield Read(self._sent_to)
            pulls = not offered and sealed.end.number >= self._standing.sealed.number
            answer: Answer = yield Send(self._request(offered, sealed, pulls=pulls))
            self.report.calls += 1
            self.report.poll_ms = answer.poll_ms
            if self._standing.epoch and answer.epoch != self._standing.epoch:
                yield from self._begin_epoch(answer)
            elif answer.standing != "ok":
                yield from self._find_place(answer)
            elif offered:
                self._standing = replace(self._standing, offers=(yield Offered(offered)))
            else:
                if sealed.operations:
                    yield from self._store(answer, len(sealed.operations))
                if pulls and (yield from self._take(answer)):
                    return self.report
        raise WorldError("sync_no_end")

    def _begin(self, standing: Standing) -> None:
        self._standing = standing
        self._sent_to = standing.confirmed
        self._cursors = dict(standing.cursors)
        self._reads_whole = standing.reads_whole
        self._is_first = True

    def _request(self, offered: list[RowBlock], sealed: Sealed, *, pulls: bool) -> Request:
        sent = None
        if sealed.operations:
            sent = Push(
                before=self._sent_to,
                blocks=to_blocks(sealed.operations),
                is_part=sealed.is_part,
                names=list(sealed.names),
                within=list(sealed.within),
            )
        return Request(
            protocol=PROTOCOL,
            schema=self._standing.schema,
            epoch=self._standing.epoch,
            head=sealed.end,
            push=sent,
            cursors=self._cursors if pulls else None,
            is_first=pulls and self._is_first,
            snapshot=self._standing.snapshot,
            slice=self._standing.slice if pulls else None,
            whole=pulls and self._reads_whole,
            rescue=offered,
        )

    def _begin_epoch(self, answer: Answer) -> Steps[None]:
        """The server was restored: it is offered what it lost, sent again what this device had sent, and every bucket
        is read anew and compared."""
        self.report.restored = True
        yield NewEpoch(answer.epoch, answer.backup_seq)
        if answer.last is None:
            raise WorldError("unknown_device")
        yield from self._reopen(answer.last, answer.receipts)

    def _find_place(self, answer: Answer) -> Steps[None]:
        """The server has less of this device's chain than was thought, or another one."""
        last = answer.last
        if last is None or (answer.standing != "forked" and last == self._sent_to):
            raise WorldError("sync_chain_broken")
        if answer.standing == "forked":
            yield Fork(last, answer.receipts)
            raise RuleError("sync_forked")
        yield from self._reopen(last, answer.receipts)

    def _reopen(self, last: Head, receipts: Sequence[Receipts]) -> Steps[None]:
        standing: Standing | None = yield Reopen(last)
        if standing is None:
            yield Fork(Head(0, FIRST), receipts)
            raise RuleError("sync_forked")
        self._begin(standing)

    def _store(self, answer: Answer, sent: int) -> Steps[None]:
        self._sent_to = answer.last or self._sent_to
        yield Store(answer.receipts, self._sent_to)
        self.report.sent += sent
        for told in answer.receipts:
            for receipt in told.odd.values():
                self.report.merged += receipt.outcome in ("merged", "restored", "lost", "redirected")
                self.report.conflicts += receipt.outcome in ("conflict", "duplicate")
                self.report.quarantined += receipt.outcome in ("quarantined", "waits")

    def _take(self, answer: Answer) -> Steps[bool]:
        """Take a page; whether that was all, and both sides hold the same."""
        self._is_first = False
        self.report.received += sum(len(block.ids) for block in answer.rows)
        if not answer.is_complete:
            yield Stage(answer)
            self._reads_whole |= any(
                granted.restart or bucket not in self._cursors for bucket, granted in (answer.buckets or {}).items()
            )
            self._cursors |= answer.cursors
            return False
        applied: Applied = yield Apply(answer, self._standing.slice)
        if not answer.may_remove:
            return True  # what the server lacks stays here until somebody has confirmed that it is meant to lack it
        wrong = {
            bucket
            for bucket, head in answer.heads.items()
            if applied.tallies.get(bucket, Tally()) != Tally(head.rows, head.total)
        }
        wrong |= applied.differing
        if self._standing.is_unconfirmed:
            wrong |= answer.cursors.keys()
        if not wrong or self.report.repaired:
            return True
        # What is here is not what the server has, though all was read: these buckets are read once more.
        self.report.repaired = sorted(wrong)
        yield Restart(frozenset(wrong))
        self._begin((yield Seal()))
        return False
