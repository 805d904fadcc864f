"""What becomes of a group of operations: taken, merged, or kept for somebody to judge; never dropped.

Works on a ``Ledger``, knows neither database nor network. The rules are those of PROTOCOL.md, *What wins*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from desktop_crm.domain import attachments
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import BOOK_KEEPING, Record, fields_of, for_each_kind
from desktop_crm.domain.kinds import KINDS
from desktop_crm.server.access import OFFICE
from desktop_crm.server.attempt import Attempt, Group, all_below, text_of
from desktop_crm.server.binning import bring_back, delete, lose
from desktop_crm.server.inbox import file_rivals
from desktop_crm.server.ledger import Held, Key, Ledger
from desktop_crm.server.merging import merges, redirect, take_alias, take_delete_of_merged
from desktop_crm.server.placing import parent_of, tree_field
from desktop_crm.server.rights import ACTIVITY, DECIDED, Quarantined, Writer
from desktop_crm.sync.merge import STAMPS, Merged, Rivals, Side, empty, full, merge, same, says, units_of
from desktop_crm.sync.operations import Operation, Values
from desktop_crm.sync.protocol import Outcome, Receipt
from desktop_crm.sync.values import check_values

_BIRTH = frozenset({"created_at", "created_by"})


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a group is kept back: because of which of its operations, for what, until which record is here."""

    place: int
    reason: str
    waits_for: Key | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a group: a receipt for each operation, without versions."""

    receipts: list[Receipt]
    refused: Refused | None = None


def judge(group: Sequence[Operation], names: Sequence[str], ledger: Ledger, writer: Writer) -> Verdict:
    """Try a group; either all of it is in the ledger afterwards, or none.

    ``names`` names each operation for ever: what one delete took into the bin is known by it.
    """
    shared = Group(dict(pair for op in group if (pair := merges(op)) is not None))
    verdict = _tried(group, names, ledger, writer, shared, with_deletes=True)
    if shared.saved_by and verdict.refused is None:
        # Half a delete would leave orphans: where one of a group loses, all of them do.
        ledger.forget()
        verdict = _tried(group, names, ledger, writer, shared, with_deletes=False)
    if verdict.refused is None:
        ledger.keep()
    return verdict


def held_back(group: Sequence[Operation], refused: Refused) -> Verdict:
    """A group that is kept back without having been tried, or after it."""
    outcome: Outcome = "waits" if refused.waits_for else "quarantined"
    return Verdict([Receipt(outcome, detail=refused.reason) for _ in group], refused)


def _tried(
    group: Sequence[Operation],
    names: Sequence[str],
    ledger: Ledger,
    writer: Writer,
    shared: Group,
    *,
    with_deletes: bool,
) -> Verdict:
    receipts: dict[int, Receipt] = {}
    place = 0
    try:
        # The end of a merge comes first: what else the group says is about two records again.
        for place in sorted(range(len(group)), key=lambda place: not _unmerges(group[place])):
            receipts[place] = _take(group[place], names[place], ledger, writer, shared, place, with_deletes)
    except Quarantined as refused:
        ledger.forget()
        return held_back(group, Refused(place, refused.reason, refused.waits_for))
    return Verdict([receipts[place] for place in range(len(group))])


def _unmerges(op: Operation) -> bool:
    return op.kind == "alias" and op.verb == "d"


def _take(
    op: Operation, name: str, ledger: Ledger, writer: Writer, shared: Group, place: int, with_deletes: bool
) -> Receipt:
    if writer.held_for:
        raise Quarantined(writer.held_for)
    if op.kind not in KINDS:
        raise Quarantined("unknown_kind")
    kind = KINDS[op.kind]
    _check(op, writer)
    attempt = Attempt(ledger, writer, op, name, kind, shared, place)
    parent = parent_of(op.kind, op.new) if op.verb == "i" else None
    if ledger.is_erased(attempt.key) or (parent is not None and ledger.is_erased(parent)):
        return Receipt("erased")
    held = ledger.get(attempt.key)
    if op.kind == "alias":
        return take_alias(attempt, held)
    survivor = ledger.survivor(attempt.key)
    if survivor != attempt.key:
        return redirect(attempt, held, survivor)
    if held is None and op.verb != "i":
        raise Quarantined("early", attempt.key)
    if (is_known := _decided_elsewhere(attempt, held)) is not None:
        return is_known
    if held is None:
        return _insert(attempt)
    return _on_held(attempt, held, with_deletes)


def _on_held(attempt: Attempt, held: Held, with_deletes: bool) -> Receipt:
    if attempt.op.verb != "i" or attempt.op.kind not in ACTIVITY:
        attempt.authorise(held)
    if attempt.op.verb == "r":
        # As a person wished it; nobody need be told.
        return Receipt("restored" if bring_back(attempt, held.key, tells=False) else _touched(attempt))
    if attempt.op.verb != "d":
        return _overlay(attempt, held)
    if (target := attempt.group.merging.get(held.key)) is not None:
        return take_delete_of_merged(attempt, held, target)
    if not with_deletes:
        return lose(attempt)
    done = delete(attempt, held)
    if done is None:
        return Receipt("lost")
    if not done:
        return Receipt(_touched(attempt))
    return _taken(attempt, attempt.op.base_v == held.version)


def _touched(attempt: Attempt) -> Outcome:
    attempt.ledger.touch(attempt.key)
    return "merged"


def _check(op: Operation, writer: Writer) -> None:
    kind = KINDS[op.kind]
    try:
        check_values(kind, op.new, knows_all=not writer.schema_is_newer)
    except RuleError as error:
        raise Quarantined(error.code) from error
    if op.verb == "i" and any(op.new.get(name) in (None, "") for name in required_of(kind)):
        raise Quarantined("field_required")
    if op.new.get("id", op.id) != op.id:
        raise Quarantined("unknown_id")  # a record is what it is called
    if op.verb == "u" and kind.INSERT_ONLY:
        raise Quarantined("insert_only")
    if op.kind == "conflict":
        _check_item(op)
    if op.kind == "attachment" and op.verb == "i" and not attachments.is_sound(op.new):
        raise Quarantined("field_required")


@for_each_kind
def required_of(kind: type[Record]) -> list[str]:
    """Fields that every record of a kind says something in."""
    return [name for name, field in fields_of(kind).items() if field.required]


def _check_item(op: Operation) -> None:
    """A laptop files only what two people typed on it; where an item lies and what it asks is the server's to say."""
    if op.verb == "i" and (op.new.get("audience") or op.new.get("operation") or op.new.get("reason") != "rivals"):
        raise Quarantined("server_decides")
    if op.verb == "u" and not op.new.keys() <= {"settled_at", "settled_with", *STAMPS}:
        raise Quarantined("server_decides")


