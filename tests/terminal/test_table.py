"""Columns of Chinese and Latin text below each other."""

from __future__ import annotations

import pytest

from desktop_crm.cli.record_text import short_ids
from desktop_crm.terminal.table import Column, cut, pairs, table, visible, width


@pytest.mark.parametrize(
    "text, columns",
    [("", 0), ("abc", 3), ("常州", 4), ("Ａ", 2), ("e\u0301", 1), ("a常b", 4), ("ｱ", 1), ("“”", 2)],
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    "text, columns, shown",
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("常州金坛", 8, "常州金坛"),
        ("常州金坛", 7, "常州金…"),
        ("常州金坛", 6, "常州…"),
        ("新增 8927，改动 0", 8, "新增 …"),
        ("新增 8927，改动 0", 10, "新增 8927…"),
        ("or 12,500 more", 8, "or …"),
        ("1380 0000", 3, "13…"),
    ],
)
def test_cut(text: str, columns: int, shown: str) -> None:
    assert cut(text, columns) == shown
    assert width(shown) <= columns


def test_columns_stand_below_each_other() -> None:
    lines = table(
        [Column("Name"), Column("Empty"), Column("N", number=True)], [["常州", "", "5"], ["Acme Ltd", "", "1200"]], None
    )
    assert lines == ["Name         N", "常州         5", "Acme Ltd  1200"]


def test_a_narrow_terminal_cuts_the_widest_column() -> None:
    lines = table([Column("Name"), Column("Note")], [["Acme", "x" * 50]], 30)
    assert all(width(line) <= 30 for line in lines)
    assert lines[1] == "Acme  " + "x" * 23 + "…"


def test_a_very_narrow_terminal_leaves_something_to_read() -> None:
    lines = table([Column("Name"), Column("Note")], [["华瑞机械有限公司", "x" * 50]], 5)
    assert lines[1] == "华瑞机…   xxxxxxx…"


def test_no_cell_is_wider_than_eighty_columns_where_there_is_no_terminal() -> None:
    columns = [Column("Name"), Column("Phone", whole=True), Column("Note")]
    heading, row = table(columns, [["常" * 5000, "5" * 300, "x" * 80]], None)
    assert row == f"{'常' * 39}… " + f"  {'5' * 79}…" + f"  {'x' * 80}"
    assert heading.startswith("Name ")


def test_a_phone_number_of_any_length_does_not_break_a_terminal() -> None:
    assert width(table([Column("Phone", whole=True)], [["5" * 300]], 100)[1]) == 80


def test_what_turns_the_direction_of_writing_does_not_reach_the_terminal() -> None:
    assert visible("in\u202ecod.exe\u2066\u2069 \u200e\u200f\u061ca\ufeff\u00adb") == "incod.exe ab"
    assert visible("\U0001f468\u200d\U0001f469 می\u200cخواهم") == "\U0001f468\u200d\U0001f469 می\u200cخواهم"


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert visible("a\x1b[31mb\r\n\t\x00c\x9b\u2028d") == "a [31mb    c  d"


def test_pairs_are_aligned_and_keep_lines() -> None:
    assert pairs([("Name", "x"), ("备注", "one\ntwo"), ("Empty", "")]) == [
        "Name   x",
        "备注   one",
        "       two",
        "Empty",
    ]


def test_ids_are_as_long_as_telling_them_apart_needs() -> None:
    assert short_ids(["01a20077-ac7f-7e0f-b17d-09718ca3e483"]) == ["01a20077"]
    close = ["01a20077-ac7f-7e0f-b17d-09718ca3e483", "01a20077-ac7f-7e10-b17d-09718ca3e483"]
    assert short_ids(close) == ["01a20077-ac7f-7e0", "01a20077-ac7f-7e1"]
    assert short_ids([close[0], close[0]]) == ["01a20077", "01a20077"]
    assert short_ids([]) == []


def test_what_is_of_no_use_when_cut_stays_whole() -> None:
    columns = [Column("Name"), Column("Phone", whole=True), Column("N", number=True)]
    lines = table(columns, [["x" * 30, "0519-8812 3456", "12345678901"]], 40)
    assert lines[1] == "x" * 10 + "…  0519-8812 3456  12345678901"
