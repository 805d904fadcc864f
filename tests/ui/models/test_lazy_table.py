"""The one table model: pages on demand, rows by id, a first page that grows."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop_crm.ui.models.lazy_table import PAGE, PAGES_KEPT, LazyTableModel, RowRole
from desktop_crm.ui.widgets.table import LazyTable


def test_it_behaves_as_qt_expects(table: LazyTable, firms: Any) -> None:
    model = table.lazy_model
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show([1, 2, 3], complete=False)
    model.show([1, 2, 3, 4, 5])
    model.refresh()
    model.show([])
    model.show([7])
    assert tester.model() is model
    assert model.rowCount() == 1


def test_only_what_is_looked_at_is_fetched(firms: Any, table: LazyTable) -> None:
    model = LazyTableModel(firms, table.lazy_model.columns)
    firms.fetched.clear()
    model.show(list(range(1, 1001)))
    assert firms.fetched == []
    assert model.row(700).name == "Firm 701"
    assert [len(ids) for ids in firms.fetched] == [PAGE]
    model.row(701)
    assert len(firms.fetched) == 1


def test_old_pages_are_let_go(firms: Any, table: LazyTable) -> None:
    model = LazyTableModel(firms, table.lazy_model.columns)
    pages = PAGES_KEPT + 1
    model.show([1] * PAGE * pages)
    firms.fetched.clear()
    for page in range(pages):
        model.row(page * PAGE)
    model.row((pages - 1) * PAGE)
    assert len(firms.fetched) == pages
    model.row(0)
    assert len(firms.fetched) == pages + 1


def test_places_of_few_and_of_many_ids(table: LazyTable) -> None:
    model = table.lazy_model
    model.show(list(range(100, 0, -1)))
    assert model.place_of(98) == 2
    assert model.place_of(101) is None
    assert model.places_of([1, 99, 101]) == [1, 99]
    assert model.places_of(range(50, 200)) == list(range(51))


def test_a_first_page_grows_without_a_reset(table: LazyTable) -> None:
    model, resets, inserted = table.lazy_model, [], []
    model.show([1, 2, 3], complete=False)
    model.modelReset.connect(lambda: resets.append(1))
    model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    assert not model.complete
    model.show([1, 2, 3, 9, 10])
    assert (resets, inserted) == ([], [(3, 4)])
    assert model.complete
    assert model.row(4).rk == 10
    model.show([2, 1])
    assert resets == [1]


def test_the_rest_of_a_half_fetched_page_is_fetched(table: LazyTable) -> None:
    model = table.lazy_model
    model.show([1, 2], complete=False)
    assert model.row(1).rk == 2
    model.show([1, 2, 3])
    assert model.row(2).rk == 3


def test_roles_of_a_cell(table: LazyTable) -> None:
    model = table.lazy_model
    name, sign, score = model.index(0, 2), model.index(0, 0), model.index(0, 3)
    assert model.data(name, RowRole) is model.row(0)
    assert model.data(name) == "Firm 1\n苏州 1"
    assert model.data(sign, Qt.ItemDataRole.AccessibleTextRole) == "due"
    assert model.data(name, Qt.ItemDataRole.ToolTipRole) == "Firm 1\n苏州 1"
    assert model.data(score, Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    head = Qt.Orientation.Horizontal
    assert model.headerData(1, head) == "Tier"
    assert model.headerData(0, head, Qt.ItemDataRole.AccessibleTextRole) == "State"


def test_ids_and_places(table: LazyTable) -> None:
    model = table.lazy_model
    assert model.id_at(2) == 3
    assert model.id_at(5000) is None
    assert model.place_of(3) == 2
    assert model.place_of(5000) is None


def test_a_row_that_is_gone_is_empty(table: LazyTable, firms: Any) -> None:
    del firms.firms[2]
    model = table.lazy_model
    model.refresh()
    assert model.row(1) is None
    assert model.data(model.index(1, 2)) == ""
    table.grab()


def test_refresh_fetches_anew(table: LazyTable, firms: Any) -> None:
    old = firms.firms[1]
    assert table.lazy_model.row(0) is old
    firms.firms[1] = type(old)(1, "Renamed", "", "A", "late")
    assert table.lazy_model.row(0) is old
    table.lazy_model.refresh()
    assert table.lazy_model.row(0).name == "Renamed"
