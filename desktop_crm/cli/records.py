"""``customer|contact|visit|task|memo|opportunity|product|territory|user list|show|add|edit|delete``."""

from __future__ import annotations

import datetime as dt
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from desktop_crm.cli.answer import Answer, Handler
from desktop_crm.cli.arguments import Commands
from desktop_crm.cli.field_texts import choices_shown, plain_texts
from desktop_crm.cli.record_text import LISTED, list_lines, record_lines
from desktop_crm.cli.session import Session
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError, UsageError
from desktop_crm.domain.fields import Record, Type, fields_of
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.values import parse, record_json
from desktop_crm.domain.visits import Visit
from desktop_crm.terminal.argument_types import field_and_value, whole_number
from desktop_crm.terminal.parser import Parser, WrongUsage
from desktop_crm.terminal.table import count_line
from desktop_crm.usecases import names, records
from desktop_crm.words import _t
from desktop_crm.words.fields import kind_name

_SOME_DAY = dt.date(2000, 1, 1)
"""Stands for today where only matters whether a text names a day; the year has a 29 February."""


def declare(commands: Commands) -> None:
    """Add five commands for every kind that is listed; visits.py adds the one that edits a visit and its people."""
    for name in LISTED:
        kind = KINDS[name]
        about = _t("Command line", "{kinds}: list, show, add, edit, delete")
        commands.group(name, about.format(kinds=kind_name(name, plural=True)))
        listing = commands.add(f"{name} list", partial(_list, kind), _t("Command line", "list them"))
        _take_fields(listing, "--where", _t("Command line", "only where this field has this value"))
        listing.add_argument("--limit", metavar="N", type=whole_number, help=_t("Command line", "at most so many"))
        listing.add_argument(
            "--offset", metavar="N", type=whole_number, default=0, help=_t("Command line", "leave out the first ones")
        )
        _take_id(commands.add(f"{name} show", partial(_show, kind), _t("Command line", "show one")))
        adding = commands.add(f"{name} add", partial(_add, kind), _t("Command line", "add one"))
        _take_fields(adding, "--set", _t("Command line", "value of a field"), required=True)
        if kind is not Visit:
            declare_edit(commands, kind, partial(_edit, kind), fields_required=True)
        _take_id(commands.add(f"{name} delete", partial(_delete, kind), _t("Command line", "move one to the bin")))


def declare_edit(commands: Commands, kind: type[Record], handler: Handler, *, fields_required: bool) -> Parser:
    """Add the command that changes a record; the handler returns an ``edit_answer``."""
    editing = commands.add(f"{kind.KIND} edit", handler, _t("Command line", "change fields of one"))
    _take_id(editing)
    _take_fields(editing, "--set", _t("Command line", "new value of a field"), required=fields_required)
    return editing


def _take_id(parser: Parser) -> None:
    about = _t("Command line", "id, its first 8 characters or more, or name")
    parser.add_argument("id", metavar="ID", help=about)


def _take_fields(parser: Parser, option: str, about: str, *, required: bool = False) -> None:
    parser.add_argument(
        option,
        metavar="FIELD=VALUE",
        dest="fields",
        type=field_and_value,
        action="extend",
        nargs="+",
        default=[],
        required=required,
        help=about,
    )


def _list(kind: type[Record], session: Session, given: Namespace) -> Answer:
    where = _by_field(kind, given.fields)
    store = session.store()
    where = plain_texts(kind, where, store.today)
    found, total = store.ask(records.list_records, kind, where, given.limit, given.offset)

    def lines() -> Iterable[str]:
        yield from list_lines(session, kind, found) if found else []
        yield count_line(len(found), total)

    return Answer({"items": records_json(session, found), "total": total}, lines)


def _show(kind: type[Record], session: Session, given: Namespace) -> Answer:
    return record_answer(session, session.store().ask(names.record_meant, kind, given.id))


