"""``conflicts list|show|settle``: what two people typed at the same time, and which of it holds."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Sequence
from typing import cast

from desktop_crm.cli.answer import Answer
from desktop_crm.cli.arguments import Commands
from desktop_crm.cli.record_text import short_ids
from desktop_crm.cli.session import Session
from desktop_crm.terminal.parser import Parser
from desktop_crm.terminal.table import Column, count_line, pairs, table, terminal_columns
from desktop_crm.usecases import conflicts
from desktop_crm.usecases.conflicts import Item, Keep
from desktop_crm.words import _t
from desktop_crm.words.dates import date_time
from desktop_crm.words.held import held_reason
from desktop_crm.words.terms import choice_name, field_label, kind_name


def declare(commands: Commands) -> None:
    """Add the three commands."""
    commands.group("conflicts", _t("Command line", "what two people changed at the same time"))
    commands.add("conflicts list", _list, _t("Command line", "what is open, newest first"))
    _take_id(commands.add("conflicts show", _show, _t("Command line", "show one")))
    settling = commands.add("conflicts settle", _settle, _t("Command line", "settle one; undo takes it back"))
    _take_id(settling)
    about = _t("Command line", "mine, theirs, base, both, a value of your own; of what is held back: accept or refuse")
    settling.add_argument("--keep", metavar="mine|theirs|VALUE", required=True, help=about)
    take_values(settling)


def take_values(parser: Parser) -> None:
    """Let a command that makes one record of two take values of the one that goes."""
    about = _t("Command line", "where two become one: a field in which the one that goes is right; may be given again")
    parser.add_argument("--take", metavar="FIELD", action="append", default=[], help=about)


def _take_id(parser: object) -> None:
    about = _t("Command line", "id of the item, or its first 8 characters or more")
    parser.add_argument("id", metavar="ID", help=about)  # type: ignore[attr-defined]


def _list(session: Session, _given: Namespace) -> Answer:
    found = session.store().ask(conflicts.list_items)

    def lines() -> Iterable[str]:
        yield from _table(found) if found else []
        yield count_line(len(found), len(found))

    return Answer({"items": [conflicts.item_json(item) for item in found], "total": len(found)}, lines)


def _show(session: Session, given: Namespace) -> Answer:
    return _answer(session.store().ask(conflicts.item_meant, given.id))


def _settle(session: Session, given: Namespace) -> Answer:
    store = session.store()
    item = store.ask(conflicts.item_meant, given.id)
    keep = cast(Keep, given.keep if given.keep in conflicts.KEEPS else "value")
    settled, _ = store.change(conflicts.settle, item.id, keep, given.keep, given.take)
    return _answer(settled)


def _answer(item: Item) -> Answer:
    return Answer(conflicts.item_json(item), lambda: pairs([pair for pair in _pairs(item) if pair[1]]))


def _pairs(item: Item) -> Sequence[tuple[str, str]]:
    why = held_reason(item.detail) if item.reason == "held" else "" if item.reason == "duplicate" else item.detail
    settled = date_time(item.settled_at.astimezone()) if item.settled_at else ""
    return [
        (kind_name(item.kind), item.title),
        (field_label("conflict", "reason"), choice_name("conflict", "reason", item.reason)),
        (field_label("conflict", "field"), item.label),
        (field_label("conflict", "base"), item.base.words),
        *(_compared(item) if item.pair else _sides(item)),
        (field_label("conflict", "with_it"), "; ".join(item.with_it)),
        (field_label("conflict", "detail"), why),
        (field_label("conflict", "settled_at"), settled),
        (field_label("conflict", "id"), item.id),
    ]


def _sides(item: Item) -> Iterable[tuple[str, str]]:
    yield field_label("conflict", "mine"), _side(item, "mine")
    yield field_label("conflict", "theirs"), _side(item, "theirs")


def _compared(item: Item) -> Iterable[tuple[str, str]]:
    """Two records that may be one, beside each other: what hangs on them, and where they differ."""
    pair = item.pair
    assert pair is not None
    yield field_label("conflict", "mine"), " · ".join(part for part in (item.title, pair.mine_has) if part)
    yield field_label("conflict", "theirs"), " · ".join(part for part in (pair.other_title, pair.theirs_has) if part)
    for one in pair.compared:
        yield f"{one.label} ({one.unit})", f"{one.mine} | {one.theirs}"


def _table(found: Sequence[Item]) -> list[str]:
    columns = [
        Column(_t("Command line", "Record")),
        Column(field_label("conflict", "field")),
        Column(field_label("conflict", "base")),
        Column(field_label("conflict", "mine")),
        Column(field_label("conflict", "theirs")),
        Column(field_label("conflict", "id"), whole=True),
    ]
    ids = short_ids([item.id for item in found])
    rows = [
        [item.title, item.label, _line(item.base.words), _line(_side(item, "mine")), _line(_side(item, "theirs")), id_]
        for item, id_ in zip(found, ids, strict=True)
    ]
    return table(columns, rows, terminal_columns())


def _side(item: Item, name: str) -> str:
    side = item.mine if name == "mine" else item.theirs
    if not side.words:
        return ""
    words = f"{side.words} ({side.who})" if side.who else side.words
    if item.in_force != name or item.settled_at:
        return words
    return _t("Command line", "{value}, in force").format(value=words)


def _line(text: str) -> str:
    return " ".join(text.split())
