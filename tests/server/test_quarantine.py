"""What cannot be taken is kept whole, asked about where nothing leaks, released or refused later; nothing blocks."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

import pytest

from desktop_crm.domain.ids import new_id
from desktop_crm.server import keeping, overdue, tables
from desktop_crm.sync.operations import Operation
from tests.server.laptops import Laptop, edit, held, inbox, insert_, is_there, outcomes, rows, said, tick
from tests.server.test_judge_inbox import Team, team_of
from tests.servers import Company

STAMP = "2026-11-26T03:00:00.000Z"


@pytest.fixture
def team(on_sqlite: Company) -> Team:
    return team_of(on_sqlite)


def decide(laptop: Laptop, item: str, how: str) -> list[str]:
    """Settle an item that is held."""
    return outcomes(laptop.send(edit("conflict", item, settled_at=(None, STAMP), settled_with=("", how))))


def states(company: Company) -> list[str]:
    return [row.state for row in rows(company, tables.quarantine)]


def test_a_refused_group_is_kept_whole_and_asked_about(company: Company) -> None:
    team = team_of(company)
    id_ = team.customer()
    product = insert_("product", name="P")
    told = team.ann.send(edit("customer", id_, phone=("", "with it")), product, tied=True)
    assert outcomes(told) == ["quarantined", "quarantined"]
    assert {receipt.detail for receipt in told} == {"server_decides"}
    assert said(company, "customer", id_, "phone") is None, "a group stands and falls as one"
    assert [row.group_ for row in rows(company, tables.quarantine)] == [2, 2]
    (item,) = inbox(company, team.boss.user)
    assert (item["reason"], item["detail"], item["theirs_by"]) == ("held", "server_decides", team.ann.user)
    assert item["theirs"]["name"] == "P"
    assert inbox(company, team.eve.user) == inbox(company, team.ben.user) == []


def test_what_is_held_about_a_record_that_its_author_sees_lies_with_it(team: Team) -> None:
    id_ = team.customer()
    team.ann.send(Operation("u", "customer", id_, {"company_size": "many"}, {"company_size": None}, at=tick()))
    (item,) = inbox(team.company, team.ben.user)
    assert (item["reason"], item["detail"], item.get("audience", "")) == (
        "held",
        "field_type",
        "",
    )


def test_what_is_held_outside_the_authors_area_goes_to_his_manager(company: Company) -> None:
    team = team_of(company)
    id_ = team.customer(phone="1")
    team.eve.send(edit("customer", id_, phone=("guess", "typed by eve")))
    assert inbox(company, team.eve.user) == inbox(company, team.ann.user) == []
    (item,) = inbox(company, team.boss.user)
    assert (item["detail"], item["theirs"]) == ("out_of_scope", {"phone": "typed by eve"})


def test_without_a_manager_the_administrators_are_asked(on_sqlite: Company) -> None:
    lone = Laptop(on_sqlite, on_sqlite.user("lone"))
    lone.send(insert_("product", name="P"))
    (item,) = inbox(on_sqlite)
    (root,) = (row.user_id for row in rows(on_sqlite, tables.account) if row.role == "admin")
    assert item["audience"] == root


@pytest.mark.parametrize("how", ["accept", "refuse"])
def test_a_manager_decides_and_the_sender_is_told(company: Company, how: str) -> None:
    team = team_of(company)
    id_ = team.customer(phone="1")
    seen = team.eve.look()
    team.eve.send(edit("customer", id_, phone=("1", "eve's")))
    (item,) = inbox(company, team.boss.user)
    decide(team.boss, item["id"], how)
    assert said(company, "customer", id_, "phone") == ("eve's" if how == "accept" else "1")
    assert states(company) == ["accepted" if how == "accept" else "refused"]
    (told,) = team.eve.judged(seen).values()
    assert told.outcome == ("merged" if how == "accept" else "refused") or told.outcome == "ok"
    assert team.eve.judged(team.eve.look()) == {}


def test_accepted_it_bears_the_name_of_who_typed_it(team: Team) -> None:
    id_ = team.customer(phone="1")
    team.eve.send(edit("customer", id_, phone=("1", "eve's")))
    decide(team.boss, inbox(team.company, team.boss.user)[0]["id"], "accept")
    assert held(team.company, "customer", id_).values["updated_by"] == team.eve.user
    assert held(team.company, "customer", id_).typed_of("phone").by == team.eve.user


def test_a_rep_accepts_nothing_but_may_take_his_own_back(team: Team) -> None:
    id_ = team.customer()
    bad = Operation("u", "customer", id_, {"company_size": "many"}, {"company_size": None}, at=tick())
    team.ann.send(bad)
    (item,) = inbox(team.company)
    team.ben.look()
    assert decide(team.ben, item["id"], "accept") == ["quarantined"]
    assert states(team.company)[0] == "held"
    decide(team.ann, item["id"], "refuse")
    assert states(team.company)[0] == "refused"


def test_what_cannot_be_taken_by_anybody_is_asked_again_with_the_reason(team: Team) -> None:
    id_ = team.customer()
    team.ann.send(Operation("u", "customer", id_, {"company_size": "many"}, {"company_size": None}, at=tick()))
    (item,) = inbox(team.company)
    decide(team.boss, item["id"], "accept")
    (after,) = inbox(team.company)
    assert "settled_at" not in after
    assert after["detail"] == "field_type"
    assert states(team.company) == ["held"]


def test_who_decides_is_shown_all_that_stands_and_falls_with_it(company: Company) -> None:
    team = team_of(company)
    id_ = team.customer()
    contact = insert_("contact", name="Wang", customer_id=id_, phone="1")
    memo = insert_("memo", text="private", customer_id=id_, private=1, owner_id=team.ann.user)
    visit = insert_("visit", customer_id=id_, purpose="talk")
    product = insert_("product", name="P")
    team.ann.send(product, contact, memo, visit, tied=True)
    (item,) = inbox(company, team.boss.user)
    said = json.loads(item["with_it"])
    assert {key.split(" ")[0]: values.get("phone") or values.get("purpose") for key, values in said.items()} == {
        "contact": "1",
        "memo": None,
        "visit": "talk",
    }
    assert said[f"memo {memo.id}"] == {}, "what is private is nobody's to judge by"
    team.boss.look()
    decide(team.boss, item["id"], "accept")
    assert is_there(company, "contact", contact.id)


def test_an_item_that_lies_with_its_record_says_nothing_of_other_areas(team: Team) -> None:
    here, there = team.customer(), team.customer(territory_id=team.east)
    bad = Operation("u", "customer", here, {"company_size": "many"}, {"company_size": None}, at=tick())
    near = insert_("contact", name="Wang", customer_id=here)
    far = insert_("visit", customer_id=there, purpose="hidden")
    team.ann.send(bad, near, far, tied=True)
    (item,) = inbox(team.company, team.ben.user)
    said = json.loads(item["with_it"])
    assert said[f"contact {near.id}"]["name"] == "Wang"
    assert said[f"visit {far.id}"] == {}


# --- F12d -----------------------------------------------------------------------------------------------------------


def test_f12d_a_child_waits_for_its_parent_and_comes_with_it(company: Company) -> None:
    team = team_of(company)
    parent = insert_("customer", name="late", territory_id=team.west)
    contact = insert_("contact", name="Wang", customer_id=parent.id)
    seen = team.ben.look()
    assert outcomes(team.ben.send(contact)) == ["waits"]
    team.ann.send(parent)
    assert is_there(company, "contact", contact.id)
    (told,) = team.ben.judged(seen).items()
    assert (told[0], told[1].outcome, told[1].version > seen) == (1, "ok", True)
    assert inbox(company) == [], "nobody has to decide about it"


def test_f12d_a_chain_of_waits_is_released_at_once(team: Team) -> None:
    parent = insert_("customer", name="late", territory_id=team.west)
    visit = insert_("visit", customer_id=parent.id)
    attendee = insert_("visit_attendee", visit_id=visit.id)
    note = edit("visit", visit.id, purpose=("", "talk"))
    assert outcomes(team.ben.send(attendee, visit, note)) == ["waits"] * 3
    team.ann.send(parent)
    assert is_there(team.company, "visit_attendee", attendee.id)
    assert said(team.company, "visit", visit.id, "purpose") == "talk"
    assert set(states(team.company)) == {"accepted"}


def test_f12d_later_work_on_a_held_record_waits_with_it(team: Team) -> None:
    id_ = team.customer(phone="1", email="a@b")
    bad = Operation("u", "customer", id_, {"phone": "2", "company_size": "x"}, {"phone": "1"}, at=tick())
    assert outcomes(team.ann.send(bad)) == ["quarantined"]
    assert outcomes(team.ann.send(edit("customer", id_, phone=("2", "3")))) == ["waits"]
    assert outcomes(team.ann.send(edit("customer", id_, email=("a@b", "c@d")))) == ["merged"], "other fields go on"
    assert said(team.company, "customer", id_, "phone") == "1"
    (item,) = inbox(team.company)
    decide(team.ann, item["id"], "refuse")
    assert said(team.company, "customer", id_, "phone") == "3"
    assert states(team.company) == ["refused", "accepted"]


def test_f12d_what_hangs_on_a_refused_record_is_refused_with_it(team: Team) -> None:
    hidden = insert_("customer", name="of the east", territory_id=team.east)
    child = insert_("contact", name="Wang", customer_id=hidden.id)
    assert outcomes(team.ann.send(hidden, child)) == ["quarantined", "waits"]
    (item,) = inbox(team.company, team.boss.user)
    decide(team.boss, item["id"], "refuse")
    assert states(team.company) == ["refused", "refused"]
    assert {told.outcome for told in team.ann.judged().values()} == {"refused"}


def test_f12d_what_is_sent_behind_the_refusal_of_its_record_is_refused_too(team: Team) -> None:
    hidden = insert_("customer", name="of the east", territory_id=team.east)
    team.boss.look()
    team.ann.send(hidden)
    (item,) = inbox(team.company, team.boss.user)
    decide(team.boss, item["id"], "refuse")
    assert outcomes(team.ann.send(edit("customer", hidden.id, phone=("", "1")))) == ["waits"]
    assert states(team.company) == ["refused", "refused"], "nobody waits for what was refused long ago"


def test_f12d_a_refusal_decides_about_what_is_sent_with_it(team: Team) -> None:
    id_ = team.customer(phone="1")
    team.ann.send(Operation("u", "customer", id_, {"phone": "2", "company_size": "x"}, {"phone": "1"}, at=tick()))
    (item,) = inbox(team.company)
    back = edit("conflict", item["id"], settled_at=(None, STAMP), settled_with=("", "refuse"))
    assert outcomes(team.ann.send(edit("customer", id_, phone=("2", "3")), back)) == ["waits", "merged"]
    assert states(team.company) == ["refused", "accepted"]
    assert said(team.company, "customer", id_, "phone") == "3"


def test_f12d_made_anew_after_a_refusal_a_record_is_waited_for_again(team: Team) -> None:
    hidden = insert_("customer", name="of the east", territory_id=team.east)
    team.ann.send(hidden)
    decide(team.boss, inbox(team.company, team.boss.user)[0]["id"], "refuse")
    team.ann.send(hidden)
    assert outcomes(team.ben.send(insert_("contact", name="Wang", customer_id=hidden.id))) == ["waits"]
    assert sorted(states(team.company)) == ["held", "refused", "waits"]


@pytest.mark.parametrize("end", ["comes", "refuse"])
def test_f12d_somebody_is_asked_about_what_waits_too_long(company: Company, end: str) -> None:
    team = team_of(company)
    parent = insert_("customer", name="late", territory_id=team.west)
    contact = insert_("contact", name="Wang", customer_id=parent.id)
    assert outcomes(team.ben.send(contact)) == ["waits"]
    for asked in (0, 1, 0):
        day = tick() + (overdue.WAIT_MS + 86_400_000 if asked else 0)
        assert company.change(lambda c, tenant, day=day: keeping.tidy(c, tenant, day)).asked == asked
    (item,) = inbox(company, team.boss.user)
    assert (item["reason"], item["detail"], item["theirs"]["name"]) == ("held", "early", "Wang")
    if end == "comes":
        team.ann.send(parent)
        assert is_there(company, "contact", contact.id)
        assert inbox(company, team.boss.user)[0]["settled_with"] == "gone", "it went on by itself"
    else:
        decide(team.boss, item["id"], "refuse")
        assert states(company) == ["refused"]


def test_what_arrived_meanwhile_is_found_at_the_next_push(team: Team) -> None:
    """Two pushes at one moment may miss each other; the next one of the device looks again."""
    parent = insert_("customer", name="late", territory_id=team.west)
    contact = insert_("contact", name="Wang", customer_id=parent.id)
    team.ben.send(contact)
    rename_waits(team.company, "elsewhere")
    team.ann.send(parent)
    rename_waits(team.company, parent.id)
    assert not is_there_at_all(team.company, contact.id)
    team.ben.send(insert_("visit", customer_id=parent.id))
    assert is_there(team.company, "contact", contact.id)


def rename_waits(company: Company, id_: str) -> None:
    from sqlalchemy import update

    company.change(lambda connection, _: connection.execute(update(tables.quarantine).values(waits_id=id_)))


def is_there_at_all(company: Company, id_: str) -> bool:
    return any(row.id == id_ for row in rows(company, tables.record))


# --- devices and faults ---------------------------------------------------------------------------------------------


def test_a_suspended_device_is_held_whole(team: Team) -> None:
    from sqlalchemy import update

    id_ = team.customer()
    team.company.change(
        lambda connection, _: connection.execute(
            update(tables.device).where(tables.device.c.id == team.ann.device).values(state="suspended")
        )
    )
    (receipt,) = team.ann.send(edit("customer", id_, phone=("", "1")))
    assert (receipt.outcome, receipt.detail) == ("quarantined", "device_suspended")
    (item,) = inbox(team.company)
    decide(team.boss, item["id"], "accept")
    assert said(team.company, "customer", id_, "phone") == "1"


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the server stumble over a text, as over a fault of its own."""
    from desktop_crm.server import judge

    real = judge.check_values

    def make(text: str) -> None:
        def stumble(kind: object, values: dict[str, object], **how: object) -> None:
            if text in map(str, values.values()):
                raise ZeroDivisionError(text)
            real(kind, values, **how)  # type: ignore[arg-type]

        monkeypatch.setattr(judge, "check_values", stumble)

    return make


