from __future__ import annotations

import pytest

from desktop_crm import words
from desktop_crm.domain.fields import fields_of
from desktop_crm.domain.kinds import KINDS
from desktop_crm.words.fields import field_label, kind_name

FIELDS = [(kind, name) for kind, record in KINDS.items() for name in fields_of(record)]


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_name(kind: str, language: str) -> None:
    words.set_language(language)
    assert kind_name(kind) not in ("", kind)
    assert kind_name(kind, plural=True) not in ("", kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_a_label_of_its_own(kind: str) -> None:
    for language in words.LANGUAGES:
        words.set_language(language)
        labels = {name: field_label(kind, name) for of, name in FIELDS if of == kind}
        assert [name for name, label in labels.items() if not label or label == name] == []
        twice = {label for label in labels.values() if list(labels.values()).count(label) > 1}
        assert twice == set()


def test_the_same_name_may_mean_something_else_elsewhere() -> None:
    assert field_label("customer", "parent_id") == "Parent company"
    assert field_label("territory", "parent_id") == "Part of"


def test_a_custom_field_keeps_its_code() -> None:
    assert field_label("customer", "shoe_size") == "shoe_size"


def test_no_label_is_left_over() -> None:
    from desktop_crm.words import fields

    known = {name for _, name in FIELDS}
    assert set(fields._COMMON) <= known
    assert {(kind, name) for kind, table in fields._OWN.items() for name in table} <= set(FIELDS)
