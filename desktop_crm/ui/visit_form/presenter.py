"""What the visit form decides: how texts are read, what saving would change, what is missing, what comes after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Protocol

from desktop_crm.domain import cadence
from desktop_crm.domain.errors import CrmError, RuleError
from desktop_crm.domain.natural_dates import split
from desktop_crm.domain.opportunities import Opportunity
from desktop_crm.domain.views import CustomerHit, CustomerRow, ListQuery, VisitRow
from desktop_crm.domain.visits import NOT_MET, Visit
from desktop_crm.ui.customer_finder import CustomerFinder
from desktop_crm.ui.visit_form import words
from desktop_crm.ui.visit_form.entry import Draft, Entry, VisitDrafts, name_of
from desktop_crm.usecases import drafts as kept_drafts
from desktop_crm.usecases import lists, visits
from desktop_crm.usecases.visits import LoggedVisit, VisitDraft, VisitForm
from desktop_crm.words import _t
from desktop_crm.words.errors import error_text
from desktop_crm.words.terms import date_short, date_weekday, due_state_name, due_words, outcome_name

if TYPE_CHECKING:
    from desktop_crm.ui.background import Lanes

Place = Literal["customer", "at", "outcome", "next_visit", ""]
"""Where a refusal belongs; empty = the form as a whole."""

_PLACES: dict[str, Place] = {"customer": "customer", "at": "at", "outcome": "outcome", "next_visit": "next_visit"}
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The next visit as the form shows it. ``day`` None: nothing is proposed, ``reason`` says why."""

    day: dt.date | None
    words: str
    reason: str
    warning: str = ""
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after saving; states are due states, painted as signs."""

    old: str
    new: str
    old_state: str = ""
    new_state: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What saving would change; None for what does not come up."""

    last_contact: Change | None = None
    last_attempt: Change | None = None
    due: Change | None = None
    task: Change | None = None
    next_visit: Change | None = None
    deal: Change | None = None
    deal_name: str = ""


class VisitFormView(Protocol):
    """What the presenter asks of the form."""

    def show_hits(self, text: str, hits: Sequence[CustomerHit], due: Sequence[str]) -> None:
        """Offer customers for a typed text."""

    def show_entry(self, entry: Entry, form: VisitForm | None, planned: str) -> None:
        """Fill everything in; ``planned`` says for when a visit was planned."""

    def show_draft(self, words: str, is_shown: bool) -> None:
        """Say that a draft ``is_shown``, to be started over, or that one waits, to be opened; empty words for none."""

    def show_moment(self, words: str, is_read: bool) -> None:
        """Say how the time was understood, or that it was not."""

    def show_follow_up(self, day: str, owner: str, time: str) -> None:
        """Say how the next step was understood; empty words for an empty line."""

    def show_proposal(self, proposal: Proposal) -> None:
        """Show the next visit."""

    def show_changes(self, changes: Changes) -> None:
        """Show what saving would change."""

    def show_refusal(self, place: Place, sentence: str) -> None:
        """Say what is missing or wrong, at its place, and put the focus there."""

    def keep_soon(self) -> None:
        """Call ``keep`` within a second: something was typed."""

    def set_saving(self, saving: bool) -> None:
        """Whether a save is under way: it can't be asked for twice, and nothing typed."""

    def finish(self, said: str, undoable: bool) -> None:
        """Close; ``said`` is for the toast of the window, empty for none."""

    def go_on(self, said: str) -> None:
        """The form stays for another visit; ``said`` is for the toast, undoable."""


