"""What the visits pane decides: which visits, which one in full, what is edited and deleted. No Qt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from desktop_crm.domain import cadence
from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import CrmError, RuleError
from desktop_crm.domain.opportunities import Opportunity
from desktop_crm.domain.views import CustomerRow, ListQuery, VisitRow
from desktop_crm.domain.visits import Visit
from desktop_crm.ui.current_record import CurrentRecord, RecordView
from desktop_crm.ui.listing import Listing, ListView
from desktop_crm.ui.record_draft import name_of
from desktop_crm.usecases import drafts, lists, names, records, visits
from desktop_crm.usecases.visits import AttendeeChange, VisitPeople
from desktop_crm.words import _t
from desktop_crm.words.terms import date_short

if TYPE_CHECKING:
    from desktop_crm.ui.background import Lanes

_LISTED = ("visit", "visit_attendee", "customer", "contact", "tier_assignment")
_ON_PAGE = (*_LISTED, "opportunity", "user")
_PAGE = 256


@dataclass(frozen=True, slots=True)
class VisitPage:
    """One visit in full, all of one moment; ``customer`` is None when it was deleted."""

    visit: Visit
    row: VisitRow
    customer: CustomerRow | None
    people: tuple[names.Attendee, ...]
    offered: VisitPeople
    deal: str

    @property
    def counted_halves(self) -> int:
        """What the visit counts towards the cadence, in halves."""
        tier = self.customer.tier if self.customer else "unrated"
        return cadence.half_weight(self.visit.channel, self.visit.outcome, tier)


def visit_page(snapshot: Any, visit_id: str) -> VisitPage | None:
    """A question: the visit with people and deal; None when it is gone."""
    row = lists.row_of(snapshot, "visit", visit_id)
    try:
        visit = names.record_meant(snapshot, Visit, visit_id)
    except RuleError:
        return None
    if row is None:
        return None
    return VisitPage(
        visit=visit,
        row=row,
        customer=lists.row_of(snapshot, "customer", visit.customer_id),
        people=tuple(names.attendees(snapshot, [visit_id]).get(visit_id, ())),
        offered=visits.people_of(snapshot, visit),
        deal=names.titles(snapshot, {Opportunity.KIND: [visit.opportunity_id]}).get(visit.opportunity_id, ""),
    )


def count_unlogged(snapshot: Any, until: dt.date) -> int:
    """A question: how many planned visits up to a day are not written down."""
    keys = lists.ids(snapshot, ListQuery("visit", filters=(("state", ("planned",)),), order="on"))
    count = 0
    for start in range(0, len(keys), _PAGE):
        rows = lists.rows(snapshot, "visit", keys[start : start + _PAGE])
        passed = sum(row.on is not None and row.on <= until for row in rows)
        count += passed
        if passed < len(rows):
            break
    return count


def periods(today: dt.date) -> tuple[tuple[str, str], ...]:
    """What the period filter offers: first day as ISO text, words."""
    return (
        (today.isoformat(), _t("Visits", "today")),
        ((today - dt.timedelta(days=today.weekday())).isoformat(), _t("Visits", "this week")),
        ((today - dt.timedelta(days=30)).isoformat(), _t("Visits", "last 30 days")),
        ((today - dt.timedelta(days=91)).isoformat(), _t("Visits", "last 13 weeks")),
        (today.replace(month=1, day=1).isoformat(), _t("Visits", "this year")),
    )


class VisitsView(ListView, RecordView, Protocol):
    """What the pane shows besides its list and the visit in full."""

    def show_unlogged(self, count: int) -> None:
        """So many planned visits up to today wait to be written down."""
        ...

    def say(self, words: str, undoable: bool) -> None:
        """Tell what was done."""
        ...


class VisitsPresenter:
    """One visit at a time beside the list. ``today`` gives the business date."""

    def __init__(self, view: VisitsView, background: Lanes, today: Callable[[], dt.date]) -> None:
        self._view, self._background, self._today = view, background, today
        self.listing = Listing(view, background, "visit")
        self.current = CurrentRecord(view, background, self.listing, visit_page)

    def load(self) -> None:
        """Read the list, the page and the count again."""
        self.listing.load()
        self.count()
        self.current.reload()

    def refresh(self, changes: Changes, in_sight: bool) -> None:
        """Records were changed, by whomever; out of sight only the count of the side bar follows."""
        if changes.touches(*_LISTED):
            self.count()
            if in_sight:
                self.listing.load()
        if in_sight and changes.touches(*_ON_PAGE):
            self.current.reload()

    def count(self) -> None:
        """Count the plans that wait to be written down."""
        self._background.ask(
            count_unlogged, self._today(), done=self._view.show_unlogged, ticket=(self, "unlogged"), patient=True
        )

    def filter(self, name: str, values: Sequence[str]) -> None:
        """Accept these values of a filter; there is one period at a time, the one chosen last."""
        if name == "since":
            fresh = [value for value in values if value not in self.listing.filtered(name)]
            values = fresh or values
        self.listing.filter(name, values)

    def edit(
        self,
        page: VisitPage,
        changes: Mapping[str, tuple[Any, Any]],
        people: AttendeeChange,
        done: Callable[[], None],
        failed: Callable[[CrmError], None],
    ) -> None:
        """Write what a form changed: each field with the value it had shown, and who was there."""

        def tell(_visit: object) -> None:
            done()
            self._view.say(_t("Visits", "Saved: {visit}").format(visit=self.name_of(page.row)), True)

        if changes or people != AttendeeChange():
            id_ = page.visit.id
            self._background.change(
                drafts.correct_visit, id_, changes, people, name_of(Visit, id_), done=tell, failed=failed
            )
        else:
            done()

    def delete(self, rows: Sequence[VisitRow]) -> None:
        """Move visits to the bin."""
        if not rows:
            return
        if len(rows) == 1:
            words = _t("Visits", "Moved to bin: {visit}").format(visit=self.name_of(rows[0]))
        else:
            words = _t("Visits", "%n visits moved to bin", n=len(rows))
        self._background.change(
            records.delete_many, Visit, [row.id for row in rows], done=lambda _count: self._view.say(words, True)
        )

    def name_of(self, row: VisitRow) -> str:
        """What a visit is called: customer and day."""
        return f"{row.customer} {date_short(row.on, self._today())}" if row.on else row.customer
