"""What the call list pane decides: who is on the list, how the page is laid out, what is logged. No Qt."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from desktop_crm.domain.cadence import DueState
from desktop_crm.domain.call_list import CallList, Filter, Row
from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.territories import Territory
from desktop_crm.reports.page_options import PageOptions
from desktop_crm.reports.paper import PagedReport
from desktop_crm.usecases import call_list, records
from desktop_crm.usecases.call_list import Printed, due_day
from desktop_crm.words import _t
from desktop_crm.words.terms import date_short, enumeration

if TYPE_CHECKING:
    from desktop_crm.ui.background import Lanes

AT_ONCE = 2000
"""Customers up to which a page is laid out between two frames; longer lists are laid out in the background."""

SHOWN_UNASKED = 10_000
"""Customers in the tiers and the territory chosen up to which the list is made as soon as it is looked at.

Nobody carries a thousand pages: who gets there has not chosen yet. Made all the same when asked for in so many words.
"""

LayOut = Callable[[CallList, PageOptions], PagedReport]

_SHOWN = ("customer", "contact", "visit", "visit_attendee", "task", "opportunity", "tier_assignment", "territory")
_NEAREST = 3


class CallListView(Protocol):
    """What the pane shows."""

    def show_territories(self, choices: Sequence[tuple[str, str]]) -> None:
        """Id and name of the territories to choose from."""
        ...

    def show_choice(self, chosen: Filter, options: PageOptions) -> None:
        """Filter and options are these now."""
        ...

    def show_pages(self, report: PagedReport, counts: str) -> None:
        """The list on paper, and the line that counts it."""
        ...

    def show_crowd(self, words: str) -> None:
        """So many customers are chosen that the list is only made when asked for; ``words`` say it."""
        ...

    def show_nearest(self, words: str) -> None:
        """Nobody is due: who will be next; empty when somebody is."""
        ...

    def show_failure(self, error: CrmError) -> None:
        """The list could not be made, written or printed."""
        ...

    def say(self, words: str, undoable: bool) -> None:
        """Tell what was done."""
        ...


class CallListPresenter:
    """One list with its options. ``lay_out`` makes pages of it; ``today`` gives the business date."""

    def __init__(self, view: CallListView, background: Lanes, lay_out: LayOut, today: Callable[[], dt.date]) -> None:
        self._view, self._background, self._lay_out, self._today = view, background, lay_out, today
        self._filter = Filter(only_due=True)
        self._options = PageOptions()
        self._list: CallList | None = None
        self._wanted: tuple[tuple[str, ...], str] | None = None
        """Tiers and territory whose list was asked for, however long it is."""

    @property
    def call_list(self) -> CallList | None:
        """The list as it is shown; None before the first answer."""
        return self._list

    @property
    def filter(self) -> Filter:
        """Who is on the list."""
        return self._filter

    @property
    def options(self) -> PageOptions:
        """How the page looks."""
        return self._options

    def load(self) -> None:
        """Read territories and list anew."""
        self._background.ask(
            records.list_records, Territory, {}, done=self._take_territories, ticket=(self, "territories")
        )
        self._view.show_choice(self._filter, self._options)
        self._build()

    def refresh(self, changes: Changes) -> None:
        """Records were changed, by whomever."""
        if changes.touches("territory"):
            self.load()
        elif changes.touches(*_SHOWN):
            self._build()

    def choose(self, **fields: Any) -> None:
        """Another filter; names are those of ``Filter``."""
        wanted = replace(self._filter, **fields)
        if wanted != self._filter:
            self._filter = wanted
            self._view.show_choice(wanted, self._options)
            self._build()

    def set_options(self, **fields: Any) -> None:
        """Other options of the page; names are those of ``PageOptions``."""
        wanted = replace(self._options, **fields)
        if wanted != self._options:
            self._options = wanted
            self._view.show_choice(self._filter, wanted)
            self._make_pages()

    def show_crowd_all_the_same(self) -> None:
        """Make the list of all who are chosen, however long it takes."""
        self._wanted = self._filter.tiers, self._filter.territory_id
        self._build()

    def send(self, target: str, words: str, write: Callable[[CallList], object]) -> None:
        """Log that the list shown goes to paper or file ``target``, let it ``write``, then tell with ``words``.

        Logged first: only then it is sure which codes are its own.
        """
        if self._list is not None:
            self._background.change(
                call_list.log_print,
                self._list,
                target,
                done=partial(self._write, self._list, words, write),
                failed=self._view.show_failure,
            )

    # --- answers -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        chosen = self._filter.tiers, self._filter.territory_id
        most = sys.maxsize if chosen == self._wanted else SHOWN_UNASKED
        self._background.ask(
            call_list.build_up_to,
            self._filter,
            most,
            done=self._take_list,
            failed=self._view.show_failure,
            ticket=(self, "list"),
        )

    def _take_list(self, found: CallList | int) -> None:
        if isinstance(found, int):
            self._list = None
            self._view.show_nearest("")
            words = _t("CallListPane", "%n customers are chosen: too many for one list.", n=found)
            self._view.show_crowd(f"{words}\n{_t('CallListPane', 'Choose tiers or a territory.')}")
            return
        self._list = found
        self._make_pages()
        if found.total or not found.filter.only_due:
            self._view.show_nearest("")
        else:
            everybody = replace(found.filter, only_due=False)
            self._background.ask(
                call_list.nearest, everybody, _NEAREST, done=self._take_nearest, ticket=(self, "nearest")
            )

    def _write(self, sent: CallList, words: str, write: Callable[[CallList], object], printed: Printed) -> None:
        if self._list is sent and printed.call_list is not sent:
            self._list = printed.call_list
            self._make_pages()
        try:
            write(printed.call_list)
        except CrmError as error:
            self._view.show_failure(error)
            self._background.change(call_list.unlog_print, printed.entry)
            return
        self._view.say(words, False)

    def _make_pages(self) -> None:
        found, options = self._list, self._options
        if found is None:
            return

        def pages() -> tuple[PagedReport, str]:
            report = self._lay_out(found, options)
            return report, counts(found, report.page_count)

        if found.total <= AT_ONCE:
            self._view.show_pages(*pages())
        else:
            self._background.ask(lambda _snapshot: pages(), done=self._show_pages, ticket=(self, "pages"))

    def _show_pages(self, made: tuple[PagedReport, str]) -> None:
        self._view.show_pages(*made)

    def _take_nearest(self, rows: Sequence[Row]) -> None:
        today = self._today()
        names = [f"{date_short(due_day(row), today)} {row.name}" for row in rows]
        self._view.show_nearest(_t("CallListPane", "Next: {customers}").format(customers=enumeration(names)))

    def _take_territories(self, found: tuple[Sequence[Territory], int]) -> None:
        self._view.show_territories([(territory.id, territory.name) for territory in found[0]])


def counts(found: CallList, pages: int) -> str:
    """``24 customers · 4 pages``, and below ``4 late, 14 due, 1 never``: states that occur, in the order of urgency."""
    late, due, never = (found.count(state) for state in (DueState.LATE, DueState.DUE, DueState.NEVER))
    states = []
    if late:
        states.append(_t("CallListPane", "%n late", n=late))
    if due:
        states.append(_t("CallListPane", "%n due", n=due))
    if never:
        states.append(_t("CallListPane", "%n never", n=never))
    parts = [_t("CallListPane", "%n customers", n=found.total), _t("CallListPane", "%n pages", n=pages)]
    return "\n".join(part for part in (" · ".join(parts), enumeration(states)) if part)
