"""Exact money: decimals on the outside, integer minor units in the store."""

from __future__ import annotations

import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal

_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_TWO = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP
    CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
    JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN
    NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP
    SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG
"""
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_DIGITS = {code: digits for digits, codes in enumerate((_NONE, "", _TWO, _THREE)) for code in codes.split()}
"""Decimals of the currencies in which people trade, by code (ISO 4217, minor units). An amount is stored as a whole
number of them, so what is left out here cannot be an amount's currency."""

CURRENCIES = frozenset(_DIGITS)
_ALSO = {"RMB": "CNY", "人民币": "CNY"}


def currency_code(text: str) -> str:
    """The code that a text means: ``usd`` is USD, RMB is CNY, whatever its width. What is none comes back as it is."""
    code = unicodedata.normalize("NFKC", text).strip().upper()
    code = _ALSO.get(code, code)
    return code if code in CURRENCIES else text


def digits(currency: str) -> int:
    """How many decimals amounts in this currency have."""
    return _DIGITS.get(currency, 2)


def to_minor(amount: Decimal, currency: str) -> int:
    """Amount as a whole number of minor units; half-even beyond the currency's decimals."""
    return int(amount.scaleb(digits(currency)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def from_minor(minor: int, currency: str) -> Decimal:
    """Minor units back to an exact decimal with the currency's number of decimals."""
    return Decimal(minor).scaleb(-digits(currency))
