from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import WorldError
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.views import CustomerHit
from desktop_crm.domain.visits import Visit, VisitAttendee
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.visit_form.entry import KEPT_AS, Entry, VisitDrafts
from desktop_crm.ui.visit_form.presenter import Change, Changes, Place, Proposal, VisitFormPresenter
from desktop_crm.usecases import records, undo
from desktop_crm.usecases.drafts import all_kept
from desktop_crm.usecases.visits import VisitForm
from tests.fixtures_visit import LAST, Case
from tests.fixtures_window import ZONE
from tests.stores import TODAY, a_deal, a_plan, a_rated_customer, change, get, put

DAY = dt.timedelta(days=1)


class Shown:
    """What the form would show."""

    def __init__(self) -> None:
        self.entry = Entry()
        self.planned = ""
        self.draft: tuple[str, bool] = ("", False)
        self.moment: tuple[str, bool] = ("", False)
        self.follow_up: tuple[str, str, str] = ("", "", "")
        self.proposal = Proposal(None, "", "")
        self.changes = Changes()
        self.refusals: list[tuple[Place, str]] = []
        self.hits: list[tuple[str, Sequence[CustomerHit], Sequence[str]]] = []
        self.finished: tuple[str, bool] | None = None
        self.went_on: list[str] = []
        self.saving = False
        self.is_waiting = False

    def show_hits(self, text: str, rows: Sequence[CustomerHit], due: Sequence[str]) -> None:
        self.hits.append((text, rows, due))

    def show_entry(self, entry: Entry, form: VisitForm | None, planned: str) -> None:
        self.entry, self.planned = entry, planned

    def show_draft(self, words: str, is_shown: bool) -> None:
        self.draft = (words, is_shown)

    def show_moment(self, words: str, is_read: bool) -> None:
        self.moment = (words, is_read)

    def show_follow_up(self, day: str, owner: str, time: str) -> None:
        self.follow_up = (day, owner, time)

    def show_proposal(self, proposal: Proposal) -> None:
        self.proposal = proposal

    def show_changes(self, changes: Changes) -> None:
        self.changes = changes

    def show_refusal(self, place: Place, sentence: str) -> None:
        self.refusals.append((place, sentence))

    def keep_soon(self) -> None:
        self.is_waiting = True

    def set_saving(self, saving: bool) -> None:
        self.saving = saving

    def finish(self, said: str, undoable: bool) -> None:
        self.finished = (said, undoable)

    def go_on(self, said: str) -> None:
        self.went_on.append(said)


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def presenter(
    shown: Shown, background: InlineBackground, drafts: VisitDrafts, now: Callable[[], dt.datetime]
) -> VisitFormPresenter:
    return VisitFormPresenter(shown, background, drafts, now)


def plan(store: Store, case: Case, on: dt.date = TODAY, hour: int = 9, **values: Any) -> Visit:
    start = dt.datetime.combine(on, dt.time(hour), ZONE).astimezone(dt.UTC)
    return put(store, a_plan(case.customer.id, on, planned_start=start, **values))


def test_the_last_visit_is_proposed_again(presenter: VisitFormPresenter, shown: Shown, case: Case) -> None:
    presenter.start(case.customer.id)
    assert shown.entry.attendees == (case.decider.id,)
    assert shown.planned == ""
    assert presenter.last_time() == ("Last time · 10-19 positive", "先看 200 小时试用数据")
    assert presenter.promises() == (("Promised last time", "发报告"),)


def test_without_a_time_the_visit_has_just_ended(presenter: VisitFormPresenter, shown: Shown, case: Case) -> None:
    presenter.start(case.customer.id)
    assert shown.moment == ("today 09:15–10:00 · 45 min", True), "45 minutes are the usual length at B"


def test_what_is_typed_is_read_as_saving_reads_it(presenter: VisitFormPresenter, shown: Shown, case: Case) -> None:
    presenter.start(case.customer.id)
    presenter.change(at="昨天 14-15:10")
    assert shown.moment == ("yesterday 14:00–15:10 · 70 min", True)
    presenter.change(at="next week")
    assert not shown.moment[1]
    presenter.change(at="quite late")
    assert not shown.moment[1]


