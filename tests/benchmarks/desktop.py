"""``python -m tests.benchmarks.desktop --data DIR``: our side of the desktop benchmarks, as JSON lines.

DIR holds ``customers.csv``, ``new10k.csv``, ``new10k.xlsx`` with 100,000 invented customers (columns: code, name,
contact, city, phone, email, revenue_12m ... notes). A store is made of them once, by the product's own import, and
kept in DIR; every measurement works on a copy. Each line: ``{"peer": "ours", "key": ..., "ms": median, ...}``. Every
path is the product's: validation, undo journal, search index, derived values, encryption, durable commit.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from desktop_crm import words
from desktop_crm.app.clock import SystemClock
from desktop_crm.app.profiles import profiles
from desktop_crm.domain.call_list import CallList, Filter
from desktop_crm.domain.tiering import Scheme
from desktop_crm.domain.views import ListQuery
from desktop_crm.storage.store import Beginning, Store
from desktop_crm.usecases import call_list, due, imports, lists, tiers
from desktop_crm.usecases.visits import VisitDraft, log_visit, visit_form
from desktop_crm.words import resources

KEY = "ab" * 32
TODAY = dt.date(2026, 11, 21)
SEARCHES = {
    "search_zh2": "云帆",
    "search_zh4": "医疗器械",
    "search_pinyin": "yunfan",
    "search_initials": "cqyf",
    "search_phone": "1380",
}


def main() -> int:
    """Run the measurements asked for (default: all)."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.desktop")
    parser.add_argument("--data", type=Path, required=True, help="folder with the invented customers")
    parser.add_argument("--only", default="", help="comma-separated names: " + ", ".join(MEASUREMENTS))
    parser.add_argument("--store", type=Path, help="only make a store for start-up measurements here, and stop")
    chosen = parser.parse_args()
    words.set_folder(resources.folder() / "translations")
    base = prepared(chosen.data)
    if chosen.store:
        shutil.copy(base, chosen.store)
        return 0
    names = chosen.only.split(",") if chosen.only else list(MEASUREMENTS)
    with tempfile.TemporaryDirectory(dir=chosen.data) as folder:
        for name in names:
            work = Path(folder) / f"{name}.crm"
            shutil.copy(base, work)
            store = opened(work)
            try:
                MEASUREMENTS[name](store, chosen.data)
            finally:
                store.close()
                work.unlink()
    return 0


def opened(path: Path) -> Store:
    """The store of the benchmark, on its business date."""
    return Store.open(path, KEY, SystemClock(), today=TODAY)


def prepared(data: Path) -> Path:
    """The scored store of 100,000 customers, made on the first call."""
    path = data / "ours.crm"
    if not path.exists():
        unfinished = data / "ours-unfinished.crm"
        for suffix in ("", "-wal", "-shm"):
            unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)
        store = Store.create(
            unfinished, KEY, SystemClock(), Beginning(resources.scheme("cny"), calendar=""), today=TODAY
        )
        start = time.perf_counter()
        store.change(imports.run, [data / "customers.csv"], profiles(), "benchmark_customers")
        out("import_100k_into_empty", [(time.perf_counter() - start) * 1e3])
        store.change(tiers.score)
        store.close()
        unfinished.rename(path)
    return path


def out(key: str, times: list[float], **more: Any) -> None:
    """One JSON line with the median."""
    figures = {"ms": round(statistics.median(times), 3), "min": round(min(times), 3), "max": round(max(times), 3)}
    print(json.dumps({"peer": "ours", "key": key, **figures, **more}, ensure_ascii=False), flush=True)


def timed(key: str, work: Callable[[], Any], runs: int = 15, **more: Any) -> Any:
    """Median of ``runs`` after one warm-up."""
    times = []
    result = work()
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        times.append((time.perf_counter() - start) * 1e3)
    out(key, times, **more)
    return result


def search(store: Store, _: Path) -> None:
    """Words to the first rows as the list shows them."""
    for key, text in SEARCHES.items():
        query = ListQuery("customer", text=text)

        def first(query: ListQuery = query) -> list[Any]:
            return store.ask(lambda snapshot: lists.rows(snapshot, "customer", lists.first_ids(snapshot, query)[:50]))

        hits = len(store.ask(lists.ids, query))
        timed(key, first, hits=hits)


def importing(store: Store, data: Path) -> None:
    """10,000 rows, 8,000 new and 2,000 edits, into the store of 100,000."""
    store.close()
    known = profiles()
    for kind in ("csv", "xlsx"):
        times = []
        for _ in range(4):
            copy = store.path.with_suffix(f".{kind}.crm")
            shutil.copy(store.path, copy)
            fresh = opened(copy)
            start = time.perf_counter()
            report, _changes = fresh.change(imports.run, [data / f"new10k.{kind}"], known, "benchmark_customers")
            times.append((time.perf_counter() - start) * 1e3)
            assert not report.problems
            fresh.close()
            copy.unlink()
        out(f"import_10k_{kind}_upsert", times[1:], rows=10_000)


