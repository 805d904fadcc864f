from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from desktop_crm import words
from desktop_crm.domain.call_list import CallList, Row
from desktop_crm.exchange.xlsx import write_tables
from desktop_crm.reports.call_list_table import as_json, sheet, table


def cells(call_list: CallList) -> list[dict[str, object]]:
    columns, rows = table(call_list)
    return [dict(zip((column.title for column in columns), row, strict=True)) for row in rows]


def test_the_table_has_the_rows_of_the_list_in_its_order(list_85: CallList) -> None:
    rows = cells(list_85)
    assert [row["No."] for row in rows] == list(range(1, 86))
    assert [row["Code"] for row in rows] == [row.code for row in list_85.rows()]


def test_cells_are_values(make_row: Callable[..., Row], make_list: Callable[..., CallList]) -> None:
    (row,) = cells(make_list([make_row(7, composite=8234)]))
    assert row["Tier"] == "A Top"
    assert (row["State"], row["Due"], row["Days over"]) == ("late", dt.date(2026, 11, 12), 14)
    assert (row["Score"], row["Amount"], row["Currency"]) == (Decimal("82.34"), Decimal(480_007), "CNY")
    assert (row["Contact"], row["Contact's phone"]) == ("陈堃 厂长", "138-0000-0070")
    assert row["Other contacts"] == "许可\nAnna Weiss SQE 138-0000-0072"
    assert (row["Last contact"], row["Result"]) == (dt.date(2026, 10, 29), "neutral")
    assert row["Open"] == "发样件检测报告 (11-25)"


def test_each_contact_has_its_best_time(make_row: Callable[..., Row], make_list: Callable[..., CallList]) -> None:
    people = tuple(replace(person, best_time="午饭后") for person in make_row(7).people)
    listed = make_list([make_row(7, people=people)])
    (row,) = cells(listed)
    assert row["Best time"] == "午饭后"
    assert row["Other contacts"] == "许可 (午饭后)\nAnna Weiss SQE 138-0000-0072 (午饭后)"
    contacts = as_json(listed)["groups"][0]["rows"][0]["contacts"]
    assert [contact["best_time"] for contact in contacts] == ["午饭后"] * 3


def test_a_customer_with_nothing_known_has_empty_cells(
    make_row: Callable[..., Row], make_list: Callable[..., CallList]
) -> None:
    (row,) = cells(make_list([make_row(8, "unrated", people=(), deals=(), last_attempt_on=None)]))
    empty = (
        "Due",
        "Days over",
        "Score",
        "Contact",
        "Last contact",
        "Result",
        "Deal",
        "Stage",
        "Amount",
        "Last attempt",
    )
    assert [row[name] or "" for name in empty] == [""] * len(empty)
    assert row["State"] == "never visited"


def test_columns_have_names_of_their_own_in_both_languages(list_85: CallList) -> None:
    for language in words.LANGUAGES:
        words.set_language(language)
        titles = [column.title for column in table(list_85)[0]]
        assert len(set(titles)) == len(titles)
        assert all(titles)


def test_the_workbook_shows_the_same(list_85: CallList, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_tables(path, [sheet(list_85)])
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert len(rows) == 86
    names = [row.name for row in list_85.rows()]
    assert [row[rows[0].index("Customer")] for row in rows[1:]] == names


def test_json_has_the_shape_that_scripts_rely_on(list_85: CallList) -> None:
    answer = json.loads(json.dumps(as_json(list_85, pages=12)))
    assert (answer["total"], answer["pages"]) == (85, 12)
    assert [group["tier"] for group in answer["groups"]] == ["A", "B", "C", "D", "none", "unrated"]
    assert sum(len(group["rows"]) for group in answer["groups"]) == 85
    row = answer["groups"][0]["rows"][0]
    assert set(row["customer"]) >= {"id", "name"}
    assert row["due"] == {"state": "late", "next_due": "2026-09-27", "days_over": 60, "share": 5.2857}
    assert row["deals"][0]["amount"] == "480006"
    assert row["last"]["on"] == "2026-09-13"
    assert row["score"] == 84.94


def test_json_of_what_is_not_known(make_row: Callable[..., Row], make_list: Callable[..., CallList]) -> None:
    answer = as_json(make_list([make_row(8, "unrated")]))
    row = answer["groups"][0]["rows"][0]
    assert answer["pages"] is None
    assert (row["score"], row["last"]) == (None, None)
    assert (row["due"]["state"], row["due"]["next_due"], row["due"]["days_over"]) == ("never", None, None)


@pytest.mark.usefixtures("chinese")
def test_the_language_changes_words_and_not_values(list_85: CallList) -> None:
    columns, rows = table(list_85)
    assert columns[0].title == "序号"
    assert rows[0][1] == "A 顶级"
    assert as_json(list_85)["groups"][0]["tier"] == "A"


def test_the_table_needs_no_qt() -> None:
    import subprocess
    import sys

    code = "import sys, desktop_crm.reports.call_list_table; print('PySide6' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
