"""The invented past and near future of a sample customer: visits with people and notes, tasks, memos, plans.

The last visit lies so many shares of the cadence back that every due state occurs; the earlier ones follow backwards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.fields import Record
from desktop_crm.domain.ids import derived_id
from desktop_crm.domain.tasks import Memo, Task
from desktop_crm.domain.visits import NOT_MET, Visit, VisitAttendee
from desktop_crm.usecases.sample_chance import Chance
from desktop_crm.usecases.sample_people import language_of

Rules = Mapping[str, Any]
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the sample's diary of a customer depends on besides its name. ``plans_so_far``: those of its owner."""

    customer: Customer
    contacts: Sequence[Contact]
    products: Sequence[str]
    cadence_days: int
    today: dt.date
    zone: str
    plans_so_far: int


def diary_of(known: Circumstances, chance: Chance, rules: Rules) -> list[Record]:
    """Visits with attendees, the plan of the next one, tasks and memos."""
    return _Diary(known, chance, rules).records()


class _Diary:
    def __init__(self, known: Circumstances, chance: Chance, rules: Rules) -> None:
        self._known = known
        self._chance = chance
        self._rules = rules
        self._source = rules["source"]
        self._language = language_of(chance, 0, rules)
        self._closed = {dt.date.fromisoformat(day) for day in rules["days_not_visited"]}
        self._zone = ZoneInfo(known.zone)

    def records(self) -> list[Record]:
        """Everything, referred records first."""
        visits = self._held()
        plan = self._plan()
        met = [visit for visit in visits if visit.outcome != NOT_MET]
        attendees = [row for visit in met for row in self._attendees(visit)]
        return [*visits, *plan, *attendees, *self._tasks(met), *self._memos()]

    # --- held ----------------------------------------------------------------------------------------------

    def _held(self) -> list[Visit]:
        """Visits from the last one back to the first day of the rules, and a vain attempt after it for some."""
        states = self._rules["due_states"]
        state = states[int(self._chance.weighted("due state", {str(i): s["weight"] for i, s in enumerate(states)}))]
        if state["share_used"] is None:
            return []
        share = self._chance.between("share used", state["share_used"])
        day = self._work_day(self._known.today - dt.timedelta(days=round(share * self._known.cadence_days)))
        first = dt.date.fromisoformat(self._rules["first_day"])
        last = day
        visits: list[Visit] = []
        while day >= first:
            visits.append(self._visit(day, is_last=day == last))
            gap = self._chance.between(f"gap {day}", self._rules["visits"]["gap_of_cadence"])
            day = self._work_day(day - dt.timedelta(days=max(1, round(gap * self._known.cadence_days))))
        if share > 1 and self._chance.share("attempt") < self._rules["attempt_share"]:
            attempted = self._work_day(self._known.today - dt.timedelta(days=self._chance.whole("attempt day", 1, 6)))
            if attempted > last:
                visits.append(self._attempt(attempted))
        return visits

    def _visit(self, day: dt.date, *, is_last: bool) -> Visit:
        rules, about = self._rules["visits"], f"visit {day}"
        outcomes = rules["last_outcomes"] if is_last else rules["outcomes"]
        outcome = int(self._chance.weighted(f"{about} outcome", outcomes))
        follows = outcome <= 2 and self._chance.share(f"{about} follows") < rules["next_action_share"]
        until = day + dt.timedelta(days=self._chance.whole(f"{about} until", *rules["next_action_days"]))
        return self._made(
            day,
            # The last visit counts in full, so that it alone decides the due state.
            channel="in_person" if is_last else self._chance.weighted(f"{about} channel", rules["channels"]),
            kind=self._chance.weighted(f"{about} kind", rules["kinds"]),
            purpose=self._words(f"{about} purpose", rules["purposes"]),
            outcome=outcome,
            note=self._words(f"{about} note", {lang: notes[str(outcome)] for lang, notes in rules["notes"].items()}),
            next_action=self._words(f"{about} next", rules["next_actions"]) if follows else "",
            next_action_on=until if follows else None,
        )

    def _attempt(self, day: dt.date) -> Visit:
        rules = self._rules["visits"]
        return self._made(
            day,
            channel="in_person",
            purpose=self._words("attempt purpose", rules["purposes"]),
            outcome=NOT_MET,
            outcome_reason=self._words("attempt reason", rules["attempt_reasons"]),
        )

    def _made(self, day: dt.date, **values: Any) -> Visit:
        rules = self._rules["visits"]
        hour = self._chance.one_of(f"visit {day} hour", rules["hours"])
        minutes = self._chance.one_of(f"visit {day} minutes", rules["minutes"])
        start = self._instant(day, hour)
        return Visit(
            id=derived_id("visit", self._source, self._known.customer.id, day.isoformat()),
            source=self._source,
            customer_id=self._known.customer.id,
            owner_id=self._known.customer.owner_id,
            state="held",
            started_at=start,
            ended_at=start + dt.timedelta(minutes=minutes),
            zone=self._known.zone,
            held_on=day,
            **values,
        )

    def _attendees(self, visit: Visit) -> list[VisitAttendee]:
        """The most senior contact, the others by turns, and our own."""
        people = [
            contact.id
            for place, contact in enumerate(self._known.contacts)
            if place == 0 or self._chance.share(f"visit {visit.held_on} person {place}") < 0.4
        ]
        rows = [self._attendee(visit, person, "") for person in people]
        return [*rows, self._attendee(visit, "", visit.owner_id)] if visit.owner_id else rows

    def _attendee(self, visit: Visit, contact_id: str, user_id: str) -> VisitAttendee:
        id_ = derived_id("visit_attendee", visit.id, contact_id or user_id)
        return VisitAttendee(id=id_, source=self._source, visit_id=visit.id, contact_id=contact_id, user_id=user_id)

    # --- to come -------------------------------------------------------------------------------------------

    def _plan(self) -> list[Visit]:
        rules = self._rules["planned"]
        if self._chance.share("planned") >= rules["share"]:
            return []
        turn = self._known.plans_so_far % len(rules["days"])
        day = self._known.today + dt.timedelta(days=rules["days"][turn])
        start = self._instant(day, rules["hours"][turn])
        return [
            Visit(
                id=derived_id("visit", self._source, self._known.customer.id, "planned"),
                source=self._source,
                customer_id=self._known.customer.id,
                owner_id=self._known.customer.owner_id,
                state="planned",
                planned_start=start,
                planned_end=start + dt.timedelta(minutes=45),
                planned_on=day,
                zone=self._known.zone,
                purpose=self._words("planned purpose", self._rules["visits"]["purposes"]),
            )
        ]

    def _tasks(self, met: Sequence[Visit]) -> list[Task]:
        rules = self._rules["tasks"]
        if not met or self._chance.share("task") >= rules["share"]:
            return []
        due = self._known.today + dt.timedelta(days=self._chance.whole("task due", *rules["due_days"]))
        # Of the last visit before that day: nobody promises something for a day that has passed.
        visit = next((visit for visit in met if visit.held_on and visit.held_on < due), None)
        if visit is None:
            return []
        done = due < self._known.today and self._chance.share("task done") < rules["done_share"]
        return [
            Task(
                id=derived_id("task", self._source, self._known.customer.id),
                source=self._source,
                title=self._words("task title", rules["titles"]),
                due_on=due,
                state="done" if done else "open",
                done_at=self._instant(due, 17) if done else None,
                origin="visit",
                customer_id=self._known.customer.id,
                visit_id=visit.id,
                assignee_id=self._known.customer.owner_id,
            )
        ]

    def _memos(self) -> list[Memo]:
        rules = self._rules["memos"]
        if self._chance.share("memo") >= rules["share"]:
            return []
        day = self._known.today + dt.timedelta(days=self._chance.whole("memo day", *rules["remind_days"]))
        return [
            Memo(
                id=derived_id("memo", self._source, self._known.customer.id),
                source=self._source,
                text=self._words("memo text", rules["texts"]),
                written_on=self._known.today - dt.timedelta(days=self._chance.whole("memo written", 2, 60)),
                remind_at=self._instant(day, 9),
                customer_id=self._known.customer.id,
                owner_id=self._known.customer.owner_id,
            )
        ]

    # --- words and days ------------------------------------------------------------------------------------

    def _words(self, about: str, texts: Mapping[str, Sequence[str]]) -> str:
        """One of the texts in the language of the first contact, with its name and a product put in."""
        text = self._chance.one_of(about, texts[self._language])
        product = self._chance.one_of(f"{about} product", self._known.products) if self._known.products else ""
        return text.format(product=product, name=self._known.contacts[0].name)

    def _work_day(self, day: dt.date) -> dt.date:
        """The day itself or the last one before on which somebody could be visited."""
        while day.weekday() >= 5 or day in self._closed:
            day -= ONE_DAY
        return day

    def _instant(self, day: dt.date, hour: int) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(hour), self._zone).astimezone(dt.UTC)
