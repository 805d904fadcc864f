"""Undo and redo: whole steps, many levels, across restarts, and never over what somebody else wrote meanwhile."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Record
from desktop_crm.domain.opportunities import Opportunity
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.tiering import TierAssignment
from desktop_crm.domain.values import record_json
from desktop_crm.domain.visits import Visit, VisitAttendee
from desktop_crm.storage.check import problems
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store, housekeeping
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import records, tasks, tiers, undo, visits
from desktop_crm.usecases.visits import VisitDraft
from tests.stores import (
    TODAY,
    FixedClock,
    a_contact,
    a_customer,
    a_deal,
    a_rated_customer,
    a_task,
    a_visit,
    change,
    edit_elsewhere,
    get,
    new_store,
    put,
    put_all,
    reopened,
    rows_of,
)

STAMPS = {"created_at", "created_by", "updated_at", "updated_by", "deleted_at"}
Said = dict[str, list[dict[str, Any]]]


def said(store: Store) -> Said:
    """All that the living rows say, without who wrote them when, and what is derived of them."""
    kinds: tuple[type[Record], ...] = (
        *(Customer, Contact, Opportunity, Visit, VisitAttendee, Task, TierAssignment, Conflict),
    )
    found: Said = {
        kind.KIND: [
            {name: value for name, value in record_json(record).items() if name not in STAMPS}
            for record in store.ask(Snapshot.find, kind)
        ]
        for kind in kinds
    }
    found["state"] = [{"row": row} for row in rows_of(store, "SELECT * FROM customer_state ORDER BY rk")]
    found["index"] = [{"row": row} for row in rows_of(store, "SELECT rowid FROM fts_customer ORDER BY rowid")]
    return found


def take_back(store: Store) -> undo.Undone:
    """One step back."""
    return change(store, undo.undo)


def again(store: Store) -> undo.Undone:
    """One step forward."""
    return change(store, undo.redo)


def edit(store: Store, record: Record, **values: Any) -> Any:
    """Edit what is stored now, as the command line does."""
    kind = type(record)

    def write(work: UnitOfWork) -> Record:
        stored = work.require(kind, record.id)
        return records.edit_record(work, kind, record.id, {n: (getattr(stored, n), v) for n, v in values.items()})

    return change(store, write)


# --- there and back ---------------------------------------------------------------------------------------------


def every_sort_of_step(store: Store) -> list[Said]:
    """Steps of every sort; what the store said before each of them and at the end."""
    seen = [said(store)]

    def step(verb: Any, *arguments: Any) -> Any:
        answer = change(store, verb, *arguments)
        seen.append(said(store))
        assert seen[-1] != seen[-2], "a step that says nothing is none"
        return answer

    customer = step(records.add_record, a_rated_customer())
    contact = step(records.add_record, a_contact(customer.id))
    deal = step(records.add_record, a_deal(customer.id, amount=Decimal("1000.50"), currency="EUR"))
    step(
        visits.log_visit,
        VisitDraft(customer.id, 2, attendees=(contact.id,), new_attendees=("李雷",), next_step="发报价 明天"),
    )
    step(tiers.score)
    step(tiers.set_by_hand, customer.id, "A", "战略客户", TODAY)
    step(records.edit_record, Customer, customer.id, {"name": (customer.name, "改名"), "note": ("", "一\n二")})
    step(
        records.edit_record, Opportunity, deal.id, {"amount": (deal.amount, Decimal(8000)), "currency": ("EUR", "JPY")}
    )
    step(records.edit_record, Opportunity, deal.id, {"result": ("open", "won")})
    step(tasks.set_done, store.ask(Snapshot.find, Task)[0].id, True)
    step(records.edit_record, Customer, customer.id, {"market_influence": (3, 5)})
    step(records.delete_many, Contact, [contact.id])
    step(tiers.score)
    step(records.delete, Customer, customer.id)
    return seen


def test_every_sort_of_step_goes_back_and_forth(store: Store) -> None:
    seen = every_sort_of_step(store)
    for before in reversed(seen[:-1]):
        assert take_back(store).kept == ()
        assert said(store) == before
        assert store.ask(problems) == []
    with pytest.raises(RuleError, match="nothing_to_undo"):
        take_back(store)
    for after in seen[1:]:
        assert again(store).kept == ()
        assert said(store) == after
        assert store.ask(problems) == []
    with pytest.raises(RuleError, match="nothing_to_redo"):
        again(store)


def test_steps_survive_a_restart(store: Store) -> None:
    seen = every_sort_of_step(store)
    store = reopened(store)
    for before in reversed(seen[:-1]):
        take_back(store)
        store = reopened(store)
        assert said(store) == before
    store = reopened(store)
    again(store)
    assert said(store) == seen[1]
    store.close()


def test_a_new_step_cuts_off_what_could_be_done_again(store: Store) -> None:
    put(store, a_customer("甲"))
    put(store, a_customer("乙"))
    take_back(store)
    put(store, a_customer("丙"))
    with pytest.raises(RuleError, match="nothing_to_redo"):
        again(store)
    take_back(store)
    take_back(store)
    assert store.ask(Snapshot.find, Customer) == []
    assert [again(store).step.number for _ in range(2)] == [1, 3]
    assert [c.name for c in store.ask(Snapshot.find, Customer)] == ["甲", "丙"]


def test_undo_itself_is_no_step(store: Store) -> None:
    put(store, a_customer())
    take_back(store)
    again(store)
    assert [(step.number, step.state) for step in store.ask(undo.list_steps)] == [(1, "done")]


def test_the_list_of_steps_is_newest_first_and_named(store: Store) -> None:
    change(store, records.add, Customer, {"name": "华瑞"})
    made = store.ask(Snapshot.find, Customer)[0]
    change(store, records.edit, Customer, made.id, {"city": "苏州"})
    change(store, tiers.score)
    change(store, records.delete, Customer, made.id)
    take_back(store)
    steps = store.ask(undo.list_steps)
    assert [(s.code, s.details, s.state) for s in steps] == [
        ("deleted", {"kind": "customer", "title": "华瑞"}, "undone"),
        ("edited", {"kind": "customer", "title": "华瑞"}, "done"),
        ("added", {"kind": "customer", "title": "华瑞"}, "done"),
    ]
    assert steps[0].at > steps[1].at


def test_nothing_to_do(store: Store) -> None:
    for verb in (undo.undo, undo.redo):
        with pytest.raises(RuleError):
            change(store, verb)


def test_steps_are_kept_thirty_days(tmp_path: Path) -> None:
    clock = FixedClock()
    store = new_store(tmp_path, clock=clock)
    put(store, a_customer("alt"))
    clock.advance(days=29, hours=23)
    put(store, a_customer("neu"))
    store.maintain(housekeeping)
    assert len(store.ask(undo.list_steps)) == 2
    clock.advance(hours=2)
    store.maintain(housekeeping)
    assert [step.number for step in store.ask(undo.list_steps)] == [2]
    assert rows_of(store, "SELECT DISTINCT step FROM undo_row") == [(2,)]
    take_back(store)
    with pytest.raises(RuleError, match="nothing_to_undo"):
        take_back(store)
    assert [c.name for c in store.ask(Snapshot.find, Customer)] == ["alt"]
    store.close()


# --- only what still holds what the step wrote ------------------------------------------------------------------


def test_a_field_that_somebody_wrote_meanwhile_stays_and_is_named(store: Store) -> None:
    made = put(store, a_customer(phone="1", email="a@b.cn"))
    edit(store, made, phone="2", email="c@d.cn", name="改名")
    edit_elsewhere(store, Customer, made.id, phone="3")
    done = take_back(store)
    assert [(k.kind, k.id, k.title, k.field) for k in done.kept] == [("customer", made.id, "改名", "phone")]
    stored = get(store, Customer, made.id)
    assert (stored.phone, stored.email, stored.name) == ("3", "a@b.cn", made.name)
    done = again(store)
    assert [k.field for k in done.kept] == ["phone"]
    stored = get(store, Customer, made.id)
    assert (stored.phone, stored.email, stored.name) == ("3", "c@d.cn", "改名")


def test_fields_that_belong_together_go_back_together_or_not_at_all(store: Store) -> None:
    """1000 EUR became 8000 CNY, a sync made it 9000 CNY: taking back the currency alone would make 9000 EUR."""
    made = put(store, a_deal(amount=Decimal(1000), currency="EUR"))
    edit(store, made, amount=Decimal(8000), currency="CNY", name="二号线")
    edit_elsewhere(store, Opportunity, made.id, amount=Decimal(9000))
    done = take_back(store)
    assert {k.field for k in done.kept} == {"amount", "currency"}
    stored = get(store, Opportunity, made.id)
    assert (stored.amount, stored.currency, stored.name) == (Decimal(9000), "CNY", "一号线")


@pytest.mark.parametrize(
    "before, after",
    [
        ((Decimal("1000.00"), "USD"), (Decimal(1000), "JPY")),
        ((Decimal(1000), "JPY"), (Decimal("10.00"), "USD")),
        ((Decimal("1.234"), "KWD"), (Decimal("1.23"), "USD")),
        ((Decimal(0), "JPY"), (Decimal(0), "KWD")),
        ((None, ""), (Decimal("5.50"), "EUR")),
        ((Decimal("5.50"), "EUR"), (None, "EUR")),
    ],
)
def test_amounts_come_back_exactly_whatever_the_currency(store: Store, before: Any, after: Any) -> None:
    made = put(store, a_deal(amount=before[0], currency=before[1]))
    edit(store, made, amount=after[0], currency=after[1])
    stored = get(store, Opportunity, made.id)
    assert (stored.amount, stored.currency) == after
    take_back(store)
    stored = get(store, Opportunity, made.id)
    assert (stored.amount, stored.currency) == before
    again(store)
    stored = get(store, Opportunity, made.id)
    assert (stored.amount, stored.currency) == after


def test_a_row_changed_since_it_was_made_is_not_taken_away(store: Store) -> None:
    made = put(store, a_customer())
    edit_elsewhere(store, Customer, made.id, phone="3")
    done = take_back(store)
    assert [(k.id, k.field) for k in done.kept] == [(made.id, "")]
    assert get(store, Customer, made.id).deleted_at is None


def test_a_customer_with_a_visit_of_somebody_else_is_not_taken_away(store: Store) -> None:
    made = put(store, a_customer())
    store.maintain(lambda work: work.insert(a_visit(made.id)))
    assert take_back(store).kept != ()
    assert get(store, Customer, made.id).deleted_at is None


def test_a_row_that_is_gone_is_passed_over(store: Store) -> None:
    made = put(store, a_customer())
    edit(store, made, phone="2")
    store.maintain(lambda work: work.connection.exec_driver_sql("DELETE FROM customer"))
    assert take_back(store).kept == ()


def test_what_a_delete_took_along_comes_back_with_it(store: Store) -> None:
    made = put(store, a_customer())
    kept, gone = put(store, a_task(made.id, "bleibt")), put(store, a_task(made.id, "schon weg"))
    change(store, records.delete, Task, gone.id)
    change(store, records.delete, Customer, made.id)
    take_back(store)
    assert [t.id for t in store.ask(Snapshot.find, Task)] == [kept.id], "not what had been deleted before"


def test_a_conflict_goes_with_the_edit_that_made_it(store: Store) -> None:
    made = put(store, a_customer(phone="x"))
    edit_elsewhere(store, Customer, made.id, phone="z")
    change(store, UnitOfWork.edit, Customer, made.id, {"phone": ("x", "y")})
    assert len(store.ask(Snapshot.find, Conflict)) == 1
    take_back(store)
    assert store.ask(Snapshot.find, Conflict) == []
    assert get(store, Customer, made.id).phone == "z"
    again(store)
    assert len(store.ask(Snapshot.find, Conflict)) == 1


def test_undo_names_what_it_touched(store: Store) -> None:
    made = put(store, a_customer())
    put(store, a_visit(made.id))
    _, touched = store.change(undo.undo)
    assert touched.touches("visit")
    assert touched.touches("customer"), "its due day moved back"


def test_a_step_of_many_rows(store: Store) -> None:
    put_all(store, *(a_customer(f"{n}") for n in range(300)))
    take_back(store)
    assert store.ask(Snapshot.find, Customer) == []
    again(store)
    assert len(store.ask(Snapshot.find, Customer)) == 300


# --- any history ------------------------------------------------------------------------------------------------


class Histories(RuleBasedStateMachine):
    """Random work on one store beside a model that is nothing but a list of dictionaries."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.store = new_store(Path(self._folder.name))
        # past[-1] is now; each entry: id -> {field: value} of the living customers and their tasks.
        self.past: list[dict[str, dict[str, Any]]] = [{}]
        self.future: list[dict[str, dict[str, Any]]] = []

    def teardown(self) -> None:
        self._back_to_the_beginning_and_to_the_end_again()
        self.store.close()
        self._folder.cleanup()

    def _back_to_the_beginning_and_to_the_end_again(self) -> None:
        moments = [*self.past, *reversed(self.future)]
        while len(self.past) > 1:
            self._back()
        assert self._now() == {} == moments[0]
        for moment in moments[1:]:
            self._forth()
            assert self._now() == moment

    def _now(self) -> dict[str, dict[str, Any]]:
        living = [*self.store.ask(Snapshot.find, Customer), *self.store.ask(Snapshot.find, Task)]
        fields = ("name", "city", "annual_purchase_amount", "currency", "note")
        return {
            r.id: {n: getattr(r, n) for n in fields}
            if isinstance(r, Customer)
            else {"of": r.customer_id, "title": r.title}
            for r in living
        }

    def _did(self, now: dict[str, dict[str, Any]]) -> None:
        if now != self.past[-1]:
            self.past.append(now)
            self.future.clear()

    def _back(self) -> None:
        assert change(self.store, undo.undo).kept == ()
        self.future.append(self.past.pop())

    def _forth(self) -> None:
        assert change(self.store, undo.redo).kept == ()
        self.past.append(self.future.pop())

    def _pick(self, which: int, field: str) -> str:
        found = sorted(id_ for id_, values in self.past[-1].items() if field in values)
        return found[which % len(found)]

    @initialize()
    def begin(self) -> None:
        """An empty store says nothing."""
        assert self._now() == {}

    @rule(name=st.sampled_from(["华瑞", "Acme", "é"]))
    def add(self, name: str) -> None:
        """A new customer."""
        made = put(self.store, a_customer(name))
        values = {"name": name, "city": "", "annual_purchase_amount": None, "currency": "", "note": ""}
        self._did({**self.past[-1], made.id: values})

    @precondition(lambda self: any("name" in values for values in self.past[-1].values()))
    @rule(which=st.integers(0, 9), title=st.sampled_from(["发报价", "回电话"]))
    def add_task(self, which: int, title: str) -> None:
        """A task of a customer."""
        customer = self._pick(which, "name")
        made = put(self.store, a_task(customer, title))
        self._did({**self.past[-1], made.id: {"of": customer, "title": title}})

    @precondition(lambda self: any("name" in values for values in self.past[-1].values()))
    @rule(
        which=st.integers(0, 9),
        values=st.fixed_dictionaries(
            {},
            optional={
                "name": st.sampled_from(["华瑞", "ACME", "e\u0301"]),
                "city": st.sampled_from(["", "苏州", "苏州 "]),
                "note": st.sampled_from(["", "一\n二", "二"]),
            },
        )
        | st.sampled_from(
            [
                {"annual_purchase_amount": Decimal("1000.00"), "currency": "CNY"},
                {"annual_purchase_amount": Decimal(1000), "currency": "JPY"},
                {"annual_purchase_amount": Decimal("1.000"), "currency": "KWD"},
                {"annual_purchase_amount": None, "currency": ""},
            ]
        ),
    )
    def edit(self, which: int, values: dict[str, Any]) -> None:
        """An edit of some fields; the same values again are no step."""
        id_ = self._pick(which, "name")
        before = self.past[-1][id_]
        change(self.store, UnitOfWork.edit, Customer, id_, {n: (before[n], v) for n, v in values.items()})
        self._did({**self.past[-1], id_: {**before, **values}})

    @precondition(lambda self: self.past[-1])
    @rule(which=st.integers(0, 9))
    def delete(self, which: int) -> None:
        """A customer goes with its tasks, a task alone."""
        now = self.past[-1]
        id_ = sorted(now)[which % len(now)]
        kind: type[Record] = Customer if "name" in now[id_] else Task
        change(self.store, UnitOfWork.delete, kind, id_)
        self._did({key: values for key, values in now.items() if id_ not in (key, values.get("of"))})

    @precondition(lambda self: len(self.past) > 1)
    @rule(steps=st.integers(1, 3))
    def back(self, steps: int) -> None:
        """Undo."""
        for _ in range(min(steps, len(self.past) - 1)):
            self._back()

    @precondition(lambda self: self.future)
    @rule(steps=st.integers(1, 3))
    def forth(self, steps: int) -> None:
        """Redo."""
        for _ in range(min(steps, len(self.future))):
            self._forth()

    @rule()
    def restart(self) -> None:
        """The program is closed and opened."""
        self.store = reopened(self.store)

    @invariant()
    def the_store_says_what_the_model_says(self) -> None:
        """And what can be undone and redone is as many as the model counts."""
        assert self._now() == self.past[-1]
        states = [step.state for step in self.store.ask(undo.list_steps)]
        assert (states.count("done"), states.count("undone")) == (len(self.past) - 1, len(self.future))


Histories.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestAnyHistory = pytest.mark.slow(Histories.TestCase)
