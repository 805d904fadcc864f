"""Where a key comes from, where a new one is kept, and the code on paper that stands for it."""

from __future__ import annotations

import base64
import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from desktop_crm.app import keys
from desktop_crm.domain.errors import RuleError, UsageError, WorldError
from tests.app.conftest import Ring, nobody, says

KEY = "5a" * 32
OTHER = "c3" * 32
SALT = bytes(range(16))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A file that begins like a store."""
    path = tmp_path / "store.crm"
    path.write_bytes(SALT + b"pages")
    return path


# --- finding --------------------------------------------------------------------------------------------------------


def test_the_environment_outranks_file_and_ring(store: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    keys.keep(store, OTHER, nobody)
    assert keys.find_key(store, nobody) == OTHER
    keys.write_plain_key_file(keys.key_file(store), "11" * 32)
    assert keys.find_key(store, nobody) == "11" * 32
    monkeypatch.setenv("DESKTOP_CRM_KEY", f" {KEY.upper()}\n")
    assert keys.find_key(store, nobody) == KEY


def test_the_recovery_code_opens_a_store_from_the_environment(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKTOP_CRM_KEY", keys.recovery_code(KEY))
    assert keys.find_key(store, nobody) == KEY


@pytest.mark.parametrize("text", ["nonsense", KEY[:-1], KEY + "0", "g" * 64, "５" * 64])
def test_a_malformed_key_in_the_environment_is_wrong_usage(
    store: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_KEY", text)
    with pytest.raises(UsageError) as caught:
        keys.find_key(store, nobody)
    assert (caught.value.code, caught.value.where) == ("key_malformed", "DESKTOP_CRM_KEY")


def test_an_empty_variable_is_none(store: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    keys.keep(store, KEY, nobody)
    monkeypatch.setenv("DESKTOP_CRM_KEY", "")
    assert keys.find_key(store, nobody) == KEY


# --- key ring -------------------------------------------------------------------------------------------------------


def test_the_ring_knows_a_store_by_its_salt(store: Path, ring: Ring, tmp_path: Path) -> None:
    keys.keep(store, KEY, nobody)
    assert ring.kept == {("desktop-crm", SALT.hex()): KEY}
    moved = tmp_path / "elsewhere" / "renamed.crm"
    moved.parent.mkdir()
    store.rename(moved)
    assert keys.find_key(moved, nobody) == KEY


def test_another_store_is_not_opened_by_it(store: Path, ring: Ring, tmp_path: Path) -> None:
    keys.keep(store, KEY, nobody)
    other = tmp_path / "other.crm"
    other.write_bytes(bytes(16))
    with pytest.raises(WorldError, match="key_missing"):
        keys.find_key(other, nobody)


@pytest.mark.parametrize("kept", [None, "", "not a key"])
def test_a_ring_without_the_key(store: Path, ring: Ring, kept: str | None) -> None:
    if kept is not None:
        ring.set_password(keys.SERVICE, SALT.hex(), kept)
    with pytest.raises(WorldError, match="key_missing") as caught:
        keys.find_key(store, nobody)
    assert caught.value.where == str(store)


def test_a_ring_that_fails_is_locked_and_the_key_is_not_lost(store: Path, ring: Ring) -> None:
    keys.keep(store, KEY, nobody)
    ring.locked = True
    with pytest.raises(WorldError, match="key_ring_locked") as caught:
        keys.find_key(store, nobody)
    assert (caught.value.where, caught.value.exit_code) == (str(store), 4)


def test_without_any_ring_the_key_is_missing(store: Path, ring: Ring) -> None:
    keyring.set_keyring(fail.Keyring())
    with pytest.raises(WorldError, match="key_missing"):
        keys.find_key(store, nobody)


def test_no_file_has_no_salt(tmp_path: Path, ring: Ring) -> None:
    with pytest.raises(WorldError, match="file_failed"):
        keys.find_key(tmp_path / "nowhere.crm", nobody)


# --- keeping a new key ----------------------------------------------------------------------------------------------


@pytest.fixture(params=["none", "forgetful", "locked"])
def no_ring(request: pytest.FixtureRequest, ring: Ring) -> None:
    """The three ways in which a computer has no key ring."""
    if request.param == "locked":
        ring.locked = True
    else:
        makes: dict[str, type[KeyringBackend]] = {"none": fail.Keyring, "forgetful": null.Keyring}
        made = makes[request.param]()
        keyring.set_keyring(made)


@pytest.mark.usefixtures("no_ring")
def test_without_a_ring_or_a_passphrase_there_is_nowhere_to_keep_it(store: Path) -> None:
    with pytest.raises(WorldError, match="no_key_ring"):
        keys.keep(store, KEY, nobody)
    assert list(store.parent.iterdir()) == [store]


@pytest.mark.usefixtures("no_ring")
def test_without_a_ring_it_is_kept_under_a_passphrase(store: Path) -> None:
    keys.keep(store, KEY, says("词语 pass"))
    assert KEY not in keys.key_file(store).read_text()
    assert keys.find_key(store, says("词语 pass")) == KEY


def test_a_key_in_the_environment_needs_no_keeping(store: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKTOP_CRM_KEY", KEY)
    keys.keep(store, KEY, nobody)
    assert ring.kept == {}
    assert not keys.key_file(store).exists()
    with pytest.raises(RuleError, match="other_key"):
        keys.keep(store, OTHER, nobody)


def test_a_key_file_that_is_of_no_use_makes_way_for_the_ring(store: Path, ring: Ring) -> None:
    keys.write_wrapped_key_file(keys.key_file(store), KEY, "forgotten")
    keys.keep(store, KEY, nobody)
    assert keys.find_key(store, nobody) == KEY


def test_a_key_that_only_this_computer_has_belongs_on_paper(
    store: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.keep(store, KEY, nobody)
    assert keys.needs_paper(store)
    keys.write_wrapped_key_file(keys.key_file(store), KEY, "words")
    assert keys.needs_paper(store)
    keys.write_plain_key_file(keys.key_file(store), KEY)
    assert not keys.needs_paper(store)
    keys.key_file(store).write_text("torn")
    assert keys.needs_paper(store)
    monkeypatch.setenv("DESKTOP_CRM_KEY", KEY)
    assert not keys.needs_paper(store)


def test_a_store_about_to_be_made_takes_the_key_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "store.crm"
    made, is_new = keys.key_for_new(store, nobody)
    assert (len(bytes.fromhex(made)), is_new) == (32, True)
    assert keys.key_for_new(store, nobody)[0] != made
    keys.write_plain_key_file(keys.key_file(store), OTHER)
    assert keys.key_for_new(store, nobody) == (OTHER, False)
    monkeypatch.setenv("DESKTOP_CRM_KEY", KEY)
    assert keys.key_for_new(store, nobody) == (KEY, False)


# --- key file -------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such bits")
@pytest.mark.parametrize("wrap", [False, True])
def test_a_key_file_is_for_its_owner_alone(tmp_path: Path, wrap: bool) -> None:
    path = tmp_path / "store.crm.key"
    path.write_text("an older one, for everybody")
    path.chmod(0o644)
    before = os.umask(0)
    try:
        if wrap:
            keys.write_wrapped_key_file(path, KEY, "words")
        else:
            keys.write_plain_key_file(path, KEY)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_wrong_passphrase_and_none(store: Path) -> None:
    path = keys.key_file(store)
    keys.write_wrapped_key_file(path, KEY, "right")
    for wrong in ("wrong", "", "Right", "right "):
        with pytest.raises(RuleError) as refused:
            keys.find_key(store, says(wrong))
        assert (refused.value.code, refused.value.where) == ("wrong_passphrase", str(path))
    with pytest.raises(WorldError, match="passphrase_needed"):
        keys.find_key(store, nobody)


def test_a_passphrase_is_the_same_on_every_system(store: Path) -> None:
    """macOS hands over é as two characters, Linux as one; bytes that are no text come in as lone surrogates."""
    path = keys.key_file(store)
    keys.write_wrapped_key_file(path, KEY, "cafe\u0301 \udcff")
    assert keys.find_key(store, says("caf\u00e9 \udcff")) == KEY


def test_two_files_of_one_key_have_nothing_in_common() -> None:
    first, second = keys.wrapped(KEY, "words"), keys.wrapped(KEY, "words")
    assert all(first[name] != second[name] for name in ("salt", "key", "tag"))


def test_a_plain_key_is_never_asked_for(store: Path) -> None:
    keys.write_plain_key_file(keys.key_file(store), KEY)

    def must_not_ask() -> str:
        raise AssertionError

    assert keys.find_key(store, must_not_ask) == KEY


def damaged(**changes: Any) -> str:
    whole = {"version": 1, "salt": "AAAA", "key": base64.b64encode(bytes(32)).decode(), "tag": "AAAA"}
    return json.dumps({name: value for name, value in (whole | changes).items() if value is not None})


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[" * 100_000,
        "[]",
        "null",
        "\xff",
        '"plain"',
        damaged(version=2),
        damaged(version=None),
        damaged(plain="short"),
        damaged(plain=7),
        damaged(salt=None),
        damaged(key=7),
        damaged(key="§"),
        damaged(key="AAAA"),
        damaged(tag=["AAAA"]),
    ],
    ids=lambda text: text[:24],
)
def test_a_damaged_key_file_is_one_error_before_anybody_is_asked(store: Path, content: str) -> None:
    path = keys.key_file(store)
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(WorldError) as caught:
        keys.find_key(store, nobody)
    assert (caught.value.code, caught.value.where) == ("key_file_unreadable", str(path))


def test_a_key_file_changed_by_somebody_is_refused(store: Path) -> None:
    path = keys.key_file(store)
    keys.write_wrapped_key_file(path, KEY, "words")
    content = json.loads(path.read_text())
    masked = bytearray(base64.b64decode(content["key"]))
    masked[0] ^= 1
    path.write_text(json.dumps(content | {"key": base64.b64encode(masked).decode()}))
    with pytest.raises(RuleError, match="wrong_passphrase"):
        keys.find_key(store, says("words"))


def test_a_place_that_takes_no_key_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorldError) as caught:
        keys.write_plain_key_file(tmp_path / "no folder" / "store.key", KEY)
    assert caught.value.code == "file_failed"


# --- recovery code --------------------------------------------------------------------------------------------------

KEYS = st.binary(min_size=32, max_size=32).map(bytes.hex)
CHARACTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_what_a_recovery_code_looks_like() -> None:
    code = keys.recovery_code(KEY)
    assert [len(group) for group in code.split("-")] == [5] * 11
    assert set(code) <= set(CHARACTERS + "-")


@given(KEYS)
def test_a_recovery_code_gives_the_key_back(key: str) -> None:
    assert keys.key_from_recovery_code(keys.recovery_code(key)) == key


@given(KEYS)
def test_a_recovery_code_may_be_typed_carelessly(key: str) -> None:
    code = keys.recovery_code(key)
    for typed in (
        code.lower(),
        code.replace("-", ""),
        f"  {code.replace('-', ' ')}\n",
        code.replace("-", "–"),
        code.replace("0", "o").replace("1", "l"),
        code.replace("0", "O").replace("1", "I"),
        code.translate({ord(ch): ord(ch) + 0xFEE0 for ch in CHARACTERS}),
    ):
        assert keys.key_from_recovery_code(typed) == key


@given(KEYS, st.integers(0, 54), st.sampled_from(CHARACTERS))
def test_one_mistyped_character_never_passes(key: str, place: int, typed: str) -> None:
    code = keys.recovery_code(key).replace("-", "")
    mistyped = code[:place] + typed + code[place + 1 :]
    if mistyped != code:
        with pytest.raises(RuleError, match="recovery_code_wrong"):
            keys.key_from_recovery_code(mistyped)


@given(KEYS, st.integers(0, 53))
def test_two_neighbours_exchanged_never_pass(key: str, place: int) -> None:
    code = keys.recovery_code(key).replace("-", "")
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        with pytest.raises(RuleError, match="recovery_code_wrong"):
            keys.key_from_recovery_code(swapped)


@given(KEYS, st.integers(1, 54))
def test_half_a_code_and_one_too_long_never_pass(key: str, length: int) -> None:
    code = keys.recovery_code(key).replace("-", "")
    for typed in (code[:length], code + code[:length]):
        with pytest.raises(RuleError, match="recovery_code_wrong"):
            keys.key_from_recovery_code(typed)


@pytest.mark.parametrize("typed", ["", "U" * 55, "密" * 55, "Z" * 55])
def test_what_is_no_code_at_all(typed: str) -> None:
    with pytest.raises(RuleError, match="recovery_code_wrong"):
        keys.key_from_recovery_code(typed)
