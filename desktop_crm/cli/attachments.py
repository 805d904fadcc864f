"""``attach`` and ``attachment list|get``: files on records."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable

from desktop_crm.cli.answer import Answer
from desktop_crm.cli.arguments import Commands
from desktop_crm.cli.records import records_json
from desktop_crm.cli.session import Session
from desktop_crm.domain.attachments import PLACES, Attachment
from desktop_crm.domain.kinds import KINDS
from desktop_crm.exchange.whole_file import replacing
from desktop_crm.terminal.argument_types import one_of, path
from desktop_crm.terminal.parser import Parser
from desktop_crm.terminal.table import Column, table, terminal_columns
from desktop_crm.usecases import attachments, records
from desktop_crm.words import _t
from desktop_crm.words.fields import field_label


def declare(commands: Commands) -> None:
    """Add the commands."""
    attaching = commands.add("attach", _attach, _t("Command line", "hang a file on a record"))
    _take_record(attaching)
    attaching.add_argument("file", metavar="FILE", type=path, help=_t("Command line", "file to attach"))
    commands.group("attachment", _t("Command line", "files on records: list them, get one"))
    _take_record(commands.add("attachment list", _list, _t("Command line", "the files of a record")))
    getting = commands.add("attachment get", _get, _t("Command line", "write a file of a record out"))
    about = _t("Command line", "id of the attachment, its first 8 characters or more, or its name")
    getting.add_argument("id", metavar="ID", help=about)
    getting.add_argument("file", metavar="FILE", type=path, help=_t("Command line", "file to write"))


def _take_record(parser: Parser) -> None:
    kinds = _t("Command line", "kind of the record: {kinds}").format(kinds=", ".join(PLACES))
    parser.add_argument("kind", metavar="KIND", type=one_of(tuple(PLACES)), help=kinds)
    parser.add_argument("id", metavar="ID", help=_t("Command line", "id, its first 8 characters or more, or name"))


def _attach(session: Session, given: Namespace) -> Answer:
    content = attachments.bytes_of(given.file)
    store, kind = session.store(), KINDS[given.kind]
    id_ = store.ask(records.find_id, kind, given.id)
    made, _ = store.change(attachments.attach, kind, id_, given.file.name, content)

    def lines() -> Iterable[str]:
        told = _t("Command line", "Attached: {name} ({id})")
        yield told.format(name=made.name, id=made.id)

    return Answer(records_json(session, [made])[0], lines)


def _list(session: Session, given: Namespace) -> Answer:
    store, kind = session.store(), KINDS[given.kind]
    found = store.ask(attachments.attached, kind, store.ask(records.find_id, kind, given.id))

    def lines() -> Iterable[str]:
        if not found:
            yield _t("Command line", "No files")
            return
        columns = [
            Column(field_label("attachment", "name")),
            Column(field_label("attachment", "size"), True),
            Column(field_label("attachment", "id"), whole=True),
        ]
        yield from table(columns, [[one.name, str(one.size), one.id] for one in found], terminal_columns())

    return Answer({"items": records_json(session, found)}, lines)


def _get(session: Session, given: Namespace) -> Answer:
    store = session.store()
    id_ = store.ask(records.find_id, Attachment, given.id)
    store.fetch_attachment(id_)
    content = store.ask(attachments.content, id_)
    with replacing(given.file) as file:
        file.write(content)
    about = {"id": id_, "file": str(given.file), "size": len(content)}

    def lines() -> Iterable[str]:
        yield _t("Command line", "Written: {file}").format(file=given.file)

    return Answer(about, lines)
