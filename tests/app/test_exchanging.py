"""Signing in and exchanging with a real server process: who one is, what moves, and what never does."""

from __future__ import annotations

import base64
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from desktop_crm.app import exchanging, keys, leases
from desktop_crm.app.backups import restore_backup, write_backup
from desktop_crm.app.line import Line
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import CrmError, RuleError, WorldError
from desktop_crm.domain.opportunities import Opportunity, Product
from desktop_crm.domain.sync_views import resting
from desktop_crm.domain.territories import UNASSIGNED, Territory, User
from desktop_crm.server import devices, people, seals
from desktop_crm.storage.store import Store
from desktop_crm.sync.device_calls import Renewed
from desktop_crm.usecases import records, tokens
from desktop_crm.usecases.exchange import FORKED
from desktop_crm.usecases.members import edit_member, now_ms
from desktop_crm.usecases.sign_in import Credentials
from desktop_crm.usecases.sync_runs import runs
from desktop_crm.usecases.sync_status import status
from tests.app.conftest import Ring
from tests.laptops import Laptop
from tests.servers import PASSWORD, Company, now, running
from tests.stores import KEY, FixedClock

pytestmark = pytest.mark.slow

DAY_MS = 86_400_000


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    made = Company(str(tmp_path_factory.mktemp("company") / "server.db"))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def address(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(company.url, tmp_path_factory.mktemp("log") / "server.log") as url:
        yield url


@pytest.fixture
def laptop(tmp_path: Path, address: str) -> Iterator[Callable[[], Laptop]]:
    made: list[Laptop] = []

    def another() -> Laptop:
        made.append(Laptop(tmp_path / str(len(made)), address))
        return made[-1]

    yield another
    for each in made:
        each.close()


@pytest.fixture
def rep(company: Company, request: pytest.FixtureRequest) -> str:
    """Login of a rep with a territory of the same name, of this test alone."""
    name = f"rep of {abs(hash(request.node.nodeid)):x}"
    company.user(name, "rep", company.territory(name))
    return name


def territory_of(laptop: Laptop, name: str) -> str:
    found = laptop.store.ask(lambda snapshot: snapshot.ids_named(Territory, name))
    assert len(found) == 1
    return found[0]


def customer(laptop: Laptop, id_: str) -> Customer:
    return laptop.store.ask(lambda snapshot: snapshot.require(Customer, id_))


# --- signing in -----------------------------------------------------------------------------------------------------


def test_what_was_typed_alone_is_on_another_laptop_of_the_same_person(laptop: Callable[[], Laptop], rep: str) -> None:
    first, second = laptop(), laptop()
    first.add("Acme", phone="1")
    assert first.sign_in(rep).brought
    assert first.sync().run.sent == 1
    second.sign_in(rep)
    second.sync()
    assert second.names() == ["Acme"]
    first.add("Beta")
    first.sync()
    second.sync()
    assert second.names() == ["Acme", "Beta"]
    assert resting(second.store.ask(status)).state == "synced"


def test_a_wrong_password_changes_nothing(laptop: Callable[[], Laptop], rep: str) -> None:
    alone = laptop()
    alone.add("Acme")
    with pytest.raises(RuleError) as refused:
        alone.sign_in(rep, "not it")
    assert refused.value.code == "wrong_password"
    assert alone.store.ask(status).server == ""
    alone.add("Beta")  # the store goes on being its own


def test_the_person_of_the_server_is_who_typed_everything_before(laptop: Callable[[], Laptop], rep: str) -> None:
    alone = laptop()
    local = alone.store.maintain(lambda work: work.insert(User(name="me")))
    alone.store.maintain(lambda work: work.set_setting("user_id", local.id))
    id_ = alone.add("Acme")
    assert customer(alone, id_).owner_id == local.id
    alone.sign_in(rep)
    me = alone.member.user
    assert {customer(alone, id_).owner_id, customer(alone, id_).created_by, alone.store.moment().user_id} == {me}
    assert alone.store.ask(lambda snapshot: snapshot.get(User, local.id)) is None
    alone.sync()
    assert alone.store.ask(lambda snapshot: snapshot.require(User, me)).name == rep
    assert alone.store.ask(status).counts.held == 0


def test_customers_of_no_known_territory_lie_in_the_reps_own(laptop: Callable[[], Laptop], rep: str) -> None:
    alone = laptop()
    mine = alone.store.maintain(lambda work: work.insert(Territory(name="Riverside")))
    plain = alone.add("Acme")
    placed = alone.add("Beta", territory_id=mine.id)
    noted = alone.add("Gamma", territory_id=mine.id, region="East", note="Ask for Li")
    brought = alone.sign_in(rep).brought
    assert brought is not None
    assert (brought.moved, brought.to_decide) == (3, {"territory": 1})
    home = territory_of(alone, rep)
    assert {customer(alone, id_).territory_id for id_ in (plain, placed, noted)} == {home}
    # What the territory was called is not lost.
    assert customer(alone, placed).region == "Riverside"
    assert customer(alone, noted).note == "Ask for Li\nRiverside"
    done = alone.sync()
    assert done.run.held == 1
    other = laptop()
    other.sign_in(rep)
    other.sync()
    assert other.names() == ["Acme", "Beta", "Gamma"]


def test_a_territory_of_the_same_name_is_the_servers(laptop: Callable[[], Laptop], rep: str) -> None:
    alone = laptop()
    mine = alone.store.maintain(lambda work: work.insert(Territory(name=rep.upper())))
    id_ = alone.add("Acme", territory_id=mine.id)
    brought = alone.sign_in(rep).brought
    assert brought is not None
    assert (brought.moved, brought.to_decide) == (0, {})
    assert customer(alone, id_).territory_id == territory_of(alone, rep) != mine.id
    assert customer(alone, id_).region == ""


def test_what_the_office_decides_waits_there_and_holds_up_nothing(laptop: Callable[[], Laptop], rep: str) -> None:
    alone = laptop()
    product = alone.store.maintain(lambda work: work.insert(Product(name="Pump")))
    id_ = alone.add("Acme")
    deal = Opportunity(name="Pumps", customer_id=id_, product_id=product.id)
    alone.store.change(records.add_record, deal)
    alone.store.change(records.add_record, Contact(name="Wang", customer_id=id_))
    brought = alone.sign_in(rep).brought
    assert brought is not None
    assert brought.to_decide == {"product": 1}
    alone.sync()
    assert alone.store.ask(status).counts.held == 1
    other = laptop()
    other.sign_in(rep)
    other.sync()
    assert [d.name for d in other.store.ask(lambda snapshot: snapshot.find(Opportunity))] == ["Pumps"]
    assert [d.name for d in other.store.ask(lambda snapshot: snapshot.find(Contact))] == ["Wang"]


def test_an_administrator_brings_everything(laptop: Callable[[], Laptop]) -> None:
    office = laptop()
    office.store.maintain(lambda work: work.insert(Territory(name="South of the river")))
    office.store.maintain(lambda work: work.insert(Product(name="Valve")))
    brought = office.sign_in("root").brought
    assert brought is not None
    assert brought.to_decide == {}
    office.sync()
    assert office.store.ask(status).counts.held == 0
    other = laptop()
    other.sign_in("root")
    other.sync()
    assert territory_of(other, "South of the river")
    # Every store is born with it: one of each for all.
    assert len(other.store.ask(lambda snapshot: snapshot.ids_named(Territory, "Unassigned"))) == 1


def test_on_a_reps_laptop_the_server_decides(laptop: Callable[[], Laptop], rep: str, company: Company) -> None:
    signed_in = laptop()
    signed_in.sign_in(rep)
    signed_in.sync()
    id_ = signed_in.add("Acme")
    for kind in (User, Territory, Product):
        with pytest.raises(RuleError) as refused:
            signed_in.store.change(records.add, kind, {"name": "New"})
        assert (refused.value.code, refused.value.where) == ("server_decides", kind.KIND)
    with pytest.raises(RuleError) as refused:
        signed_in.store.change(records.edit, Customer, id_, {"territory_id": UNASSIGNED})
    assert (refused.value.code, refused.value.where) == ("server_decides", "territory_id")
    assert customer(signed_in, id_).territory_id == territory_of(signed_in, rep)


def test_a_new_customer_lies_in_the_territory_that_was_granted_first(laptop: Callable[[], Laptop], rep: str) -> None:
    signed_in = laptop()
    signed_in.sign_in(rep)
    signed_in.sync()
    assert customer(signed_in, signed_in.add("Acme")).territory_id == territory_of(signed_in, rep)


def test_what_is_typed_between_sign_in_and_the_first_exchange_is_taken(laptop: Callable[[], Laptop], rep: str) -> None:
    signed_in = laptop()
    signed_in.sign_in(rep)
    id_ = signed_in.add("Acme")
    assert customer(signed_in, id_).territory_id == territory_of(signed_in, rep)
    signed_in.sync()
    assert signed_in.store.ask(status).counts.held == 0


def test_a_store_never_moves_to_another_company(
    laptop: Callable[[], Laptop], rep: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in = laptop()
    signed_in.add("Acme")
    signed_in.sign_in(rep)
    before = signed_in.member
    foreign = Company(str(tmp_path / "foreign.db"), "Other")
    foreign.user(rep, "rep", foreign.territory("Anywhere"))
    # It does not even hear the password.
    monkeypatch.setattr(Line, "sign_in", None)
    monkeypatch.setattr(Line, "enrol", None)
    with running(foreign.url, tmp_path / "log") as elsewhere, pytest.raises(RuleError) as refused:
        exchanging.sign_in(signed_in.store, Credentials(elsewhere, rep, PASSWORD))
    foreign.database.close()
    assert refused.value.code == "other_tenant"
    assert signed_in.member == before
    assert signed_in.names() == ["Acme"]


def test_another_person_works_in_another_store(laptop: Callable[[], Laptop], rep: str, company: Company) -> None:
    company.user(f"{rep} too")
    signed_in = laptop()
    signed_in.sign_in(rep)
    before = signed_in.member
    with pytest.raises(RuleError):
        signed_in.sign_in(f"{rep} too")
    assert signed_in.member == before
    signed_in.sync()


def test_a_lost_answer_makes_no_second_device(laptop: Callable[[], Laptop], rep: str, company: Company) -> None:
    alone = laptop()

    class Cut(exchanging.Line):
        def enrol(self, asked: object) -> object:
            super().enrol(asked)
            raise WorldError("server_unreachable", reason="cut")

    from desktop_crm.usecases.sign_in import sign_in

    url = exchanging.server_url(alone.address)
    with Cut(url) as line, pytest.raises(WorldError):
        sign_in(alone.store, line, Credentials(url, rep, PASSWORD))
    assert alone.store.ask(status).server == ""
    alone.sign_in(rep)
    alone.sync()
    user = alone.member.user
    query = "SELECT count(*) FROM device WHERE user_id = ?"
    with company.database.snapshot() as connection:
        assert connection.exec_driver_sql(query, (user,)).scalar_one() == 1


def test_the_key_of_the_store_is_sealed_to_the_companys_recovery_code(
    laptop: Callable[[], Laptop], rep: str, company: Company
) -> None:
    signed_in = laptop()
    signed_in.sign_in(rep)
    signed_in.sync()
    code = company.begun.recovery_code
    key = company.change(
        lambda connection, tenant: devices.recover_key(connection, tenant, signed_in.member.device, code, now())
    )
    assert key.hex() == KEY
    assert signed_in.member.is_key_deposited


# --- the token --------------------------------------------------------------------------------------------------------


def age(laptop: Laptop) -> None:
    """Let the secret be due for another one."""
    edit_member(laptop.store, secret_at=now_ms(laptop.store) - 31 * DAY_MS)


def test_an_old_secret_is_renewed_and_the_new_one_used(laptop: Callable[[], Laptop], rep: str) -> None:
    signed_in = laptop()
    signed_in.sign_in(rep)
    old = signed_in.member.secret
    age(signed_in)
    signed_in.sync()
    known = signed_in.member
    assert known.secret != old
    assert known.next_secret == ""
    edit_member(signed_in.store, secret=old)
    with pytest.raises(RuleError) as refused:
        signed_in.sync()
    assert refused.value.code == "token_unknown"


@pytest.mark.parametrize("step", ["answer lost", "kept, not used", "used, not settled"])
def test_a_crash_between_any_two_steps_of_a_renewal_locks_nobody_out(
    laptop: Callable[[], Laptop], rep: str, step: str
) -> None:
    signed_in = laptop()
    signed_in.sign_in(rep)
    old = signed_in.member.secret
    with signed_in.line() as line:
        given: Renewed = line.renew(tokens.token_of(signed_in.member))
        if step != "answer lost":
            edit_member(signed_in.store, next_secret=given.secret)
        if step == "used, not settled":
            line.poke(tokens.token_of(signed_in.member), 0)
    assert signed_in.member.secret == old
    age(signed_in)
    signed_in.add("Acme")
    assert signed_in.sync().run.sent == 1
    assert signed_in.sync().run.sent == 0
    assert signed_in.member.secret != old
    assert not signed_in.member.signed_out


def test_a_server_restored_from_before_a_renewal_takes_the_old_secret(laptop: Callable[[], Laptop], rep: str) -> None:
    signed_in = laptop()
    signed_in.sign_in(rep)
    edit_member(signed_in.store, next_secret="A" * 43)
    signed_in.sync()
    assert signed_in.member.next_secret == ""
    assert signed_in.store.ask(status).signed_out == ""


# --- the end, soft and hard -------------------------------------------------------------------------------------------


def test_a_sign_in_that_ended_keeps_everything_and_goes_on(
    laptop: Callable[[], Laptop], rep: str, company: Company
) -> None:
    signed_in = laptop()
    signed_in.sign_in(rep)
    signed_in.sync()
    device = signed_in.member.device
    company.change(devices.expire, device, now())
    signed_in.add("Acme")
    for _ in range(2):
        with pytest.raises(RuleError) as refused:
            signed_in.sync()
        assert refused.value.code == "token_expired"
    light = resting(signed_in.store.ask(status))
    assert (light.state, light.reason, light.counts.pending) == ("signed_out", "token_expired", 1)
    signed_in.add("Beta")
    assert signed_in.names() == ["Acme", "Beta"]
    signed_in.sign_in(rep)
    assert signed_in.member.device == device
    assert signed_in.sync().run.sent == 2
    assert resting(signed_in.store.ask(status)).state == "synced"


def test_a_suspended_laptop_still_sends(laptop: Callable[[], Laptop], rep: str, company: Company) -> None:
    signed_in = laptop()
    signed_in.sign_in(rep)
    signed_in.sync()
    company.change(devices.set_state, signed_in.member.device, "suspended", now())
    signed_in.add("Acme")
    with pytest.raises(RuleError) as refused:
        signed_in.sync()
    assert refused.value.code == "device_suspended"
    assert signed_in.store.ask(status).counts.pending == 0
    light = resting(signed_in.store.ask(status))
    assert (light.state, light.reason) == ("blocked", "device_suspended")
    company.change(devices.set_state, signed_in.member.device, "active", now())
    signed_in.sync()
    assert resting(signed_in.store.ask(status)).state == "synced"


@pytest.mark.parametrize("collect", [False, True])
def test_an_order_to_wipe_destroys_the_key_and_the_files(
    laptop: Callable[[], Laptop], rep: str, company: Company, ring: Ring, collect: bool
) -> None:
    signed_in = laptop()
    signed_in.sign_in(rep)
    signed_in.sync()
    device, path = signed_in.member.device, signed_in.store.path
    keys.keep(path, KEY, lambda: None)
    path.with_name(path.name + ".before-restore").write_bytes(b"older")
    stranger = path.with_name("notes.txt")
    stranger.write_text("not ours")
    signed_in.add("Acme")
    order = company.change(lambda c, t: devices.order_wipe(c, t, device, collect=collect, now=now()))
    with pytest.raises(RuleError) as refused:
        signed_in.sync()
    assert refused.value.code == "wipe_ordered"
    assert ring.kept == {}
    assert sorted(path.parent.iterdir()) == [stranger]
    query = "SELECT unsent, done_at IS NOT NULL FROM wipe_order WHERE id = ?"
    with company.database.snapshot() as connection:
        assert connection.exec_driver_sql(query, (order.order,)).one() == (0 if collect else 1, 1)
    with pytest.raises(WorldError):
        signed_in.names()
    assert not path.exists()


@pytest.mark.parametrize("forgery", ["signature", "device", "replayed"])
def test_an_order_that_is_not_the_servers_is_no_order(
    laptop: Callable[[], Laptop], rep: str, company: Company, forgery: str
) -> None:
    signed_in = laptop()
    signed_in.sign_in(rep)
    signed_in.sync()
    member = signed_in.member
    other = "0" * 8 + member.device[8:]
    target = other if forgery == "replayed" else member.device
    order = devices.WipeOrder("some order", target, False, now())
    signature = company.ask(lambda connection, tenant: seals.sign(connection, tenant, order))
    told = {
        "order": order.order,
        "device": member.device if forgery == "device" else order.device,
        "collect": False,
        "at": order.at,
        "signature": base64.b64encode(bytes(64) if forgery == "signature" else signature).decode(),
    }
    if forgery == "device":
        told["order"] = "another order"

    class Forged(exchanging.Line):
        def sync(self, token: str, request: object) -> object:
            raise RuleError("wipe_ordered", **told)

    with Forged(member.server) as line, pytest.raises(CrmError) as refused:
        exchanging.synchronise(signed_in.store, line, lambda: KEY)
    assert refused.value.code == "server_answer_strange"
    assert signed_in.store.path.exists()
    signed_in.sync()


def test_a_changed_password_ends_the_sign_in_softly(laptop: Callable[[], Laptop], rep: str, company: Company) -> None:
    signed_in = laptop()
    signed_in.sign_in(rep)
    company.change(people.set_password, signed_in.member.user, "another one, long", now())
    with pytest.raises(RuleError) as refused:
        signed_in.sync()
    assert refused.value.code == "password_changed"
    signed_in.sign_in(rep, "another one, long")
    signed_in.sync()


# --- the lease --------------------------------------------------------------------------------------------------------


def test_the_lease_is_read_write_to_its_end_and_begins_anew_when_the_server_is_met(
    laptop: Callable[[], Laptop], rep: str
) -> None:
    signed_in = laptop()
    signed_in.sign_in(rep)
    signed_in.sync()
    store = signed_in.store
    edit_member(store, met_at=now_ms(store) - 60 * DAY_MS + 3_600_000)
    leases.refuse_over(store)
    assert store.ask(status).lease_is_short
    edit_member(store, met_at=now_ms(store) - 60 * DAY_MS)
    with pytest.raises(WorldError) as refused:
        leases.refuse_over(store)
    assert refused.value.code == "lease_over"
    leases.renew_or_refuse(store, signed_in.sync)
    leases.refuse_over(store)
    assert not store.ask(status).lease_is_short


def test_who_does_not_meet_the_server_stays_locked(laptop: Callable[[], Laptop], rep: str) -> None:
    signed_in = laptop()
    signed_in.sign_in(rep)
    edit_member(signed_in.store, met_at=now_ms(signed_in.store) - 61 * DAY_MS, server="http://127.0.0.1:9/")
    with pytest.raises(WorldError) as refused:
        leases.renew_or_refuse(signed_in.store, signed_in.sync)
    assert refused.value.code == "lease_over"


# --- runs -------------------------------------------------------------------------------------------------------------


def test_each_run_is_a_line_of_the_history(laptop: Callable[[], Laptop], rep: str) -> None:
    signed_in = laptop()
    signed_in.sign_in(rep)
    signed_in.add("Acme")
    signed_in.sync()
    signed_in.sync()
    lines = signed_in.store.ask(runs)
    assert [(line.sent, line.failure) for line in lines] == [(1, ""), (0, "")]
    assert lines[1].received > 0  # what was looked at when it joined


def test_without_a_network_everything_stays_and_the_light_says_offline(laptop: Callable[[], Laptop], rep: str) -> None:
    signed_in = laptop()
    signed_in.sign_in(rep)
    server = signed_in.member.server
    edit_member(signed_in.store, server="http://127.0.0.1:9/")
    signed_in.add("Acme")
    with pytest.raises(WorldError) as failed:
        signed_in.sync()
    assert failed.value.code == "server_unreachable"
    light = resting(signed_in.store.ask(status))
    assert (light.state, light.reason, light.counts.pending) == ("offline", "server_unreachable", 1)
    edit_member(signed_in.store, server=server)
    assert signed_in.sync().run.sent == 1


def test_one_exchange_at_a_time(laptop: Callable[[], Laptop], rep: str) -> None:
    signed_in = laptop()
    signed_in.sign_in(rep)
    with exchanging.alone(signed_in.store), pytest.raises(WorldError) as refused:
        signed_in.sync()
    assert refused.value.code == "sync_running"
    signed_in.sync()


def test_who_signs_in_waits_for_an_exchange_that_runs_by_itself(laptop: Callable[[], Laptop], rep: str) -> None:
    signed_in = laptop()
    runs = threading.Event()

    def exchange() -> None:
        with exchanging.alone(signed_in.store):
            runs.set()
            time.sleep(0.3)

    other = threading.Thread(target=exchange)
    other.start()
    runs.wait()
    signed_in.sign_in(rep)
    other.join()
    assert signed_in.member.login == rep


def test_a_store_without_a_server_has_nobody_to_exchange_with(laptop: Callable[[], Laptop]) -> None:
    with pytest.raises(RuleError) as refused:
        laptop().sync()
    assert refused.value.code == "not_signed_in"


def test_the_key_goes_first(
    laptop: Callable[[], Laptop], rep: str, company: Company, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash, or a file that another program holds, must not leave something that can be read."""
    signed_in = laptop()
    signed_in.sign_in(rep)
    path = signed_in.store.path
    keys.keep(path, KEY, lambda: None)
    keys.write_plain_key_file(keys.key_file(path), KEY)
    company.change(lambda c, t: devices.order_wipe(c, t, signed_in.member.device, collect=False, now=now()))
    left: list[Path] = []

    def held(file: Path, missing_ok: bool = False) -> None:
        if file == keys.key_file(path):
            assert KEY.encode() not in file.read_bytes()
            os.unlink(file)
        elif file.suffix == ".crm":
            assert (ring.kept, keys.key_file(path).exists()) == ({}, False)
            left.append(file)
            raise PermissionError(file)

    monkeypatch.setattr(Path, "unlink", held)
    with pytest.raises(RuleError) as refused:
        signed_in.sync()
    assert refused.value.code == "wipe_ordered"
    assert left == [path]


# --- copies -----------------------------------------------------------------------------------------------------------


def copied(laptop: Laptop, another: Laptop) -> None:
    """Let a laptop's store be a copy of another one's file."""
    another.store.close()
    another.store.path.write_bytes(laptop.store.path.read_bytes())
    another.store = Store.open(another.store.path, KEY, FixedClock())


def folded(laptop: Laptop) -> None:
    """Let the file hold everything: its log is folded when it is closed."""
    laptop.store.close()
    laptop.store = Store.open(laptop.store.path, KEY, FixedClock())


def test_a_copied_laptop_becomes_one_of_its_own_and_nothing_happens_twice(
    laptop: Callable[[], Laptop], rep: str, company: Company
) -> None:
    first, copy = laptop(), laptop()
    first.sign_in(rep)
    first.add("Acme")
    first.sync()
    folded(first)
    copied(first, copy)
    first.add("Beta")
    first.sync()
    copy.add("Gamma")
    with pytest.raises(RuleError) as refused:
        copy.sync()
    assert refused.value.code == FORKED
    light = resting(copy.store.ask(status))
    assert (light.state, light.reason) == ("signed_out", FORKED)
    copy.sign_in(rep)
    assert copy.member.device != first.member.device
    assert copy.member.parent == first.member.device
    for each in (copy, first, copy):
        each.sync()
    assert first.names() == copy.names() == ["Acme", "Beta", "Gamma"]
    assert resting(copy.store.ask(status)).state == "synced"


def test_a_laptop_restored_from_a_backup_goes_on_after_the_next_sign_in(
    laptop: Callable[[], Laptop], rep: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_KEY", KEY)
    lost = laptop()
    lost.sign_in(rep)
    id_ = lost.add("Acme")
    lost.sync()
    backup = tmp_path / "backup.crmb"
    write_backup(lost.store.path, KEY, backup, None)
    lost.add("Beta")
    lost.store.change(records.edit, Customer, id_, {"phone": "2"})
    lost.sync()
    lost.store.close()
    restore_backup(backup, lost.store.path, lambda: None)
    lost.store = Store.open(lost.store.path, KEY, FixedClock())
    assert lost.names() == ["Acme"]
    with pytest.raises(RuleError) as refused:
        lost.sync()
    assert refused.value.code == FORKED
    lost.add("Gamma")
    lost.sign_in(rep)
    lost.sync()
    assert lost.names() == ["Acme", "Beta", "Gamma"]
    assert customer(lost, id_).phone == "2"


def test_a_device_that_the_server_lost_is_enrolled_anew_where_its_chain_stands(
    laptop: Callable[[], Laptop], rep: str, company: Company
) -> None:
    first = laptop()
    first.sign_in(rep)
    first.add("Acme")
    first.sync()
    device = first.member.device

    def lose(connection: Connection, tenant: str) -> None:
        connection.exec_driver_sql("DELETE FROM device WHERE id = ?", (device,))

    company.change(lose)
    first.add("Beta")
    with pytest.raises(RuleError) as refused:
        first.sync()
    assert refused.value.code == "token_unknown"
    first.sign_in(rep)
    assert first.member.device == device
    first.sync()
    other = laptop()
    other.sign_in(rep)
    other.sync()
    assert other.names() == ["Acme", "Beta"]
