"""From text to value, checked, to JSON and back; every refusal names the field."""

from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import MAX_TEXT, Field, Type, fields_of
from desktop_crm.domain.money import digits, from_minor, to_minor
from desktop_crm.domain.opportunities import Opportunity, Purchase
from desktop_crm.domain.tiering import TierScheme
from desktop_crm.domain.values import (
    check,
    check_record,
    instant_from,
    instant_text,
    parse,
    parser,
    read_date,
    record_json,
    to_json,
)
from desktop_crm.domain.visits import Visit

UTC = dt.UTC


def field(type_: Type, **options: Any) -> Field:
    """A field named x."""
    return Field("x", type_, **options)


GOOD = [
    (Type.TEXT, "  华瑞 ", "华瑞"),
    (Type.TEXT, "🙂 ok", "🙂 ok"),
    (Type.LONG_TEXT, " a\nb ", " a\nb "),
    (Type.INTEGER, "1,200", 1200),
    (Type.INTEGER, "１２", 12),
    (Type.INTEGER, "-3", -3),
    (Type.INTEGER, "4.0", 4),
    (Type.NUMBER, "31.2304", 31.2304),
    (Type.PERCENT, "18.25%", Decimal("18.25")),
    (Type.PERCENT, "30", Decimal(30)),
    (Type.RATE, "0.1875", Decimal("0.1875")),
    (Type.MONEY, "¥1,234,567.50", Decimal("1234567.50")),
    (Type.MONEY, "￥ 12", Decimal(12)),
    (Type.MONEY, "0.125", Decimal("0.125")),
    (Type.DATE, "2026-11-26", dt.date(2026, 11, 26)),
    (Type.DATE, "2026年1月5日", dt.date(2026, 1, 5)),
    (Type.DATE, "2026/1/5", dt.date(2026, 1, 5)),
    (Type.DATE, "20260105", dt.date(2026, 1, 5)),
    (Type.DATE, "２０２６－０１－０５", dt.date(2026, 1, 5)),
    (Type.DATE, "2026-01-05 14:30", dt.date(2026, 1, 5)),
    (Type.INSTANT, "2026-11-26T14:00+08:00", dt.datetime(2026, 11, 26, 6, tzinfo=UTC)),
    (Type.INSTANT, "2026-11-26T06:00:00Z", dt.datetime(2026, 11, 26, 6, tzinfo=UTC)),
    (Type.FLAG, "是", True),
    (Type.FLAG, "YES", True),
    (Type.FLAG, "off", False),
    (Type.FLAG, "", False),
    (Type.JSON, '{"a": [1]}', {"a": [1]}),
    (Type.JSON, "", {}),
    (Type.INTEGER, "", None),
    (Type.MONEY, " ", None),
    (Type.DATE, "", None),
    (Type.TEXT, "", ""),
]


@pytest.mark.parametrize("type_, text, value", GOOD)
def test_reading(type_: Type, text: str, value: Any) -> None:
    found = parse(field(type_), text)
    assert (found, type(found)) == (value, type(value))


BAD = [
    (Type.TEXT, "a\0b", "field_nul"),
    (Type.TEXT, "a\nb", "field_one_line"),
    (Type.TEXT, "a\rb", "field_one_line"),
    (Type.TEXT, "\ud800", "field_not_text"),
    (Type.LONG_TEXT, "a\0b", "field_nul"),
    (Type.INTEGER, "1.5", "field_integer"),
    (Type.INTEGER, "many", "field_number"),
    (Type.NUMBER, "nan", "field_number"),
    (Type.NUMBER, "-inf", "field_number"),
    (Type.NUMBER, "1e15", "field_too_large"),
    (Type.MONEY, "12,5", "field_number"),
    (Type.MONEY, "1,23,456", "field_number"),
    (Type.MONEY, "1_000", "field_number"),
    (Type.MONEY, "1.0001", "field_decimals"),
    (Type.MONEY, "1e400", "field_too_large"),
    (Type.PERCENT, "1.234", "field_decimals"),
    (Type.RATE, "0.00001", "field_decimals"),
    (Type.DATE, "0000-00-00", "field_date"),
    (Type.DATE, "2026-02-30", "field_date"),
    (Type.DATE, "26.11.2026", "field_date"),
    (Type.DATE, "tomorrow", "field_date"),
    (Type.INSTANT, "2026-11-26T14:00", "field_instant"),
    (Type.INSTANT, "0001-01-01T00:00+14:00", "field_instant"),
    (Type.FLAG, "maybe", "field_flag"),
    (Type.JSON, "{", "field_json"),
    (Type.JSON, "[1]", "field_json"),
]


