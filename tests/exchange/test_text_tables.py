"""CSV and TSV as they come: every separator, half files, endless lines, formulas, and our own guard against them."""

from __future__ import annotations

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_crm.domain.errors import RuleError
from desktop_crm.exchange.table import Row, Table
from desktop_crm.exchange.text_tables import MAX_ROW, read_text_table


def table(tmp_path: Path, content: str | bytes, name: str = "a.csv") -> Table:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_text_table(path)


def rows(tmp_path: Path, content: str | bytes, name: str = "a.csv") -> list[Row]:
    return list(table(tmp_path, content, name).rows())


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(tmp_path: Path, separator: str) -> None:
    content = separator.join(("name", "city")) + "\n" + separator.join(("A", '"x,y;z|w"')) + "\n"
    found = table(tmp_path, content)
    assert found.header == ("name", "city")
    assert list(found.rows()) == [(2, ["A", "x,y;z|w"])]


def test_a_tsv_is_cut_at_tabs_alone(tmp_path: Path) -> None:
    assert rows(tmp_path, "a,b\tc\n1,2\t3\n", "a.tsv") == [(2, ["1,2", "3"])]


def test_a_table_can_be_read_again(tmp_path: Path) -> None:
    found = table(tmp_path, "a\n1\n2\n")
    assert list(found.rows()) == list(found.rows()) == [(2, ["1"]), (3, ["2"])]


def test_blank_rows_are_left_out_but_counted(tmp_path: Path) -> None:
    assert rows(tmp_path, "\na,b\n1,2\n\n , \n3,4\n") == [(3, ["1", "2"]), (6, ["3", "4"])]


def test_line_breaks_in_a_cell_make_no_row(tmp_path: Path) -> None:
    assert rows(tmp_path, 'a,b\r\n1,"x\r\ny"\r\n3,4\r\n') == [(2, ["1", "x\r\ny"]), (3, ["3", "4"])]


def test_rows_keep_the_cells_that_they_have(tmp_path: Path) -> None:
    assert rows(tmp_path, "a,b\n1\n1,2,3\n") == [(2, ["1"]), (3, ["1", "2", "3"])]


def test_formulas_are_text_and_our_own_guard_comes_off(tmp_path: Path) -> None:
    content = "a,b\n=1+1,'=1+1\n'+86,'plain\n"
    assert rows(tmp_path, content) == [(2, ["=1+1", "=1+1"]), (3, ["+86", "'plain"])]


def test_an_empty_file(tmp_path: Path) -> None:
    for content in ("", "\n\n"):
        with pytest.raises(RuleError, match="file_empty"):
            table(tmp_path, content)


def test_half_a_file_names_the_row_where_it_breaks(tmp_path: Path) -> None:
    with pytest.raises(RuleError) as refused:
        rows(tmp_path, 'a,b\n1,2\n3,"never closed\n4,5\n')
    assert refused.value.code == "file_unreadable_at"
    assert (refused.value.where, refused.value.values["row"], refused.value.values["kind"]) == ("a.csv", 3, "CSV")


def test_something_behind_a_closing_quote(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="file_unreadable_at"):
        rows(tmp_path, 'a,b\n1,"x"y\n')


def test_control_characters_in_the_header(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="header_unprintable"):
        table(tmp_path, b"PK\x03\x04 a,b\n1,2\n")


def test_a_nul_reaches_whoever_checks_the_field(tmp_path: Path) -> None:
    assert rows(tmp_path, "a,b\n1,x\0y\n") == [(2, ["1", "x\0y"])]


def test_a_line_of_200_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"name,note,city\nA,x,y\nB,")
        for _ in range(200):
            file.write(b"x" * (1 << 20))
        file.write(b",y\nC,x,y\n")
    found = read_text_table(path)
    read: list[int] = []
    tracemalloc.start()
    with pytest.raises(RuleError) as refused:
        read.extend(number for number, _ in found.rows())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read == [2]
    assert refused.value.code == "row_too_long"
    assert (refused.value.where, refused.value.values) == ("a.csv", {"row": 3, "field": "note"})
    assert peak < 16 * MAX_ROW


def test_a_quote_that_swallows_the_rest_is_refused_as_well(tmp_path: Path) -> None:
    content = 'name,note\nA,"' + "x,y\n" * (MAX_ROW // 4)
    with pytest.raises(RuleError) as refused:
        rows(tmp_path, content)
    assert refused.value.code == "row_too_long"
    assert refused.value.values == {"row": 2, "field": "note"}


CELLS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=20), st.sampled_from((",", ";", "\t", "|")))
@example([('"', "\r"), ("'", "'="), ("\ufeff", "\u2028")], ",")
def test_whatever_a_spreadsheet_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, content: list[tuple[str, str]], separator: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(("first", "second"))
    writer.writerows(content)
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    expected = [[_without_guard(cell) for cell in cells] for cells in content if any(map(str.strip, cells))]
    assert [cells for _, cells in read_text_table(path).rows()] == expected


def _without_guard(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t", "\r") else cell
