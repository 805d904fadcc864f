"""Who holds which buckets: the table of access.py, row by row, and how it follows when something moves."""

from __future__ import annotations

import pytest

from desktop_crm.domain.aliases import alias_id
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.territories import UNASSIGNED
from desktop_crm.server import access, office, people, records
from desktop_crm.sync.buckets import TENANT, of_territory, of_user
from tests.server.laptops import Laptop, edit, inbox, insert_, outcomes
from tests.server.laptops import held as seen
from tests.servers import Company, now


def held(company: Company, user: str) -> set[str]:
    return set(company.ask(access.buckets_of, user))


def test_each_role_holds_what_the_table_says(company: Company) -> None:
    north = company.territory("North")
    west = company.territory("North-West", north)
    south = company.territory("South")
    boss = company.user("boss", "manager")
    lead = company.user("lead", "manager", south, manager=boss)
    ann = company.user("ann", "rep", north, manager=lead)
    money = company.user("money", "finance")
    everything = {of_territory(id_) for id_ in (north, west, south)}
    assert held(company, ann) == {TENANT, of_user(ann), of_territory(north), of_territory(west)}
    assert held(company, lead) == {TENANT, of_user(lead)} | everything
    assert held(company, boss) == {TENANT, of_user(boss)} | everything
    assert held(company, money) == {TENANT, of_user(money)} | everything
    root = company.begun.admin
    assert held(company, root) == {TENANT, of_user(root), of_territory(UNASSIGNED)} | everything
    company.change(people.close, ann, now())
    assert held(company, ann) == set()
    assert not company.ask(access.difference)


def test_a_territory_that_moves_or_comes_is_seen_by_others_from_that_number_on(company: Company) -> None:
    north, south = company.territory("North"), company.territory("South")
    ann, bob = company.user("ann", "rep", north), company.user("bob", "rep", south)
    new = company.territory("Harbour", north)
    assert of_territory(new) in held(company, ann)
    before = company.ask(lambda connection, tenant: access.view_of(connection, tenant, ann))
    (harbour,) = [h for h in company.ask(lambda c, t: list(records.of_kind(c, t, "territory"))) if h.id == new]
    company.write(office.edit(harbour, {"parent_id": south}, now()))
    assert of_territory(new) not in held(company, ann)
    assert of_territory(new) in held(company, bob)
    view = company.ask(lambda connection, tenant: access.view_of(connection, tenant, ann))
    assert view(of_territory(new), harbour.version), "what was typed before the move is judged as of then"
    assert not view(of_territory(new), harbour.version + 1_000)
    assert before(of_territory(new), harbour.version + 1_000)


def test_a_grant_that_ends_and_comes_back_has_another_number(company: Company) -> None:
    north = company.territory("North")
    ann = company.user("ann", "rep", north)
    first = company.ask(access.buckets_of, ann)[of_territory(north)]

    def assign(change: object) -> None:
        company.change(lambda c, t: (change(c, t, ann, [north]), office.renew_grants(c, t)))  # type: ignore[operator]

    assign(people.unassign)
    assert of_territory(north) not in held(company, ann)
    assign(people.assign)
    assert company.ask(access.buckets_of, ann)[of_territory(north)].grant > first.grant


def test_another_role_and_manager_bring_other_rights(company: Company) -> None:
    north, south = company.territory("North"), company.territory("South")
    boss = company.user("boss", "manager")
    ann = company.user("ann", "rep", north)
    bob = company.user("bob", "rep", south)
    change = people.change
    company.change(lambda c, t: change(c, t, bob, now(), manager=ann))
    assert of_territory(south) not in held(company, ann), "a rep has no team"
    company.change(lambda c, t: change(c, t, ann, now(), role="manager", manager=boss))
    assert held(company, ann) == {TENANT, of_user(ann), of_territory(north), of_territory(south)}
    assert held(company, boss) >= {of_territory(north), of_territory(south)}
    assert company.ask(access.role_of, ann) == "manager"
    company.change(lambda c, t: change(c, t, bob, now(), manager=""))
    assert of_territory(south) not in held(company, ann)
    company.change(lambda c, t: change(c, t, ann, now(), role="finance"))
    assert of_territory(south) in held(company, ann)
    assert not company.ask(access.difference)


