"""The demonstration: a fresh store with real pipeline data and sample people, told as the story of a day."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop_crm import words
from desktop_crm.app import papers, pictures, qt
from desktop_crm.app.demo_steps import Steps, fresh_store
from desktop_crm.app.profiles import profiles
from desktop_crm.cli.services import Demo, PictureOptions
from desktop_crm.domain.call_list import Filter
from desktop_crm.storage import facts
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import call_list, due, imports, sample, tiers
from desktop_crm.usecases.visits import LoggedVisit, VisitDraft, log_visit, visit_form
from desktop_crm.words import _t, resources

STORE_NAME = "demo.crm"


def run(*, headless: bool, folder: Path, tell: Callable[[str], None]) -> Demo:
    """Tell the story in ``folder``; a demo store of an earlier run is replaced. Raises ``WorldError``."""
    steps = Steps(tell)
    path = folder / STORE_NAME
    store = steps.run(_t("Demo", "A fresh encrypted store"), lambda: fresh_store(path))
    sample_data = resources.folder() / "sample_data"
    steps.run(
        _t("Demo", "The real pipeline data imported"),
        lambda: store.change(imports.run, [sample_data], profiles(), "maven_crm"),
    )
    rules: dict[str, Any] = json.loads((sample_data / "sample_rules.json").read_text(encoding="utf-8"))
    steps.run(_t("Demo", "Sample people, visits, tasks and tier inputs added"), lambda: _add_sample(store, rules))
    steps.run(_t("Demo", "Every customer scored and tiered"), lambda: store.change(tiers.score))
    steps.run(_t("Demo", "One visit written down"), lambda: store.change(_log_one_visit))
    pdf = folder / f"call-list-{words.language()}.pdf"
    steps.run(_t("Demo", "The tier-based call list as PDF"), lambda: _print(store, pdf, headless))
    files = [pdf]
    if headless or not qt.has_display():
        shots = steps.run(
            _t("Demo", "Pictures of the panes"),
            lambda: pictures.take(store, folder, PictureOptions(theme="light", size=(1440, 900))),
        )
        files += shots
        store.close()
        return Demo(path, tuple(files), tuple(steps.done))
    store.close()
    return Demo(path, tuple(files), tuple(steps.done), show=lambda: _show(path))


def _add_sample(store: Store, rules: dict[str, Any]) -> None:
    store.change(sample.add_sample, rules)
    store.maintain(_choose_user)


def _choose_user(work: UnitOfWork) -> None:
    """Whose laptop this is: the agent with most deals."""
    work.set_setting("user_id", facts.busiest_owner(work))


def _log_one_visit(work: UnitOfWork) -> LoggedVisit:
    """The most urgent customer is visited: people, outcome, note, next step and next date in one go."""
    first = due.due_list(work)[0]
    form = visit_form(work, first.customer_id)
    draft = VisitDraft(
        customer_id=first.customer_id,
        outcome=2,
        at="10:00",
        attendees=tuple(card.contact.id for card in form.contacts[:2]),
        note=_t("Demo", "Trial ran 200 hours without a fault. They ask for a yearly frame price. #trial"),
        next_step=_t("Demo", "send the frame quote next tue"),
        next_visit="+2w",
        purpose=_t("Demo", "Result of the trial"),
    )
    return log_visit(work, draft)


def _print(store: Store, pdf: Path, headless: bool) -> int:
    listed = store.ask(_whole_list)
    if headless or not qt.has_display():
        qt.painting_application()
    else:
        qt.window_application()
    pages = papers.write_call_list(listed, pdf)
    store.change(call_list.log_print, listed, pdf.name)
    return pages


def _whole_list(snapshot: Snapshot) -> Any:
    return call_list.build(snapshot, Filter())


def _show(path: Path) -> int:
    from desktop_crm.app.window import run as show

    return show(path, None)
