"""``check``, ``backup``, ``restore``, ``erase``, ``tidy``, ``stats``, ``handover``: the store looked after."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict

from sqlalchemy import Connection

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.values import instant_text
from desktop_crm.server import (
    audit,
    backups,
    checking,
    epochs,
    erasing,
    figures,
    handover,
    keeping,
    nightly,
    office,
    people,
)
from desktop_crm.server.checking import Problem
from desktop_crm.server.commands.arguments import Answer, Commands, Office
from desktop_crm.terminal.argument_types import path
from desktop_crm.terminal.table import pairs
from desktop_crm.words import _t
from desktop_crm.words.fields import kind_name

UNSOUND = 4
"""Exit code of ``check`` when it found something."""


def declare(commands: Commands) -> None:
    """Add the commands."""
    commands.add("check", _check, _t("Server", "prove that the store is whole"))
    backup = commands.add("backup", _backup, _t("Server", "write a verified copy of the store, while it is in use"))
    backup.add_argument("file", metavar="FILE", type=path, help=_t("Server", "file to write"))
    restore = commands.add("restore", _restore, _t("Server", "make the store from a backup"))
    restore.add_argument("file", metavar="FILE", type=path, nargs="?", help=_t("Server", "the backup"))
    confirming = _t("Server", "the restored store is right: laptops may remove what it does not have")
    restore.add_argument("--confirm", action="store_true", help=confirming)
    newer = _t("Server", "a later backup: what it knows to be erased is erased again")
    restore.add_argument("--erased-in", metavar="FILE", type=path, dest="newer", help=newer)
    erase = commands.add("erase", _erase, _t("Server", "erase a record and what hangs on it, everywhere and for ever"))
    erase.add_argument("kind", metavar="KIND", help=_t("Server", "kind of the record, such as contact"))
    erase.add_argument("id", metavar="ID", help=_t("Server", "its id, in full"))
    commands.add("tidy", _tidy, _t("Server", "forget what is due; the server does it once a day"))
    commands.add("stats", _stats, _t("Server", "show how much there is"))
    handing = commands.add("handover", _handover, _t("Server", "give one person's work to another"))
    handing.add_argument("--from", metavar="U", required=True, dest="giver", help=_t("Server", "whose it is"))
    handing.add_argument("--to", metavar="U", required=True, dest="taker", help=_t("Server", "whose it is to be"))


def _check(office_: Office, _given: Namespace) -> Answer:
    with office_.database.snapshot(is_long=True) as connection:
        problems = checking.check(connection)
    found = [{"code": p.code, "where": p.where, "message": sentence(p)} for p in problems]

    def lines() -> Iterable[str]:
        yield from (problem["message"] for problem in found)
        if not found:
            yield _t("Server", "The store is whole.")

    return Answer({"ok": not found, "problems": found}, lines, exit_code=UNSOUND if found else 0)


def _backup(office_: Office, given: Namespace) -> Answer:
    kept = backups.backup(office_.database, given.file, office_.now)
    return Answer(
        {"file": str(given.file), "rows": kept.rows},
        lambda: [_t("Server", "Copied and verified: {file}").format(file=given.file)],
    )


def _restore(office_: Office, given: Namespace) -> Answer:
    if given.confirm:
        return _confirm(office_, given)
    if given.file is None:
        given.parser.refuse(_t("Command line", "Missing: {0}").format("FILE"))
    epoch = backups.restore(office_.new_database(), given.file, office_.now, newer=given.newer)

    def lines() -> Iterable[str]:
        yield _t("Server", "Restored; laptops bring back what the backup does not have.")
        yield _t("Server", "They remove nothing until you look at it and say “restore --confirm”.")

    return Answer({"epoch": epoch}, lines)


def _confirm(office_: Office, given: Namespace) -> Answer:
    if given.file is not None:
        given.parser.refuse(_t("Server", "--confirm takes no file"))

    def work(connection: Connection, tenant: str) -> None:
        epochs.confirm(connection, tenant)
        audit.note(connection, tenant, "restore confirm", office_.now)

    office_.change(work)
    return Answer({"may_remove": True}, lambda: [_t("Server", "Confirmed.")])


def _erase(office_: Office, given: Namespace) -> Answer:
    if given.kind not in KINDS:
        raise RuleError("unknown_kind", where=given.kind)

    def work(connection: Connection, tenant: str) -> int:
        count = erasing.erase(connection, tenant, given.kind, given.id, office_.now)
        office.renew_grants(connection, tenant)
        audit.note(connection, tenant, "erase", office_.now, kind=given.kind, id=given.id, records=count)
        return count

    count = office_.change(work)
    return Answer({"erased": count}, lambda: [_t("Server", "Erased: %n records.", n=count)])


def _tidy(office_: Office, _given: Namespace) -> Answer:
    def work(connection: Connection, tenant: str) -> keeping.Tidied:
        audit.note(connection, tenant, nightly.TIDY, office_.now)
        return keeping.tidy(connection, tenant, office_.now)

    document = asdict(office_.change(work))
    return Answer(document, lambda: pairs([(name, str(count)) for name, count in document.items()]))


def _stats(office_: Office, _given: Namespace) -> Answer:
    told = office_.ask(figures.figures)
    if told["backup_at"] is not None:
        told["backup_at"] = instant_text(office.moment(told["backup_at"]))

    def lines() -> Iterable[str]:
        records = [(kind_name(kind, plural=True), str(count)) for kind, count in told["records"].items()]
        heading = [
            (_t("Server", "Company"), told["tenant"]),
            (_t("Server", "Last number"), f"{told['seq']} ({told['epoch']})"),
            (_t("Server", "Laptops"), ", ".join(f"{state} {n}" for state, n in told["devices"].items())),
            (_t("Server", "Kept for judgement"), str(sum(told["quarantine"].values()))),
            (_t("Server", "Last backup"), told["backup_at"] or "–"),
        ]
        yield from pairs([*heading, *records])

    return Answer(told, lines)


def _handover(office_: Office, given: Namespace) -> Answer:
    def work(connection: Connection, tenant: str) -> handover.HandedOver:
        giver, taker = (people.find(connection, tenant, login).user_id for login in (given.giver, given.taker))
        return handover.hand_over(connection, tenant, giver, taker, office_.now)

    done = office_.change(work)

    def lines() -> Iterable[str]:
        told = [(_t("Server", "Territories"), str(done.territories))]
        yield from pairs(told + [(kind_name(kind, plural=True), str(count)) for kind, count in done.records.items()])

    return Answer(asdict(done), lines)


def sentence(problem: Problem) -> str:
    """One line about a problem."""
    return _SENTENCES[problem.code]().format(where=problem.where)


_SENTENCES: Mapping[str, Callable[[], str]] = {
    "bucket_sum": lambda: _t("Server", "The sum of {where} is not that of its rows"),
    "bytes_damaged": lambda: _t("Server", "A file is not what its checksum says: {where}"),
    "bytes_missing": lambda: _t("Server", "A file that is said to be here is not: {where}"),
    "chain_end": lambda: _t("Server", "The last operation of laptop {where} has no receipt"),
    "feed_beyond": lambda: _t("Server", "A place in a feed lies beyond the last number: {where}"),
    "feed_gone_but_held": lambda: _t("Server", "Told as gone, but there: {where}"),
    "feed_missing": lambda: _t("Server", "Not in the feed of its bucket: {where}"),
    "feed_of_nothing": lambda: _t("Server", "In a feed, but not there: {where}"),
    "feed_version": lambda: _t("Server", "Feed and row have different versions: {where}"),
    "grant_extra": lambda: _t("Server", "Seen by somebody who should not: {where}"),
    "grant_missing": lambda: _t("Server", "Not seen by somebody who should: {where}"),
    "place_differs": lambda: _t("Server", "Does not lie where its root lies: {where}"),
    "receipts_missing": lambda: _t("Server", "The receipts of laptop {where} have a gap"),
    "receipts_of_nobody": lambda: _t("Server", "Receipts of a laptop that is not there: {where}"),
    "root_differs": lambda: _t("Server", "Hangs on another root than it says: {where}"),
    "version_beyond": lambda: _t("Server", "A version beyond the last number: {where}"),
    "version_twice": lambda: _t("Server", "Two rows of one version: {where}"),
}
"""Codes of checking.py."""
