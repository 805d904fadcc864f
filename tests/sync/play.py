"""What people do: a script of actions made from a seed, each with a seed of its own, so that any may be left out."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Record, Type, fields_of
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.tasks import Memo, Task
from desktop_crm.domain.territories import UNASSIGNED
from desktop_crm.domain.visits import Visit
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import records, undo, visits
from tests.sync.world import ANN, BEN, BOSS, CAM, NORTH, PEOPLE, SOUTH, Laptop

PLACES = (UNASSIGNED, NORTH, SOUTH)
EDITED: dict[type[Record], tuple[str, ...]] = {
    Customer: ("name", "phone", "email", "city", "address", "website", "industry", "note", "note", "company_size"),
    Contact: ("name", "title", "email", "note"),
    Task: ("title", "note"),
    Memo: ("text",),
}
"""Kinds and fields that people edit in a play."""


TEXTS = frozenset({"name", "phone", "email", "city", "address", "website", "industry", "title"})
"""Fields whose values are the same in a store and in an item of the inbox."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that happens at a laptop or in the office."""

    verb: str
    laptop: int
    seed: int
    fault: str = ""
    """crash, power or full: what befalls the laptop meanwhile."""


@dataclass(slots=True)
class Words:
    """Where typed values come from: each one unique, or out of three that come again and again."""

    is_aba: bool = False
    count: int = 0

    def token(self, chance: random.Random) -> str:
        """A value that nobody typed before; of an ABA play a, b, or nothing."""
        if self.is_aba:
            return chance.choice(("a", "b", ""))
        self.count += 1
        return f"k{self.count}k"

    def name(self, chance: random.Random) -> str:
        """A token that is not empty."""
        return self.token(chance) or "c"


@dataclass(slots=True)
class Scene:
    """What an action works on."""

    laptop: Laptop
    chance: random.Random
    words: Words
    seen: dict[tuple[str, str], Any]
    """(id, field) -> what the form of an edit had shown; filled by the action for whoever keeps the books."""

    def do(self, verb: Callable[..., Any], *arguments: Any) -> Any:
        """A change of the laptop's person; None where a rule refuses it."""
        try:
            return self.laptop.store.change(verb, *arguments)[0]
        except RuleError:
            return None

    def some(self, kind: type[Record]) -> Any:
        """A living row of a kind, None where there is none. The oldest are what everybody works on most."""
        found = sorted(self.laptop.store.ask(lambda s: s.find(kind)), key=lambda record: record.id)
        return found[int(len(found) * self.chance.random() ** 2.5)] if found else None


# --- actions -------------------------------------------------------------------------------------------------------


def add_customer(scene: Scene) -> None:
    """A new customer, mostly in a territory of one's own."""
    own = scene.laptop.person.territories or PLACES
    place = scene.chance.choice(own if scene.chance.random() < 0.95 else PLACES)
    owner = scene.chance.choice((scene.laptop.person.id, BOSS.id, BOSS.id))
    name = scene.words.name(scene.chance)
    scene.do(records.add_record, Customer(name=name, territory_id=place, owner_id=owner))


def add_below(scene: Scene) -> None:
    """Something new at a customer, or on one's own."""
    customer = scene.some(Customer)
    below = customer.id if customer and scene.chance.random() < 0.9 else ""
    name = scene.words.name(scene.chance)
    made: Sequence[Record] = (
        Contact(name=name, customer_id=below),
        Task(title=name, customer_id=below, assignee_id=scene.chance.choice(("", *(p.id for p in PEOPLE)))),
        Memo(text=name, customer_id=below, private=scene.chance.random() < 0.5, owner_id=scene.laptop.person.id),
    )
    scene.do(records.add_record, scene.chance.choice(made))


def edit(scene: Scene) -> None:
    """Change a field. One form in four was opened some time ago: what it had shown is not what is stored."""
    kind = scene.chance.choices(list(EDITED), (6, 3, 1, 1))[0]
    record = scene.some(kind)
    if record is not None:
        _edit(scene, record, scene.chance.choice(EDITED[kind]))