def test_a_plan_of_today_presets_its_slot(
    presenter: VisitFormPresenter, shown: Shown, case: Case, store: Store
) -> None:
    plan(store, case, hour=8, kind="demo", channel="video", purpose="show the line")
    presenter.start(case.customer.id)
    assert shown.planned == "planned today 08:00"
    assert (shown.entry.at, shown.entry.kind, shown.entry.channel) == ("08:00", "demo", "video")
    assert presenter.is_planned
    assert ("Purpose", "show the line") in presenter.promises()


def test_a_plan_later_today_does_not_date_the_visit_ahead(
    presenter: VisitFormPresenter, shown: Shown, case: Case, store: Store
) -> None:
    plan(store, case, hour=16)
    presenter.start(case.customer.id)
    assert shown.entry.at == ""


def test_a_plan_of_next_week_is_not_fulfilled(
    presenter: VisitFormPresenter, shown: Shown, case: Case, store: Store
) -> None:
    later = plan(store, case, TODAY + 7 * DAY)
    presenter.start(case.customer.id)
    assert not presenter.is_planned
    presenter.change(outcome=1)
    presenter.save()
    assert get(store, Visit, later.id).state == "planned"


@pytest.mark.parametrize(
    "channel, outcome, day, reason",
    [
        ("in_person", 1, TODAY + 28 * DAY, "Tier B, every 28 days"),
        ("phone", 2, TODAY + 14 * DAY, "Tier B, 14 days after Phone"),
        ("in_person", 5, None, "Does not count: only the last attempt moves"),
    ],
)
def test_the_next_visit_follows_from_the_cadence(
    presenter: VisitFormPresenter,
    shown: Shown,
    case: Case,
    channel: str,
    outcome: int,
    day: dt.date | None,
    reason: str,
) -> None:
    presenter.start(case.customer.id)
    presenter.change(channel=channel)
    presenter.change(outcome=outcome)
    assert (shown.proposal.day, shown.proposal.reason) == (day, reason)


def test_weeks_earlier_end_at_tomorrow_and_warn_below_the_gap(
    presenter: VisitFormPresenter, shown: Shown, case: Case
) -> None:
    presenter.start(case.customer.id)
    presenter.change(outcome=1)
    presenter.shift_next_visit(-2)
    assert (shown.proposal.day, shown.proposal.warning) == (TODAY + 14 * DAY, "")
    presenter.shift_next_visit(-1)
    assert shown.proposal.warning == "Only 7 days after this one; the minimum gap is 14"
    presenter.shift_next_visit(-5)
    assert shown.proposal.day == TODAY + DAY


def test_accepting_plans_and_can_be_taken_back(presenter: VisitFormPresenter, shown: Shown, case: Case) -> None:
    presenter.start(case.customer.id)
    presenter.change(outcome=1)
    presenter.accept_next_visit()
    assert shown.proposal.accepted
    assert shown.changes.next_visit == Change("", "planned Thu 12-24")
    presenter.shift_next_visit(1)
    assert presenter.entry.next_visit == TODAY + 35 * DAY
    presenter.accept_next_visit(False)
    assert (shown.proposal.accepted, shown.changes.next_visit) == (False, None)


def test_another_outcome_makes_another_proposal(presenter: VisitFormPresenter, shown: Shown, case: Case) -> None:
    presenter.start(case.customer.id)
    presenter.change(outcome=1)
    presenter.accept_next_visit()
    presenter.change(outcome=5)
    assert presenter.entry.next_visit is None


def test_what_saving_changes(presenter: VisitFormPresenter, shown: Shown, case: Case, store: Store) -> None:
    put(store, a_deal(case.customer.id, "yearly frame"))
    presenter.start(case.customer.id)
    presenter.change(outcome=1, next_step="send quote next tue")
    assert shown.changes == Changes(
        last_contact=Change("10-19", "11-26"),
        due=Change("due", "12-24", "due", "not_due"),
        task=Change("", "+1: send quote Tue 12-01"),
        deal=Change("", "active today"),
        deal_name="yearly frame",
    )
    assert shown.follow_up == ("Tue 12-01", "me", "09:00")