def _decided_elsewhere(attempt: Attempt, held: Held | None) -> Receipt | None:
    """Kinds and rows that this person does not write. A receipt where nothing is lost by that, else ``Quarantined``."""
    op, writer = attempt.op, attempt.writer
    if op.kind in DECIDED and writer.role not in DECIDED[op.kind]:
        said = {name: value for name, value in op.new.items() if name not in BOOK_KEEPING}
        if held is None or op.verb not in ("i", "u") or not says(attempt.kind, held.values, said):
            raise Quarantined("server_decides")
        return Receipt(_touched(attempt))
    if op.kind == "tier_assignment" and held is not None and op.verb == "i" and not op.new.get("is_manual"):
        return _computed_again(attempt, held)
    if op.kind == "conflict" and held is not None and op.verb == "u":
        _refuse_judging(attempt, held)
    if op.kind == "attachment" and held is not None:
        _refuse_other_content(attempt, held)
    return None


def _refuse_other_content(attempt: Attempt, held: Held) -> None:
    """What an attachment holds never changes: a row that came to name another hash would open those bytes."""
    if any(name in attempt.op.new and attempt.op.new[name] != held.values.get(name) for name in attachments.CONTENT):
        raise Quarantined("insert_only")


def _said(attempt: Attempt, values: Values) -> Values:
    """What an operation may say: references followed; whether bytes are there is the server's own word."""
    values = attempt.followed(values)
    if attempt.op.kind == "attachment" and attempt.writer.user != OFFICE and "state" in values:
        return {name: value for name, value in values.items() if name != "state"}
    return values