def take_back(scene: Scene) -> None:
    """Type something and type the old value again."""
    record = scene.some(Customer)
    if record is None:
        return
    name = scene.chance.choice(("phone", "email"))
    before = getattr(record, name)
    typed = scene.words.token(scene.chance)
    scene.seen[record.id, name] = before
    if scene.do(records.edit_record, Customer, record.id, {name: (before, typed)}) is not None:
        scene.do(records.edit_record, Customer, record.id, {name: (typed, before)})


def log_visit(scene: Scene) -> None:
    """A visit with a new person, a follow-up and a plan: rows of four kinds in one transaction."""
    customer = scene.some(Customer)
    if customer is not None:
        draft = visits.VisitDraft(
            customer_id=customer.id,
            outcome=scene.chance.randint(1, 5),
            at="09:00",
            note=scene.words.token(scene.chance),
            new_attendees=(scene.words.name(scene.chance),) if scene.chance.random() < 0.5 else (),
            next_step=scene.words.token(scene.chance),
            next_visit="2026-12-04" if scene.chance.random() < 0.5 else "",
        )
        scene.do(visits.log_visit, draft)


def edit_visit(scene: Scene) -> None:
    """Add to the note of a visit."""
    visit = scene.some(Visit)
    if visit is not None:
        _edit(scene, visit, "note")


def bulk(scene: Scene) -> None:
    """One transaction that changes many rows."""
    token, place = scene.words.token(scene.chance), scene.chance.choice(("industry", "website"))
    found = sorted(scene.laptop.store.ask(lambda s: s.find(Customer)), key=lambda record: record.id)
    some = scene.chance.sample(found, min(len(found), 6))
    for customer in some:
        scene.seen[customer.id, place] = getattr(customer, place)
    edits = {customer.id: {place: (getattr(customer, place), token)} for customer in some}
    scene.do(lambda work: work.edit_many(Customer, edits))


def bring_in(scene: Scene) -> None:
    """An import: many rows in one transaction of which each stands by itself."""

    def bring(work: UnitOfWork) -> None:
        work.stand_alone()
        place = scene.chance.choice(scene.laptop.person.territories or PLACES)
        work.insert_many([Customer(name=scene.words.name(scene.chance), territory_id=place) for _ in range(3)])

    scene.do(bring)


def delete(scene: Scene) -> None:
    """Put something into the bin with what hangs on it."""
    kind = scene.chance.choices((Customer, Contact, Visit, Task), (4, 3, 1, 1))[0]
    record = scene.some(kind)
    if record is not None:
        scene.do(records.delete, kind, record.id)


def step_back(scene: Scene) -> None:
    """Undo the latest step."""
    scene.do(undo.undo)


def settle(scene: Scene) -> None:
    """Decide something in the inbox, either way."""
    open_ = [c for c in scene.laptop.store.ask(lambda s: s.find(Conflict)) if c.settled_at is None]
    if not open_:
        return
    item = scene.chance.choice(sorted(open_, key=lambda record: record.id))
    choice = scene.chance.choice(("mine", "theirs"))

    def decide(work: UnitOfWork) -> None:
        work.restore_fields(item, {"settled_at": work.moment.now, "settled_with": choice})
        record = work.get(KINDS[item.record_kind], item.record_id) if item.record_kind in KINDS else None
        if choice == "theirs" and record is not None and item.record_kind in ("customer", "contact"):
            texts = {name: text for name, text in item.theirs.items() if isinstance(text, str) and name in TEXTS}
            scene.seen.update({(record.id, name): getattr(record, name) for name in texts})
            work.edit(type(record), record.id, {name: (getattr(record, name), text) for name, text in texts.items()})

    scene.do(decide)


