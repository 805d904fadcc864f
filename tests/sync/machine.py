"""A machine of Hypothesis over the same small world: what people, line and office do, in whatever order it finds.

Beside it run the same oracles as beside the plays: the ledger of everything typed, one snapshot and one's own work on
the screen, what each person may see, tallies reckoned the long way round. What fails is shrunk step by step.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import update

from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Record
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.tasks import Task
from desktop_crm.server.tables import device
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.sync.protocol import Answer, Request
from desktop_crm.usecases import records, undo, visits
from desktop_crm.usecases.merging import merge_records
from tests.sync import by_hand
from tests.sync.faults import Unreachable
from tests.sync.history import History
from tests.sync.oracles import Books, Ears, check_rest, check_view, shown
from tests.sync.simulate import ROUNDS, folder
from tests.sync.world import ANN, BEN, BOSS, NORTH, PEOPLE, SOUTH, Laptop, World, determined, small_parts

LAPTOPS = st.sampled_from(("boss", "ann", "ben", "ann-2"))
PLACES = st.sampled_from((NORTH, SOUTH))
FIELDS = st.sampled_from(("name", "phone", "email", "website", "note", "city", "address"))
OWNERS = st.sampled_from(("", *(person.id for person in PEOPLE)))
PLACE = st.integers(0, 5)
"""Which of the rows that are shown, the oldest first."""
BINNED = ("customer", "contact", "visit", "task")
"""Kinds of what is put into the bin by hand."""


class Exchange(RuleBasedStateMachine):
    """Four laptops of three people, one server."""

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        place = self._open.enter_context(folder())
        self._open.enter_context(determined(0))
        self._open.enter_context(small_parts(3, 20))
        self.world = World(place)
        self._open.callback(self.world.close)
        self.history, self.books = History(self.world), Books()
        self.typed = 0
        for name, person in (("boss", BOSS), ("ann", ANN), ("ben", BEN), ("ann-2", ANN)):
            self.world.add_laptop(name, person)
        Ears(self.world, self.history, self.books)

    @initialize()
    def begin(self) -> None:
        """Three customers that everybody has who may."""
        boss = self.world.laptops["boss"]
        before = shown(boss)
        for place in (NORTH, NORTH, SOUTH):
            by_hand.customer(boss, place=place)
        self.books.note(boss, before, shown(boss), {})
        by_hand.sync(self.world, *self.world.laptops.values())

    # --- at a laptop ---------------------------------------------------------------------------------------

    @rule(name=LAPTOPS, territory=PLACES, owner=OWNERS)
    def add_customer(self, name: str, territory: str, owner: str) -> None:
        """A new customer, perhaps where its maker has no right."""
        made = Customer(name=self._token(), territory_id=territory, owner_id=owner)
        self._does(name, records.add_record, made)

    @rule(name=LAPTOPS, place=PLACE, assignee=OWNERS)
    def add_below(self, name: str, place: int, assignee: str) -> None:
        """A person and a task at a customer, in two transactions."""
        if customer := self._some(name, place):
            self._does(name, records.add_record, Contact(name=self._token(), customer_id=customer.id))
            task = Task(title=self._token(), customer_id=customer.id, assignee_id=assignee)
            self._does(name, records.add_record, task)

    @rule(name=LAPTOPS, place=PLACE, field=FIELDS)
    def edit(self, name: str, place: int, field: str) -> None:
        """Change a field as it is shown."""
        if customer := self._some(name, place):
            self._edit(name, customer, field)

    @rule(name=LAPTOPS, other=LAPTOPS, place=PLACE, field=FIELDS)
    def edit_both(self, name: str, other: str, place: int, field: str) -> None:
        """Two people change the same field of a customer, neither knowing of the other."""
        customer = self._some(name, place)
        for one in (name, other):
            if customer and (shown_there := self._living(one, customer.id)):
                self._edit(one, shown_there, field)

    @rule(name=LAPTOPS, place=PLACE, field=FIELDS)
    def save_a_form_of_before(self, name: str, place: int, field: str) -> None:
        """Save a form that was opened before an exchange brought what it brought."""
        if customer := self._some(name, place):
            self.sync(name)
            if self._living(name, customer.id):
                self._edit(name, customer, field)

    @rule(name=LAPTOPS, place=PLACE)
    def log_visit(self, name: str, place: int) -> None:
        """Rows of several kinds in one transaction."""
        if customer := self._some(name, place):
            draft = visits.VisitDraft(
                customer_id=customer.id,
                outcome=3,
                at="09:00",
                note=self._token(),
                new_attendees=(self._token(),),
                next_step=self._token(),
                next_visit="2026-12-04",
            )
            self._does(name, visits.log_visit, draft)

    @rule(name=LAPTOPS)
    def bulk(self, name: str) -> None:
        """One transaction that changes every customer here."""
        found = self._laptop(name).store.ask(lambda snapshot: snapshot.find(Customer))
        token = self._token()
        before = {(customer.id, "industry"): customer.industry for customer in found}
        edits = {customer.id: {"industry": (customer.industry, token)} for customer in found}
        self._does(name, lambda work: work.edit_many(Customer, edits), forms=before)

    @rule(name=LAPTOPS, kind=st.sampled_from(BINNED), place=PLACE)
    def delete(self, name: str, kind: str, place: int) -> None:
        """Put something into the bin with what hangs on it."""
        if found := self._some(name, place, KINDS[kind]):
            self._does(name, records.delete, KINDS[kind], found.id)

    @rule(name=LAPTOPS)
    def step_back(self, name: str) -> None:
        """Undo the latest step."""
        self._does(name, undo.undo)

    @rule(name=LAPTOPS, place=PLACE, choice=st.sampled_from(("mine", "theirs")))
    def settle(self, name: str, place: int, choice: str) -> None:
        """Decide something in the inbox; what is chosen is not written, only that it was."""
        open_ = [item for item in by_hand.inbox(self._laptop(name)) if item.settled_at is None]
        if open_:
            item = sorted(open_, key=lambda record: record.id)[place % len(open_)]

            def decide(work: UnitOfWork) -> None:
                how = {"mine": "accept", "theirs": "refuse"}[choice] if item.reason == "held" else choice
                marks = {"settled_at": (None, work.moment.now), "settled_with": ("", how)}
                work.edit(Conflict, item.id, marks)

            self._does(name, decide)

    @rule(place=PLACE, is_sent=st.booleans())
    def move(self, place: int, is_sent: bool) -> None:
        """A customer goes to the other territory, with all that hangs on it."""
        if customer := self._some("boss", place):
            other = SOUTH if customer.territory_id == NORTH else NORTH
            changes = {"territory_id": (customer.territory_id, other)}
            self._does("boss", records.edit_record, Customer, customer.id, changes)
            if is_sent:
                self.sync("boss")

    @rule(name=LAPTOPS, place=PLACE, other=PLACE)
    def merge(self, name: str, place: int, other: int) -> None:
        """Two records of one customer become one."""
        one, two = self._some(name, place), self._some(name, other)
        if one and one.id != two.id:
            self._does(name, merge_records, Customer, one.id, two.id)

    @rule(name=LAPTOPS)
    def crash(self, name: str) -> None:
        """The program ends and is started again."""
        self._laptop(name).reboot()
        self._look(name)

    # --- the exchange and the office -----------------------------------------------------------------------

    @rule(name=LAPTOPS)
    def sync(self, name: str) -> None:
        """An exchange to its end."""
        report = self.world.sync(self._laptop(name))
        assert report.repaired == [], "the tallies differed"
        self._look(name)

    @rule()
    def sync_all(self) -> None:
        """Everybody exchanges, one after the other."""
        for name in self.world.laptops:
            self.sync(name)

    @rule(name=LAPTOPS, other=LAPTOPS, place=PLACE, field=FIELDS)
    def type_while_it_comes(self, name: str, other: str, place: int, field: str) -> None:
        """A field is typed while an exchange brings what somebody else has typed into it; then typed once more."""
        customer = self._some(name, place)
        if customer is None or name == other or not (there := self._living(other, customer.id)):
            return
        self._edit(other, there, field)
        self.sync(other)

        def types(request: Request) -> Answer:
            told = self.world.call(self._laptop(name), request)
            self._retype(name, customer.id, field)
            return told

        self.world.sync(self._laptop(name), types)
        self._look(name)
        self._retype(name, customer.id, field)

    @rule(name=LAPTOPS, calls=st.integers(0, 4), arrives=st.booleans())
    def sync_in_part(self, name: str, calls: int, arrives: bool) -> None:
        """An exchange whose line breaks, before or after the server heard of the last call."""
        laptop, made = self._laptop(name), 0

        def breaks(request: Request) -> Answer:
            nonlocal made
            made += 1
            if made > calls and not arrives:
                raise Unreachable("before")
            told = self.world.call(laptop, request)
            if made > calls:
                raise Unreachable("after")
            return told

        with suppress(Unreachable):
            self.world.sync(laptop, breaks)
        self._look(name)

    @rule(person=st.sampled_from((ANN, BEN)), place=PLACES, is_given=st.booleans())
    def change_grant(self, person: Any, place: str, is_given: bool) -> None:
        """A territory is given or taken."""
        (self.world.give if is_given else self.world.take)(person, place)

    @rule(name=LAPTOPS, state=st.sampled_from(("active", "suspended")))
    def change_device(self, name: str, state: str) -> None:
        """What a suspended laptop sends is kept for a manager."""
        known = update(device).where(device.c.id == name)
        self.world.office(lambda connection, _: connection.execute(known.values(state=state)))

    def teardown(self) -> None:
        """Everybody comes to rest, and then all must hold."""
        try:
            self.world.office(lambda connection, _: connection.execute(update(device).values(state="active")))
            for _ in range(ROUNDS):
                for name in self.world.laptops:
                    self.sync(name)
            check_rest(self.world, self.history, self.world.laptops.values())
            # A merge puts into the bin what cannot be moved, and of two that go round in a circle the later.
            self.books.binned |= {
                key for key in self.history.now.rows if key[0] == "alias" or KINDS[key[0]].INSERT_ONLY
            }
            self.books.check(self.history)
        finally:
            self._open.close()

    # --- inside --------------------------------------------------------------------------------------------

    def _laptop(self, name: str) -> Laptop:
        return self.world.laptops[name]

    def _token(self) -> str:
        self.typed += 1
        return f"k{self.typed}k"

    def _living(self, name: str, id_: str) -> Any:
        """A customer of a laptop, None where there is none out of the bin."""
        record = by_hand.look(self._laptop(name), id_)
        return record if record is not None and record.deleted_at is None else None

    def _some(self, name: str, place: int, kind: type[Record] = Customer) -> Any:
        """One of the living rows of a laptop, None where it has none."""
        found = sorted(self._laptop(name).store.ask(lambda s: s.find(kind)), key=lambda record: record.id)
        return found[place % len(found)] if found else None

    def _retype(self, name: str, id_: str, field: str) -> None:
        if shown_now := self._living(name, id_):
            self._edit(name, shown_now, field)

    def _edit(self, name: str, shows: Customer, field: str) -> None:
        seen = getattr(shows, field)
        self._does(name, records.edit_record, Customer, shows.id, {field: (seen, self._token())}, seen={field: seen})

    def _look(self, name: str) -> None:
        self.history.look()
        check_view(self._laptop(name), self.history)

    def _does(
        self,
        name: str,
        verb: Callable[..., Any],
        *given: Any,
        seen: dict[str, Any] | None = None,
        forms: dict[tuple[str, str], Any] | None = None,
    ) -> Any:
        """A change of a laptop's person, entered into the books; None where a rule refuses it.

        ``seen``: fields of the record whose id is given second, as its form had shown them; or whole ``forms``.
        """
        laptop = self._laptop(name)
        laptop.clock.advance(minutes=7)
        self.world.now += 420_000
        before = shown(laptop)
        shows = forms or {(given[1], field): value for field, value in (seen or {}).items()}
        try:
            return laptop.store.change(verb, *given)[0]
        except RuleError:
            return None
        finally:
            self.books.note(laptop, before, shown(laptop), shows)
            self._look(name)


def run(seed: int, examples: int, steps: int = 40, *, shrinks: bool = True) -> int:
    """So many runs of the machine, made from a seed; how many. Raises what one of them broke, its steps in its notes.

    ``shrinks``: to the fewest steps, which takes minutes.
    """
    made = type(Exchange.__name__, (Exchange,), {})
    bounded = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, *([Phase.shrink] if shrinks else [])],
    )
    run_state_machine_as_test(hypothesis.seed(seed)(made), settings=bounded)
    return examples
