"""``search``: over everything, by name, pinyin, initials, phone digits."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from typing import Any

from desktop_crm.cli.answer import Answer
from desktop_crm.cli.arguments import Commands
from desktop_crm.cli.record_text import short_ids
from desktop_crm.cli.session import Session
from desktop_crm.domain.views import SearchHit
from desktop_crm.terminal.argument_types import one_of, whole_number
from desktop_crm.terminal.table import Column, count_line, table, terminal_columns
from desktop_crm.usecases.search import search_all
from desktop_crm.words import _t
from desktop_crm.words.terms import field_label, kind_name, tier_short

SEARCHED = ("customer", "contact", "visit", "task", "memo", "opportunity", "product")
MOST = 20


def declare(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("search", _search, _t("Command line", "find by name, pinyin, initials, phone"))
    words = _t("Command line", "all of them must be found")
    parser.add_argument("words", metavar="WORDS", nargs="+", help=words)
    kind = _t("Command line", "only this kind: {kinds}").format(kinds=", ".join(SEARCHED))
    parser.add_argument("--kind", metavar="K", type=one_of(SEARCHED), help=kind)
    limit = _t("Command line", "at most so many; without it {count}").format(count=MOST)
    parser.add_argument("--limit", metavar="N", type=whole_number, default=MOST, help=limit)


def _search(session: Session, given: Namespace) -> Answer:
    kinds = (given.kind,) if given.kind else ()
    found = session.store().ask(search_all, " ".join(given.words), kinds, given.limit)

    def lines() -> Iterable[str]:
        headings = [
            _t("Command line", "Kind"),
            field_label("customer", "tier"),
            _t("Command line", "Found"),
            _t("Command line", "By"),
            kind_name("customer"),
            "",
        ]
        columns = [*map(Column, headings), Column(field_label("customer", "id"), whole=True)]
        rows = [_cells(hit, id_) for hit, id_ in zip(found, short_ids([hit.id for hit in found]), strict=True)]
        yield from table(columns, rows, terminal_columns()) if rows else []
        yield count_line(len(found), len(found))

    return Answer({"items": [_hit_json(hit) for hit in found]}, lines)


def _cells(hit: SearchHit, id_: str) -> list[str]:
    similar = _t("Command line", "similar") if hit.similar else ""
    customer = hit.customer if hit.kind != "customer" else ""
    return [kind_name(hit.kind), tier_short(hit.tier), hit.title, hit.matched, customer, similar, id_]


def _hit_json(hit: SearchHit) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "id": hit.id,
        "title": hit.title,
        "matched": hit.matched,
        "customer": {"id": hit.customer_id, "name": hit.customer} if hit.customer_id else None,
        "tier": hit.tier or None,
        "similar": hit.similar,
    }
