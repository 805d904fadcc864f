"""The key of a store: from the environment, a key file beside it, or the key ring (RULES.md, *Key*)."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import json
import os
import re
import secrets
import unicodedata
from pathlib import Path
from typing import Any

from desktop_crm.app.passphrases import Passphrase
from desktop_crm.domain.errors import RuleError, UsageError, WorldError, system_reason
from desktop_crm.exchange.whole_file import replacing

ENVIRONMENT = "DESKTOP_CRM_KEY"
SERVICE = "desktop-crm"
SALT_BYTES = 16
"""SQLCipher keeps a random salt in the first bytes of a file; it names the key in the key ring."""

_SCRYPT = {"n": 2**16, "r": 8, "p": 1, "dklen": 64, "maxmem": 128 * 1024 * 1024}
_VERSION = 1
"""Of a key file; stands for how it is wrapped, ``_SCRYPT`` included."""


def new_key() -> str:
    """A random 256-bit key as 64 hex digits."""
    return secrets.token_hex(32)


def key_file(store: Path) -> Path:
    """The key file of a store: ``STORE.key`` beside it."""
    return store.with_name(store.name + ".key")


def find_key(store: Path, passphrase: Passphrase) -> str:
    """The key of an existing store.

    Raises ``WorldError`` key_missing when it is nowhere to be found, key_ring_locked when nobody can look,
    ``UsageError`` for a malformed one in the environment, ``RuleError`` for a wrong passphrase.
    """
    return _key_at_hand(store, passphrase) or _from_ring(store)


def key_for_new(store: Path, passphrase: Passphrase) -> tuple[str, bool]:
    """A key for a store about to be made, and whether it is new: then ``keep`` it. Raises as ``find_key``."""
    known = _key_at_hand(store, passphrase)
    return known or new_key(), known is None


def keep(store: Path, key_hex: str, passphrase: Passphrase) -> None:
    """See to it that ``find_key`` finds the key of a store that was just made, restored or recovered.

    In the key ring; where there is none, in a key file beside the store, wrapped by the passphrase. A key in the
    environment outranks both, so it must be this one. Raises ``RuleError`` other_key, ``WorldError`` no_key_ring.
    """
    given = _from_environment()
    if given:
        if given != key_hex:
            raise RuleError("other_key", where=ENVIRONMENT)
        return
    if _into_ring(store, key_hex):
        key_file(store).unlink(missing_ok=True)  # one that did not give the key back would outrank the ring
        return
    words = passphrase()
    if words is None:
        raise WorldError("no_key_ring", where=str(store))
    write_wrapped_key_file(key_file(store), key_hex, words)


def destroy(store: Path) -> None:
    """See to it that nobody finds the key of a store on this computer any more: neither in the key ring nor in a key
    file, which is written over first. One in the environment is in the care of whoever set it."""
    import keyring

    with contextlib.suppress(Exception):  # locked, gone, or never there: then there is nothing to be found either
        keyring.delete_password(SERVICE, salt_of(store))
    path = key_file(store)
    with contextlib.suppress(FileNotFoundError), path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink(missing_ok=True)


def needs_paper(store: Path) -> bool:
    """Whether the key is lost with this computer unless its recovery code is on paper.

    One in the environment is in the care of whoever set it; a plain key file belongs to a demonstration.
    """
    if _from_environment():
        return False
    try:
        content = json.loads(key_file(store).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return True
    return not (isinstance(content, dict) and "plain" in content)


def _key_at_hand(store: Path, passphrase: Passphrase) -> str | None:
    given = _from_environment()
    if given:
        return given
    path = key_file(store)
    return read_key_file(path, passphrase) if path.is_file() else None


def _from_environment() -> str | None:
    """64 hex digits, or the recovery code that stands for them."""
    given = os.environ.get(ENVIRONMENT, "").strip()
    if not given:
        return None
    if _is_key(given):
        return given.lower()
    try:
        return key_from_recovery_code(given)
    except RuleError as error:
        raise UsageError("key_malformed", where=ENVIRONMENT) from error


def _is_key(text: object) -> bool:
    return isinstance(text, str) and bool(re.fullmatch("[0-9a-fA-F]{64}", text))


# --- key ring -------------------------------------------------------------------------------------------------------


def salt_of(store: Path) -> str:
    """The salt of a store file as hex: it stays with the file when that is moved or backed up."""
    try:
        with store.open("rb") as file:
            return file.read(SALT_BYTES).hex()
    except OSError as error:
        raise WorldError("file_failed", where=str(store), reason=system_reason(error)) from error


def _from_ring(store: Path) -> str:
    import keyring
    from keyring.errors import NoKeyringError

    try:
        found = keyring.get_password(SERVICE, salt_of(store))
    except WorldError:
        raise
    except NoKeyringError as error:
        raise WorldError("key_missing", where=str(store)) from error
    except (
        Exception
    ) as error:  # locked, refused, its service gone: back ends raise whatever their system's library does
        raise WorldError("key_ring_locked", where=str(store)) from error
    if not _is_key(found):
        raise WorldError("key_missing", where=str(store))
    return str(found).lower()


def _into_ring(store: Path, key_hex: str) -> bool:
    """Whether there is a key ring and it gives the key back; some accept everything and keep nothing."""
    import keyring

    name = salt_of(store)
    try:
        keyring.set_password(SERVICE, name, key_hex)
        return bool(keyring.get_password(SERVICE, name) == key_hex)
    except Exception:  # as above, or there is none
        return False


# --- key file -------------------------------------------------------------------------------------------------------


def write_plain_key_file(path: Path, key_hex: str) -> None:
    """A key file that anybody who can read it can use: for demo stores only; readable by the owner alone."""
    _write(path, {"version": _VERSION, "plain": key_hex})


def write_wrapped_key_file(path: Path, key_hex: str, passphrase: str) -> None:
    """A key file wrapped by a passphrase."""
    _write(path, wrapped(key_hex, passphrase))


def read_key_file(path: Path, passphrase: Passphrase) -> str:
    """The key in a key file. Raises ``RuleError`` for a wrong passphrase, ``WorldError`` for an unreadable file."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise WorldError("key_file_unreadable", where=str(path)) from error
    return unwrapped(content, passphrase, path)