def open_form(scene: Scene) -> None:
    """Look at everything now and keep it on the screen for later."""
    for kind in EDITED:
        for record in scene.laptop.store.ask(lambda s, kind=kind: s.find(kind)):
            scene.laptop.form[kind.KIND, record.id] = {name: getattr(record, name) for name in fields_of(kind)}


def move(scene: Scene) -> None:
    """A customer goes to another territory, with all that hangs on it; or to another owner."""
    record = scene.some(Customer)
    if record is None:
        return
    name = scene.chance.choice(("territory_id", "territory_id", "owner_id"))
    new = scene.chance.choice(PLACES if name == "territory_id" else ("", *(person.id for person in PEOPLE)))
    scene.do(records.edit_record, Customer, record.id, {name: (getattr(record, name), new)})


def _edit(scene: Scene, record: Record, name: str) -> None:
    kind = type(record)
    shown: Any = {n: getattr(record, n) for n in fields_of(kind)}
    if scene.chance.random() < 0.25:
        shown = scene.laptop.form.get((kind.KIND, record.id), shown)
    field, seen = fields_of(kind)[name], shown[name]
    typed = scene.words.token(scene.chance)
    if field.type is Type.INTEGER:
        new: Any = scene.chance.randint(1, 9)
    elif field.type is Type.LONG_TEXT and not scene.words.is_aba and seen:
        lines = seen.split("\n")
        lines.insert(scene.chance.randint(0, len(lines)), typed)
        new = "\n".join(lines)
    else:
        new = typed or ("c" if field.required else "")
    together = [n for n, f in fields_of(kind).items() if field.unit and f.unit == field.unit]
    changes = {n: (shown[n], shown[n]) for n in together} | {name: (seen, new)}
    scene.seen |= {(record.id, n): shown[n] for n in changes}
    scene.do(records.edit_record, kind, record.id, changes)


VERBS: dict[str, Callable[[Scene], None]] = {
    "add_customer": add_customer,
    "add_below": add_below,
    "edit": edit,
    "take_back": take_back,
    "log_visit": log_visit,
    "edit_visit": edit_visit,
    "bulk": bulk,
    "bring_in": bring_in,
    "delete": delete,
    "step_back": step_back,
    "settle": settle,
    "open_form": open_form,
    "move": move,
}
"""What a person does at a laptop."""

GRANTS = tuple((person, place) for person in (ANN, BEN, CAM) for place in (NORTH, SOUTH))
"""What the office may give and take."""

WEIGHTS = {
    "sync": 34,
    "edit": 34,
    "add_customer": 3,
    "add_below": 5,
    "take_back": 3,
    "log_visit": 4,
    "edit_visit": 2,
    "bulk": 2,
    "bring_in": 1,
    "delete": 4,
    "step_back": 2,
    "settle": 3,
    "open_form": 5,
    "move": 4,
    "arrive_late": 2,
    "clock": 2,
    "give": 1,
    "take": 1,
    "night": 1,
    "clone": 1,
    "back_up": 2,
    "restore": 1,
}

MEANWHILE = ("sync", "sync", "edit", "move", "delete", "give", "take")
"""What happens elsewhere, or is typed, between two calls of an exchange."""

DISASTERS = ("clone", "back_up", "restore")
"""Verbs after which a laptop or the server is not what it was."""


def script(seed: int, length: int, laptops: int, *, without: Sequence[str] = (), faults: bool = True) -> list[Action]:
    """A play. ``without``: verbs that do not occur."""
    chance = random.Random(seed)
    verbs = [verb for verb in WEIGHTS if verb not in without]
    weights = [WEIGHTS[verb] for verb in verbs]
    made = []
    for _ in range(length):
        verb = chance.choices(verbs, weights)[0]
        who, own = chance.randrange(laptops), chance.randrange(1 << 30)
        fault = chance.choice(("crash", "crash", "power", "full")) if faults and chance.random() < 0.12 else ""
        if verb == "move":
            who = 0 if chance.random() < 0.8 else who
        made.append(Action(verb, who, own, fault))
    return made
