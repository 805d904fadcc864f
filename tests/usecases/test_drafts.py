from __future__ import annotations

import pytest

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.tiering import TierAssignment
from desktop_crm.domain.visits import Visit
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.usecases import drafts, records, undo
from desktop_crm.usecases.visits import AttendeeChange, VisitDraft
from tests.stores import TODAY, a_customer, a_rated_customer, a_task, a_visit, change, get, put, reopened


def kept(store: Store) -> dict[str, str]:
    return store.ask(drafts.all_kept, "visit:")


def test_a_draft_is_kept_replaced_and_forgotten(store: Store) -> None:
    change(store, drafts.keep, "visit:1", "one")
    change(store, drafts.keep, "visit:", "nobody yet")
    change(store, drafts.keep, "visitor:1", "of another form")
    change(store, drafts.keep, "visit:1", "two")
    assert kept(store) == {"": "nobody yet", "1": "two"}
    change(store, drafts.forget, "visit:1", "visit:never there")
    assert kept(store) == {"": "nobody yet"}
    assert store.ask(drafts.all_kept) == {"visit:": "nobody yet", "visitor:1": "of another form"}


def test_it_outlives_the_program_and_lies_in_no_file_as_it_was_typed(store: Store) -> None:
    change(store, drafts.keep, "visit:1", "a secret sentence")
    for file in store.path.parent.iterdir():
        assert b"secret" not in file.read_bytes(), file.name
    again = reopened(store)
    assert kept(again) == {"1": "a secret sentence"}
    again.close()


def test_it_is_no_step_and_touches_nothing(store: Store) -> None:
    change(store, records.add_record, a_customer())
    change(store, undo.undo)
    before = store.ask(undo.list_steps)
    for verb, *given in ((drafts.keep, "visit:1", "x"), (drafts.forget, "visit:1")):
        _, changes = store.change(verb, *given)
        assert not changes
    assert store.ask(undo.list_steps) == before
    change(store, undo.redo)  # typing has not put an end to what can be redone


def test_a_saved_visit_takes_its_drafts_with_it(store: Store) -> None:
    customer = put(store, a_rated_customer())
    change(store, drafts.keep, "visit:", "first")
    change(store, drafts.keep, f"visit:{customer.id}", "then")
    with pytest.raises(RuleError, match="outcome_missing"):
        change(store, drafts.log_visit, VisitDraft(customer.id), f"visit:{customer.id}")
    assert len(kept(store)) == 2
    change(store, drafts.log_visit, VisitDraft(customer.id, outcome=1), f"visit:{customer.id}", "visit:")
    assert kept(store) == {}
    assert len(store.ask(Snapshot.find, Visit)) == 1


def test_a_corrected_visit_takes_its_draft_with_it(store: Store) -> None:
    visit = put(store, a_visit(put(store, a_customer()).id))
    change(store, drafts.keep, "edit", "by phone")
    with pytest.raises(RuleError, match="unknown_id contact"):
        change(store, drafts.correct_visit, visit.id, {}, AttendeeChange(added=("nobody",)), "edit")
    assert store.ask(drafts.all_kept) == {"edit": "by phone"}
    change(store, drafts.correct_visit, visit.id, {"channel": ("in_person", "phone")}, AttendeeChange(), "edit")
    assert store.ask(drafts.all_kept) == {}
    assert get(store, Visit, visit.id).channel == "phone"


def test_a_tier_set_by_hand_takes_its_draft_with_it(store: Store) -> None:
    customer = put(store, a_rated_customer())
    change(store, drafts.keep, "tier", "strategic")
    with pytest.raises(RuleError, match="field_required"):
        change(store, drafts.set_tier, customer.id, "A", "", TODAY, "tier")
    assert store.ask(drafts.all_kept) == {"tier": "strategic"}
    change(store, drafts.set_tier, customer.id, "A", "strategic", TODAY, "tier")
    assert store.ask(drafts.all_kept) == {}
    change(store, drafts.keep, "tier", "no longer")
    change(store, drafts.lift_tier, customer.id, "no longer", "tier")
    assert store.ask(drafts.all_kept) == {}
    assert [a.reason for a in store.ask(Snapshot.find, TierAssignment)] == ["strategic", "no longer"]


def test_a_record_takes_its_draft_with_it(store: Store) -> None:
    change(store, drafts.keep, "new", "send quo")
    task = change(store, drafts.add_record, a_task("", "send quote"), "new")
    assert store.ask(drafts.all_kept) == {}
    change(store, drafts.keep, "edit", "send off")
    change(store, drafts.edit_record, Task, task.id, {"title": ("send quote", "send offer")}, "edit")
    assert store.ask(drafts.all_kept) == {}
    assert get(store, Task, task.id).title == "send offer"
