"""The import on real files: all known facts come out, twice is as once, bad rows are named, nothing is half written."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError, UsageError
from desktop_crm.domain.fields import MAX_TEXT, Record
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.opportunities import Opportunity, Product, StageChange
from desktop_crm.domain.territories import UNASSIGNED, Territory, User
from desktop_crm.domain.visits import Visit
from desktop_crm.exchange.profiles import load_profiles
from desktop_crm.storage.schemes import current_scheme
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import import_tables, imports, tiers, undo
from desktop_crm.usecases.imports import ImportRefused, ImportReport, Rehearsed
from tests.stores import (
    KEY,
    RESOURCES,
    FixedClock,
    a_customer,
    a_deal,
    change,
    edit_elsewhere,
    get,
    new_store,
    put,
    rows_of,
    trying,
)

SAMPLE = RESOURCES / "sample_data"
PROFILES = load_profiles(RESOURCES / "profiles")

TEAMS = (
    "sales_agent,manager,regional_office\n"
    "Moses Frase,Dustin Brinkmann,Central\n"
    "Lajuana Vencill,Dustin Brinkmann,Central\n"
    "Zane Levy,Summer Sewald,West\n"
)
PRODUCTS = "product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,55\n"
ACCOUNTS = (
    "account,sector,year_established,revenue,employees,office_location,subsidiary_of\n"
    "Cancity,retail,2001,718.62,2448,United States,\n"
    "Isdom,medical,2002,3178.24,4540,United States,\n"
)
DEALS = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The real data, imported once for all that only look."""
    store = new_store(tmp_path_factory.mktemp("pipeline"), dt.date(2018, 1, 2), "usd")
    run(store, SAMPLE)
    yield store
    store.close()


def run(store: Store, *paths: Path, profile: str = "", strict: bool = False) -> ImportReport:
    return change(store, lambda work: imports.run(work, paths, PROFILES, profile, strict=strict))


def plan(store: Store, *paths: Path) -> ImportReport:
    with pytest.raises(Rehearsed) as rehearsed:
        change(store, lambda work: imports.run(work, paths, PROFILES, rehearsal=True))
    return rehearsed.value.report


def file(folder: Path, name: str, content: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return path


def base(folder: Path) -> list[Path]:
    """Teams, products and accounts, enough for deals to refer to."""
    return [
        file(folder, "sales_teams.csv", TEAMS),
        file(folder, "products.csv", PRODUCTS),
        file(folder, "accounts.csv", ACCOUNTS),
    ]


def deals(folder: Path, *rows: str, name: str = "sales_pipeline.csv") -> Path:
    return file(folder, name, DEALS + "".join(f"{row}\n" for row in rows))


def everything(store: Store, kind: type[Record]) -> list[Record]:
    return store.ask(Snapshot.find, kind)


def named(store: Store, kind: type[Record], name: str) -> Record:
    (found,) = store.ask(Snapshot.find, kind, {"name": name})
    return found


def counts(report: ImportReport, file_name: str) -> tuple[int, int, int, int, int]:
    (table,) = [table for table in report.tables if table.file == file_name]
    return table.read, table.rows.created, table.rows.changed, table.rows.unchanged, table.rejected


def problems(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.error.code) for problem in report.problems]


def fingerprint(store: Store) -> list[object]:
    """All synced rows and undo steps: what must not move when nothing is to be written."""
    synced = [rows_of(store, f'SELECT * FROM "{kind}" ORDER BY id') for kind in KINDS]
    return [*synced, store.ask(undo.list_steps)]


# --- the real pipeline ------------------------------------------------------------------------------------------


def test_all_85_customers_come_with_their_facts(pipeline: Store) -> None:
    customers = {customer.name: customer for customer in pipeline.ask(Snapshot.find, Customer)}
    assert len(customers) == 85
    acme = customers["Acme Corporation"]
    assert (acme.industry, acme.founded_year, acme.company_size, acme.region) == (
        "technology",
        1996,
        2822,
        "United States",
    )
    assert (acme.annual_revenue, acme.revenue_currency) == (Decimal("1100040000.00"), "USD")
    assert (acme.external_id, acme.source) == ("Acme Corporation", "maven_crm")
    assert customers["Bluth Company"].parent_id == acme.id
    assert customers["Cheers"].parent_id == customers["Massive Dynamic"].id, "a parent that stands further down"
    assert not any(customer.industry == "technolgy" for customer in customers.values())


def test_all_8800_deals_come_with_their_stages(pipeline: Store) -> None:
    found = pipeline.ask(Snapshot.find, Opportunity)
    assert Counter((deal.stage, deal.result) for deal in found) == {
        ("confirmed", "won"): 4238,
        ("requirements", "lost"): 2473,
        ("requirements", "open"): 1589,
        ("need", "open"): 500,
    }
    assert sum(deal.amount for deal in found if deal.result == "won") == Decimal(10_005_534)
    assert {deal.currency for deal in found if deal.amount is not None} == {"USD"}
    assert sum(deal.opened_on is None for deal in found) == 500
    days = [(deal.closed_on - deal.opened_on).days for deal in found if deal.result == "won"]
    assert round(sum(days) / len(days), 2) == 51.78
    assert min(deal.closed_on for deal in found if deal.closed_on) == dt.date(2017, 3, 1)
    assert max(deal.closed_on for deal in found if deal.closed_on) == dt.date(2017, 12, 31)


