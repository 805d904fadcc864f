"""Money, shares and points as a person reads them: ¥480,000, ¥48 万, 81 %, 85.0."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from desktop_crm.words import _t, language

SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "JP¥"}

_STEPS_ZH = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_STEPS_EN = ((Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))


def money_text(amount: Decimal, currency: str, short: bool = False) -> str:
    """``¥480,000``; ``short`` gives ``¥480k`` in English and ``¥48 万`` in Chinese, to three digits.

    Cents are shown only when there are any. A currency without a sign of its own stands as its code before the number.
    """
    sign = "−" if amount < 0 else ""
    number = _short_number(abs(amount)) if short else _full_number(abs(amount))
    symbol = SYMBOLS.get(currency) or (f"{currency} " if currency else "")
    return f"{sign}{symbol}{number}"


def _full_number(amount: Decimal) -> str:
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def _short_number(amount: Decimal) -> str:
    """Three significant digits and a unit; below the smallest unit the rounded number."""
    chinese = language() == "zh_CN"
    for step, unit in _STEPS_ZH if chinese else _STEPS_EN:
        # From here on three digits round up to one of this unit: 999,600 is 1M and not 1,000k.
        if amount >= step * Decimal("0.9995"):
            scaled = amount / step
            places = 2 if scaled < 10 else 1 if scaled < 100 else 0
            rounded = scaled.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
            text = f"{rounded:,f}"
            text = text.rstrip("0").rstrip(".") if places else text
            return f"{text} {unit}" if chinese else f"{text}{unit}"
    return f"{amount.quantize(Decimal(1), rounding=ROUND_HALF_UP):,f}"


def percent(share: float | Decimal, decimals: int = 0) -> str:
    """``81 %`` of a share between 0 and 1."""
    return f"{share * 100:.{decimals}f} %"


def points_text(composite: int) -> str:
    """A composite kept in hundredths of a point: ``85.0``; two decimals only when they say something."""
    return f"{composite / 100:.2f}" if composite % 10 else f"{composite / 100:.1f}"


def enumeration(words: list[str]) -> str:
    """Words in a row: ``profit, influence`` or ``利润、影响力``."""
    return _t("Number", ", ").join(words)