class VisitFormPresenter:
    """One opened form. ``now`` gives the local moment of the business date."""

    def __init__(
        self, view: VisitFormView, background: Lanes, drafts: VisitDrafts, now: Callable[[], dt.datetime]
    ) -> None:
        self._view, self._background, self._drafts, self._now = view, background, drafts, now
        self._finder = CustomerFinder(background, self._show_hits)
        self._entry = Entry()
        self._form: VisitForm | None = None
        self._day = self._today
        self._start: dt.datetime | None = None
        self._end: dt.datetime | None = None
        self._cadence_day: dt.date | None = None
        self._wish: dt.date | None = None
        self._saving = False
        self._loading = False
        self._save_wish: bool | None = None
        """Save was asked for while the customer was being read; True: and go on to the next."""
        self._closed = False
        self._kept: Entry | None = None
        """What the draft of this form holds, None while it has none."""

    @property
    def entry(self) -> Entry:
        """What stands in the form."""
        return self._entry

    @property
    def is_planned(self) -> bool:
        """Whether the visit fulfils a plan, so that only its outcome is missing."""
        return self._plan() is not None

    @property
    def _today(self) -> dt.date:
        return self._now().date()

    def _ask(
        self,
        what: str,
        question: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], None],
        failed: Callable[[CrmError], None],
    ) -> None:
        """Ask in the background; an answer that comes after the form was left is dropped."""

        def while_open(take: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda answer: None if self._closed else take(answer)

        self._background.ask(question, *args, done=while_open(done), failed=while_open(failed), ticket=(self, what))

    def _finish(self, said: str, undoable: bool) -> None:
        self._closed = True
        self._view.finish(said, undoable)

    # --- customer ------------------------------------------------------------------------------------------

    def start(self, customer_id: str) -> None:
        """Begin at a customer, or without one; a draft of that customer comes back, any other one is offered."""
        self._closed, self._kept = False, None
        if customer_id:
            self._load_or_restore(customer_id)
            return
        draft, other = self._drafts.of(""), self._drafts.latest()
        self._entry = draft.as_of(self._today) if draft else Entry()
        self._kept = self._entry if draft else None
        self._view.show_entry(self._entry, None, "")
        if draft:
            self._view.show_draft(words.draft_of(draft.left_at, self._today), True)
        elif other:
            offered = words.draft_offered(other.entry.customer, other.left_at, self._today)
            self._view.show_draft(offered, False)
        else:
            self._view.show_draft("", False)
        self._read_moment()
        self._show_rest()

    def find(self, text: str) -> None:
        """Look for customers while one types."""
        self._finder.find(text)

    def choose(self, customer_id: str) -> None:
        """Another customer for the same visit: what was typed so far stays, people and plan are theirs."""
        self.keep()
        if self._entry.is_worth_keeping:
            self._load(customer_id, None)
        else:
            self._load_or_restore(customer_id)

    def open_draft(self) -> None:
        """Bring back the draft that was offered."""
        draft = self._drafts.latest()
        if draft is not None:
            self._begin(draft.entry.customer_id)

    def start_over(self) -> None:
        """Give the draft up and begin anew at the same customer."""
        customer_id = self._entry.customer_id
        self._drafts.forget(customer_id)
        self._begin(customer_id)

    def _begin(self, customer_id: str) -> None:
        self._entry, self._form, self._wish = Entry(), None, None
        self.start(customer_id)

    def _load_or_restore(self, customer_id: str) -> None:
        draft = self._drafts.of(customer_id)
        if draft is not None:
            self._entry = self._kept = draft.as_of(self._today)
        self._load(customer_id, draft)

    def _load(self, customer_id: str, draft: Draft | None) -> None:
        self._loading = True
        done, failed = partial(self._take_form, draft), partial(self._miss_form, draft)
        self._ask("customer", visits.visit_form, customer_id, done=done, failed=failed)

    def _miss_form(self, draft: Draft | None, error: CrmError) -> None:
        """The customer is gone: what was typed for it stays, for another one to be chosen."""
        self._set_saving(False)
        if draft is not None and error.code == "unknown_id":
            self._entry = replace(self._entry, customer_id="", customer="", attendees=())
            self._view.show_entry(self._entry, None, "")
            self._view.show_draft(words.draft_of(draft.left_at, self._today), True)
            self._view.keep_soon()
            self._read_moment()
            self._show_rest()
        self._refuse(error)

    def _take_form(self, draft: Draft | None, form: VisitForm) -> None:
        self._form, self._loading = form, False
        self._set_saving(False)
        row, plan = form.row, self._plan()
        if draft is None:
            self._entry = replace(
                self._entry,
                customer_id=row.id,
                customer=row.name,
                attendees=tuple(card.contact.id for card in form.contacts if card.contact.id in form.ticked),
                at=self._entry.at or self._planned_time(plan),
                channel=plan.channel if plan else self._entry.channel,
                kind=plan.kind if plan else self._entry.kind,
                next_visit=None,
            )
            self._view.keep_soon()
        else:
            known = {card.contact.id for card in form.contacts}
            there = tuple(id_ for id_ in self._entry.attendees if id_ in known)
            untouched = self._entry == self._kept
            self._entry = replace(self._entry, customer=row.name, attendees=there)
            self._kept = self._entry if untouched else self._kept
        self._wish = self._entry.next_visit
        said = ""
        if plan and plan.planned_on:
            said = words.planned(plan.planned_on, self._local(plan.planned_start), self._today)
        self._view.show_entry(self._entry, form, said)
        self._view.show_draft(words.draft_of(draft.left_at, self._today) if draft else "", True)
        self._read_moment()
        self._show_rest()
        if self._save_wish is not None:
            and_next, self._save_wish = self._save_wish, None
            self.save(and_next)

    def _plan(self) -> Visit | None:
        """The planned visit that this one fulfils: of today, or one that was missed."""
        return self._form.planned if self._form else None

    def _planned_time(self, plan: Visit | None) -> str:
        """The planned slot as a text to be corrected; empty, which means just now, when it is still ahead."""
        start, end = (self._local(plan.planned_start), self._local(plan.planned_end)) if plan else (None, None)
        if plan is None or start is None or start > self._now():
            return ""
        times = f"{start:%H:%M}-{end:%H:%M}" if end else f"{start:%H:%M}"
        return times if plan.planned_on == self._today else f"{start:%m-%d} {times}"

    def _show_hits(self, text: str, hits: Sequence[CustomerHit]) -> None:
        if self._closed:
            return
        self._view.show_hits(text, hits, [self._due_of(hit.row) for hit in hits])

    def _due_of(self, row: CustomerRow) -> str:
        return due_words(row.due.state, row.due.days_over, row.due.next_due, self._today, short=True)

    def due_of_customer(self) -> str:
        """Words of the due state of the chosen customer."""
        return self._due_of(self._form.row) if self._form else ""

    # --- what is typed -------------------------------------------------------------------------------------

    def change(self, **fields: Any) -> None:
        """Something in the form has other values now; names are those of ``Entry``."""
        self._entry = replace(self._entry, **fields)
        if "at" in fields:
            self._read_moment()
        if fields.keys() & {"channel", "outcome"}:
            self._wish = None
            self._entry = replace(self._entry, next_visit=None)
            self._propose()
        if "next_step" in fields:
            self._show_follow_up()
        self._show_changes()
        self._view.keep_soon()

    def shift_next_visit(self, weeks: int) -> None:
        """Propose the next visit some weeks later or earlier, never before tomorrow."""
        base = self._wish or self._cadence_day or self._day
        self._wish = max(base + weeks * _WEEK, self._today + cadence.ONE_DAY)
        if self._entry.next_visit:
            self._entry = replace(self._entry, next_visit=self._wish)
        self._show_proposal()
        self._show_changes()
        self._view.keep_soon()

    def accept_next_visit(self, accept: bool = True) -> None:
        """Plan the next visit for the proposed day with saving, or not after all."""
        day = (self._wish or self._future(self._cadence_day)) if accept else None
        self._entry = replace(self._entry, next_visit=day)
        self._show_proposal()
        self._show_changes()
        self._view.keep_soon()

    def _show_rest(self) -> None:
        self._show_follow_up()
        self._propose()
        self._show_changes()

    def _read_moment(self) -> None:
        """Ask how the time is read by the same code that saving uses."""
        text, minutes = self._entry.at, self._minutes()
        self._ask(
            "moment",
            lambda snapshot: visits.read_moment(text, snapshot, minutes),
            done=self._take_moment,
            failed=self._refuse_moment,
        )

    def _minutes(self) -> int:
        return visits.USUAL_MINUTES[self._form.row.tier if self._form else "unrated"]

    def _take_moment(self, read: tuple[dt.datetime, dt.datetime, dt.date]) -> None:
        start, end, self._day = read
        self._start, self._end = self._local(start), self._local(end)
        if self._start and self._end:
            self._view.show_moment(words.moment(self._start, self._end, self._today), True)
        self._propose()
        self._show_changes()

    def _refuse_moment(self, error: CrmError) -> None:
        self._start = self._end = None
        self._view.show_moment(_sentence(error), False)

    def _local(self, moment: dt.datetime | None) -> dt.datetime | None:
        return moment.astimezone(self._now().tzinfo) if moment else None

    def _show_follow_up(self) -> None:
        line = self._entry.next_step
        if line.strip():
            self._view.show_follow_up(*words.follow_up(split(line, self._today)[1], self._today))
        else:
            self._view.show_follow_up("", "", "")

    # --- the next visit ------------------------------------------------------------------------------------

    def _propose(self) -> None:
        """Ask for the day that the cadence gives; before an outcome is chosen it is taken to count."""
        if self._form is None:
            self._cadence_day = None
            self._show_proposal()
            return
        outcome = self._entry.outcome or 1
        asked = (self._form.row, self._entry.channel, outcome, self._day)
        self._ask("proposal", visits.proposed_next, *asked, done=self._take_proposal, failed=self._refuse)

    def _take_proposal(self, day: dt.date | None) -> None:
        self._cadence_day = day
        self._show_proposal()
        self._show_changes()

    def _future(self, day: dt.date | None) -> dt.date | None:
        """A day that can still be planned: a visit written down late proposes tomorrow at the earliest."""
        return max(day, self._today + cadence.ONE_DAY) if day else None

    def _show_proposal(self) -> None:
        day = self._entry.next_visit or self._wish or self._future(self._cadence_day)
        if self._form is None:
            self._view.show_proposal(Proposal(None, "", _t("VisitForm", "Follows from the customer’s cadence")))
            return
        row = self._form.row
        reason = ""
        if self._wish is None:
            days = self._form.days_by_channel.get(self._entry.channel, row.due.cadence_days)
            reason = words.cadence_reason(row.tier, self._entry.channel, days)
        if day is None:
            self._view.show_proposal(Proposal(None, "", _t("VisitForm", "Does not count: only the last attempt moves")))
            return
        gap, ahead = cadence.minimum_gap(row.due.cadence_days), (day - self._day).days
        warning = words.gap_warning(ahead, gap) if ahead < gap and self._counts() else ""
        shown = date_weekday(day, self._today)
        self._view.show_proposal(Proposal(day, shown, reason, warning, self._entry.next_visit is not None))

    def _counts(self) -> bool:
        return self._entry.outcome != NOT_MET

    # --- what saving changes -------------------------------------------------------------------------------

    def _show_changes(self) -> None:
        if self._form is None:
            self._view.show_changes(Changes())
            return
        deal = self._deal() if self._counts() else None
        self._view.show_changes(
            Changes(
                last_contact=self._last_contact(self._form.row) if self._counts() else None,
                last_attempt=None if self._counts() else self._last_attempt(self._form.row),
                due=self._due_change(self._form.row),
                task=self._task_change(),
                next_visit=self._next_visit_change(),
                deal=Change("", _t("VisitForm", "active today")) if deal else None,
                deal_name=deal.name if deal else "",
            )
        )

    def _last_contact(self, row: CustomerRow) -> Change:
        old = row.last_contact_on
        new = max(self._day, old) if old else self._day
        return Change(self._short(old), date_short(new, self._today) if new != old else "")

    def _last_attempt(self, row: CustomerRow) -> Change:
        return Change(self._short(row.last_attempt_on), date_short(self._day, self._today))

    def _due_change(self, row: CustomerRow) -> Change:
        due = row.due
        new = max((day for day in (due.next_due, self._cadence_day) if day), default=None)
        if not self._counts() or new is None or new == due.next_due:
            return Change(self._due_of(row), "", due.state)
        after = cadence.due(new, due.cadence_days, self._today, self._today)
        return Change(due_state_name(due.state), date_short(new, self._today), due.state, after.state)

    def _task_change(self) -> Change | None:
        if not self._entry.next_step.strip():
            return None
        title, due = split(self._entry.next_step, self._today)
        day = f" {date_weekday(due.day, self._today)}" if due else ""
        return Change("", _t("VisitForm", "+1: {task}").format(task=f"{title or self._entry.next_step.strip()}{day}"))

    def _next_visit_change(self) -> Change | None:
        day = self._entry.next_visit
        return (
            Change("", _t("VisitForm", "planned {when}").format(when=date_weekday(day, self._today))) if day else None
        )

    def _deal(self) -> Opportunity | None:
        """The deal that the visit is about: that of the plan, else the only open one."""
        if self._form is None:
            return None
        plan, deals = self._plan(), self._form.deals
        if plan and plan.opportunity_id:
            return next((deal for deal in deals if deal.id == plan.opportunity_id), None)
        return deals[0] if len(deals) == 1 else None

    def _short(self, day: dt.date | None) -> str:
        return date_short(day, self._today) if day else _t("VisitForm", "none")

    def last_time(self) -> tuple[str, str]:
        """Day and outcome of the last visit, and its note with what was promised; empty texts without one."""
        last = self._form.last if self._form else None
        if last is None or last.held_on is None:
            return "", ""
        head = _t("VisitForm", "Last time · {day}").format(day=date_short(last.held_on, self._today))
        if last.outcome:
            head += f" {outcome_name(last.outcome)}"
        return head, words.shortened(last.note)

    def promises(self) -> tuple[tuple[str, str], ...]:
        """Purpose of the plan and the next step of the last visit, each with its label."""
        plan, last = self._plan(), self._form.last if self._form else None
        found = []
        if plan and plan.purpose:
            found.append((_t("VisitForm", "Purpose"), plan.purpose))
        if last and last.next_action and not (plan and plan.purpose == last.next_action):
            found.append((_t("VisitForm", "Promised last time"), last.next_action))
        return tuple(found)

    # --- saving and leaving --------------------------------------------------------------------------------

    def save(self, and_next: bool = False) -> None:
        """Save in one transaction; with ``and_next`` the form stays for the next planned visit of today.

        Nothing can be typed until that is done and the next visit stands there: it would belong to neither.
        """
        if self._saving:
            return
        if self._loading:
            # Faster than the customer could be read: saved as soon as it is there, with its people.
            self._save_wish = and_next
            return
        if not self._entry.customer_id:
            self._view.show_refusal("customer", _t("VisitForm", "Customer missing: type 2–4 letters"))
            return
        if self._entry.outcome is None:
            self._view.show_refusal("outcome", _t("VisitForm", "Outcome missing: press 1–5"))
            return
        self.keep()  # whatever comes of saving, even after the program has ended
        self._set_saving(True)
        self._background.change(
            kept_drafts.log_visit,
            self._draft(),
            *map(name_of, self._kept_under()),
            done=partial(self._saved, and_next),
            failed=self._not_saved,
        )

    def keep(self) -> None:
        """Keep what stands in the form as the draft of its customer; a form that was emptied again has none."""
        if not self._closed:
            self._keep(self._not_kept)

    def leave(self) -> None:
        """Close; what was typed is kept as a draft."""
        if self._saving:
            return
        self._keep(None)
        is_kept = self._entry.is_worth_keeping
        self._finish(words.draft_kept(self._entry.customer, self._now()) if is_kept else "", False)

    def _keep(self, failed: Callable[[CrmError], None] | None) -> None:
        entry, before = self._entry, self._kept
        if self._saving or entry == before:
            return
        worth = entry.is_worth_keeping
        if before is not None and (not worth or before.customer_id != entry.customer_id):
            self._drafts.forget(before.customer_id)
        self._kept = entry if worth else None
        if worth:
            self._drafts.keep(entry, self._now(), failed=failed)

    def _not_kept(self, error: CrmError) -> None:
        self._kept = None
        if not self._closed:
            sentence = _t("VisitForm", "The draft cannot be kept: {reason}")
            self._view.show_refusal("", sentence.format(reason=_sentence(error)))

    def _kept_under(self) -> set[str]:
        """The customers under whose ids a draft of this form may lie."""
        return {self._entry.customer_id} | ({self._kept.customer_id} if self._kept else set())

    def _draft(self) -> VisitDraft:
        entry, deal = self._entry, self._deal()
        return VisitDraft(
            customer_id=entry.customer_id,
            outcome=entry.outcome,
            at=self._moment_shown(),
            channel=entry.channel,
            kind=entry.kind,
            attendees=entry.attendees,
            new_attendees=entry.new_people,
            note=entry.note,
            reason=entry.reason if entry.outcome and entry.outcome >= 4 else "",
            next_step=entry.next_step,
            next_visit=entry.next_visit.isoformat() if entry.next_visit else "",
            opportunity_id=deal.id if deal else "",
        )

    def _moment_shown(self) -> str:
        """The time as the chip shows it, so that an empty field means the moment of opening and not that of saving."""
        if self._start is None or self._end is None or self._entry.at.strip():
            return self._entry.at
        return f"{self._start:%Y-%m-%d %H:%M}-{self._end:%H:%M}"

    def _saved(self, and_next: bool, logged: LoggedVisit) -> None:
        for customer_id in self._kept_under():
            self._drafts.note_saved(customer_id)
        said = words.saved(logged, self._today)
        if and_next:
            query = ListQuery(
                "visit", filters=(("state", ("planned",)), ("since", (self._today.isoformat(),))), order="on"
            )
            self._ask("next", lists.first_ids, query, done=partial(self._read_planned, said), failed=self._no_next)
        else:
            self._set_saving(False)
            self._finish(said, True)

    def _read_planned(self, said: str, keys: Sequence[int]) -> None:
        self._ask("next", lists.rows, "visit", list(keys), done=partial(self._open_next, said), failed=self._no_next)

    def _open_next(self, said: str, rows: Sequence[VisitRow]) -> None:
        """Today's plan is worked off in the order of its times; visits without one come last."""
        today = [row for row in rows if row.on == self._today]
        today.sort(key=lambda row: (row.started_at is None, row.started_at or dt.datetime.min, row.rk))
        if not today:
            self._set_saving(False)
            none_left = _t("VisitForm", "no further visit planned today")
            self._finish(f"{said}{words.BETWEEN}{none_left}", True)
            return
        self._view.go_on(said)
        self._begin(today[0].customer_id)

    def _no_next(self, error: CrmError) -> None:
        self._set_saving(False)
        self._refuse(error)

    def _not_saved(self, error: CrmError) -> None:
        self._set_saving(False)
        self._view.keep_soon()
        self._refuse(error)

    def _set_saving(self, saving: bool) -> None:
        self._saving = saving
        self._view.set_saving(saving)

    def _refuse(self, error: CrmError) -> None:
        self._loading, self._save_wish = False, None
        place = _PLACES.get(error.where, "") if isinstance(error, RuleError) else ""
        if place:
            self._view.show_refusal(place, _sentence(error))
        elif error.code == "disk_full":
            self._view.show_refusal(
                "",
                _t("VisitForm", "The disk is full, this visit is not saved yet. Your text is still in the window."),
            )
        else:
            kept = _t("VisitForm", "Your text is still in the window.")
            self._view.show_refusal("", f"{_sentence(error)} {kept}")


def _sentence(error: CrmError) -> str:
    return error_text(error.code, error.where, error.values)