def test_nobody_met_moves_the_attempt_alone(presenter: VisitFormPresenter, shown: Shown, case: Case) -> None:
    presenter.start(case.customer.id)
    presenter.change(outcome=5)
    assert shown.changes == Changes(last_attempt=Change("none", "11-26"), due=Change("due 10 d", "", "due"))


def test_several_deals_are_left_alone(presenter: VisitFormPresenter, shown: Shown, case: Case, store: Store) -> None:
    put(store, a_deal(case.customer.id, "one"))
    put(store, a_deal(case.customer.id, "two"))
    presenter.start(case.customer.id)
    presenter.change(outcome=1)
    presenter.save()
    assert [visit.opportunity_id for visit in held_today(store)] == [""]


def test_customers_are_found_with_their_due_words(presenter: VisitFormPresenter, shown: Shown, case: Case) -> None:
    presenter.find("hrjx")
    text, rows, due = shown.hits[-1]
    assert (text, [hit.row.id for hit in rows], due) == ("hrjx", [case.customer.id], ["due 10 d"])
    presenter.find("")
    assert shown.hits[-1] == ("", (), [])


def test_customer_and_outcome_are_required(presenter: VisitFormPresenter, shown: Shown, case: Case) -> None:
    presenter.start("")
    presenter.save()
    presenter.choose(case.customer.id)
    presenter.save()
    assert [place for place, _ in shown.refusals] == ["customer", "outcome"]
    assert shown.finished is None


def test_everything_is_saved_in_one_step(presenter: VisitFormPresenter, shown: Shown, case: Case, store: Store) -> None:
    planned = plan(store, case, hour=8)
    presenter.start(case.customer.id)
    presenter.change(
        attendees=(case.decider.id, case.engineer.id),
        new_people=("Zhou Haitao",),
        outcome=2,
        note="Trial data stable",
        next_step="send quote next tue",
    )
    presenter.accept_next_visit()
    presenter.save()
    assert shown.finished is not None
    said, undoable = shown.finished
    assert said.startswith("Saved · due 12-24 · 1 task")
    assert said.endswith("next visit 12-24")
    assert undoable
    visit = get(store, Visit, planned.id)
    assert (visit.state, visit.outcome, visit.note, visit.held_on) == ("held", 2, "Trial data stable", TODAY)
    assert visit.started_at == dt.datetime.combine(TODAY, dt.time(8), ZONE).astimezone(dt.UTC)
    assert len(store.ask(Snapshot.find, VisitAttendee, {"visit_id": visit.id})) == 3
    assert [task.title for task in store.ask(Snapshot.find, Task)] == ["send quote"]

    change(store, undo.undo)
    assert get(store, Visit, planned.id).state == "planned"
    assert store.ask(Snapshot.find, Task) == []
    assert held_today(store) == []


def test_the_time_shown_is_the_time_saved(
    presenter: VisitFormPresenter, shown: Shown, case: Case, store: Store, clock: Any
) -> None:
    presenter.start(case.customer.id)
    presenter.change(outcome=1)
    clock.advance(minutes=20)
    presenter.save()
    (visit,) = held_today(store)
    assert visit.ended_at == dt.datetime.combine(TODAY, dt.time(10), ZONE).astimezone(dt.UTC)


def test_a_reason_is_kept_for_bad_outcomes_only(
    presenter: VisitFormPresenter, shown: Shown, case: Case, store: Store
) -> None:
    presenter.start(case.customer.id)
    presenter.change(outcome=4, reason="Price")
    presenter.change(outcome=1)
    presenter.save()
    assert [visit.outcome_reason for visit in held_today(store)] == [""]


