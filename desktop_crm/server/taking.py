"""Operations of a device become records: each group is judged, and what they set free; all is written at once."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from msgspec import structs
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import OperationalError

from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.kinds import KINDS
from desktop_crm.server import access, archive, bulk, closing, keys, quarantine, records
from desktop_crm.server.asking import ask, not_filed_yet
from desktop_crm.server.attempt import text_of
from desktop_crm.server.judge import Refused, Verdict, held_back, judge
from desktop_crm.server.ledger import Held, Key, Ledger, Typed
from desktop_crm.server.plain import PlainRows
from desktop_crm.server.quarantine import Blocked, Case
from desktop_crm.server.rights import Writer
from desktop_crm.server.tables import receipt
from desktop_crm.sync.merge import says
from desktop_crm.sync.operations import Operation
from desktop_crm.sync.protocol import ELSEWHERE, Outcome, Receipt

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fresh:
    """Operations that the server does not have yet from this device under these numbers."""

    first: int
    operations: Sequence[Operation]
    hashes: Sequence[str]
    """Of the chain."""
    names: Sequence[str]
    """Of their first sealing."""
    is_renamed: bool
    """Whether some may have had their effect under another number."""
    within: frozenset[int]
    """Places of those whose effect may be part of a rescued row."""

    def part(self, start: int, end: int) -> Fresh:
        """The operations from one place to before another."""
        return Fresh(
            self.first + start,
            self.operations[start:end],
            self.hashes[start:end],
            self.names[start:end],
            self.is_renamed,
            frozenset(place - start for place in self.within if start <= place < end),
        )


def take(connection: Connection, tenant: str, writer: Writer, fresh: Fresh) -> list[Receipt]:
    """Judge operations of a device and write what became of them. Returns their receipts, with versions."""
    return _Sitting(connection, tenant, writer, fresh).hold()


def take_carefully(connection: Connection, tenant: str, writer: Writer, fresh: Fresh) -> list[Receipt]:
    """The same group by group: one over which the server stumbles is held back, with what went wrong undone."""
    told: list[Receipt] = []
    for start, end in _groups(fresh.operations):
        group = fresh.part(start, end)
        try:
            with connection.begin_nested():
                told += take(connection, tenant, writer, group)
        except (CrmError, OperationalError):
            raise
        except Exception:
            _log.exception("operations %d-%d of device %s", group.first, fresh.first + end - 1, writer.device)
            with connection.begin_nested():
                told += take(connection, tenant, replace(writer, held_for="server_fault"), group)
    return told


@dataclass(slots=True)
class _Rejudged:
    """A group that was in quarantine, and what became of it now."""

    case: Case
    receipts: list[Receipt] = field(default_factory=list)


class _Sitting:
    """One push before the judge."""

    def __init__(self, connection: Connection, tenant: str, writer: Writer, fresh: Fresh) -> None:
        self._connection, self._tenant, self._writer, self._fresh = connection, tenant, writer, fresh
        self._ledger: Ledger
        self._blocked: dict[str, Blocked] = {}
        self._writers: dict[tuple[str, str], Writer] = {(writer.device, writer.user): writer}
        self._rejudged: list[_Rejudged] = []
        self._waiting: list[Case] = []
        self._taken_before: dict[int, Receipt] = {}

    def hold(self) -> list[Receipt]:
        is_usual = quarantine.is_empty(self._connection, self._tenant)
        cases = [] if is_usual else self._cases()
        operations = [*self._fresh.operations, *(op for case in cases for op in case.operations)]
        writers = [self._writer, *map(self._writer_of, cases)]
        self._ledger = closing.at_hand(
            self._connection, self._tenant, operations, lambda held: all(writer.sees(held) for writer in writers)
        )
        self._taken_before = self._find_taken_before()
        for device in {} if is_usual else {self._writer.device, *(case.device for case in cases)}:
            self._blocked[device] = quarantine.blocked(self._connection, self._tenant, device)
        closing.admit(
            self._connection,
            self._tenant,
            self._ledger,
            {("conflict", case.item) for case in cases if case.state == "waits" and case.item},
        )
        judged = self._judge_all()
        # Those of this very push too: what they wait for may be decided by what was sent behind them.
        waiting = cases + self._waiting
        while waiting:
            # One that comes free may set another one free that was sent before it.
            left = [case for case in waiting if not self._judge_again(case)]
            if len(left) == len(waiting):
                break
            waiting = left
        self._note_duplicates(judged)
        return self._write(judged)

    # --- judging -------------------------------------------------------------------------------------------

    def _judge_all(self) -> list[Receipt]:
        judged: list[Receipt] = []
        blocked = self._blocked.setdefault(self._writer.device, Blocked())
        plain = PlainRows(self._fresh.operations, self._ledger, self._writer)
        for start, end in _groups(self._fresh.operations):
            if blocked.is_empty and start not in self._taken_before and plain.take(start):
                judged.append(_OK)
                continue
            places = [place for place in range(start, end) if place not in self._taken_before]
            case = self._case(places, self._fresh.first + start)
            waits = blocked.by(case.operations, case.first)
            if waits is not None:
                verdict = held_back(case.operations, waits)
            else:
                verdict = judge(case.operations, case.names, self._ledger, self._writer)
            if verdict.refused is not None:
                self._keep(case, verdict.refused)
                blocked.add(case.operations, case.first)
            told = dict(zip(places, verdict.receipts, strict=True)) | self._taken_before
            judged += [told[place] for place in range(start, end)]
        return judged

    def _case(self, places: Sequence[int], first: int) -> Case:
        fresh = self._fresh
        return Case(
            self._writer.device,
            first,
            self._writer.user,
            [fresh.operations[place] for place in places],
            [fresh.names[place] for place in places],
            "",
            [fresh.first + place for place in places],
        )

    def _find_taken_before(self) -> dict[int, Receipt]:
        """Place -> receipt of operations that had their effect once: under another number, or in a rescued row."""
        fresh = self._fresh
        found = dict[int, Receipt]()
        known = receipts_named(self._connection, self._tenant, fresh.names) if fresh.is_renamed else {}
        for place in range(len(fresh.operations)) if known or fresh.within else ():
            operation, name = fresh.operations[place], fresh.names[place]
            held = self._ledger.get((operation.kind, operation.id))
            if name in known:
                found[place] = known[name]
            elif place in fresh.within and held is not None and held.rescued:
                found[place] = Receipt("merged", held.version)
        return found

    def _keep(self, case: Case, refused: Refused) -> None:
        """Put a group into quarantine; unless it only waits, somebody is asked about it."""
        if refused.waits_for is not None:
            kept = replace(case, state="waits")
            self._waiting.append(kept)
        else:
            kept = replace(case, state="held", item=self._ask(case, refused))
        quarantine.keep(self._connection, self._tenant, kept, refused, self._writer.now)

    def _ask(self, case: Case, refused: Refused) -> str:
        writer = self._writer_of(case)
        id_ = ask(self._connection, self._tenant, self._ledger, case, refused, writer)
        self._ledger.keep()
        return id_

    # --- what was in quarantine ------------------------------------------------------------------------------

    def _cases(self) -> list[Case]:
        settled = {op.id for op in self._fresh.operations if op.kind == "conflict" and op.new.get("settled_with")}
        return quarantine.concerned(
            self._connection, self._tenant, self._writer.device, self._fresh.operations, settled
        )

    def _judge_again(self, case: Case) -> bool:
        """Try a group once more; whether something came of it."""
        writer = self._writer_of(case)
        item = self._ledger.get(("conflict", case.item)) if case.item else None
        choice = item.values.get("settled_with") if item else None
        if choice == "refuse":
            return self._refuse(case)
        if choice == "accept":
            # Taken with the right of who accepts it, in the name of who typed it.
            writer = replace(writer, role=self._writer.role, may_see=self._writer.may_see, held_for="")
        elif case.state == "held":
            return False
        if self._blocked[case.device].by(case.operations, case.first):
            return False
        verdict = judge(case.operations, case.names, self._ledger, writer)
        if verdict.refused is None:
            return self._release(case, verdict)
        if choice == "accept":
            return self._reopen(case, verdict.refused)
        if verdict.refused.waits_for is None:
            item_id = self._ask(case, verdict.refused)
            quarantine.move(self._connection, self._tenant, case, "held", item_id, verdict.refused)
            return True
        is_in_vain = quarantine.is_refused(self._connection, self._tenant, verdict.refused.waits_for)
        return is_in_vain and self._refuse(case)

    def _release(self, case: Case, verdict: Verdict) -> bool:
        quarantine.move(self._connection, self._tenant, case, "accepted", case.item)
        self._blocked[case.device].drop(case.operations, case.first)
        self._rejudged.append(_Rejudged(case, verdict.receipts))
        self._close(case)
        return True

    def _close(self, case: Case) -> None:
        """Somebody was asked about a group that went on by itself: the question went away."""
        item = self._ledger.get(("conflict", case.item)) if case.item else None
        if item is None or item.values.get("settled_with"):
            return
        settled = {"settled_at": text_of(self._writer.now), "settled_with": "gone"}
        self._ledger.put(structs.replace(item, values={**item.values, **settled}))
        self._ledger.keep()

    def _refuse(self, case: Case) -> bool:
        """It is not taken; its content stays in the quarantine's table as long as the archive's."""
        quarantine.move(self._connection, self._tenant, case, "refused", case.item)
        self._blocked[case.device].drop(case.operations, case.first)
        self._rejudged.append(_Rejudged(case, [Receipt("refused") for _ in case.operations]))
        return True

    def _reopen(self, case: Case, refused: Refused) -> bool:
        """Whoever accepted it has no right to it either, or it cannot be taken: the question stays, with the reason."""
        item = self._ledger.get(("conflict", case.item))
        if item is not None:
            values = {n: v for n, v in item.values.items() if n not in ("settled_at", "settled_with")}
            self._ledger.put(structs.replace(item, values={**values, "detail": refused.reason}))
            self._ledger.keep()
        return True

    def _writer_of(self, case: Case) -> Writer:
        key = case.device, case.user
        if key not in self._writers:
            self._writers[key] = Writer(
                device=case.device,
                user=case.user,
                role=access.role_of(self._connection, self._tenant, case.user),
                may_see=access.view_of(self._connection, self._tenant, case.user),
                now=self._writer.now,
            )
        return self._writers[key]

    # --- writing ---------------------------------------------------------------------------------------------

    def _note_duplicates(self, judged: list[Receipt]) -> None:
        typed = Typed(self._writer.now, self._writer.user)
        taken = {found.key: found.other for found in keys.settle(self._connection, self._tenant, self._ledger, typed)}
        if not taken:
            return
        for place, op in enumerate(self._fresh.operations):
            if (op.kind, op.id) in taken and judged[place].outcome in ("ok", "merged"):
                judged[place] = Receipt("duplicate", detail=taken[op.kind, op.id])

    def _write(self, judged: list[Receipt]) -> list[Receipt]:
        operations, ledger, before_now = self._fresh.operations, self._ledger, self._taken_before
        last = {(op.kind, op.id): place for place, op in enumerate(operations) if place not in before_now}
        for key, place in last.items():
            if judged[place].outcome == "ok" and not _still_says(ledger.get(key), operations[place]):
                judged[place] = Receipt("merged")  # what came after it changed the row again
        changes = not_filed_yet(self._connection, self._tenant, ledger.changed())
        start = records.take_numbers(self._connection, self._tenant, len(operations) + len(changes))
        written: list[tuple[Held | None, Held]] = []
        versions, origin = dict[Key, int](), dict[Key, int]()
        for place, (before, after) in enumerate(changes):
            by = last.get(after.key)
            versions[after.key] = start + (len(operations) + place if by is None else by)
            written.append((before, structs.replace(after, version=versions[after.key])))
            if by is not None and judged[by].outcome == "ok":
                origin[after.key] = self._fresh.first + by
        records.write(self._connection, self._tenant, written, origin, self._writer.device)
        if archived := [after.key for before, after in changes if before is None]:
            archive.drop(self._connection, self._tenant, archived)
        receipts = []
        for place, (op, told) in enumerate(zip(operations, judged, strict=True)):
            key = op.kind, op.id
            dated = told if place in before_now else _dated(told, start + place, versions.get(key, 0))
            is_away = ledger.is_archived(key)
            receipts.append(_placed(dated, ledger.get(key), self._writer, is_away=is_away))
        last_number = start + len(operations) + len(changes) - 1
        self._store(receipts, last_number)
        self._tell_later(last_number, versions)
        return [_answered(told) for told in receipts]

    def _store(self, receipts: Sequence[Receipt], seq: int) -> None:
        now, fresh = self._writer.now, self._fresh
        rows = []
        for place, (name, told) in enumerate(zip(fresh.names, receipts, strict=True)):
            # A name takes effect once, and has one receipt.
            own, twin = (None, name) if place in self._taken_before else (name, "")
            typed_at = min(fresh.operations[place].at, now)
            judged = seq if told.outcome == "refused" else 0
            number, hash_ = fresh.first + place, fresh.hashes[place]
            said = told.outcome, told.version, told.detail
            rows.append((self._tenant, self._writer.device, number, hash_, own, *said, typed_at, now, judged, twin))
        bulk.insert(self._connection, receipt, _RECEIPT, rows)

    def _tell_later(self, seq: int, versions: Mapping[Key, int]) -> None:
        """Receipts of what was in quarantine: told with a later answer to the device that sent it, and to every copy of
        it that sent the same."""
        for told in self._rejudged:
            case = told.case
            for number, name, op, given in zip(case.numbers, case.names, case.operations, told.receipts, strict=True):
                version = 0 if given.outcome == "refused" else versions.get((op.kind, op.id), 0)
                values = {"outcome": given.outcome, "detail": given.detail, "version": version, "judged": seq}
                own = (receipt.c.device == case.device, receipt.c.number == number)
                for whose in (own, (receipt.c.twin == name, receipt.c.twin != "")):
                    changed = update(receipt).where(receipt.c.tenant == self._tenant, *whose)
                    self._connection.execute(changed.values(values))


_RECEIPT = (
    "tenant",
    "device",
    "number",
    "hash",
    "name",
    "outcome",
    "version",
    "detail",
    "at",
    "taken_at",
    "judged",
    "twin",
)
_OK = Receipt("ok")
_WITHOUT_ROW: frozenset[Outcome] = frozenset({"quarantined", "waits", "refused", "erased"})


def _dated(told: Receipt, own: int, of_row: int) -> Receipt:
    """A receipt with its version: taken as sent its own number, else that of the row which tells the sender."""
    if told.outcome in _WITHOUT_ROW:
        return told
    return Receipt(told.outcome, own if told.outcome == "ok" else of_row, told.detail)


def _answered(told: Receipt) -> Receipt:
    """A receipt as a push is answered: that something was refused, once, under another number, is told with the next
    pull, as every refusal is."""
    return Receipt("quarantined", detail=told.detail) if told.outcome == "refused" else told


def _placed(told: Receipt, held: Held | None, writer: Writer, *, is_away: bool) -> Receipt:
    """A receipt that says so where the row does not come to the sender. ``is_away``: it lies in the archive."""
    if held is None or told.outcome in _WITHOUT_ROW or (writer.sees(held) and not is_away):
        return told
    return Receipt(told.outcome, told.version, ELSEWHERE)


def receipts_named(connection: Connection, tenant: str, names: Sequence[str]) -> dict[str, Receipt]:
    """Receipts by the names of their operations, those there are."""
    query = select(receipt.c.name, receipt.c.outcome, receipt.c.version, receipt.c.detail).where(
        receipt.c.tenant == tenant, bulk.among(connection.dialect.name, receipt.c.name)
    )
    known = connection.execute(query, {"listed": bulk.listed(connection, names)})
    return {name: Receipt(outcome, version, detail) for name, outcome, version, detail in known}


def _still_says(held: Held | None, op: Operation) -> bool:
    """Whether a row still says what its last operation made of it."""
    if held is None or held.is_deleted is not bool(op.new.get("deleted_at")):
        return False
    if held.values is op.new:
        return True
    return says(KINDS[op.kind], held.values, op.new)


def _groups(operations: Sequence[Operation]) -> Iterator[tuple[int, int]]:
    """(start, end) of the groups that stand and fall together."""
    start = 0
    for place in range(1, len(operations) + 1):
        if place == len(operations) or not operations[place].tied:
            yield start, place
            start = place
