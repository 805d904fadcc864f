"""The index finds exactly what a full scan by the definition finds, whatever was written, changed and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Record, fields_of
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.opportunities import Product
from desktop_crm.domain.views import ListQuery
from desktop_crm.storage import finding, lists, search
from desktop_crm.storage.check import problems
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import undo
from tests.stores import (
    TODAY,
    Steps,
    a_contact,
    a_customer,
    a_deal,
    a_memo,
    a_task,
    a_visit,
    change,
    put,
    rows_of,
    trying,
)

# --- the definition, by example ---------------------------------------------------------------------------------

HITS = [
    ("重庆银行", "chongqing"),
    ("重庆银行", "chongqingyinhang"),
    ("重庆银行", "yinhang"),
    ("重庆银行", "qingyin"),
    ("重庆银行", "chongq"),
    ("重庆银行", "cqyh"),
    ("重庆银行", "qy"),
    ("重庆银行", "庆银"),
    ("重庆银行", "重庆 yh"),
    ("中国农业银行", "zhongguonongyeyinhang"),
    ("中国农业银行", "nongye"),
    ("中国农业银行", "ZGNYYH"),
    ("西安交通大学", "xian"),
    ("西安交通大学", "xianjiaotongdaxue"),
    ("西安西安西安西安西安", "xianxianxianxianxian"),
    ("仙居药业", "xian"),
    ("长沙重机", "changshazhongji"),
    ("吕梁", "lvliang"),
    ("嗯嗯科技", "enenkeji"),
    ("華瑞機械", "华瑞机械"),
    ("华瑞机械", "華瑞"),
    ("臺灣積體電路", "taiwan"),
    ("喆镕堃", "zherongkun"),
    ("Acme Industrial GmbH", "indus"),
    ("Acme Industrial GmbH", "gmbh acme"),
    ("GTX500", "gtx500"),
    ("GTX500", "gtx"),
    ("GTX500", "500"),
    ("GTX500 Pro", "500pro"),
    ("O'Neill", "o'neill"),
    ("O'Neill", "neill"),
    ("O'Neill", "o’neill"),
    ("Müller & Söhne", "muller"),
    ("Mu\u0308ller", "müller"),
    ("Straße", "strasse"),
    ("ＡＣＭＥ　１２３", "acme 123"),
    ("ﬁnance", "finance"),
    ("Ω-Werk", "ω"),
    ("Альфа", "аль"),
    ("トヨタ", "トヨ"),
    ("삼성전자", "삼성"),
    ("🙂 Smile 公司", "smile gongsi"),
    ("A股份", "a gufen"),
    ("3M中国", "3m zhongguo"),
    ("二〇二四", "二〇"),
]
MISSES = [
    ("重庆银行", "zhongqing"),
    ("重庆银行", "hongqing"),
    ("重庆银行", "ongq"),
    ("重庆银行", "重行"),
    ("重庆银行", "chongqingx"),
    ("Acme Industrial", "dustrial"),
    ("Acme Industrial", "acme gmbh"),
    ("GTX500", "tx500"),
    ("GTX500", "00"),
    ("O'Neill", "oneill"),
    ("西安", "xn"),
    ("华瑞", "huarui2"),
    ("华 瑞", "a"),
    ("x", "🙂"),
    ("x", "''"),
    ("x", "   "),
    ("x", '"'),
    ("x", "* OR x"),
    ("x", "NEAR(x y)"),
]


def index_hits(snapshot: Snapshot, kind: str, query: str) -> set[str]:
    """What the index finds, asked both ways."""
    found = set(finding.ids(snapshot, kind, query, 100_000))
    if kind in ("customer", "contact"):
        keys = lists.ids(snapshot, ListQuery(kind, text=query)) if query.strip() else []
        assert {row.id for row in lists.rows(snapshot, kind, keys)} == found
    return found


@pytest.mark.parametrize("expected, pairs", [(True, HITS), (False, MISSES)], ids=["hits", "misses"])
def test_the_definition_and_the_index_by_example(
    shared_store: Store, expected: bool, pairs: list[tuple[str, str]]
) -> None:
    def run(work: UnitOfWork) -> None:
        steps = Steps(work)
        for name, query in pairs:
            made = steps.do(UnitOfWork.insert, a_customer(name))
            assert search.matches(query, [name], [], []) is expected, (name, query)
            assert (made.id in steps.ask(index_hits, "customer", query)) is expected, (name, query)

    trying(shared_store, run)


def test_phone_numbers_are_found_by_any_run_of_digits(store: Store) -> None:
    made = put(store, a_customer("甲", phone="+86 (0512) 6789-0123"))
    put(store, a_contact(made.id, "王敏", mobile="１３８ 0013 8000", phone="0512 1111"))
    other = put(store, a_customer("乙", phone="0512 2222"))
    for query, expected in {
        "051267890123": {made.id},
        "7890": {made.id},
        "0138": {made.id},
        "13800138000": {made.id},
        "138 8000": {made.id},
        "0512": {made.id, other.id},
        "80001": set(),
        "0123051": set(),
    }.items():
        assert store.ask(index_hits, "customer", query) == expected, query


def test_the_words_of_two_names_are_not_read_as_one(store: Store) -> None:
    put(store, a_customer("上海", short_name="银行", name_en="Bank of", industry="China"))
    for query in ("海银", "haiyin", "shanghaiyinhang", "上海银行"):
        assert store.ask(index_hits, "customer", query) == set()
    assert len(store.ask(index_hits, "customer", "上海 银行 bank china")) == 1, "but each of them is found"


def test_a_customer_is_found_through_its_people_as_they_are_now(store: Store) -> None:
    one, two = put(store, a_customer("甲")), put(store, a_customer("乙"))
    person = put(store, a_contact(one.id, "欧阳娜娜", mobile="13912345678"))

    def found(query: str) -> set[str]:
        return store.ask(index_hits, "customer", query)

    for query in ("欧阳", "ouyang", "oynn", "1234"):
        assert found(query) == {one.id}, query
    change(store, UnitOfWork.edit, Contact, person.id, {"name": ("欧阳娜娜", "司马光")})
    assert (found("ouyang"), found("simaguang")) == (set(), {one.id})
    change(store, UnitOfWork.edit, Contact, person.id, {"customer_id": (one.id, two.id)})
    assert found("simaguang") == {two.id}, "who changed the firm is not found at the old one"
    change(store, UnitOfWork.edit, Customer, two.id, {"name": ("乙", "丙")})
    assert found("simaguang") == {two.id}
    change(store, UnitOfWork.delete, Contact, person.id)
    assert found("simaguang") == set()
    for _ in range(3):
        change(store, undo.undo)
    assert found("simaguang") == {one.id}
    change(store, UnitOfWork.delete, Customer, one.id)
    assert found("simaguang") == found("甲") == set()
    change(store, undo.undo)
    assert found("simaguang") == {one.id}


@pytest.mark.parametrize("kind", search.SEARCHED)
def test_every_searched_kind_is_found_by_each_of_its_fields(store: Store, kind: str) -> None:
    customer = put(store, a_customer("x"))
    blank: dict[str, Record] = {
        "customer": a_customer("x"),
        "contact": a_contact(customer.id, "x"),
        "visit": a_visit(customer.id),
        "task": a_task(customer.id, "x"),
        "memo": a_memo(customer.id, "x"),
        "opportunity": a_deal(customer.id, "x"),
        "product": Product(name="x"),
    }
    made = put(store, blank[kind])
    for name, field in fields_of(KINDS[kind]).items():
        if field.search:
            text = "918273" if field.search == "phone" else "Quarz918273"
            change(store, UnitOfWork.edit, KINDS[kind], made.id, {name: (getattr(made, name), text)})
            assert made.id in store.ask(finding.ids, kind, text, 9), name
            change(store, undo.undo)
            assert made.id not in store.ask(finding.ids, kind, text, 9), name


def test_kinds_without_an_index_have_no_hits(store: Store) -> None:
    assert store.ask(finding.ids, "territory", "Unassigned", 9) == []


# --- whatever is written ----------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *("华", "为", "重庆", "银行", "中国", "农业", "长沙", "西安", "單县", "國", "臺灣", "喆镕堃", "𠀀", "嗯", "女"),
        *("GTX500", "O'Neill", "Ünal", "Straße", "Ltd", "iPhone15", "A-B", "x", "xi", "an", "guo", "e\u0301", "Ｂ２"),
        *("0512", "138", "8000", "·", "（", "）", "&", "/", "_", "—", " ", " ", "🙂", "👨‍👩‍👧"),
        *("トヨ", "삼", "аль", "ก็", "²"),
    ]
)  # fmt: skip
NAMES = st.lists(PIECES, min_size=1, max_size=6).map("".join).filter(lambda text: bool(text.strip()))
PHONES = st.text("0123456789 -+(", max_size=12)
ANY = st.integers(0, 9)
OPERATIONS = st.one_of(
    st.tuples(st.just("customer"), NAMES, PHONES),
    st.tuples(st.just("contact"), NAMES, PHONES),
    st.tuples(st.just("rename"), NAMES, ANY),
    st.tuples(st.just("rename contact"), NAMES, ANY),
    st.tuples(st.just("move contact"), ANY, ANY),
    st.tuples(st.just("delete"), st.sampled_from([Customer, Contact]), ANY),
    st.tuples(st.just("undo"), ANY, ANY),
    st.tuples(st.just("redo"), ANY, ANY),
)


def perform(steps: Steps, what: str, first: Any, second: Any) -> None:
    """One step of somebody's day."""

    def living(kind: type[Record], which: int) -> Any:
        found = steps.ask(Snapshot.find, kind)
        return found[which % len(found)] if found else None

    if what in ("undo", "redo"):
        try:
            steps.do(undo.undo if what == "undo" else undo.redo)
        except RuleError:
            return
    elif what == "customer":
        steps.do(UnitOfWork.insert, a_customer(first, phone=second, industry=first[:3]))
    elif what == "contact":
        at = living(Customer, len(first))
        steps.do(UnitOfWork.insert, a_contact(at.id if at else "", first, mobile=second, title=first[-2:]))
    elif what == "rename" and (customer := living(Customer, second)):
        steps.do(UnitOfWork.edit, Customer, customer.id, {"name": (customer.name, first)})
    elif what == "rename contact" and (contact := living(Contact, second)):
        steps.do(UnitOfWork.edit, Contact, contact.id, {"name": (contact.name, first)})
    elif what == "move contact" and (contact := living(Contact, first)) and (customer := living(Customer, second)):
        steps.do(UnitOfWork.edit, Contact, contact.id, {"customer_id": (contact.customer_id, customer.id)})
    elif what == "delete" and (record := living(first, second)):
        steps.do(UnitOfWork.delete, first, record.id)


