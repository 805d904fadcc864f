"""``merge A B``: two records that are one become one."""

from __future__ import annotations

from argparse import Namespace

from desktop_crm.cli.answer import Answer
from desktop_crm.cli.arguments import Commands
from desktop_crm.cli.conflicts import take_values
from desktop_crm.cli.records import record_answer
from desktop_crm.cli.session import Session
from desktop_crm.domain.aliases import MERGEABLE
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.kinds import KINDS
from desktop_crm.terminal.argument_types import one_of
from desktop_crm.usecases import names
from desktop_crm.usecases.merging import merge_records
from desktop_crm.words import _t


def declare(commands: Commands) -> None:
    """Add the command."""
    merging = commands.add("merge", _merge, _t("Command line", "make two records one; undo parts them again"))
    merging.add_argument("survivor", metavar="A", help=_t("Command line", "the one that stays: id or name"))
    merging.add_argument("duplicate", metavar="B", help=_t("Command line", "the one that goes: id or name"))
    kinds = sorted(MERGEABLE)
    about = _t("Command line", "what both are (customer)")
    merging.add_argument("--kind", metavar="|".join(kinds), type=one_of(kinds), default=Customer.KIND, help=about)
    take_values(merging)


def _merge(session: Session, given: Namespace) -> Answer:
    kind, store = KINDS[given.kind], session.store()
    ends = [store.ask(names.record_meant, kind, text).id for text in (given.survivor, given.duplicate)]
    survivor, _ = store.change(merge_records, kind, *ends, given.take)
    return record_answer(session, store.ask(names.record_meant, kind, survivor.id))