def test_an_operation_that_crashes_the_server_is_set_apart_after_three_tries(
    company: Company, faulty: Callable[[str], None], logged: list[logging.LogRecord]
) -> None:
    team = team_of(company)
    faulty("boom")
    operations = [insert_("customer", name=name, territory_id=team.west) for name in ("before", "boom", "after")]
    child = insert_("contact", name="below", customer_id=operations[1].id)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            team.ann.send(*operations, child)
    told = team.ann.send(*operations, child)
    assert [record.name for record in logged] == ["desktop_crm.server.taking"]
    logged.clear()
    assert outcomes(told) == ["ok", "quarantined", "ok", "waits"]
    assert told[1].detail == "server_fault"
    assert is_there(company, "customer", operations[2].id)
    (item,) = inbox(company)
    assert item["detail"] == "server_fault"
    assert rows(company, tables.push_try) == []


def test_an_unknown_kind_and_a_strange_field_are_kept(team: Team) -> None:
    odd = Operation("i", "spaceship", new_id(), {"name": "x"}, at=tick())
    id_ = team.customer()
    newer = Operation("u", "customer", id_, {"warp": 9}, {}, at=tick())
    told = team.ann.send(odd, newer)
    assert [(receipt.outcome, receipt.detail) for receipt in told] == [
        ("quarantined", "unknown_kind"),
        ("quarantined", "unknown_field"),
    ]
    assert len(inbox(team.company)) == 2


def test_an_insert_says_what_it_must_and_is_who_it_says(team: Team) -> None:
    nameless = insert_("customer", territory_id=team.west)
    other = Operation("i", "customer", new_id(), {"id": new_id(), "name": "x", "territory_id": team.west}, at=tick())
    told = team.ann.send(nameless, other)
    assert [receipt.detail for receipt in told] == ["field_required", "unknown_id"]


def test_a_record_without_a_birth_is_given_one(team: Team) -> None:
    bare = Operation("i", "customer", new_id(), {"name": "x", "territory_id": team.west}, at=tick())
    future = insert_("customer", name="y", territory_id=team.west, created_at="2090-01-01T00:00:00.000Z")
    assert outcomes(team.ann.send(bare, future)) == ["merged", "merged"]
    for op in (bare, future):
        values = held(team.company, "customer", op.id).values
        assert str(values["created_at"]) < "2080"
        assert values["id"] == op.id
    assert said(team.company, "customer", bare.id, "created_by") == team.ann.user