@st.composite
def queries(draw: st.DrawFn, texts: list[str]) -> str:
    """What somebody may type who looks for one of these texts."""
    text = draw(st.sampled_from(texts))
    read = search.syllables(search.fold(text))
    initials = "".join(s[0] for s in read)
    cut = st.tuples(st.integers(0, 12), st.integers(1, 14))

    def piece(of: str) -> str:
        start, length = draw(cut)
        start %= max(1, len(of))
        return of[start : start + length]

    match draw(st.sampled_from(["piece", "pinyin", "initials", "digits", "words", "upper"])):
        case "pinyin" if read:
            start = draw(st.integers(0, len(read) - 1))
            letters = "".join(read[start:])
            return letters[: draw(st.integers(1, len(letters)))]
        case "initials" if initials:
            return piece(initials)
        case "digits" if digits := search.digits_of(text):
            return piece(digits)
        case "words":
            return " ".join(word[: draw(st.integers(1, 6))] for word in text.split())
        case "upper":
            return piece(text).upper()
    return piece(text)


def scanned(snapshot: Snapshot, kind: type[Record], query: str) -> set[str]:
    """The definition applied to every living record."""
    people: dict[str, list[Contact]] = {}
    for contact in snapshot.find(Contact):
        people.setdefault(contact.customer_id, []).append(contact)

    def values(record: Record, how: str) -> list[str]:
        return [str(getattr(record, f.name)) for f in fields_of(type(record)).values() if f.search == how]

    found = set()
    for record in snapshot.find(kind):
        names, texts, phones = (values(record, how) for how in ("name", "text", "phone"))
        for contact in people.get(record.id, []) if kind is Customer else []:
            names.append(contact.name)
            phones += values(contact, "phone")
        if search.matches(query, names, texts, phones):
            found.add(record.id)
    return found


