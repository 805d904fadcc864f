"""The call list of a store: built by the rules, its codes unique for ninety days, logged when it goes to paper."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from desktop_crm.domain.call_list import CallList, Filter, crockford, with_codes
from desktop_crm.domain.errors import RuleError, UsageError
from desktop_crm.domain.territories import Territory, User
from desktop_crm.domain.tiering import TierAssignment
from desktop_crm.storage import prints
from desktop_crm.storage.store import Store
from desktop_crm.usecases import call_list, undo
from tests.stores import TODAY, FixedClock, a_customer, a_visit, change, new_store, put, rows_of

DAY = dt.timedelta(days=1)
EVERYBODY = Filter()


def build(store: Store, chosen: Filter = EVERYBODY) -> CallList:
    """The list as of today."""
    return store.ask(call_list.build, chosen)


def codes_of(made: CallList) -> list[str]:
    """The codes of the rows of a list."""
    return [row.code for row in made.rows()]


def codes(store: Store) -> list[str]:
    """The codes of a list that is then printed."""
    made = build(store)
    printed = change(store, call_list.log_print, made, "list.pdf")
    assert printed.call_list == made
    return codes_of(made)


def some_customers(store: Store) -> None:
    """A late A, a D, a customer without a tier, an unrated one that is not due."""
    for name, tier, ago in [("甲", "A", 40), ("丁", "D", 5), ("无", "none", 400), ("未", "", 1)]:
        made = put(store, a_customer(name, city="苏州"))
        put(store, a_visit(made.id, TODAY - ago * DAY))
        if tier:
            put(store, TierAssignment(customer_id=made.id, tier=tier, effective_on=TODAY, composite=5000))


def test_the_list_of_everybody(store: Store) -> None:
    me = put(store, User(name="王"))
    store.maintain(lambda work: work.set_setting("user_id", me.id))
    some_customers(store)
    made = build(store)
    assert [(group.tier, group.cadence_days, [row.name for row in group.rows]) for group in made.groups] == [
        ("A", 14, ["甲"]),
        ("D", 42, ["丁"]),
        ("none", 182, ["无"]),
        ("unrated", 56, ["未"]),
    ]
    assert (made.total, made.today, made.rep, made.territory, made.filter) == (4, TODAY, "王", "", EVERYBODY)
    assert len({row.code for row in made.rows()}) == 4


def test_an_empty_list(store: Store) -> None:
    made = build(store)
    assert (made.total, made.groups, made.rep) == (0, (), "")


def test_filters(store: Store) -> None:
    area = put(store, Territory(name="苏州"))
    some_customers(store)
    put(store, a_customer("苏州的", territory_id=area.id))
    assert [row.name for row in build(store, Filter(tiers=("D", "A"))).rows()] == ["甲", "丁"]
    assert [row.name for row in build(store, Filter(only_due=True)).rows()] == ["甲", "无", "苏州的"]
    chosen = store.ask(lambda s: call_list.territory_filter(s, ["unrated"], area.id, only_due=True))
    assert chosen == Filter(tiers=("unrated",), territory_id=area.id, territory_name="苏州", only_due=True)
    made = build(store, chosen)
    assert ([row.name for row in made.rows()], made.territory) == (["苏州的"], "苏州")
    assert store.ask(lambda s: call_list.territory_filter(s, [], "", only_due=False)) == EVERYBODY


def test_what_a_filter_may_not_say(store: Store) -> None:
    with pytest.raises(UsageError, match="unknown_value"):
        build(store, Filter(tiers=("A", "X")))
    with pytest.raises(RuleError, match="unknown_id"):
        store.ask(lambda s: call_list.territory_filter(s, [], "nowhere", only_due=False))


# --- codes and the print log ------------------------------------------------------------------------------------


def test_codes_stay_while_nothing_is_printed_and_are_new_for_the_next_paper(store: Store) -> None:
    some_customers(store)
    first = [row.code for row in build(store).rows()]
    assert [row.code for row in build(store).rows()] == first, "screen and paper show the same"
    assert codes(store) == first
    assert not set(first) & set(codes(store))


def test_two_lists_built_before_either_was_printed_bear_different_codes(store: Store) -> None:
    some_customers(store)
    wide, narrow = build(store), build(store, Filter(tiers=("D", "none")))
    assert set(codes_of(narrow)) < set(codes_of(wide)), "as long as neither is on paper"
    first = change(store, call_list.log_print, wide, "one.pdf").call_list
    second = change(store, call_list.log_print, narrow, "two.pdf").call_list
    assert first == wide
    assert [row.name for row in second.rows()] == ["丁", "无"]
    assert not set(codes_of(first)) & set(codes_of(second))
    assert len(set(codes_of(second))) == 2
    for row in (*first.rows(), *second.rows()):
        assert store.ask(prints.customer_of_code, row.code, 90) == row.customer_id
    third = build(store)
    assert not set(codes_of(third)) & {*codes_of(first), *codes_of(second)}


def test_a_list_that_goes_out_once_more_keeps_its_codes(store: Store) -> None:
    some_customers(store)
    made = build(store)
    printed = [change(store, call_list.log_print, made, target).call_list for target in ("list.pdf", "list.xlsx")]
    assert printed == [made, made], "paper and workbook are one list"
    assert rows_of(store, "SELECT target FROM print_log") == [("list.pdf",), ("list.xlsx",)]


def test_paper_that_never_came_to_be_leaves_no_entry_and_frees_its_codes(store: Store) -> None:
    some_customers(store)
    codes(store)
    printed = change(store, call_list.log_print, build(store), "full disk.pdf")
    _, touched = store.change(call_list.unlog_print, printed.entry)
    assert not touched
    assert rows_of(store, "SELECT target FROM print_log") == [("list.pdf",)]
    assert rows_of(store, "SELECT count(*) FROM print_code") == [(4,)]


def test_a_printed_code_leads_back_to_its_customer(store: Store) -> None:
    some_customers(store)
    made = build(store)
    _, touched = store.change(call_list.log_print, made, "list.pdf")
    assert not touched
    for row in made.rows():
        assert store.ask(prints.customer_of_code, row.code.lower(), 90) == row.customer_id
    assert store.ask(prints.customer_of_code, "????", 90) == ""


def test_codes_may_come_again_after_ninety_days(tmp_path: Path) -> None:
    clock = FixedClock()
    store = new_store(tmp_path, clock=clock)
    made = put(store, a_customer())
    (code,) = codes(store)
    clock.advance(days=89)
    assert store.ask(prints.codes_in_use, 90) == {code}
    assert store.ask(prints.customer_of_code, code, 90) == made.id
    clock.advance(days=2)
    assert store.ask(prints.codes_in_use, 90) == set()
    assert store.ask(prints.customer_of_code, code, 90) == ""
    store.close()


def test_a_list_avoids_what_was_printed_within_ninety_days(tmp_path: Path) -> None:
    clock = FixedClock()
    store = new_store(tmp_path, clock=clock)
    some_customers(store)
    narrow = build(store, Filter(tiers=("D", "none")))
    first = codes(store)
    clock.advance(days=89)
    assert not set(codes_of(build(store))) & set(first)
    printed = change(store, call_list.log_print, narrow, "list.pdf").call_list
    assert not set(codes_of(printed)) & set(first)
    change(store, call_list.unlog_print, 2)
    clock.advance(days=2)
    assert codes_of(build(store)) == first, "free again"
    store.close()


def test_a_replaced_code_is_none_of_the_same_list(store: Store) -> None:
    put(store, a_customer("甲"))
    (lost,) = codes(store)
    put(store, a_customer("乙"))
    (next_one,) = call_list.fresh_codes(f"{TODAY} 1", 1, {lost})
    made = with_codes(build(store), [lost, next_one])
    printed = change(store, call_list.log_print, made, "list.pdf").call_list
    replaced, kept = codes_of(printed)
    assert kept == next_one
    assert replaced not in (lost, next_one)


def test_what_leaves_the_store_is_logged_and_is_no_step(store: Store) -> None:
    some_customers(store)
    steps = len(store.ask(undo.list_steps))
    codes(store)
    assert rows_of(store, 'SELECT "on", what, target, rows FROM print_log') == [
        (TODAY.isoformat(), "call_list", "list.pdf", 4)
    ]
    assert rows_of(store, "SELECT count(*) FROM print_code") == [(4,)]
    assert len(store.ask(undo.list_steps)) == steps


def test_an_empty_list_is_logged_too(store: Store) -> None:
    codes(store)
    assert rows_of(store, "SELECT rows FROM print_log") == [(0,)]


def test_fresh_codes_are_all_different_and_avoid_those_in_use() -> None:
    made = call_list.fresh_codes("x", 5000, set())
    assert len(set(made)) == 5000
    assert call_list.fresh_codes("x", 5000, set()) == made
    assert not set(call_list.fresh_codes("x", 5000, set(made))) & set(made)
    assert call_list.fresh_codes("y", 1, set()) != made[:1]


@pytest.mark.slow
def test_when_all_codes_are_in_use_it_says_so() -> None:
    every = {crockford(n) for n in range(32**4)}
    assert len(every) == 32**4
    with pytest.raises(UsageError, match="codes_used_up"):
        call_list.fresh_codes("y", 1, every)
