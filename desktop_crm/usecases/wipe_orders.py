"""Whether an order to destroy the data of this laptop is the server's own: signed by the key it gave at sign-in."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

import msgspec

from desktop_crm.storage.membership import Membership
from desktop_crm.sync.device_calls import WipeOrder, text_of


def verified(member: Membership, told: Mapping[str, Any]) -> WipeOrder | None:
    """The order in the values of a refusal; None for one that is forged, damaged or meant for another device.

    An order is never good twice: who is signed in again after one has another device id.
    """
    from nacl.exceptions import CryptoError  # a library that hardly any run of the program ever needs
    from nacl.signing import VerifyKey

    try:
        order = msgspec.convert({name: told[name] for name in WipeOrder.__struct_fields__}, WipeOrder)
        signature = base64.b64decode(str(told["signature"]), validate=True)
        VerifyKey(base64.b64decode(member.verify_key, validate=True)).verify(text_of(order), signature)
    except (KeyError, msgspec.ValidationError, binascii.Error, CryptoError, ValueError, TypeError):
        return None
    return order if order.device == member.device else None