def named_hits(snapshot: Snapshot, kind: str, query: str) -> set[str]:
    """What the index finds by the own names of a row."""
    keys = lists.ids(snapshot, ListQuery(kind, text=query), by_name=True) if query.strip() else []
    return {row.id for row in lists.rows(snapshot, kind, keys)}


def named(snapshot: Snapshot, kind: type[Record], query: str) -> set[str]:
    """The definition applied to the own names of every living record."""
    fields = [f.name for f in fields_of(kind).values() if f.search == "name"]
    records = snapshot.find(kind)
    return {r.id for r in records if search.matches(query, [str(getattr(r, name)) for name in fields], [], [])}


@pytest.mark.slow
@settings(max_examples=60)
@given(operations=st.lists(OPERATIONS, min_size=2, max_size=10), data=st.data())
def test_hits_equal_a_full_scan(
    shared_store: Store, operations: list[tuple[str, Any, Any]], data: st.DataObject
) -> None:
    texts = [text for operation in operations for text in operation if isinstance(text, str)]

    def run(work: UnitOfWork) -> None:
        steps = Steps(work)
        steps.do(UnitOfWork.insert, a_customer("重庆华为 O'Neill", phone="0512 138"))
        for operation in operations:
            perform(steps, *operation)
        for _ in range(6):
            query = data.draw(queries([*texts, "重庆华为 O'Neill 0512"]))
            for kind in (Customer, Contact):
                assert steps.ask(index_hits, kind.KIND, query) == steps.ask(scanned, kind, query), query
                assert steps.ask(named_hits, kind.KIND, query) == steps.ask(named, kind, query), query
        assert steps.ask(problems) == []

    trying(shared_store, run)


