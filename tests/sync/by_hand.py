"""What tests do by hand at a laptop of the small world: short words for short scenarios."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.fields import Record
from desktop_crm.domain.kinds import KINDS
from desktop_crm.server.tables import device
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import records
from tests.sync.history import History
from tests.sync.oracles import check_rest, check_view
from tests.sync.world import BOSS, NORTH, Laptop, World


def customer(laptop: Laptop, name: str = "Acme", place: str = NORTH, **values: Any) -> str:
    """A new customer, the boss's own, so that it lies where its territory lies; its id."""
    made, _ = laptop.store.change(
        records.add_record, Customer(name=name, territory_id=place, owner_id=BOSS.id, **values)
    )
    return str(made.id)


def contact(laptop: Laptop, customer_id: str, name: str = "Wang", **values: Any) -> str:
    """A new person at a customer; their id."""
    made, _ = laptop.store.change(records.add_record, Contact(name=name, customer_id=customer_id, **values))
    return str(made.id)


def edit(laptop: Laptop, id_: str, kind: type[Record] = Customer, /, **changes: Any) -> None:
    """Change fields: ``phone="new"``, or ``phone=("as the form had shown it", "new")``."""
    held = look(laptop, id_, kind)
    pairs = {n: v if isinstance(v, tuple) else (getattr(held, n), v) for n, v in changes.items()}
    laptop.store.change(records.edit_record, kind, id_, pairs)


def delete(laptop: Laptop, id_: str, kind: type[Record] = Customer) -> None:
    """Put a row into the bin."""
    laptop.store.change(records.delete, kind, id_)


def look(laptop: Laptop, id_: str, kind: type[Record] = Customer) -> Any:
    """A row as it is shown, None where there is none."""
    return laptop.store.ask(lambda s: s.get(kind, id_))


def shows(laptop: Laptop, id_: str, name: str, kind: type[Record] = Customer) -> Any:
    """A field as it is shown."""
    return getattr(look(laptop, id_, kind), name)


def inbox(laptop: Laptop) -> list[Conflict]:
    """What lies in the inbox."""
    return list(laptop.store.ask(lambda s: s.find(Conflict)))


def settle(laptop: Laptop, id_: str, choice: str) -> None:
    """Decide an item of the inbox: ``mine`` stays in force or ``theirs`` is taken."""

    def decide(work: UnitOfWork) -> None:
        item = work.require(Conflict, id_)
        work.restore_fields(item, {"settled_at": work.moment.now, "settled_with": choice})
        if choice == "theirs" and item.reason == "rivals":
            record = work.require(KINDS[item.record_kind], item.record_id)
            work.edit(type(record), record.id, {n: (getattr(record, n), v) for n, v in item.theirs.items()})

    laptop.store.change(decide)


def suspend(world: World, laptop: Laptop, state: str) -> None:
    """An administrator suspends a device, or makes it active again."""
    known = update(device).where(device.c.id == laptop.device)
    world.office(lambda connection, _: connection.execute(known.values(state=state)))


def sync(world: World, *laptops: Laptop) -> None:
    """Exchanges without faults, one after the other."""
    for laptop in laptops:
        world.sync(laptop)


def rest(world: World, *, times: int = 2) -> History:
    """Everybody syncs, then all that must hold at rest is asked; contents, never hashes alone."""
    for _ in range(times):
        sync(world, *world.laptops.values())
    history = History(world)
    check_rest(world, history, world.laptops.values())
    for laptop in world.laptops.values():
        check_view(laptop, history)
    return history