def test_deals_without_a_customer_are_kept_and_lie_in_their_agents_office(pipeline: Store) -> None:
    office = {user.id: user.territory_id for user in pipeline.ask(Snapshot.find, User)}
    without = [deal for deal in pipeline.ask(Snapshot.find, Opportunity) if not deal.customer_id]
    assert len(without) == 1425
    assert all(deal.territory_id == office[deal.owner_id] for deal in without)


def test_gtxpro_is_gtx_pro(pipeline: Store) -> None:
    assert len(everything(pipeline, Product)) == 7
    product = named(pipeline, Product, "GTX Pro")
    found = pipeline.ask(Snapshot.find, Opportunity, {"product_id": product.id})
    assert len(found) == 1480
    assert {deal.name for deal in found} == {"GTX Pro"}
    assert all(deal.product_id for deal in pipeline.ask(Snapshot.find, Opportunity))


def test_offices_managers_and_agents(pipeline: Store) -> None:
    territories = {territory.id: territory.name for territory in pipeline.ask(Snapshot.find, Territory)}
    assert sorted(territories.values()) == ["Central", "East", "Unassigned", "West"]
    users = pipeline.ask(Snapshot.find, User)
    assert Counter(user.role for user in users) == {"rep": 35, "manager": 6}
    anna = named(pipeline, User, "Anna Snelling")
    manager = get(pipeline, User, anna.manager_id)
    assert (manager.name, territories[anna.territory_id]) == ("Dustin Brinkmann", "Central")
    assert len({deal.owner_id for deal in pipeline.ask(Snapshot.find, Opportunity)}) == 30


def test_a_customer_lies_where_most_of_its_deals_come_from(pipeline: Store) -> None:
    with (SAMPLE / "sales_teams.csv").open(encoding="utf-8") as teams, (SAMPLE / "sales_pipeline.csv").open() as deals:
        office = {row["sales_agent"]: row["regional_office"] for row in csv.DictReader(teams)}
        by_customer: dict[str, Counter[str]] = {}
        agents: dict[str, Counter[str]] = {}
        for row in csv.DictReader(deals):
            by_customer.setdefault(row["account"], Counter())[office[row["sales_agent"]]] += 1
            agents.setdefault(row["account"], Counter())[row["sales_agent"]] += 1
    names = {r.id: r.name for kind in (Territory, User) for r in pipeline.ask(Snapshot.find, kind)}
    for customer in pipeline.ask(Snapshot.find, Customer):
        assert names[customer.territory_id] == min(
            by_customer[customer.name], key=lambda name: (-by_customer[customer.name][name], name)
        )
        assert names[customer.owner_id] == min(
            agents[customer.name], key=lambda name: (-agents[customer.name][name], name)
        )
    assert names[named(pipeline, Customer, "Kan-code").territory_id] == "East", "96 East, 96 West: by the alphabet"


def test_the_stage_history_says_what_the_data_say(pipeline: Store) -> None:
    steps = pipeline.ask(Snapshot.find, StageChange)
    assert Counter((step.to_stage, step.result) for step in steps) == {
        ("need", "open"): 500,
        ("requirements", "open"): 8300,
        ("confirmed", "won"): 4238,
        ("requirements", "lost"): 2473,
    }
    (deal,) = pipeline.ask(Snapshot.find, Opportunity, {"external_id": "1C1I7A6R"})
    own = [step for step in steps if step.opportunity_id == deal.id]
    assert [(step.to_stage, step.result, step.on) for step in own] == [
        ("requirements", "open", dt.date(2016, 10, 20)),
        ("confirmed", "won", dt.date(2017, 3, 1)),
    ]


def test_after_a_bare_import_all_are_unrated_and_say_why(pipeline: Store) -> None:
    trying(pipeline, tiers.score)
    customer = named(pipeline, Customer, "Cancity")
    rating = pipeline.ask(tiers.explain, customer.id).rating
    assert (rating.tier, rating.missing) == ("unrated", ("profit_contribution", "market_influence", "potential_value"))


def test_a_second_run_changes_nothing(pipeline: Store) -> None:
    before = fingerprint(pipeline)
    report = run(pipeline, SAMPLE)
    assert [(t.file, t.read, t.rows.unchanged) for t in report.tables] == [
        ("sales_teams.csv", 35, 35),
        ("products.csv", 7, 7),
        ("accounts.csv", 85, 85),
        ("sales_pipeline.csv", 8800, 8800),
    ]
    assert fingerprint(pipeline) == before
    assert [step.code for step in pipeline.ask(undo.list_steps)] == ["import"]


@pytest.mark.slow
def test_an_empty_store_reads_its_bands_in_the_currency_of_the_first_import(store: Store) -> None:
    before = store.ask(current_scheme)
    answer = plan(store, SAMPLE).as_json()
    assert answer["scheme"] == {"currency": "USD", "amount_unit": 1000}
    assert store.ask(current_scheme) == before, "told before it is done"
    assert run(store, SAMPLE).as_json()["scheme"] == answer["scheme"]
    assert (store.ask(current_scheme).currency, store.ask(current_scheme).amount_unit) == ("USD", 1000)
    change(store, undo.undo)
    assert store.ask(current_scheme) == before


