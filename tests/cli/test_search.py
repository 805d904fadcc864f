"""Search over everything."""

from __future__ import annotations

import pytest

from desktop_crm.cli.search import SEARCHED
from desktop_crm.storage import search
from tests.cli.conftest import CommandLine


def test_the_kinds_are_those_with_an_index() -> None:
    assert search.SEARCHED == SEARCHED


@pytest.mark.parametrize("words", ["华瑞", "huarui", "hrjx", "88123456", "ＨＵＡ rui"])
def test_hits(crm: CommandLine, hua_rui: str, words: str) -> None:
    hit = crm("search", *words.split(), "--json").json["items"][0]
    assert set(hit) >= {"kind", "id", "title", "matched"}
    assert (hit["kind"], hit["id"], hit["title"]) == ("customer", hua_rui, "华瑞机械")
    assert hit["customer"] == {"id": hua_rui, "name": "华瑞机械"}


def test_kind_and_limit(crm: CommandLine, hua_rui: str) -> None:
    crm("contact", "add", "--set", "name=王华瑞", f"customer_id={hua_rui}")
    kinds = [hit["kind"] for hit in crm("search", "华瑞", "--json").json["items"]]
    assert kinds == ["customer", "contact"]
    only = crm("search", "华瑞", "--kind", "contact", "--json").json["items"]
    assert [hit["title"] for hit in only] == ["王华瑞"]
    assert len(crm("search", "华瑞", "--limit", "1", "--json").json["items"]) == 1


def test_what_matched_when_it_is_not_the_title(crm: CommandLine, hua_rui: str) -> None:
    hit = crm("search", "88123456", "--json").json["items"][0]
    assert hit["matched"] == "0519-8812 3456"


def test_similar_names_are_marked(crm: CommandLine) -> None:
    crm("customer", "add", "--set", "name=Jinchen Pumps")
    hit = crm("search", "Jinchem Pumps", "--json").json["items"][0]
    assert (hit["title"], hit["similar"]) == ("Jinchen Pumps", True)
    assert "similar" in crm("search", "Jinchem Pumps").out
    assert "相近" in crm("search", "Jinchem Pumps", "--lang", "zh_CN").out


def test_nothing(crm: CommandLine, hua_rui: str) -> None:
    assert crm("search", "zzzzzz", "--json").json == {"items": []}
    assert crm("search", "zzzzzz").out == "0 in all\n"