@given(st.text(max_size=30))
def test_no_query_breaks_the_index(shared_store: Store, query: str) -> None:
    for kind in search.SEARCHED:
        shared_store.ask(finding.ids, kind, query, 5)


@given(st.text(max_size=40))
def test_every_name_has_a_key_to_sort_by(name: str) -> None:
    key = search.sort_key(name)
    assert key == search.sort_key(name)
    assert search.sort_key(name.upper().casefold()) == search.sort_key(name.casefold())


# --- the ways through pinyin ------------------------------------------------------------------------------------


def test_typed_letters_are_cut_into_syllables_in_every_way() -> None:
    assert set(search.pinyin_splits("xian")) == {("xian",), ("xi", "an"), ("xia", "n"), ("xi", "a", "n")}
    assert set(search.pinyin_splits("qing")) >= {("qing",)}
    assert search.pinyin_splits("xyz") == ()
    assert search.pinyin_splits("zh") == (("zh",),)


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["xian", "xi", "an", "guo", "gu", "o", "lian", "fang", "fan", "gan"]), max_size=6))
def test_no_way_to_cut_is_missed(read: list[str]) -> None:
    letters = "".join(read)
    ways = search.pinyin_splits(letters) if letters else ()
    assert not letters or tuple(read) in ways
    assert all("".join(way) == letters for way in ways)


@pytest.mark.parametrize(
    "query", ["a" * 5000, "xian" * 300, "1" * 5000, "中" * 5000, "a " * 500, "'" * 5000, "z" * 100_000]
)
def test_long_queries_are_answered(store: Store, query: str) -> None:
    put(store, a_customer("西安" * 20, note=query[:50]))
    store.ask(finding.ids, "customer", query, 5)


# --- the rest ---------------------------------------------------------------------------------------------------


def test_names_sort_by_pinyin_in_both_languages() -> None:
    names = ["张江", "Beta", "阿里", "alpha", "博世", "Ａｃｍｅ", "2号厂", "重庆"]
    assert sorted(names, key=search.sort_key) == ["2号厂", "阿里", "Ａｃｍｅ", "alpha", "Beta", "博世", "张江", "重庆"]


def test_a_character_without_a_reading_sorts_as_itself() -> None:
    assert search.sort_key("\U0003fff0") == "\U0003fff0 "