def test_the_next_planned_visit_of_today_follows(
    presenter: VisitFormPresenter, shown: Shown, case: Case, store: Store
) -> None:
    plan(store, case, hour=8)
    others = [put(store, a_rated_customer(name)) for name in ("late", "early", "another day")]
    for other, on, hour in ((others[0], TODAY, 16), (others[1], TODAY, 11), (others[2], TODAY + DAY, 7)):
        start = dt.datetime.combine(on, dt.time(hour), ZONE).astimezone(dt.UTC)
        put(store, a_plan(other.id, on, planned_start=start))
    presenter.start(case.customer.id)
    for expected in ("early", "late"):
        presenter.change(outcome=1)
        presenter.save(and_next=True)
        assert (shown.entry.customer, shown.entry.outcome, shown.entry.note) == (expected, None, "")
    presenter.change(outcome=1)
    presenter.save(and_next=True)
    assert shown.finished is not None
    assert "no further visit planned today" in shown.finished[0]
    assert len(shown.went_on) == 2


def test_a_full_disk_leaves_everything_in_the_form(
    shown: Shown, case: Case, store: Store, drafts: VisitDrafts, now: Callable[[], dt.datetime]
) -> None:
    def full(_verb: object, _args: object) -> Any:
        raise WorldError("disk_full", where="store.crm")

    background = InlineBackground(full, lambda question, args: store.ask(question, *args))
    presenter = VisitFormPresenter(shown, background, drafts, now)
    presenter.start(case.customer.id)
    presenter.change(outcome=1, note="long text")
    presenter.save()
    place, sentence = shown.refusals[-1]
    assert place == ""
    assert "not saved yet" in sentence
    assert (shown.finished, shown.saving, presenter.entry.note) == (None, False, "long text")


def test_a_rule_speaks_at_its_field(presenter: VisitFormPresenter, shown: Shown, case: Case, store: Store) -> None:
    presenter.start(case.customer.id)
    presenter.change(outcome=1, at="quite late")
    presenter.save()
    assert shown.refusals[-1][0] == "at"
    assert held_today(store) == []


def test_what_was_typed_is_kept_and_comes_back(
    presenter: VisitFormPresenter, shown: Shown, case: Case, drafts: VisitDrafts
) -> None:
    presenter.start(case.customer.id)
    presenter.change(note="half a sentence", outcome=3)
    presenter.leave()
    assert shown.finished == ("Draft kept: 江苏华瑞机械有限公司, 10:00", False)

    presenter.start(case.customer.id)
    assert (shown.entry.note, shown.entry.outcome) == ("half a sentence", 3)
    assert shown.draft == ("Draft of 10:00", True)

    presenter.start_over()
    assert (shown.entry.note, shown.entry.customer_id, shown.draft[0]) == ("", case.customer.id, "")
    assert drafts.latest() is None


def test_an_empty_form_offers_the_draft_of_another_customer(
    presenter: VisitFormPresenter, shown: Shown, case: Case
) -> None:
    presenter.start(case.customer.id)
    presenter.change(note="half a sentence")
    presenter.leave()
    presenter.start("")
    assert (shown.entry.note, shown.draft) == ("", ("Draft: 江苏华瑞机械有限公司, 10:00", False))
    presenter.open_draft()
    assert shown.entry.note == "half a sentence"


def test_nothing_typed_leaves_no_draft(
    presenter: VisitFormPresenter, shown: Shown, case: Case, drafts: VisitDrafts
) -> None:
    presenter.start(case.customer.id)
    presenter.leave()
    assert shown.finished == ("", False)
    assert drafts.latest() is None


def test_a_saved_draft_is_gone(presenter: VisitFormPresenter, shown: Shown, case: Case, drafts: VisitDrafts) -> None:
    presenter.start(case.customer.id)
    presenter.change(note="x", outcome=1)
    presenter.leave()
    presenter.start(case.customer.id)
    presenter.save()
    assert drafts.of(case.customer.id) is None


def kept(store: Store) -> dict[str, str]:
    """Notes of the drafts in the store, by customer."""
    return {id_: json.loads(text)["note"] for id_, text in store.ask(all_kept, KEPT_AS).items()}


def test_a_draft_is_written_while_one_types(
    presenter: VisitFormPresenter, shown: Shown, case: Case, store: Store
) -> None:
    presenter.start(case.customer.id)
    presenter.keep()
    assert kept(store) == {}, "what the form fills in by itself is no draft"
    shown.is_waiting = False
    presenter.change(note="half")
    assert shown.is_waiting
    presenter.keep()
    assert kept(store) == {case.customer.id: "half"}
    presenter.change(note="half a sentence")
    presenter.keep()
    assert kept(store) == {case.customer.id: "half a sentence"}
    presenter.change(note="")
    presenter.keep()
    assert kept(store) == {}, "emptied by hand"