def test_the_answer_has_the_shape_that_scripts_rely_on(pipeline: Store) -> None:
    answer = plan(pipeline, SAMPLE).as_json()
    assert answer["errors"] == []
    assert answer["scheme"] is None
    first = answer["files"][0]
    assert (
        first.items()
        >= {
            "file": "sales_teams.csv",
            "kind": "user",
            "read": 35,
            "created": 0,
            "changed": 0,
            "unchanged": 35,
            "rejected": 0,
        }.items()
    )


@pytest.mark.slow
def test_a_workbook_gives_the_same_records_as_the_text(pipeline: Store, tmp_path: Path) -> None:
    path = tmp_path / "pipeline.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name in ("accounts", "sales_pipeline"):
            sheet = book.add_worksheet(name)
            with (SAMPLE / f"{name}.csv").open(encoding="utf-8") as text:
                for number, row in enumerate(csv.reader(text)):
                    for column, value in enumerate(row):
                        if value[:3] in ("201",) and value.count("-") == 2:
                            sheet.write_datetime(number, column, dt.datetime.fromisoformat(value), day)
                        elif value.replace(".", "").isdigit():
                            sheet.write_number(number, column, float(value))
                        else:
                            sheet.write_string(number, column, value)
    report = plan(pipeline, path)
    assert counts(report, "pipeline.xlsx#accounts") == (85, 0, 0, 85, 0)
    assert counts(report, "pipeline.xlsx#sales_pipeline") == (8800, 0, 0, 8800, 0)


# --- one step, whole or not at all ------------------------------------------------------------------------------


def test_an_import_is_one_step_and_can_be_taken_back(store: Store, tmp_path: Path) -> None:
    put(store, a_customer("Cancity by hand"))
    paths = [*base(tmp_path), deals(tmp_path, "D1,Moses Frase,GTXPro,Cancity,Won,2016-10-20,2017-03-01,1054")]
    report = run(store, *paths)
    assert counts(report, "sales_pipeline.csv") == (1, 1, 0, 0, 0)
    change(store, undo.undo)
    assert [customer.name for customer in store.ask(Snapshot.find, Customer)] == ["Cancity by hand"]
    assert everything(store, Opportunity) == everything(store, User) == everything(store, StageChange) == []
    again = run(store, *paths)
    assert counts(again, "sales_pipeline.csv") == (1, 1, 0, 0, 0)
    assert len(everything(store, Customer)) == 3
    assert len(everything(store, StageChange)) == 2
    assert named(store, Customer, "Cancity").territory_id == named(store, Territory, "Central").id


def test_two_laptops_make_the_same_ids(store: Store, tmp_path: Path) -> None:
    other = new_store(tmp_path, name="other.crm")
    for each in (store, other):
        run(each, *base(tmp_path), deals(tmp_path, "D1,Moses Frase,GTXPro,Cancity,Won,2016-10-20,2017-03-01,1"))
    for kind in (Customer, User, Territory, Product, Opportunity, StageChange):
        assert {r.id for r in everything(store, kind)} == {r.id for r in everything(other, kind)}
    other.close()


def test_a_rehearsal_says_the_same_and_writes_nothing(store: Store, tmp_path: Path) -> None:
    paths = [
        *base(tmp_path),
        deals(tmp_path, "D1,Moses Frase,GTXPro,Cancity,Won,2016-10-20,2017-03-01,1", "D2,x,y,,,,,"),
    ]
    before = fingerprint(store)
    rehearsed = plan(store, *paths)
    assert fingerprint(store) == before
    assert rehearsed.as_json() == run(store, *paths).as_json()