def _computed_again(attempt: Attempt, held: Held) -> Receipt:
    """A tier reckoned once more under the same id: the first result of a day stands, but one that only a laptop had
    reckoned gives way to that of somebody who decides."""
    if not held.is_deleted or not attempt.writer.decides:
        return Receipt(_touched(attempt))
    attempt.authorise(held)
    blank = dict.fromkeys(held.values.keys() - attempt.op.new.keys(), None)
    attempt.write(held, {**blank, **attempt.op.new}, deleted_with="")
    return Receipt("merged")


def _refuse_judging(attempt: Attempt, item: Held) -> None:
    """Only a manager accepts what was held back; its author may take it back himself."""
    choice, writer = attempt.op.new.get("settled_with"), attempt.writer
    is_own = choice == "refuse" and item.values.get("theirs_by") == writer.user
    if item.values.get("reason") == "held" and choice and not writer.decides and not is_own:
        raise Quarantined("server_decides")


def _insert(attempt: Attempt) -> Receipt:
    op, ledger = attempt.op, attempt.ledger
    new = _born(attempt, _said(attempt, op.new))
    values = full(attempt.kind, new)
    is_restored, deleted_with = _below_parent(attempt, values)
    if is_computed := op.kind == "tier_assignment" and not op.new.get("is_manual") and not attempt.writer.decides:
        # What a laptop reckons by itself is no entry of the history: it is put where no holder counts it.
        values["deleted_at"], deleted_with = attempt.typed_text, attempt.name
    record = Held(
        op.kind,
        op.id,
        attempt.stamped(values),
        buckets=(),
        root=attempt.key,
        author=attempt.writer.user,
        typed={"": attempt.typed},
        changed_by=attempt.writer.device,
        deleted_with=deleted_with,
    )
    circle = _closes_circle(attempt, record)
    if circle:
        record = replace(record, values={n: v for n, v in record.values.items() if n != circle})
    ledger.put(record)
    placed = ledger.get(record.key) or record
    if parent_of(op.kind, values) is None and op.kind not in ACTIVITY:
        _authorise_home(attempt, placed)
    if circle:
        rivals = Rivals(circle, {}, {circle: values[circle]}, {circle: empty(attempt.kind, circle)}, Side.HELD)
        return Receipt("conflict", detail=file_rivals(attempt, placed, rivals, detail="reference_itself"))
    if is_restored:
        return Receipt("restored")
    return _taken(attempt, new is op.new and not is_computed)


def _born(attempt: Attempt, new: Values) -> Values:
    """A new record with its id, and with who made it when, which a laptop may know better, but never later than now."""
    made_at, made_by = new.get("created_at"), new.get("created_by")
    limit = text_of(attempt.writer.now)
    is_told = isinstance(made_at, str) and len(made_at) == len(limit) and made_at <= limit
    if is_told and made_by and "id" in new:
        return new
    return {
        **new,
        "id": attempt.op.id,
        "created_at": made_at if is_told else attempt.typed_text,
        "created_by": made_by or attempt.writer.user,
    }


def _below_parent(attempt: Attempt, values: Values) -> tuple[bool, str]:
    """Whether what a new record hangs on had to come out of the bin; with which delete the record itself lies there."""
    is_binned = bool(values.get("deleted_at"))
    deleted_with = attempt.name if is_binned else ""
    parent_key = parent_of(attempt.op.kind, values)
    if parent_key is None:
        return False, deleted_with
    parent = attempt.ledger.get(parent_key)
    if parent is None:
        raise Quarantined("early", parent_key)
    if attempt.op.kind not in ACTIVITY:
        attempt.authorise(parent)
    if not is_binned and attempt.op.kind != "conflict":
        return bring_back(attempt, parent_key), ""
    if is_binned and parent.values.get("deleted_at") == values["deleted_at"]:
        return False, parent.deleted_with
    return False, deleted_with


