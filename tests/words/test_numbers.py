from __future__ import annotations

from decimal import Decimal

import pytest

from desktop_crm import words
from desktop_crm.words import numbers


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("480000", "CNY", "¥480,000"),
        ("480000.00", "CNY", "¥480,000"),
        ("0.5", "USD", "$0.50"),
        ("-1234.5", "EUR", "−€1,234.50"),
        ("1000", "CHF", "CHF 1,000"),
        ("1E+6", "USD", "$1,000,000"),
        ("7", "", "7"),
    ],
)
def test_money_in_full(amount: str, currency: str, text: str) -> None:
    for language in words.LANGUAGES:
        words.set_language(language)
        assert numbers.money_text(Decimal(amount), currency) == text


@pytest.mark.parametrize(("count", "text"), [(0, "0"), (9999, "9999"), (10_000, "10,000"), (1_250_000, "1,250,000")])
def test_long_counts_are_grouped(count: int, text: str) -> None:
    assert words.count_text(count) == text
    assert words._t("CallListPane", "%n customers", n=count).startswith(text)


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        ("480000", "¥480k", "¥48 万"),
        ("4860000", "¥4.86M", "¥486 万"),
        ("999.4", "¥999", "¥999"),
        ("999600", "¥1M", "¥100 万"),
        ("48654321", "¥48.7M", "¥4,865 万"),
        ("123456789.55", "¥123M", "¥1.23 亿"),
        ("12345", "¥12.3k", "¥1.23 万"),
        ("9994", "¥9.99k", "¥9,994"),
        ("-50000", "−¥50k", "−¥5 万"),
        ("1500000000", "¥1.5bn", "¥15 亿"),
        ("0", "¥0", "¥0"),
    ],
)
def test_money_in_short(amount: str, english: str, chinese: str) -> None:
    assert numbers.money_text(Decimal(amount), "CNY", short=True) == english
    words.set_language("zh_CN")
    assert numbers.money_text(Decimal(amount), "CNY", short=True) == chinese


def test_shares_and_points() -> None:
    assert numbers.percent(0.8125) == "81 %"
    assert numbers.percent(Decimal("0.125"), 1) == "12.5 %"
    assert numbers.points_text(8500) == "85.0"
    assert numbers.points_text(8505) == "85.05"


def test_words_in_a_row() -> None:
    assert numbers.enumeration(["a", "b"]) == "a, b"
    words.set_language("zh_CN")
    assert numbers.enumeration(["甲", "乙"]) == "甲、乙"