@pytest.mark.parametrize("type_, text, code", BAD)
def test_refusing(type_: Type, text: str, code: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse(field(type_), text)
    assert (refused.value.code, refused.value.where) == (code, "x")


@given(st.sampled_from(Type), st.text(max_size=20))
def test_any_text_is_read_or_refused(type_: Type, text: str) -> None:
    with contextlib.suppress(RuleError):
        check(field(type_), parse(field(type_), text))


def test_a_text_holds_one_mebibyte_of_utf8() -> None:
    note = field(Type.LONG_TEXT)
    assert len(check(note, "a" * MAX_TEXT)) == MAX_TEXT
    assert len(check(note, "汉" * (MAX_TEXT // 3))) == MAX_TEXT // 3
    for text in ("a" * (MAX_TEXT + 1), "汉" * (MAX_TEXT // 3 + 1)):
        with pytest.raises(RuleError, match="field_too_long"):
            check(note, text)


def test_required_choice_and_range() -> None:
    for type_, empty in ((Type.TEXT, ""), (Type.DATE, None)):
        with pytest.raises(RuleError, match="field_required"):
            check(field(type_, required=True), empty)
    with pytest.raises(RuleError, match="field_choice"):
        check(field(Type.CHOICE, choices=("a", "b")), "c")
    assert check(field(Type.CHOICE, choices=("a", "b")), "") == "", "no choice made"
    five = field(Type.INTEGER, low=1, high=5)
    assert [check(five, n) for n in (1, 5, None)] == [1, 5, None]
    for n in (0, 6):
        with pytest.raises(RuleError, match="field_range"):
            check(five, n)


def test_a_record_is_checked_field_by_field() -> None:
    check_record(Customer(name="华瑞"))
    bad = {"market_influence": 0, "potential_value": 6, "lifecycle": "gone", "company_size": -1, "latitude": 91.0}
    for name, value in bad.items():
        with pytest.raises(RuleError) as refused:
            check_record(Customer(name="华瑞", **{name: value}))
        assert refused.value.where == name
    with pytest.raises(RuleError, match="field_required"):
        check_record(Customer(name=""))
    with pytest.raises(RuleError, match="field_required"):
        check_record(Purchase(customer_id="c", on=dt.date(2026, 1, 1)))
    check_record(Purchase(customer_id="c", on=dt.date(2026, 1, 1), amount=Decimal(0)))
    for values in ({"amount": Decimal(10**13)}, {"amount": Decimal(1), "margin_rate": Decimal("1.5")}):
        with pytest.raises(RuleError, match="field_range"):
            check_record(Purchase(customer_id="c", on=dt.date(2026, 1, 1), **values))
    with pytest.raises(RuleError, match="field_range"):
        check_record(Visit(customer_id="c", outcome=0))


def test_dates_and_instants() -> None:
    for text in ("2026-1-5x", "2026", "", "12-01"):
        with pytest.raises(ValueError):
            read_date(text)
    with pytest.raises(ValueError):
        instant_from("2026-11-26T14:00")


@given(st.datetimes(timezones=st.timezones()))
def test_an_instant_survives_as_text_to_the_millisecond(instant: dt.datetime) -> None:
    try:
        instant.astimezone(UTC)
    except OverflowError:
        return
    text = instant_text(instant)
    back = instant_from(text)
    assert back == instant.astimezone(UTC).replace(microsecond=instant.microsecond // 1000 * 1000)
    assert len(text) == 24
    assert text.endswith("Z")


@given(st.datetimes(), st.datetimes())
def test_instants_sort_as_texts(one: dt.datetime, other: dt.datetime) -> None:
    first, second = (instant_text(moment.replace(tzinfo=UTC)) for moment in sorted((one, other)))
    assert first <= second


def test_json_of_a_record() -> None:
    customer = Customer(
        id="1",
        name="华瑞",
        annual_purchase_amount=Decimal("1500000.50"),
        currency="CNY",
        profit_contribution=Decimal("18.25"),
        cooperation_since=dt.date(2020, 1, 5),
        created_at=dt.datetime(2026, 11, 26, 6, 0, 0, 123456, tzinfo=UTC),
        is_key_account=True,
        custom={"颜色": "红"},
    )
    shown = record_json(customer)
    assert set(shown) == set(fields_of(Customer))
    expected = {
        "annual_purchase_amount": "1500000.50",
        "currency": "CNY",
        "profit_contribution": 18.25,
        "cooperation_since": "2020-01-05",
        "created_at": "2026-11-26T06:00:00.123Z",
        "is_key_account": True,
        "market_influence": None,
        "custom": {"颜色": "红"},
    }
    assert {name: shown[name] for name in expected} == expected
    assert to_json(fields_of(Purchase)["margin_rate"], Decimal("0.1875")) == 0.1875
    assert to_json(fields_of(Opportunity)["amount"], None) is None
    assert record_json(TierScheme(name="x", version=2, definition={"a": 1}))["definition"] == {"a": 1}


def test_only_a_currency_is_a_currency() -> None:
    field = fields_of(Customer)["currency"]
    assert [parse(field, text) for text in ("usd", " CNY ", "RMB", "人民币", "")] == ["USD", "CNY", "CNY", "CNY", ""]
    assert parse(field, "ＵＳＤ") == "USD", "in full width, as an input method writes it"
    assert parser(field)("eur") == "EUR"
    for text in ("banana", "XXQ", "$"):
        with pytest.raises(RuleError, match="field_currency"):
            parse(field, text)
    with pytest.raises(RuleError, match="field_currency"):
        check_record(Customer(name="Acme", currency="banana"))


def test_only_a_zone_is_a_zone() -> None:
    field = fields_of(Visit)["zone"]
    for read in (partial(parse, field), parser(field)):
        assert [read(text) for text in ("Asia/Shanghai", " Etc/GMT-8 ", "UTC", "")] == [
            "Asia/Shanghai",
            "Etc/GMT-8",
            "UTC",
            "",
        ]
        for text in ("Mars/Olympus", "Asia", "../etc/passwd", "+08:00", "上海"):
            with pytest.raises(RuleError, match="field_zone"):
                read(text)
    with pytest.raises(RuleError, match="field_zone"):
        check_record(Visit(customer_id="x", zone="Mars/Olympus"))


@pytest.mark.parametrize(("code", "decimals"), [("CNY", 2), ("JPY", 0), ("UGX", 0), ("XAF", 0), ("IQD", 3), ("LYD", 3)])
def test_decimals_of_a_currency(code: str, decimals: int) -> None:
    assert digits(code) == decimals
    assert from_minor(to_minor(Decimal("12.3456"), code), code) == round(Decimal("12.3456"), decimals)
