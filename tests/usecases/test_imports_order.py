"""Rows that hang together: trees, people named in each other's rows, names that move, in any order and twice."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.opportunities import Opportunity
from desktop_crm.domain.territories import UNASSIGNED, Territory, User
from desktop_crm.exchange.profiles import load_profiles
from desktop_crm.storage.schemes import current_scheme
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.usecases import import_tables, imports, records, tiers, undo
from desktop_crm.usecases.imports import ImportReport, Rehearsed
from tests.stores import RESOURCES, a_customer, change, edit_elsewhere, get, new_store, put, rows_of

PROFILES = load_profiles(RESOURCES / "profiles")


def bring(store: Store, *paths: Path) -> ImportReport:
    """Import, after a rehearsal that has to say the same."""
    with pytest.raises(Rehearsed) as rehearsed:
        change(store, lambda work: imports.run(work, paths, PROFILES, rehearsal=True))
    report = change(store, lambda work: imports.run(work, paths, PROFILES))
    assert rehearsed.value.report.as_json() == report.as_json()
    return report


def again(store: Store, *paths: Path) -> ImportReport:
    """A second import, which has to change nothing."""
    report = bring(store, *paths)
    assert [(table.rows.created, table.rows.changed) for table in report.tables] == [(0, 0)] * len(report.tables)
    return report


def problems(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.error.code) for problem in report.problems]


def counts(report: ImportReport) -> list[tuple[int, int, int, int]]:
    return [(t.rows.created, t.rows.changed, t.rows.unchanged, t.rejected) for t in report.tables]


def customers(folder: Path, *rows: str, head: str = "code,name,parent company") -> Path:
    return table(folder, "customers.csv", head, rows)


def contacts(folder: Path, *rows: str, head: str = "name,customer") -> Path:
    return table(folder, "contacts.csv", head, rows)


def teams(folder: Path, *rows: str) -> Path:
    return table(folder, "sales_teams.csv", "sales_agent,manager,regional_office", rows)


def table(folder: Path, name: str, head: str, rows: Sequence[str]) -> Path:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in (head, *rows)), encoding="utf-8")
    return path


def by_name(store: Store, kind: type[Any], name: str) -> Any:
    (found,) = store.ask(Snapshot.find, kind, {"name": name})
    return found


def parents(store: Store) -> dict[str, str]:
    found = store.ask(Snapshot.find, Customer)
    names = {customer.id: customer.name for customer in found}
    return {customer.name: names.get(customer.parent_id, "") for customer in found}


def employers(store: Store) -> dict[str, str]:
    """Contact -> number elsewhere and name of its customer."""
    found = {contact.name: get(store, Customer, contact.customer_id) for contact in store.ask(Snapshot.find, Contact)}
    return {name: f"{customer.external_id} {customer.name}".strip() for name, customer in found.items()}


# --- amounts ----------------------------------------------------------------------------------------------------

AMOUNTS = "code,name,annual purchase amount,currency"


def test_a_currency_alone_in_which_the_stored_amount_cannot_be_refuses_its_row(store: Store, tmp_path: Path) -> None:
    bring(store, customers(tmp_path, "K1,Acme,1000.50,CNY", "K2,Beta,5,CNY", head=AMOUNTS))
    path = customers(tmp_path, "K1,Acme,,JPY", "K2,Beta,7,CNY", head=AMOUNTS)
    report = bring(store, path)
    assert counts(report) == [(0, 1, 0, 1)]
    assert problems(report) == [(2, "annual purchase amount", "field_decimals")]
    stored = [(c.annual_purchase_amount, c.currency) for c in store.ask(Snapshot.find, Customer)]
    assert stored == [(Decimal("1000.50"), "CNY"), (Decimal(7), "CNY")]
    again(store, path)


def test_a_row_that_does_not_name_the_product_says_nothing_of_the_deals_name(store: Store, tmp_path: Path) -> None:
    head = "opportunity_id,sales_agent,product,account,deal_stage"
    products = table(tmp_path, "products.csv", "product,series,sales_price", ["GTX Pro,GTX,4821"])
    team = teams(tmp_path, "Moses Frase,Dustin Brinkmann,Central")
    bring(store, products, team, table(tmp_path, "sales_pipeline.csv", head, ["D1,Moses Frase,GTX Pro,,Engaging"]))
    path = table(tmp_path, "sales_pipeline.csv", head, ["D1,Moses Frase,,,Prospecting", "D2,Moses Frase,,,Engaging"])
    report = bring(store, path)
    assert counts(report) == [(0, 1, 0, 1)]
    assert problems(report) == [(3, "name", "field_required")]
    (deal,) = store.ask(Snapshot.find, Opportunity)
    assert (deal.name, deal.stage) == ("GTX Pro", "need")


def test_the_majority_leaves_customers_in_the_bin_alone(store: Store, tmp_path: Path) -> None:
    head = "opportunity_id,sales_agent,product,account,deal_stage"
    paths = [
        table(tmp_path, "products.csv", "product,series,sales_price", ["GTX Pro,GTX,4821"]),
        teams(tmp_path, "Moses Frase,Dustin Brinkmann,Central"),
        table(tmp_path, "accounts.csv", "account,sector,revenue", ["Cancity,retail,1"]),
        table(tmp_path, "sales_pipeline.csv", head, ["D1,Moses Frase,GTX Pro,Cancity,Engaging"]),
    ]
    bring(store, *paths)
    cancity = by_name(store, Customer, "Cancity")
    edit_elsewhere(store, Customer, cancity.id, territory_id=UNASSIGNED)
    change(store, records.delete, Customer, cancity.id)
    path = table(tmp_path, "sales_pipeline.csv", head, ["D1,Moses Frase,GTX Pro,,Engaging"])
    assert counts(bring(store, path)) == [(1, 0, 0, 0)]


def test_a_record_in_the_bin_comes_back_with_what_the_file_says(store: Store, tmp_path: Path) -> None:
    head = "code,name,phone"
    bring(store, customers(tmp_path, "K1,Acme,111", "K2,Beta,222", head=head))
    acme = by_name(store, Customer, "Acme")
    change(store, records.delete, Customer, acme.id)
    path = customers(tmp_path, "K1,Acme,333", "K2,Beta,444", head=head)
    assert counts(bring(store, path)) == [(1, 1, 0, 0)]
    assert [(c.id == acme.id, c.phone) for c in store.ask(Snapshot.find, Customer)] == [(True, "333"), (False, "444")]
    again(store, path)


def test_what_was_undone_does_not_come_back_with_the_next_import(store: Store, tmp_path: Path) -> None:
    head = "code,name,phone,parent company,annual purchase amount"
    bring(store, customers(tmp_path, "K0,Holding,,,", "K1,Acme,WRONG,Holding,9000000", head=head))
    first = by_name(store, Customer, "Acme")
    change(store, undo.undo)
    path = customers(tmp_path, "K1,Acme,,,", head=head)
    assert counts(bring(store, path)) == [(1, 0, 0, 0)]
    acme = by_name(store, Customer, "Acme")
    assert acme.id == first.id
    assert (acme.phone, acme.parent_id, acme.annual_purchase_amount, acme.annual_purchase_amount_on) == (
        "",
        "",
        None,
        None,
    )
    assert acme.territory_id == UNASSIGNED
    again(store, path)
    assert rows_of(store, "SELECT count(*) FROM conflict") == [(0,)]
    change(store, undo.undo)
    assert store.ask(Snapshot.find, Customer) == []


def test_a_contact_out_of_the_bin_has_no_customer_that_is_still_in_it(store: Store, tmp_path: Path) -> None:
    head = "code,name,customer"
    bring(store, customers(tmp_path, "K1,Acme,"), contacts(tmp_path, "C1,Ann,Acme", head=head))
    change(store, records.delete, Customer, by_name(store, Customer, "Acme").id)
    bring(store, contacts(tmp_path, "C1,Ann,", head=head))
    assert by_name(store, Contact, "Ann").customer_id == ""


def test_a_tree_out_of_the_bin_may_stand_the_other_way_round(store: Store, tmp_path: Path) -> None:
    head = "name,part of"
    bring(store, table(tmp_path, "territories.csv", head, ["T1,", "T3,T1"]))
    change(store, undo.undo)
    path = table(tmp_path, "territories.csv", head, ["T1,T3", "T3,"])
    assert counts(bring(store, path)) == [(2, 0, 0, 0)]
    top = by_name(store, Territory, "T3")
    assert (by_name(store, Territory, "T1").parent_id, top.parent_id) == (top.id, "")
    again(store, path)


def test_what_a_record_in_the_bin_lay_below_is_forgotten(store: Store, tmp_path: Path) -> None:
    bring(store, customers(tmp_path, "K2,Beta,", "K1,Acme,Beta", "K3,Gamma,Acme"))
    change(store, records.delete, Customer, by_name(store, Customer, "Acme").id)
    path = customers(tmp_path, "K4,Delta,K3", "K1,Acme,", "K2,Beta,K1")
    assert not bring(store, path).problems
    assert parents(store) == {"Acme": "", "Beta": "Acme", "Gamma": "Acme", "Delta": "Gamma"}
    again(store, path)


# --- people named in each other's rows --------------------------------------------------------------------------


def people(store: Store) -> set[tuple[str, str, str, str]]:
    """Name, role, manager, office."""
    users = {user.id: user for user in store.ask(Snapshot.find, User)}
    offices = {office.id: office.name for office in store.ask(Snapshot.find, Territory)}
    return {
        (u.name, u.role, users[u.manager_id].name if u.manager_id else "", offices[u.territory_id])
        for u in users.values()
    }


@pytest.mark.parametrize("batch", [1, 2, import_tables.BATCH])
def test_agents_who_are_managers_too_come_in_any_order_of_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(import_tables, "BATCH", batch)
    for number, rows in enumerate(permutations(["A,B,Central", "B,C,West", "D,B,East"])):
        store = new_store(tmp_path, name=f"{number}.crm")
        path = teams(tmp_path, *rows)
        report = bring(store, path)
        assert counts(report) == [(3, 0, 0, 0)]
        assert {kind: made.created for kind, made in report.tables[0].also.items()} == {"territory": 3, "user": 1}
        assert people(store) == {
            ("A", "rep", "B", "Central"),
            ("B", "rep", "C", "West"),
            ("C", "manager", "", "West"),
            ("D", "rep", "B", "East"),
        }
        again(store, path)
        assert rows_of(store, "SELECT count(*) FROM conflict") == [(0,)]
        store.close()


def test_a_manager_whose_own_row_is_bad_is_still_a_manager(store: Store, tmp_path: Path) -> None:
    path = teams(tmp_path, "A,B,Central", "B,C,West,one too many", "E,B,East")
    report = bring(store, path)
    assert problems(report) == [(3, "", "row_width")]
    assert people(store) == {("A", "rep", "B", "Central"), ("B", "manager", "", "Central"), ("E", "rep", "B", "East")}
    again(store, path)


def test_two_who_manage_each_other_are_no_tree(store: Store, tmp_path: Path) -> None:
    path = teams(tmp_path, "A,B,Central", "B,A,West", "C,C,East")
    report = bring(store, path)
    assert problems(report) == [(3, "manager_id", "reference_itself"), (4, "manager_id", "reference_itself")]
    assert {name: manager for name, _, manager, _ in people(store)} == {"A": "B", "B": ""}
    again(store, path)


def test_three_in_a_circle_come_but_for_the_last_row(store: Store, tmp_path: Path) -> None:
    path = teams(tmp_path, "A,B,Central", "B,C,West", "C,A,East")
    assert problems(bring(store, path)) == [(4, "manager_id", "reference_itself")]
    expected = {("A", "rep", "B", "Central"), ("B", "manager", "C", "West"), ("C", "manager", "", "West")}
    assert people(store) == expected
    again(store, path)
    change(store, lambda work: work.set_deleted(by_name(store, User, "B"), deleted=True))
    bring(store, teams(tmp_path, "A,B,North", "B,C,South", "C,A,East"))
    assert ("B", "manager", "C", "South") in people(store)
    assert rows_of(store, "SELECT count(*) FROM conflict") == [(0,)]


# --- trees ------------------------------------------------------------------------------------------------------


def test_the_row_that_would_close_a_circle_is_refused(store: Store, tmp_path: Path) -> None:
    bring(store, customers(tmp_path, "K1,Acme,", "K2,Beta,", "K3,Gamma,"))
    path = customers(tmp_path, "K1,Acme,Beta", "K2,Beta,Gamma", "K3,Gamma,Acme")
    report = bring(store, path)
    assert problems(report) == [(4, "parent company", "reference_itself")]
    assert report.problems[0].error.values["value"] == "Gamma"
    assert parents(store) == {"Acme": "Beta", "Beta": "Gamma", "Gamma": ""}
    again(store, path)


def test_a_circle_through_the_store_is_seen(store: Store, tmp_path: Path) -> None:
    bring(store, customers(tmp_path, "K1,Acme,", "K2,Beta,Acme", "K3,Gamma,Beta"))
    path = customers(tmp_path, "K1,Acme,Delta", "K4,Delta,Gamma")
    assert problems(bring(store, path)) == [(2, "parent company", "reference_itself")]
    assert parents(store) == {"Acme": "", "Beta": "Acme", "Gamma": "Beta", "Delta": "Gamma"}
    again(store, path)


def test_new_rows_in_a_circle_are_named_as_such(store: Store, tmp_path: Path) -> None:
    path = customers(tmp_path, "K1,Acme,Beta", "K2,Beta,K3", "K3,Gamma,Acme", "K4,Delta,Gamma", "K5,Free,")
    report = bring(store, path)
    assert problems(report) == [
        (2, "parent company", "reference_itself"),
        (3, "parent company", "reference_itself"),
        (4, "parent company", "reference_itself"),
        (5, "parent company", "reference_unknown"),
    ]
    assert parents(store) == {"Free": ""}
    again(store, path)


def test_territories_stay_a_tree(store: Store, tmp_path: Path) -> None:
    path = table(tmp_path, "territories.csv", "name,part of", ["North,", "Hill,North", "Dale,Hill"])
    bring(store, path)
    table(tmp_path, "territories.csv", "name,part of", ["North,Dale"])
    assert problems(bring(store, path)) == [(2, "part of", "reference_itself")]


# --- names that move --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "rows", "employer"),
    [
        (["K1,Acme,"], ["K1,Beta,", "K2,Acme,"], "K2 Acme"),
        (["K1,Acme,"], ["K2,Acme,", "K1,Beta,"], "K2 Acme"),
        (["K1,Acme,", "K2,Beta,"], ["K1,Beta,", "K2,Acme,"], "K2 Acme"),
        (["K1,Acme,"], ["K1,ACME,"], "K1 ACME"),
        (["K1,Acme,"], ["K1,Beta,"], None),
        (["K1,Acme,"], ["K2,Acme,"], None),
    ],
    ids=["taken over", "taken over before", "swapped", "written otherwise", "gone", "two of them"],
)
def test_names_are_those_after_the_rows_before(
    store: Store, tmp_path: Path, stored: list[str], rows: list[str], employer: str | None
) -> None:
    bring(store, customers(tmp_path, *stored))
    paths = customers(tmp_path, *rows), contacts(tmp_path, "Bob,Acme")
    report = bring(store, *paths)
    assert employers(store) == ({"Bob": employer} if employer else {})
    assert [p.error.code for p in again(store, *paths).problems] == [p.error.code for p in report.problems]


def test_a_row_without_a_number_means_who_is_called_so_after_the_rows_before(store: Store, tmp_path: Path) -> None:
    bring(store, customers(tmp_path, "K1,Acme,", "K3,Gamma,"))
    path = customers(tmp_path, "K1,Beta,", ",Acme,", "K4,Delta,", ",Delta,", ",Gamma,Acme")
    report = bring(store, path)
    assert problems(report) == [(5, "code", "row_twice")]
    assert parents(store) == {"Beta": "", "Acme": "", "Delta": "", "Gamma": "Acme"}
    again(store, path)


def test_the_name_that_a_customer_bears_counts_more_than_the_one_it_came_with(store: Store, tmp_path: Path) -> None:
    bring(store, customers(tmp_path, "Acme,", head="name,parent company"))
    first = by_name(store, Customer, "Acme")
    edit_elsewhere(store, Customer, first.id, name="Beta")
    path = contacts(tmp_path, "Bob,Acme")
    bring(store, path)
    assert employers(store) == {"Bob": "Beta"}, "nobody else is called so"
    second = put(store, a_customer("acme"))
    path = contacts(tmp_path, "Ann,Acme")
    bring(store, path)
    assert employers(store) == {"Bob": "Beta", "Ann": "acme"}
    again(store, path)
    edit_elsewhere(store, Customer, first.id, name="Acme")
    bring(store, contacts(tmp_path, "Eve,Acme"))
    assert get(store, Customer, by_name(store, Contact, "Eve").customer_id).id == first.id, "imported by this name"
    assert get(store, Customer, by_name(store, Contact, "Ann").customer_id).id == second.id


def test_a_name_may_move_between_two_rows_that_use_it(store: Store, tmp_path: Path) -> None:
    put(store, a_customer("Holding"))
    bring(store, customers(tmp_path, "K9,Acme,"))
    path = customers(tmp_path, "K1,Beta,Acme", "K9,Omega,Holding", "K3,Gamma,Acme")
    assert problems(bring(store, path)) == [(4, "parent company", "reference_unknown")]
    assert parents(store) == {"Holding": "", "Beta": "Omega", "Omega": "Holding"}


def test_a_name_may_become_that_of_two_between_two_rows_that_use_it(store: Store, tmp_path: Path) -> None:
    put(store, a_customer("Holding"))
    put(store, a_customer("Acme", external_id="X"))
    path = customers(tmp_path, "K1,Beta,Acme", "K2,Acme,Holding", "K3,Gamma,Acme")
    assert problems(bring(store, path)) == [(4, "parent company", "reference_ambiguous")]


def test_a_rename_by_our_id_is_known_to_the_next_file(store: Store, tmp_path: Path) -> None:
    bring(store, customers(tmp_path, "Acme,", head="name,parent company"))
    own = by_name(store, Customer, "Acme").id
    path = customers(tmp_path, f"{own},,Beta", head="id,code,name")
    people = contacts(tmp_path, "Bob,Beta", "Ann,Acme")
    bring(store, path, people)
    assert employers(store) == {"Bob": "Beta", "Ann": "Beta"}
    again(store, path, people)
    paths = customers(tmp_path, f"{own},,Gamma", ",K2,Beta", head="id,code,name"), contacts(tmp_path, "Eve,Beta")
    bring(store, *paths)
    assert employers(store)["Eve"] == "K2 Beta"
    again(store, *paths)


# --- nothing to do ----------------------------------------------------------------------------------------------


def test_an_import_of_bad_rows_only_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = table(tmp_path, "accounts.csv", "account,sector,year_established", ["Acme,retail,x", "Beta,retail,y"])
    before = store.ask(current_scheme)
    report = bring(store, path)
    assert counts(report) == [(0, 0, 0, 2)]
    assert report.as_json()["scheme"] is None
    assert store.ask(current_scheme) == before
    assert store.ask(undo.list_steps) == []


def test_two_files_of_one_import_may_say_the_same(store: Store, tmp_path: Path) -> None:
    first = customers(tmp_path, "K1,Acme,", "K2,Beta,")
    second = table(tmp_path, "more.csv", "code,name,phone", ["K1,Acme,111", "K2,Beta,"])
    assert counts(bring(store, first, second)) == [(2, 0, 0, 0), (0, 1, 1, 0)]
    again(store, first, second)


def test_only_the_first_profile_that_makes_customers_finds_the_store_empty(store: Store, tmp_path: Path) -> None:
    ours = customers(tmp_path, "K1,Acme,")
    theirs = table(tmp_path, "accounts.csv", "account,sector,revenue,employees", ["Beta,retail,1,1"])
    report = bring(store, ours, theirs)
    assert counts(report) == [(1, 0, 0, 0), (1, 0, 0, 0)]
    assert report.scheme_reads is None


def test_a_row_whose_further_records_alone_are_new_makes_records(store: Store, tmp_path: Path) -> None:
    assert bring(store, teams(tmp_path, "A,B,Central")).scheme_reads == ("USD", 1000)
    change(store, tiers.read_bands_in, "CNY", 1000)
    report = bring(store, teams(tmp_path, "A,B,West"))
    assert (counts(report), report.tables[0].also["territory"].created) == ([(0, 1, 0, 0)], 1)
    assert report.scheme_reads == ("USD", 1000)


# --- which row counts -------------------------------------------------------------------------------------------


def test_the_first_row_of_a_record_counts_even_if_it_waits(store: Store, tmp_path: Path) -> None:
    path = table(tmp_path, "territories.csv", "name,part of", ["T1,T2", "T2,", "T1,"])
    assert problems(bring(store, path)) == [(4, "name", "row_twice")]
    assert by_name(store, Territory, "T1").parent_id == by_name(store, Territory, "T2").id
    assert problems(again(store, path)) == [(4, "name", "row_twice")]


def test_a_row_that_waits_stays_the_record_it_was(store: Store, tmp_path: Path) -> None:
    path = customers(tmp_path, ",Acme,Beta", "K1,Acme,", ",Beta,")
    assert counts(bring(store, path)) == [(3, 0, 0, 0)]
    below = [c.external_id for c in store.ask(Snapshot.find, Customer) if c.parent_id]
    assert below == [""], "and not K1, whose name it is too"
    again(store, path)


def test_of_two_of_a_name_a_row_without_a_number_means_the_one_that_came_by_it(store: Store, tmp_path: Path) -> None:
    path = customers(tmp_path, ",Acme,", "K3,Acme,")
    assert counts(bring(store, path)) == [(2, 0, 0, 0)]
    assert not again(store, path).problems


# --- tables of several profiles ---------------------------------------------------------------------------------


def test_what_others_refer_to_comes_first_whatever_the_profile(store: Store, tmp_path: Path) -> None:
    accounts = table(tmp_path, "accounts.csv", "account,sector,revenue", ["Cancity,retail,1"])
    territories = table(tmp_path, "territories.csv", "name,part of", ["North,"])
    report = bring(store, contacts(tmp_path, "Ann,Cancity"), accounts, territories)
    assert [t.file for t in report.tables] == ["territories.csv", "accounts.csv", "contacts.csv"]
    assert employers(store) == {"Ann": "Cancity Cancity"}
    again(store, tmp_path)


def test_a_rehearsal_knows_the_customers_of_another_profile(store: Store, tmp_path: Path) -> None:
    head = "code,name,revenue_12m,orders_12m,potential,growth_pct,last_visit"
    benchmark = table(tmp_path, "customers.csv", head, ["B1,Acme,5,3,20000,10,2026-10-01"])
    assert not bring(store, benchmark, contacts(tmp_path, "Ann,Acme")).problems
    assert employers(store) == {"Ann": "B1 Acme"}