def _authorise_home(attempt: Attempt, placed: Held) -> None:
    """A new record lies where its writer may write: being its owner gives nobody a place in another's territory."""
    if attempt.writer.role != "admin" and not attempt.writer.may_write(placed.buckets[0], attempt.op.seen):
        raise Quarantined("out_of_scope")


def _overlay(attempt: Attempt, held: Held) -> Receipt:
    op, kind, ledger = attempt.op, attempt.kind, attempt.ledger
    old, new = attempt.followed(op.old), _said(attempt, op.new)
    if op.verb == "i":  # who made it first, and when, is known already
        new = {name: value for name, value in new.items() if name not in _BIRTH}
    later = {unit: attempt.typed.at >= held.typed_of(unit).at for unit in units_of(kind, new)}
    merged = merge(kind, held.values, old, new, is_later=later, may_decide=attempt.writer.decides)
    merged, circle = _without_circle(attempt, held, merged, old, new)
    if ledger.is_archived(held.key) and not merged.values and not merged.rivals:
        return Receipt("merged")  # it said so when it was put away
    is_restored = held.is_deleted and op.kind != "conflict" and bool(merged.values) and bring_back(attempt, held.key)
    current = ledger.get(held.key) or held
    typed = dict(current.typed) | dict.fromkeys(units_of(kind, merged.values), attempt.typed)
    values = full(kind, attempt.stamped({**current.values, **merged.values}))
    ledger.put(replace(current, values=values, typed=typed, changed_by=attempt.writer.device))
    _carry_below(attempt, current)
    item = ""
    for rivals in merged.rivals:
        item = file_rivals(attempt, held, rivals, detail="reference_itself" if rivals.unit == circle else "")
    if merged.rivals:
        return Receipt("conflict", detail=item)
    if is_restored:
        return Receipt("restored")
    return _taken(attempt, merged.is_exact and op.base_v == held.version and new is op.new)


def _carry_below(attempt: Attempt, before: Held) -> None:
    """What hangs on a record that moved moves with it. Nobody moves it to where he has no right."""
    placed = attempt.ledger.get(before.key)
    if placed is None or (placed.buckets == before.buckets and placed.root == before.root):
        return
    parent = parent_of(placed.kind, placed.values)
    if parent is not None and parent != parent_of(before.kind, before.values) and not attempt.writer.decides:
        if attempt.ledger.get(parent) is None:
            raise Quarantined("early", parent)
        attempt.authorise(placed)
    for record in all_below(attempt.ledger, replace(placed, root=before.root)):
        attempt.ledger.put(record)


def _without_circle(attempt: Attempt, held: Held, merged: Merged, old: Values, new: Values) -> tuple[Merged, str]:
    """What was merged, but for a place in a tree that would close a circle: that one loses, into the inbox."""
    name = tree_field(attempt.kind)
    if name not in merged.values:
        return merged, ""
    values = {**held.values, **merged.values}
    if not _closes_circle(attempt, replace(held, values=values)):
        return merged, ""
    nothing = empty(attempt.kind, name)
    rivals = Rivals(
        name, {name: old.get(name, nothing)}, {name: new[name]}, {name: held.values.get(name, nothing)}, Side.HELD
    )
    rest = {n: v for n, v in merged.values.items() if n != name}
    others = tuple(other for other in merged.rivals if other.unit != name)
    return Merged(rest, (*others, rivals), is_exact=False), name


def _closes_circle(attempt: Attempt, record: Held) -> str:
    """The field by which a record would lie below itself; empty where it does not."""
    name = tree_field(attempt.kind)
    above, known = str(record.values.get(name) or "") if name else "", {record.id}
    while above:
        if above in known:
            return name
        known.add(above)
        parent = attempt.ledger.get((record.kind, above))
        above = str(parent.values.get(name) or "") if parent else ""
    return ""


def _taken(attempt: Attempt, as_sent: bool) -> Receipt:
    """Taken; whether the row says just what was sent, down to who wrote it when."""
    sent = {name: value for name, value in attempt.op.new.items() if name in STAMPS}
    return Receipt("ok" if as_sent and same(sent, attempt.stamped({})) else "merged")
