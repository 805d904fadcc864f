"""Exact money: decimals on the outside, integer minor units in the store."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "BHD": 3, "KWD": 3, "OMR": 3, "TND": 3, "JOD": 3}
"""Minor-unit digits of the currencies that have not two (ISO 4217)."""


def digits(currency: str) -> int:
    """How many decimals amounts in this currency have."""
    return _DIGITS.get(currency, 2)


def to_minor(amount: Decimal, currency: str) -> int:
    """Amount as a whole number of minor units; half-even beyond the currency's decimals."""
    return int(amount.scaleb(digits(currency)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def from_minor(minor: int, currency: str) -> Decimal:
    """Minor units back to an exact decimal with the currency's number of decimals."""
    return Decimal(minor).scaleb(-digits(currency))