def test_a_draft_follows_to_the_customer_chosen(presenter: VisitFormPresenter, case: Case, store: Store) -> None:
    other = put(store, a_rated_customer("other"))
    presenter.start("")
    presenter.change(note="whose?")
    presenter.keep()
    assert kept(store) == {"": "whose?"}
    for customer_id in (other.id, case.customer.id):
        presenter.choose(customer_id)
        presenter.keep()
        assert kept(store) == {customer_id: "whose?"}


def test_saving_takes_the_draft_and_no_other(
    presenter: VisitFormPresenter, shown: Shown, case: Case, store: Store, drafts: VisitDrafts
) -> None:
    other = put(store, a_rated_customer("other"))
    for customer_id in ("", other.id, case.customer.id):
        presenter.start(customer_id)
        presenter.change(note=f"of {customer_id}", outcome=1)
        presenter.leave()
    presenter.start(case.customer.id)
    presenter.save()
    assert kept(store) == {"": "of ", other.id: f"of {other.id}"}
    assert [draft.entry.customer_id for draft in drafts.waiting()] == [other.id, ""]
    presenter.keep()
    assert case.customer.id not in kept(store), "a closed form keeps nothing"


def test_giving_a_draft_up_takes_it_out_of_the_store(presenter: VisitFormPresenter, case: Case, store: Store) -> None:
    presenter.start(case.customer.id)
    presenter.change(note="no")
    presenter.leave()
    presenter.start(case.customer.id)
    presenter.start_over()
    presenter.keep()
    assert kept(store) == {}


def again(shown: Shown, background: InlineBackground, store: Store, now: dt.datetime) -> VisitFormPresenter:
    """The form of the program started again at another moment."""
    drafts = VisitDrafts(background, store.ask(all_kept, KEPT_AS), now)
    return VisitFormPresenter(shown, background, drafts, lambda: now)


def test_a_draft_comes_back_the_next_day(
    presenter: VisitFormPresenter,
    shown: Shown,
    case: Case,
    store: Store,
    background: InlineBackground,
    now: Callable[[], dt.datetime],
) -> None:
    presenter.start(case.customer.id)
    presenter.change(note="half", at="09:00-10:00", next_step="call tomorrow")
    presenter.change(attendees=(case.decider.id, case.engineer.id))
    presenter.keep()
    change(store, records.delete_many, Contact, [case.engineer.id])
    tomorrow = again(shown, background, store, now() + DAY)
    tomorrow.start(case.customer.id)
    assert (shown.entry.at, shown.entry.next_step) == ("2026-11-26 09:00-10:00", "call 2026-11-27")
    assert shown.entry.attendees == (case.decider.id,), "who is gone cannot have been there"
    assert shown.draft == ("Draft of yesterday 10:00", True)


def test_the_words_for_a_customer_that_is_gone_are_not_lost(
    presenter: VisitFormPresenter,
    shown: Shown,
    case: Case,
    store: Store,
    background: InlineBackground,
    now: Callable[[], dt.datetime],
) -> None:
    other = put(store, a_rated_customer("other"))
    presenter.start(other.id)
    presenter.change(note="half a sentence", outcome=1)
    presenter.keep()
    change(store, records.delete_many, Customer, [other.id])
    later = again(shown, background, store, now())
    later.start(other.id)
    assert (shown.entry.note, shown.entry.customer_id) == ("half a sentence", "")
    assert shown.refusals[-1][0] == "customer"
    later.keep()
    assert kept(store) == {"": "half a sentence"}
    later.choose(case.customer.id)
    later.save()
    assert kept(store) == {}
    assert [visit.note for visit in held_today(store)] == ["half a sentence"]