def wrapped(key_hex: str, passphrase: str) -> dict[str, Any]:
    """The key wrapped by a passphrase, as JSON takes it.

    scrypt gives 64 bytes for this one salt: 32 mask the key (used once, as long as the key), 32 prove it.
    """
    salt = secrets.token_bytes(16)
    mask, proof = _stretch(passphrase, salt)
    masked = _mixed(bytes.fromhex(key_hex), mask)
    parts = {"salt": salt, "key": masked, "tag": hmac.digest(proof, masked, "sha256")}
    return {"version": _VERSION} | {name: base64.b64encode(part).decode() for name, part in parts.items()}


def unwrapped(content: Any, passphrase: Passphrase, path: Path) -> str:
    """The key out of the content of the key file ``path``; the passphrase is asked for only if it is wrapped.

    Raises ``RuleError`` wrong_passphrase, ``WorldError`` key_file_unreadable or, when nobody gives one,
    passphrase_needed.
    """
    unreadable = WorldError("key_file_unreadable", where=str(path))
    if not isinstance(content, dict) or content.get("version") != _VERSION:
        raise unreadable
    if "plain" in content:
        if not _is_key(content["plain"]):
            raise unreadable
        return str(content["plain"]).lower()
    try:
        salt, masked, tag = (base64.b64decode(content[name], validate=True) for name in ("salt", "key", "tag"))
    except (KeyError, TypeError, ValueError) as error:
        raise unreadable from error
    if len(masked) != 32:
        raise unreadable
    words = passphrase()
    if words is None:
        raise WorldError("passphrase_needed", where=str(path))
    mask, proof = _stretch(words, salt)
    if not hmac.compare_digest(hmac.digest(proof, masked, "sha256"), tag):
        raise RuleError("wrong_passphrase", where=str(path))
    return _mixed(masked, mask).hex()


def _stretch(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    # The same words give the same bytes whichever system they were typed on: macOS may send é as two characters.
    words = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    both = hashlib.scrypt(words, salt=salt, **_SCRYPT)
    return both[:32], both[32:]


def _mixed(text: bytes, mask: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(text, mask, strict=True))


def _write(path: Path, content: dict[str, Any]) -> None:
    # Like every temporary file it is made readable by its owner alone, and stays so.
    with replacing(path) as file:
        file.write(json.dumps(content).encode())


# --- recovery code --------------------------------------------------------------------------------------------------

_CODE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans("OIL", "011")
LENGTH = 55
"""Letters and digits of a recovery code."""


def recovery_code(key_hex: str) -> str:
    """The key as 11 groups of five characters without look-alikes, the last ones a check; to be kept on paper.

    The check is a CRC of 16 bits: no mistyped character and no two neighbours exchanged ever pass (bursts of 5 and
    10 bits), anything else does once in 65,536.
    """
    key = bytes.fromhex(key_hex)
    number = int.from_bytes(key + _check(key), "big")
    text = ""
    for _ in range(LENGTH):
        number, rest = divmod(number, 32)
        text = _CODE[rest] + text
    return "-".join(text[i : i + 5] for i in range(0, LENGTH, 5))


def key_from_recovery_code(code: str) -> str:
    """Back from ``recovery_code``; case, width, dashes and spaces do not matter. Raises ``RuleError`` if mistyped."""
    text = re.sub(r"[\s\-‐-―]", "", unicodedata.normalize("NFKC", code)).upper().translate(_LOOK_ALIKES)
    number = 0
    for ch in text:
        number = number * 32 + _CODE.find(ch)
    if len(text) != LENGTH or any(ch not in _CODE for ch in text) or number >> 272:
        raise RuleError("recovery_code_wrong")
    both = number.to_bytes(34, "big")
    if _check(both[:32]) != both[32:]:
        raise RuleError("recovery_code_wrong")
    return both[:32].hex()


def _check(key: bytes) -> bytes:
    return binascii.crc_hqx(key, 0).to_bytes(2, "big")