def test_customers_stand_as_in_their_list_but_first_those_found_by_name(store: Store) -> None:
    by_city, named, by_person = (put(store, a_customer(name)) for name in ("Rangreen", "Betatech", "Konex"))
    change(store, UnitOfWork.edit, Customer, by_city.id, {"city": ("", "Bella Vista")})
    put(store, a_contact(by_person.id, "Bert"))
    change(store, UnitOfWork.insert, a_visit(named.id, on=TODAY, outcome=1))
    also = put(store, a_customer("x", short_name="贝塔"))
    urgent = [row.id for row in store.ask(lambda s: lists.rows(s, "customer", lists.ids(s, ListQuery("customer"))))]
    assert urgent[-1] == named.id, "the least urgent of all"
    assert store.ask(finding.ids, "customer", "be", 9) == [also.id, named.id, by_person.id, by_city.id]
    for limit in range(1, 4):
        assert store.ask(finding.ids, "customer", "be", limit) == [also.id, named.id, by_person.id][:limit]
    store.ask(lists.ids, ListQuery("customer"))
    assert store.ask(finding.ids, "customer", "be", 9) == [also.id, named.id, by_person.id, by_city.id], "remembered"


def test_contacts_found_by_name_come_first_too(store: Store) -> None:
    customer = put(store, a_customer("甲"))
    by_title, named = put(store, a_contact(customer.id, "x", title="Beta")), put(store, a_contact(customer.id, "Bert"))
    assert store.ask(finding.ids, "contact", "be", 9) == [named.id, by_title.id]


@pytest.mark.slow
def test_a_word_longer_than_the_index_takes_is_found_and_no_fault(store: Store) -> None:
    long = "y" * 60_000
    made = put(store, a_customer("甲", note=f"{long}z 00{'7' * 40_000}", short_name="ж" * 20_000))
    assert store.ask(problems) == []
    for query in ("yyy", long, f"{long}z", "7" * 2, "ж" * 20_000, "00" + "7" * 300):
        assert (store.ask(index_hits, "customer", query) == {made.id}) is search.matches(
            query, [made.name, made.short_name], [made.note], []
        ), query[:10]
    assert store.ask(index_hits, "customer", "yyy") == {made.id}


def test_typing_errors_are_forgiven_by_resemblance(store: Store) -> None:
    made = put(store, a_customer("Bosch Automotive"))
    put(store, a_customer("Siemens"))
    assert store.ask(finding.similar, Customer, "bosch autmotive", 5) == [made.id]
    assert store.ask(finding.similar, Customer, "xyzzy", 5) == []


def test_a_page_of_records(store: Store) -> None:
    made = [put(store, a_customer(str(n))) for n in range(5)]
    change(store, UnitOfWork.delete, Customer, made[1].id)
    page, total = store.ask(finding.page, Customer, 2, 1)
    assert ([r.id for r in page], total) == ([made[2].id, made[3].id], 4)
    page, total = store.ask(finding.page, Customer, None, 0)
    assert (len(page), total) == (4, 4)


def test_what_matched_is_named() -> None:
    def matched(query: str) -> str:
        return search.matched_text(query, "华瑞机械", ["华瑞机械", "Best Ltd"], ["北京", "Bern"], ["0512 6789"])

    assert matched("huarui") == "", "the title explains itself"
    assert matched("ltd") == "Best Ltd"
    assert matched("北") == "北京"
    assert matched("ber") == "Bern"
    assert matched("bei") == "", "a place is not found by its pinyin"
    assert matched("0512") == "0512 6789"
    assert matched("huarui bern") == "Bern", "what the title does not answer"
    assert matched("nothing") == ""


def test_the_check_names_an_index_that_lies(store: Store) -> None:
    made = put(store, a_customer("华瑞"))
    other = put(store, a_customer("博世"))
    assert store.ask(problems) == []
    store.maintain(lambda w: w.connection.exec_driver_sql("UPDATE customer SET name = '别的' WHERE id = ?", (made.id,)))
    store.maintain(lambda w: w.connection.exec_driver_sql("DELETE FROM fts_customer WHERE rowid = 2"))
    found = {(p.code, p.where) for p in store.ask(problems)}
    assert ("index_differs", f"customer {made.id}") in found
    assert ("index_missing", "customer 2") in found
    assert not any(other.id in where for code, where in found if code == "index_differs")
    assert rows_of(store, "SELECT count(*) FROM fts_customer") == [(1,)]