def test_a_draft_that_cannot_be_written_is_said_and_tried_again(
    shown: Shown, case: Case, store: Store, now: Callable[[], dt.datetime]
) -> None:
    full = True

    def run(verb: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        if full:
            raise WorldError("disk_full", where="store.crm")
        return store.change(verb, *args)

    background = InlineBackground(run, lambda question, args: store.ask(question, *args))
    presenter = VisitFormPresenter(shown, background, VisitDrafts(background, {}, now()), now)
    presenter.start(case.customer.id)
    presenter.change(note="long text")
    presenter.keep()
    place, sentence = shown.refusals[-1]
    assert (place, sentence.startswith("The draft cannot be kept: ")) == ("", True)
    full = False
    presenter.keep()
    assert kept(store) == {case.customer.id: "long text"}


def test_a_customer_chosen_late_keeps_what_was_typed(presenter: VisitFormPresenter, shown: Shown, case: Case) -> None:
    presenter.start("")
    presenter.change(note="typed first", outcome=2)
    presenter.choose(case.customer.id)
    assert (shown.entry.note, shown.entry.outcome) == ("typed first", 2)
    assert shown.entry.attendees == (case.decider.id,)


def test_a_visit_written_down_late_is_due_from_its_own_day(
    presenter: VisitFormPresenter, shown: Shown, case: Case
) -> None:
    presenter.start(case.customer.id)
    presenter.change(at="11-01 14", outcome=1)
    assert shown.changes.due is not None
    assert shown.changes.due.new == "11-29"
    assert shown.changes.last_contact == Change("10-19", "11-01")


def test_a_customer_gone_meanwhile_is_said(presenter: VisitFormPresenter, shown: Shown, store: Store) -> None:
    presenter.start("no such customer")
    assert shown.refusals[-1][0] == "customer"


def held_today(store: Store) -> list[Visit]:
    return [visit for visit in store.ask(Snapshot.find, Visit, {"state": "held"}) if visit.held_on != LAST]


class SlowReader:
    """Lanes that save at once and answer questions only when told to."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.waiting: list[Callable[[], None]] = []

    def change(self, verb: Callable[..., Any], *args: Any, done: Callable[[Any], None], **_: Any) -> None:
        done(self._store.change(verb, *args)[0])

    def ask(self, question: Callable[..., Any], *args: Any, done: Callable[[Any], None], **_: Any) -> None:
        self.waiting.append(lambda: done(self._store.ask(question, *args)))


def test_nothing_can_be_typed_until_the_next_visit_stands_there(
    store: Store, shown: Shown, drafts: VisitDrafts, now: Callable[[], dt.datetime], case: Case
) -> None:
    plan(store, case, hour=11)
    other = put(store, a_rated_customer("Delta"))
    put(store, a_plan(other.id, TODAY))
    lanes = SlowReader(store)
    presenter = VisitFormPresenter(shown, lanes, drafts, now)
    presenter.start(case.customer.id)
    while lanes.waiting:
        lanes.waiting.pop(0)()
    presenter.change(outcome=2, note="budget approved")
    while lanes.waiting:
        lanes.waiting.pop(0)()
    presenter.save(and_next=True)
    while shown.entry.customer_id == case.customer.id:
        assert shown.saving
        lanes.waiting.pop(0)()
    assert (shown.entry.customer_id, shown.entry.note, shown.saving) == (other.id, "", False)


def test_saving_before_the_customer_was_read_waits_for_it(
    store: Store, shown: Shown, drafts: VisitDrafts, now: Callable[[], dt.datetime], case: Case
) -> None:
    lanes = SlowReader(store)
    presenter = VisitFormPresenter(shown, lanes, drafts, now)
    presenter.start(case.customer.id)
    presenter.change(outcome=2, note="budget approved")
    presenter.save()
    assert shown.finished is None
    assert shown.refusals == []
    lanes.waiting.pop(0)()
    assert shown.finished is not None
    (visit,) = [v for v in store.ask(lambda s: s.find(Visit)) if v.id != case.last.id]
    assert (visit.customer_id, visit.outcome, visit.note) == (case.customer.id, 2, "budget approved")
    assert len(store.ask(lambda s: s.find(VisitAttendee, {"visit_id": visit.id}))) == 1