def test_what_would_leave_a_company_without_order_is_refused(company: Company) -> None:
    boss = company.user("boss", "manager")
    ann = company.user("ann", "manager", manager=boss)
    for refused, values in (
        ("reference_itself", {"user": boss, "manager": ann}),
        ("reference_itself", {"user": boss, "manager": boss}),
        ("last_admin", {"user": company.begun.admin, "role": "rep"}),
        ("field_choice", {"user": ann, "role": "king"}),
    ):
        with pytest.raises(RuleError) as error:
            company.change(lambda c, t, values=values: people.change(c, t, now=now(), **values))
        assert error.value.code == refused
    company.change(lambda c, t: people.change(c, t, ann, now(), role="admin"))
    company.change(lambda c, t: people.change(c, t, company.begun.admin, now(), role="rep"))
    assert company.ask(access.role_of, company.begun.admin) == "rep"


def test_an_account_follows_what_an_administrator_writes_into_the_record(company: Company) -> None:
    ann = company.user("ann", "rep")
    ours = Laptop(company, company.begun.admin)
    ours.look()
    assert outcomes(ours.send(edit("user", ann, role=("rep", "manager")))) == ["merged"]
    assert company.ask(access.role_of, ann) == "manager"
    assert outcomes(Laptop(company, ann).send(edit("user", ann, role=("manager", "admin")))) == ["quarantined"]
    assert company.ask(access.role_of, ann) == "manager"
    ours.send(edit("user", company.begun.admin, role=("admin", "rep")))
    assert company.ask(access.role_of, company.begun.admin) == "admin", "the only one"


# --- who only reads --------------------------------------------------------------------------------------------------


def test_finance_sees_everything_and_writes_only_its_own(company: Company) -> None:
    north = company.territory("North")
    ann, money = company.user("ann", "rep", north), company.user("money", "finance")
    theirs, ours = Laptop(company, ann), Laptop(company, money)
    customer = insert_("customer", name="Acme", territory_id=north)
    visit = insert_("visit", customer_id=customer.id, outcome=2)
    assert outcomes(theirs.send(customer, visit)) == ["ok", "ok"]
    ours.look()
    for forbidden in (
        edit("customer", customer.id, name=("Acme", "Ours")),
        edit("visit", visit.id, outcome=(2, 1)),
        insert_("customer", name="New", territory_id=north),
        insert_("contact", name="Wang", customer_id=customer.id),
        insert_("opportunity", name="Deal", customer_id=customer.id),
        ours.delete(seen(company, "visit", visit.id)),
        insert_("purchase", customer_id=customer.id, amount=1, currency="CNY", on="2026-11-26"),
    ):
        (receipt,) = ours.send(forbidden)
        assert receipt.outcome in ("quarantined", "waits"), forbidden
    assert seen(company, "customer", customer.id).values["name"] == "Acme"
    task = insert_("task", title="invoice is overdue", customer_id=customer.id, assignee_id=ann)
    memo = insert_("memo", text="pays late", customer_id=customer.id)
    assert outcomes(ours.send(task, memo)) == ["ok", "ok"]
    assert outcomes(ours.send(edit("task", task.id, title=("invoice is overdue", "invoice was paid")))) == ["merged"]
    lent = insert_("task", title="check the invoice", customer_id=customer.id, assignee_id=money)
    theirs.send(lent)
    ours.look()
    assert outcomes(ours.send(edit("task", lent.id, title=("check the invoice", "checked")))) == ["merged"]


def test_finance_neither_merges_nor_settles_for_others(company: Company) -> None:
    north = company.territory("North")
    ann, money = company.user("ann", "rep", north), company.user("money", "finance")
    theirs, ours = Laptop(company, ann), Laptop(company, money)
    one, two = (insert_("customer", name=name, territory_id=north, tax_no="1") for name in ("a", "b"))
    theirs.send(one, two)
    ours.look()
    alias = {"record_kind": "customer", "from_id": two.id, "to_id": one.id}
    assert outcomes(ours.send(insert_("alias", id=alias_id("customer", two.id), **alias))) == ["quarantined"]
    (item,) = [item for item in inbox(company) if item["reason"] == "duplicate"]
    settled = {"settled_at": (None, "2026-11-26T02:00:00.000Z"), "settled_with": ("", "both")}
    assert outcomes(ours.send(edit("conflict", item["id"], **settled))) == ["quarantined"]
