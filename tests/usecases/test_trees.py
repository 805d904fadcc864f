"""A tree stays a tree, however deep, and a circle that is there already does not keep the walk going for ever."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.territories import Territory
from desktop_crm.domain.visits import Visit
from desktop_crm.usecases.trees import field_above, refuse_circle

PLACES = [f"t{n}" for n in range(6)]
parents = st.fixed_dictionaries({}, optional={place: st.sampled_from(["", "gone", *PLACES]) for place in PLACES})


def below(above: dict[str, str], id_: str) -> set[str]:
    """All that lies below a record, found from above."""
    found = {id_}
    while more := {place for place, parent in above.items() if parent in found} - found:
        found |= more
    return found


@given(parents, st.sampled_from(PLACES), st.sampled_from(["", "gone", *PLACES]))
def test_refused_is_exactly_what_lies_below_the_record_itself(above: dict[str, str], id_: str, parent: str) -> None:
    moved = Territory(id=id_, name=id_, parent_id=parent)
    lies_below = parent in below({place: up for place, up in above.items() if place != id_}, id_)
    if lies_below:
        with pytest.raises(RuleError) as refused:
            refuse_circle(moved, lambda place: above.get(place, ""))
        assert refused.value.code == "reference_itself"
        assert refused.value.where == "parent_id"
    else:
        refuse_circle(moved, lambda place: above.get(place, ""))


def test_every_kind_has_one_field_at_most_that_makes_it_a_tree() -> None:
    trees = {name: field_above(kind) for name, kind in KINDS.items() if field_above(kind)}
    assert trees == {
        "customer": "parent_id",
        "contact": "reports_to_id",
        "territory": "parent_id",
        "user": "manager_id",
    }


def test_a_kind_that_is_no_tree_is_never_asked_for_what_is_above() -> None:
    def fail(_id: str) -> str:
        raise AssertionError("asked")

    refuse_circle(Visit(id="v", customer_id="v"), fail)