def _heavier_margin() -> dict[str, Any]:
    definition = resources.scheme("cny")
    definition["criteria"][0]["weight"] -= 5
    definition["criteria"][1]["weight"] += 5
    return definition


def what_if(store: Store, _: Path) -> None:
    """Move one weight: new tiers of all, who moves. Nothing is written."""
    scheme = Scheme.from_definition(2, "what if", _heavier_margin())
    moved = timed("score_100k_change_one_weight", lambda: store.ask(tiers.what_if, scheme), 9)
    assert moved


def apply(store: Store, _: Path) -> None:
    """Apply a new version of the scheme: every customer scored, explained, journaled, due dates carried over."""
    times = []
    for definition in (_heavier_margin(), resources.scheme("cny"), _heavier_margin()):
        start = time.perf_counter()
        (scored, _changes) = store.change(_adopt_and_score, definition)
        times.append((time.perf_counter() - start) * 1e3)
        assert scored.assigned > 90_000
    out("score_100k_write_back", times, rows=100_000)


def _adopt_and_score(work: Any, definition: dict[str, Any]) -> tiers.Scored:
    tiers.adopt_scheme(work, definition)
    return tiers.score(work)


def due_lists(store: Store, _: Path) -> None:
    """The due list of all 100,000, and of 300."""
    timed("due_100k", lambda: store.ask(due.due_list, ("late", "due", "never", "due_soon", "not_due")), 5)
    keep = list(store.ask(lists.ids, ListQuery("customer")))[:300]
    store.maintain(lambda work: _keep_only(work, keep))
    found = timed("due_300", lambda: store.ask(due.due_list, ("late", "due", "never", "due_soon", "not_due")))
    assert len(found) == 300


def _keep_only(work: Any, keys: list[int]) -> None:
    marks = ", ".join(map(str, keys))
    work.connection.exec_driver_sql(f"DELETE FROM customer_state WHERE rk NOT IN ({marks})")


def visit_save(store: Store, _: Path) -> None:
    """A visit with people, note, follow-up and next date, durably committed."""
    ids = list(store.ask(lists.ids, ListQuery("customer")))[:400]
    rows = store.ask(lists.rows, "customer", ids)
    times = []
    for row in rows[:200]:
        form = store.ask(visit_form, row.id)
        draft = VisitDraft(
            customer_id=row.id,
            outcome=2,
            at="9",
            attendees=tuple(card.contact.id for card in form.contacts[:1]),
            note="试用 200 小时数据稳定，愿意进入报价。#振动监测",
            next_step="发报价 下周二",
            next_visit="+4w",
        )
        start = time.perf_counter()
        store.change(log_visit, draft)
        times.append((time.perf_counter() - start) * 1e3)
    times = sorted(times[5:])
    out("visit_save", times, p95=round(times[int(len(times) * 0.95)], 3))


def paper(store: Store, data: Path) -> None:
    """1,500 customers as the cycle sheet (one line each) and as full rows."""
    from desktop_crm.app.papers import write_call_list
    from desktop_crm.reports.page_options import PageOptions

    keep = list(store.ask(lists.ids, ListQuery("customer")))[:1500]
    store.maintain(lambda work: _keep_only(work, keep))
    file = data / "ours.pdf"
    listed: CallList = store.ask(call_list.build, Filter())
    assert listed.total == 1500
    one_line = PageOptions(one_line=True, note_lines=0)
    pages = timed("pdf_1500_rows", lambda: write_call_list(listed, file, one_line), 5)
    out("pdf_1500_rows_pages", [0], pages=pages, kb=file.stat().st_size // 1024)
    pages = timed("pdf_1500_full_rows", lambda: write_call_list(listed, file), 3)
    out("pdf_1500_full_rows_pages", [0], pages=pages, kb=file.stat().st_size // 1024)
    timed("call_list_1500", lambda: store.ask(call_list.build, Filter()), 5)
    file.unlink()


def typing(store: Store, _: Path) -> None:
    """Key press to painted hits in the real window, offscreen."""
    from tests.benchmarks.typing_speed import measure

    out_line = measure(store)
    out("key_to_paint", out_line.times, p95=out_line.p95, n=len(out_line.times))


def stalls(store: Store, data: Path) -> None:
    """How long the window does not answer: a person at work; an import and an evaluation behind an open window."""
    from tests.benchmarks.stalls import Beats, during, working

    def tell(key: str, beats: Beats) -> None:
        p99, of_time = beats.percentile(0.99), beats.percentile_of_time(0.99)
        out(key, [beats.longest], p99=p99, p99_of_time=of_time, beats=len(beats.late))

    tell("stalls_working", working(store))
    tell("stalls_import_10k_csv", during(store, imports.run, [data / "new10k.csv"], profiles(), "benchmark_customers"))
    tell("stalls_apply", during(store, _adopt_and_score, _heavier_margin()))


MEASUREMENTS: dict[str, Callable[[Store, Path], None]] = {
    "search": search,
    "import": importing,
    "what_if": what_if,
    "apply": apply,
    "due": due_lists,
    "visit": visit_save,
    "paper": paper,
    "typing": typing,
    "stalls": stalls,
}

if __name__ == "__main__":
    sys.exit(main())
