"""Who holds which buckets: the table of access.py, row by row, and how it follows when something moves."""

from __future__ import annotations

from desktop_crm.domain.territories import UNASSIGNED
from desktop_crm.server import access, office, people, records
from desktop_crm.sync.buckets import TENANT, of_territory, of_user
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