def test_progress_is_told_for_each_file(store: Store, tmp_path: Path) -> None:
    heard: list[tuple[str, int]] = []
    paths = base(tmp_path)
    change(store, lambda work: imports.run(work, paths, PROFILES, progress=lambda *told: heard.append(told)))
    assert heard == [("sales_teams.csv", 3), ("products.csv", 2), ("accounts.csv", 2)]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("customers.csv", b'name,phone\nA,1\nB,"never closed\nC,3\n', "file_unreadable_at"),
        ("customers.csv", b"name,phone\nA,1\nB," + b"x" * (5 << 20) + b"\n", "row_too_long"),
        ("customers.csv", b"", "file_empty"),
        ("customers.xlsx", b"PK\x03\x04 half a file", "file_unreadable"),
        ("customers.csv", b"acount,sektor\nA,1\n", "header_unknown"),
    ],
)
def test_a_file_that_cannot_be_read_stops_everything(
    store: Store, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    bad = tmp_path / "folder"
    bad.mkdir()
    file(bad, "accounts.csv", ACCOUNTS)
    (bad / name).write_bytes(content)
    before = fingerprint(store)
    with pytest.raises(RuleError) as refused:
        run(store, bad)
    assert (refused.value.code, refused.value.where) == (code, name)
    assert fingerprint(store) == before


def test_an_unknown_profile(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="profile_unknown"):
        run(store, *base(tmp_path), profile="nobody")


def test_a_profile_that_does_not_fit(store: Store, tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="header_unknown"):
        run(store, *base(tmp_path), profile="benchmark_customers")


# --- bad rows ---------------------------------------------------------------------------------------------------


def test_bad_rows_are_named_and_good_ones_written(store: Store, tmp_path: Path) -> None:
    report = run(
        store,
        *base(tmp_path),
        deals(
            tmp_path,
            "D1,Moses Frase,GTXPro,Cancity,Won,2016-10-20,2017-03-01,1054",
            "D2,Nobody,GTXPro,Cancity,Won,2016-10-20,2017-03-01,1054",
            "D3,Moses Frase,GTXPro,Cancity,Won,0000-00-00,2017-02-30,1054",
            "D4,Moses Frase,GTXPro,Cancity,Maybe,2016-10-20,,",
            "D5,Moses Frase,GTXPro,Cancity,Won,2016-10-20,2017-03-01,a lot",
            "D6,Moses Frase,GTXPro,Cancity,Won,2016-10-20,2017-03-01,10.005",
            "D7,Moses Frase,GTXPro,Cancity,Won,2016-10-20,2017-03-01,-5",
            ",Moses Frase,GTXPro,Cancity,Won,2016-10-20,2017-03-01,5",
            "D9,Moses Frase,GTXPro",
            "D10,Moses Frase,GTXPro,Cancity,Won,2016-10-20,2017-03-01,5,one too many",
            "D1,Moses Frase,GTXPro,Cancity,Lost,2016-10-20,2017-03-01,0",
            "D12,Moses Frase,MG Special,Isdom,Engaging,2016-10-20,,",
        ),
    )
    assert counts(report, "sales_pipeline.csv") == (12, 2, 0, 0, 10)
    assert problems(report) == [
        (3, "sales_agent", "reference_unknown"),
        (4, "engage_date", "field_date"),
        (4, "close_date", "field_date"),
        (5, "deal_stage", "field_choice"),
        (6, "close_value", "field_number"),
        (7, "close_value", "field_decimals"),
        (8, "close_value", "field_below"),
        (9, "opportunity_id", "field_required"),
        (10, "", "row_width"),
        (11, "", "row_width"),
        (12, "opportunity_id", "row_twice"),
    ]
    assert sorted(deal.external_id for deal in store.ask(Snapshot.find, Opportunity)) == ["D1", "D12"]
    assert all("reason" in error and error["file"] == "sales_pipeline.csv" for error in report.as_json()["errors"])


def test_strict_writes_nothing_when_a_row_is_bad(store: Store, tmp_path: Path) -> None:
    paths = [*base(tmp_path), deals(tmp_path, "D2,Nobody,GTXPro,Cancity,Won,2016-10-20,2017-03-01,1054")]
    before = fingerprint(store)
    with pytest.raises(ImportRefused) as refused:
        run(store, *paths, strict=True)
    assert problems(refused.value.report) == [(2, "sales_agent", "reference_unknown")]
    assert fingerprint(store) == before
    run(store, *base(tmp_path), strict=True)
    assert len(everything(store, Customer)) == 2


def test_a_file_cut_in_the_middle_of_a_row(store: Store, tmp_path: Path) -> None:
    whole = (SAMPLE / "sales_pipeline.csv").read_bytes()
    cut = tmp_path / "sales_pipeline.csv"
    cut.write_bytes(whole[:5000])
    rows = whole[:5000].count(b"\n")
    others = [SAMPLE / f"{name}.csv" for name in ("accounts", "products", "sales_teams")]
    report = run(store, *others, cut)
    assert counts(report, "sales_pipeline.csv") == (rows, rows - 1, 0, 0, 1)
    assert problems(report) == [(rows + 1, "", "row_width")]


def test_a_nul_and_a_field_over_1_mib_are_named_with_row_and_field(store: Store, tmp_path: Path) -> None:
    content = f"name,note\nA,x\0y\nB,{'n' * (MAX_TEXT + 1)}\nC\0,n\nD,n\n"
    report = run(store, file(tmp_path, "customers.csv", content))
    assert problems(report) == [(2, "note", "field_nul"), (3, "note", "field_too_long"), (4, "name", "field_nul")]
    assert [customer.name for customer in store.ask(Snapshot.find, Customer)] == ["D"]


def test_parents_may_come_in_any_order_but_must_come(store: Store, tmp_path: Path) -> None:
    head = "account,sector,subsidiary_of\n"
    content = head + "A,x,B\nB,x,C\nC,x,\nD,x,D\nE,x,F\nF,x,E\nG,x,Nowhere\nH,x,G\n"
    report = run(store, file(tmp_path, "accounts.csv", content))
    names = {customer.id: customer.name for customer in store.ask(Snapshot.find, Customer)}
    parents = {c.name: names.get(c.parent_id, "") for c in store.ask(Snapshot.find, Customer)}
    assert parents == {"A": "B", "B": "C", "C": ""}
    assert problems(report) == [
        (5, "subsidiary_of", "reference_itself"),
        (6, "subsidiary_of", "reference_itself"),
        (7, "subsidiary_of", "reference_itself"),
        (8, "subsidiary_of", "reference_unknown"),
        (9, "subsidiary_of", "reference_unknown"),
    ]


# --- updates ----------------------------------------------------------------------------------------------------


def test_only_what_differs_is_changed_and_empty_cells_say_nothing(store: Store, tmp_path: Path) -> None:
    path = file(tmp_path, "customers.csv", "code,name,phone,city\nC1,华瑞机械,111,苏州\nC2,云帆科技,222,上海\n")
    run(store, path)
    (first,) = store.ask(Snapshot.find, Customer, {"external_id": "C1"})
    change(store, UnitOfWork.edit, Customer, first.id, {"district": ("", "园区")})
    path.write_text("code,name,phone,city\nC1,华瑞机械,333,\nC2,云帆科技,222,上海\n", encoding="utf-8")
    assert counts(run(store, path), "customers.csv") == (2, 0, 1, 1, 0)
    stored = get(store, Customer, first.id)
    assert (stored.phone, stored.city, stored.district) == ("333", "苏州", "园区")


def test_a_deal_that_is_won_later_gets_one_more_step(store: Store, tmp_path: Path) -> None:
    run(store, *base(tmp_path), deals(tmp_path, "D1,Moses Frase,GTXPro,Cancity,Engaging,2016-10-20,,"))
    report = run(store, deals(tmp_path, "D1,Moses Frase,GTXPro,Cancity,Won,2016-10-20,2017-03-01,1054"))
    assert counts(report, "sales_pipeline.csv") == (1, 0, 1, 0, 0)
    (deal,) = store.ask(Snapshot.find, Opportunity)
    assert (deal.stage, deal.result, deal.amount, deal.currency) == ("confirmed", "won", Decimal(1054), "USD")
    steps = [(step.to_stage, step.result) for step in store.ask(Snapshot.find, StageChange)]
    assert steps == [("requirements", "open"), ("confirmed", "won")]


def test_the_majority_counts_deals_of_earlier_imports(store: Store, tmp_path: Path) -> None:
    run(store, *base(tmp_path), deals(tmp_path, "D1,Zane Levy,GTXPro,Cancity,Engaging,2016-10-20,,"))
    assert named(store, Customer, "Cancity").territory_id == named(store, Territory, "West").id
    assert named(store, Customer, "Isdom").territory_id == UNASSIGNED
    more = [f"D{n},Moses Frase,GTXPro,Cancity,Engaging,2016-10-20,," for n in (2, 3)]
    run(store, deals(tmp_path, *more))
    cancity = named(store, Customer, "Cancity")
    assert cancity.territory_id == named(store, Territory, "Central").id
    assert cancity.owner_id == named(store, User, "Moses Frase").id


def test_a_handover_survives_the_next_import(store: Store, tmp_path: Path) -> None:
    run(store, *base(tmp_path), deals(tmp_path, "D1,Zane Levy,GTXPro,Cancity,Engaging,2016-10-20,,"))
    cancity, moses = named(store, Customer, "Cancity"), named(store, User, "Moses Frase")
    edit_elsewhere(store, Customer, cancity.id, owner_id=moses.id)
    run(store, deals(tmp_path, *(f"D{n},Zane Levy,GTXPro,Cancity,Engaging,2016-10-20,," for n in range(1, 5))))
    assert get(store, Customer, cancity.id).owner_id == moses.id


def test_a_deal_that_finds_its_customer_leaves_the_office(store: Store, tmp_path: Path) -> None:
    run(store, *base(tmp_path), deals(tmp_path, "D1,Zane Levy,GTXPro,,Engaging,2016-10-20,,"))
    assert store.ask(Snapshot.find, Opportunity)[0].territory_id == named(store, Territory, "West").id
    run(store, deals(tmp_path, "D1,Zane Levy,GTXPro,Cancity,Engaging,2016-10-20,,"))
    (deal,) = store.ask(Snapshot.find, Opportunity)
    assert (deal.customer_id, deal.territory_id) == (named(store, Customer, "Cancity").id, "")


# --- our own words ----------------------------------------------------------------------------------------------


def test_a_gbk_file_of_an_office(store: Store, tmp_path: Path) -> None:
    content = (
        "编号,客户名称,行业,电话,年度采购金额,利润贡献（利润率 %）,客户生命周期,成立年份\n"
        'K1,苏州云帆科技有限公司,机械,0512-0000-0001,"1,500,000",25.5%,正式客户,1999\n'
        "K2,上海喆堃实业,医药,021-0000-0002,￥80000,12,老客户,2010\n"
    )
    report = run(store, file(tmp_path, "客户.csv", content, "gbk"))
    assert counts(report, "客户.csv") == (2, 2, 0, 0, 0)
    first, second = store.ask(Snapshot.find, Customer)
    assert (first.name, first.external_id, first.lifecycle) == ("苏州云帆科技有限公司", "K1", "official")
    assert (first.annual_purchase_amount, first.currency) == (Decimal(1_500_000), "CNY")
    assert (first.profit_contribution, first.profit_contribution_source) == (Decimal("25.5"), "import")
    assert first.profit_contribution_on == store.today
    assert (second.name, second.annual_purchase_amount) == ("上海喆堃实业", Decimal(80_000))
    assert first.territory_id == UNASSIGNED


def test_contacts_find_their_customer_by_name_or_number(store: Store, tmp_path: Path) -> None:
    put(store, a_customer("ＡＣＭＥ　Machinery"))
    put(store, a_customer("华瑞机械", external_id="H7"))
    content = "姓名,客户,手机,决策角色\n王喆,acme machinery,138,决策者\nLi Rong,H7,139,\nNobody,Elsewhere,1,\n"
    report = run(store, file(tmp_path, "联系人.csv", content))
    names = {customer.id: customer.name for customer in store.ask(Snapshot.find, Customer)}
    found = {contact.name: contact for contact in store.ask(Snapshot.find, Contact)}
    assert {name: names[contact.customer_id] for name, contact in found.items()} == {
        "王喆": "ＡＣＭＥ　Machinery",
        "Li Rong": "华瑞机械",
    }
    assert (found["王喆"].mobile, found["王喆"].role) == ("138", "decision_maker")
    assert problems(report) == [(4, "客户", "reference_unknown")]


def test_a_name_that_two_customers_have_is_nobody(store: Store, tmp_path: Path) -> None:
    for _ in range(2):
        put(store, a_customer("华瑞机械"))
    report = run(store, file(tmp_path, "contacts.csv", "name,customer\n王喆,华瑞机械\n"))
    assert problems(report) == [(2, "customer", "reference_ambiguous")]


def test_records_typed_by_hand_are_found_again_not_doubled(store: Store, tmp_path: Path) -> None:
    own = put(store, a_customer("华瑞机械", city="苏州"))
    put(store, Contact(name="王喆", customer_id=own.id))
    customers = file(tmp_path, "customers.csv", "name,city\n华瑞机械,无锡\n")
    contacts = file(tmp_path, "contacts.csv", "name,customer,title\n王喆,华瑞机械,采购总监\n")
    report = run(store, customers, contacts)
    assert counts(report, "customers.csv") == counts(report, "contacts.csv") == (1, 0, 1, 0, 0)
    assert get(store, Customer, own.id).city == "无锡"
    assert [contact.title for contact in store.ask(Snapshot.find, Contact)] == ["采购总监"]


def test_customers_and_contacts_of_one_folder_whatever_their_names(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    file(folder, "a-contacts.csv", "name,customer\n王喆,云帆科技\n")
    file(folder, "z-customers.csv", "code,name,parent\nC1,云帆科技,云帆集团\nC2,云帆集团,\n")
    report = run(store, folder)
    assert [table.file for table in report.tables] == ["z-customers.csv", "a-contacts.csv"]
    assert not report.problems
    assert named(store, Customer, "云帆科技").parent_id == named(store, Customer, "云帆集团").id
    assert named(store, Contact, "王喆").customer_id == named(store, Customer, "云帆科技").id


def test_an_id_of_ours_is_the_record_itself(store: Store, tmp_path: Path) -> None:
    own = put(store, a_customer("华瑞机械"))
    run(store, file(tmp_path, "customers.csv", f"id,name\n{own.id},华瑞精密机械\n"))
    assert [(c.id, c.name) for c in store.ask(Snapshot.find, Customer)] == [(own.id, "华瑞精密机械")]


def test_a_deal_in_our_own_words_gets_a_step_only_when_its_stage_moves(store: Store, tmp_path: Path) -> None:
    own = put(store, a_customer("华瑞机械"))
    put(store, a_deal(own.id, "一号线", stage="evaluation"))
    path = file(tmp_path, "deals.csv", "名称,客户,阶段,金额\n一号线,华瑞机械,产品评估,480000\n")
    run(store, path)
    (deal,) = store.ask(Snapshot.find, Opportunity)
    assert (deal.stage, deal.amount, deal.currency) == ("evaluation", Decimal(480_000), "CNY")
    assert everything(store, StageChange) == [], "another amount is no step"
    path.write_text(
        "名称,客户,阶段,金额\n一号线,华瑞机械,乙方选择,480000\n二号线,华瑞机械,需求识别,1\n", encoding="utf-8"
    )
    run(store, path)
    assert [step.to_stage for step in store.ask(Snapshot.find, StageChange)] == ["selection", "need"]


def test_a_tier_input_says_since_when_it_is_so(store: Store, tmp_path: Path) -> None:
    path = file(tmp_path, "customers.csv", "name,market influence,potential value\n华瑞机械,3,4\n")
    run(store, path)
    store.close()
    later = Store.open(store.path, KEY, FixedClock(), today=store.today + dt.timedelta(days=30))
    path.write_text("name,market influence,potential value\n华瑞机械,3,5\n", encoding="utf-8")
    run(later, path)
    customer = named(later, Customer, "华瑞机械")
    assert (customer.market_influence, customer.market_influence_on) == (3, store.today)
    assert (customer.potential_value, customer.potential_value_on) == (5, later.today)
    later.close()


def test_columns_that_nothing_is_made_of_are_named(store: Store, tmp_path: Path) -> None:
    report = run(store, file(tmp_path, "customers.csv", "name,city,favourite colour\nA,B,red\n"))
    assert report.tables[0].unused == ("favourite colour",)


def test_formulas_are_text(store: Store, tmp_path: Path) -> None:
    run(store, file(tmp_path, "customers.csv", "name,note\n=cmd|' /C calc'!A0,'=SUM(A1)\n"))
    (customer,) = store.ask(Snapshot.find, Customer)
    assert (customer.name, customer.note) == ("=cmd|' /C calc'!A0", "=SUM(A1)")


# --- one row, several records -----------------------------------------------------------------------------------

BENCHMARK = (
    "code,name,contact,city,phone,email,revenue_12m,orders_12m,potential,growth_pct,visits_12m,days_since_order,"
    "overdue_days,last_visit,notes\n"
)


def test_a_customer_with_a_contact_and_a_counted_visit_from_one_row(store: Store, tmp_path: Path) -> None:
    rows = (
        "C1,重庆云帆科技有限公司,王伟,重庆,138,u@example.test,1500000.25,26,59999.99,-3.2,4,10,0,2026-11-20,下次带样品\n"
        "C2,Northfield Foods,Grace Ashdown,Beijing,139,v@example.test,12,12,120000,75,4,10,0,2026-10-01,bring samples\n"
    )
    report = run(store, file(tmp_path, "customers.csv", BENCHMARK + rows))
    assert counts(report, "customers.csv") == (2, 2, 0, 0, 0)
    assert {kind: made.created for kind, made in report.tables[0].also.items()} == {"contact": 2, "visit": 2}
    first, second = store.ask(Snapshot.find, Customer)
    assert (first.annual_purchase_amount, first.currency) == (Decimal("1500000.25"), "CNY")
    assert (first.profit_contribution, first.market_influence, first.potential_value) == (Decimal(0), 3, 3)
    assert first.cooperation_since == dt.date(2026, 11, 20) - dt.timedelta(days=60 * 26)
    assert (second.profit_contribution, second.market_influence, second.potential_value) == (Decimal(60), 1, 5)
    assert [c.name for c in store.ask(Snapshot.find, Contact, {"customer_id": first.id})] == ["王伟"]
    (visit,) = store.ask(Snapshot.find, Visit, {"customer_id": first.id})
    assert (visit.held_on, visit.state, visit.note) == (dt.date(2026, 11, 20), "held", "下次带样品")
    due = rows_of(store, "SELECT last_counted FROM customer_state WHERE id = ?", first.id)
    assert due == [(dt.date(2026, 11, 20).toordinal(),)]
    change(store, tiers.score)
    assert "unrated" not in {tier for (tier,) in rows_of(store, "SELECT tier FROM customer_state")}
    assert counts(run(store, tmp_path / "customers.csv"), "customers.csv") == (2, 0, 0, 2, 0)


def test_a_bad_visit_refuses_the_whole_row(store: Store, tmp_path: Path) -> None:
    row = "C1,云帆,王伟,重庆,138,u@example.test,1,26,1,1,4,10,0,2026-13-20,x\n"
    report = run(store, file(tmp_path, "customers.csv", BENCHMARK + row))
    assert counts(report, "customers.csv") == (1, 0, 0, 0, 1)
    assert {column for _, column, _ in problems(report)} == {"last_visit"}
    assert everything(store, Customer) == everything(store, Contact) == []


def test_a_chain_of_parents_over_several_batches(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_tables, "BATCH", 40)
    count = 100
    rows = "".join(f"A{number},x,A{number + 1}\n" for number in range(count)) + f"A{count},x,\n"
    report = run(store, file(tmp_path, "accounts.csv", "account,sector,subsidiary_of\n" + rows))
    assert counts(report, "accounts.csv") == (count + 1, count + 1, 0, 0, 0)


# --- hostile text -----------------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60)


@given(st.lists(TEXTS, min_size=1, max_size=8, unique=True))
@example(["'; DROP TABLE customer; --", "=1+1", "\u202egnp.exe", "a\0b", "两\n行", "ﬁ ﬀ", "İ", "\x1f", "NULL"])
def test_every_name_arrives_as_it_is_or_is_refused(
    shared_store: Store, tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("name", "note"), *((name, f"#{number}") for number, name in enumerate(names))])
    path = file(tmp_path_factory.mktemp("hostile"), "customers.csv", text.getvalue(), "utf-8-sig")

    def attempt(work: UnitOfWork) -> tuple[ImportReport, Sequence[Customer]]:
        return imports.run(work, [path], PROFILES), work.find(Customer)

    report, made = trying(shared_store, attempt)
    assert counts(report, "customers.csv")[1] == len(made)
    for customer in made:
        written = names[int(customer.note[1:])]
        bare = written[1:] if written[:1] == "'" and written[1:2] in tuple("=+-@\t\r") else written
        assert customer.name == bare.strip()
    refused = {problem.error.code for problem in report.problems}
    assert refused <= {"field_nul", "field_one_line", "field_required", "row_twice"}


def test_days_that_cannot_be_are_named_and_the_other_rows_written(store: Store, tmp_path: Path) -> None:
    put(store, a_customer("Beta"))
    rows = "Customer,Date,Channel,Outcome,State,Note\n"
    rows += "".join(
        f"Beta,{day},in_person,2,held,x\n" for day in ("9999-12-20", "2199-01-01", "2017-01-01", "1066-10-14")
    )
    report = run(store, file(tmp_path, "visits.csv", rows))
    assert [(problem.row, problem.column, problem.error.code) for problem in report.problems] == [
        (2, "Date", "field_range"),
        (3, "Date", "visit_in_future"),
        (5, "Date", "field_range"),
    ]
    head, start = "customer,held on,started,ended\n", "2017-01-02,2017-01-02T14:00+08:00"
    backwards = file(tmp_path, "later.csv", f"{head}Beta,{start},2017-01-02T13:00+08:00\n")
    assert problems(run(store, backwards)) == [(2, "ended", "ends_before_start")]
    assert [visit.held_on for visit in store.ask(Snapshot.find, Visit)] == [dt.date(2017, 1, 1)]


def test_a_deal_closed_before_it_was_opened_is_named(store: Store, tmp_path: Path) -> None:
    put(store, a_customer("Beta"))
    head = "name,customer,stage,opened on,closed on\n"
    rows = "Z1,Beta,confirmed,2017-06-01,2016-03-01\nZ2,Beta,confirmed,2017-06-01,2017-06-01\n"
    assert problems(run(store, file(tmp_path, "opportunities.csv", head + rows))) == [
        (2, "closed on", "closed_before_opened")
    ]
    assert [deal.closed_on for deal in store.ask(Snapshot.find, Opportunity)] == [dt.date(2017, 6, 1)]


# --- visits -----------------------------------------------------------------------------------------------------

VISITS = "number elsewhere,customer,date,started,ended,state,outcome,note\n"


def visits(store: Store, folder: Path, *rows: str, head: str = VISITS) -> ImportReport:
    return run(store, file(folder, "visits.csv", head + "".join(f"{row}\n" for row in rows)))


def the_visit(store: Store) -> Visit:
    (visit,) = store.ask(Snapshot.find, Visit)
    return visit


def test_a_visit_known_by_its_start_counts_on_the_day_there(store: Store, tmp_path: Path) -> None:
    put(store, a_customer("Beta"))
    report = visits(
        store,
        tmp_path,
        "V1,Beta,,2026-11-20T23:30+08:00,,held,2,late",
        "V2,Beta,,2027-11-20T09:00+08:00,,held,2,next year",
    )
    assert problems(report) == [(3, "date", "visit_in_future")]
    visit = the_visit(store)
    assert (visit.held_on, visit.zone) == (dt.date(2026, 11, 20), "Asia/Shanghai")
    assert rows_of(store, "SELECT last_counted FROM customer_state") == [(visit.held_on.toordinal(),)]
    assert counts(visits(store, tmp_path, "V1,Beta,,2026-11-20T23:30+08:00,,held,2,late"), "visits.csv")[3] == 1


def test_a_visit_that_a_file_moves_takes_as_long_as_before(store: Store, tmp_path: Path) -> None:
    put(store, a_customer("Beta"))
    visits(store, tmp_path, "V1,Beta,2026-11-20,2026-11-20T09:00+08:00,2026-11-20T10:00+08:00,held,2,x")
    head = VISITS.replace("ended,", "")
    for started, day, hour in (("2026-11-18T14:00", 18, 15), ("2026-11-19T15:00", 19, 16)):
        row = f"V1,Beta,,{started}+08:00,held,2,x"
        report = visits(store, tmp_path, row, head=head)
        assert (report.problems, counts(report, "visits.csv")[2]) == ((), 1)
        visit = the_visit(store)
        assert visit.held_on == dt.date(2026, 11, day)
        assert visit.ended_at == dt.datetime(2026, 11, day, hour - 8, tzinfo=dt.UTC)
        assert counts(visits(store, tmp_path, row, head=head), "visits.csv")[3] == 1


def test_what_the_file_says_beside_a_moved_start_is_so(store: Store, tmp_path: Path) -> None:
    put(store, a_customer("Beta"))
    visits(store, tmp_path, "V1,Beta,2026-11-20,2026-11-20T09:00+08:00,2026-11-20T10:00+08:00,held,2,x")
    row = "V1,Beta,2026-11-20,2026-11-19T23:00+08:00,2026-11-20T10:00+08:00,held,2,x"
    for changed in (1, 0):
        assert counts(visits(store, tmp_path, row), "visits.csv")[2] == changed
        assert the_visit(store).held_on == dt.date(2026, 11, 20)
        assert the_visit(store).ended_at == dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)