def _add(kind: type[Record], session: Session, given: Namespace) -> Answer:
    texts = _by_field(kind, given.fields)
    for name, text in plain_texts(kind, texts, _SOME_DAY).items():
        # What is wrong by itself is refused before a store is made for it.
        field = records.field_named(kind, name)
        if field.type is not Type.REFERENCE:
            with _fields_named_of(kind):
                parse(field, text)
    store = session.store(create=True)
    with _fields_named_of(kind):
        made, _ = store.change(records.add, kind, plain_texts(kind, texts, store.today))
    return _named_answer(session, store.ask(names.record_meant, kind, made.id))


def _edit(kind: type[Record], session: Session, given: Namespace) -> Answer:
    return edit_answer(kind, session, given, lambda work, id_, texts: records.edit(work, kind, id_, texts))


def edit_answer(
    kind: type[Record], session: Session, given: Namespace, verb: Callable[[Any, str, Mapping[str, str]], object]
) -> Answer:
    """The record as ``verb`` has left it, which is given its id and the texts by field."""
    texts = _by_field(kind, given.fields)
    for name in texts:
        records.field_named(kind, name)
    store = session.store()
    id_ = store.ask(records.find_id, kind, given.id)
    with _fields_named_of(kind):
        store.change(verb, id_, plain_texts(kind, texts, store.today))
    edited = store.ask(names.record_meant, kind, id_)
    return _named_answer(session, edited) if kind.TITLE in texts else record_answer(session, edited)


@contextmanager
def _fields_named_of(kind: type[Record]) -> Iterator[None]:
    """What is refused here is a field of this kind: the "title" of a task is not that of a person.

    Choices are named by their codes and their words.
    """
    try:
        yield
    except RuleError as error:
        error.values.setdefault("of_kind", kind.KIND)
        if error.code == "field_choice" and error.where in fields_of(kind):
            error.values["choices"] = choices_shown(kind.KIND, fields_of(kind)[error.where])
        raise


def _delete(kind: type[Record], session: Session, given: Namespace) -> Answer:
    store = session.store()
    id_ = store.ask(records.find_id, kind, given.id)
    deleted, _ = store.change(records.delete, kind, id_)

    def lines() -> Iterable[str]:
        title = str(getattr(deleted, kind.TITLE)).partition("\n")[0]
        yield _t("Command line", "Moved to bin: {title}").format(title=title or deleted.id)

    return Answer(records_json(session, [deleted])[0], lines)


def _by_field(kind: type[Record], given: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Texts by field. Raises ``UsageError`` for a field that the kind does not have, or one given twice."""
    texts: dict[str, str] = {}
    for name, text in given:
        if name not in fields_of(kind):
            raise UsageError("unknown_field", where=f"{kind.KIND}.{name}")
        if name in texts:
            raise WrongUsage(_t("Command line", "“{field}” is given twice").format(field=name), kind.KIND)
        texts[name] = text
    return texts


def record_answer(session: Session, record: Record) -> Answer:
    """The answer that is one record: all its fields."""
    document = records_json(session, [record])[0]
    people = [person["name"] for person in document.get("attendees", ())]
    more = [(kind_name("visit_attendee", plural=True), ", ".join(people))] if people else []
    return Answer(document, lambda: record_lines(session, record, more))


def _named_answer(session: Session, record: Record) -> Answer:
    """``record_answer`` of one that was given its name: of customers it says who was called so already."""
    answer = record_answer(session, record)
    others = session.store().ask(names.namesakes, record) if isinstance(record, Customer) else []
    if not others:
        return answer
    remark = _t("Command line", "Another customer is called so too: {ids}. Commands need the id of either.")
    return replace(
        answer, document={**answer.document, "same_name": others}, remark=remark.format(ids=", ".join(others))
    )


def records_json(session: Session, found: Sequence[Record]) -> list[dict[str, Any]]:
    """Records of one kind as documents; visits carry who was there as ``attendees``."""
    documents = [record_json(record) for record in found]
    if found and isinstance(found[0], Visit):
        there = session.store().ask(names.attendees, [record.id for record in found])
        for document in documents:
            document["attendees"] = [asdict(person) for person in there.get(document["id"], ())]
    return documents