def test_a_plan_that_a_file_says_was_held_was_so_today(store: Store, tmp_path: Path) -> None:
    put(store, a_customer("Beta"))
    head = "number elsewhere,customer,date,planned on,state\n"
    visits(store, tmp_path, "V1,Beta,,2026-11-20,planned", head=head)
    assert the_visit(store).held_on is None
    visits(store, tmp_path, "V1,Beta,,2026-11-20,held", head=head)
    assert the_visit(store).held_on == store.today


def test_a_visit_later_today_was_not_held(store: Store, tmp_path: Path) -> None:
    put(store, a_customer("Beta"))
    moment = store.moment()
    later = moment.now + dt.timedelta(minutes=10)
    today = f"V1,Beta,{moment.today},{later.isoformat()},,held,2,x"
    assert problems(visits(store, tmp_path, today)) == [(2, "started", "visit_in_future")]


def test_a_day_that_the_file_gives_to_a_tier_input_is_so(store: Store, tmp_path: Path) -> None:
    head = "name,market influence,market influence as of\n".replace("influence as of", "influence (1-5)")
    assert head
    path = tmp_path / "customers.csv"
    head = "name,market_influence,market_influence_on\n"
    path.write_text(f"{head}Acme,3,2026-01-01\n", encoding="utf-8")
    run(store, path)
    path.write_text(f"{head}Acme,4,2026-01-01\n", encoding="utf-8")
    assert counts(run(store, path), "customers.csv")[2] == 1
    assert counts(run(store, path), "customers.csv")[3] == 1
    assert named(store, Customer, "Acme").market_influence_on == dt.date(2026, 1, 1)
