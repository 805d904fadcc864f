"""Every refusal of PROTOCOL.md's table, over HTTP, from a real server process."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import zstandard
from msgspec.structs import replace
from nacl.exceptions import BadSignatureError
from nacl.public import PublicKey, SealedBox
from nacl.signing import VerifyKey

from desktop_crm.domain.errors import RuleError
from desktop_crm.server import devices, people
from desktop_crm.server.tables import device as device_table
from desktop_crm.sync.device_calls import Deposit, Enrolled, SignIn, Wiped, WipeOrder, text_of
from desktop_crm.sync.frames import CONTENT_TYPE, MAX_FRAME, MAX_INFLATED, pack
from desktop_crm.sync.operations import FIRST, Operation, chain
from desktop_crm.sync.protocol import PROTOCOL, Head, OperationBlock, Push, Request
from tests.servers import PASSWORD, Company, Device, Refused, ask, client, enrol, now, pulling, pushing, running

pytestmark = pytest.mark.slow

NOTE = Operation("i", "memo", "0198c0de-0000-7000-8000-000000000001", new={"text": "a note"}, at=1)


@pytest.fixture(scope="module")
def module_company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("calls")
    made = Company(str(folder / "server.db"))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def line(module_company: Company, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    log = tmp_path_factory.mktemp("log") / "server.log"
    with running(module_company.url, log) as address, client(address) as made:
        yield made
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture
def company(module_company: Company) -> Company:
    return module_company


@pytest.fixture
def rep(company: Company, line: httpx.Client, request: pytest.FixtureRequest) -> Device:
    """A laptop of a user of the test's own."""
    company.user(request.node.name)
    return enrol(line, request.node.name)


def refusal(call: Callable[[], object]) -> tuple[int, str]:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.status, refused.value.code


def test_hello_needs_no_token(line: httpx.Client, company: Company) -> None:
    told = line.get("v1/hello").json()
    assert (told["protocol"], told["tenants"], bool(told["server"])) == (1, 1, True)


def test_a_frame_that_is_cut_doubled_flipped_or_a_web_page_is_damaged(rep: Device) -> None:
    frame = pack(pulling())
    flipped = bytearray(frame)
    flipped[len(frame) // 2] ^= 1
    for bad in (frame[:-3], frame[:5], b"", frame + frame, bytes(flipped), b"<html>sign in</html>", frame[::-1]):
        assert refusal(lambda bad=bad: rep.post_frame(bad)) == (400, "frame_damaged"), bad
    assert rep.pull().is_complete


def test_a_message_of_another_shape_is_damaged(rep: Device) -> None:
    compressor = zstandard.ZstdCompressor(write_checksum=True, write_content_size=True)
    for text in ("{}", "[]", "null", '{"protocol": "one"}', "[" * 5000, '{"protocol":1,'):
        assert refusal(lambda text=text: rep.post_frame(compressor.compress(text.encode()))) == (400, "frame_damaged")


def test_a_frame_too_large_is_refused_before_it_is_read(rep: Device) -> None:
    assert refusal(lambda: rep.post_frame(b"\0" * (MAX_FRAME + 1))) == (413, "frame_too_large")


def test_a_body_of_unsaid_length_is_read_no_further_than_allowed(line: httpx.Client, rep: Device) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(2 * MAX_FRAME >> 16):
            yield b"\0" * (1 << 16)

    headers = {**rep.headers, "Content-Type": CONTENT_TYPE}
    response = line.post("v1/sync", content=endless(), headers=headers)
    assert (response.status_code, response.json()["code"]) == (413, "frame_too_large")


def test_a_bomb_is_not_inflated(rep: Device) -> None:
    bomb = zstandard.ZstdCompressor(write_content_size=True, write_checksum=True).compress(b" " * (MAX_INFLATED + 1))
    assert len(bomb) < 10_000
    assert refusal(lambda: rep.post_frame(bomb)) == (413, "frame_too_large")
    liar = zstandard.ZstdCompressor(write_content_size=False).compress(b" " * (MAX_INFLATED * 8))
    assert refusal(lambda: rep.post_frame(liar)) == (400, "frame_damaged")


def test_a_field_of_ten_megabytes_is_kept_in_quarantine(rep: Device, company: Company) -> None:
    huge = Operation("i", "memo", NOTE.id, new={"text": "x" * 10_000_000}, at=1)
    answer = rep.sync(pushing(huge))
    assert [(told.outcome, told.detail) for told in answer.receipts[0].odd.values()] == [
        ("quarantined", "field_too_long")
    ]


def test_columns_that_do_not_fit_are_no_push(rep: Device) -> None:
    block = OperationBlock("memo", "i", ["text"], [NOTE.id, NOTE.id], [["one"]])
    start = Head(0, FIRST)
    request = Request(PROTOCOL, "1", 0, start, push=Push(start, [block]))
    assert refusal(lambda: rep.sync(request)) == (400, "push_invalid")


def test_small_calls_take_small_json_only(line: httpx.Client, rep: Device) -> None:
    def post(content: bytes, content_type: str = "application/json") -> tuple[int, str]:
        response = line.post("v1/device/enrol", content=content, headers={"Content-Type": content_type})
        return response.status_code, response.json()["code"]

    assert post(b"{") == (400, "request_invalid")
    assert post(b'{"login": 1}') == (400, "request_invalid")
    assert post(b"\xff\xfe") == (400, "request_invalid")
    assert post(b"{}", "text/html") == (400, "request_invalid")
    assert post(b" " * 70_000) == (413, "frame_too_large")
    assert line.get("v1/poke?after=abc", headers=rep.headers).json()["code"] == "request_invalid"
    assert line.get("v1/nothing").status_code == 404
    assert line.put("v1/hello").status_code == 405


def test_who_has_no_token_or_a_wrong_one_is_not_known(line: httpx.Client, rep: Device, company: Company) -> None:
    other = "A" * 43
    for told in (
        "",
        "Bearer",
        "Basic abc",
        f"Bearer {rep.enrolled.device}.{other}",
        f"Bearer {company.begun.admin}.{rep.secret}",
        f"Bearer {rep.enrolled.device}.{rep.secret}x",
        f"Bearer office.{other}",
        "Bearer " + "x" * 10_000,
    ):
        response = line.get("v1/poke?after=0", headers={"Authorization": told})
        assert (response.status_code, response.json()["code"]) == (401, "token_unknown"), told
        assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_wrong_password_and_a_name_of_nobody_are_one_answer(line: httpx.Client, rep: Device) -> None:
    assert refusal(lambda: enrol(line, "root", password="not the one")) == (401, "wrong_password")
    assert refusal(lambda: enrol(line, "nobody at all", password="not the one")) == (401, "wrong_password")
    asked = SignIn(rep.enrolled.device, "root", PASSWORD)
    assert refusal(lambda: ask(line, "device/sign-in", asked, Enrolled)) == (401, "wrong_password")


def test_after_ten_wrong_passwords_a_name_waits(line: httpx.Client, company: Company) -> None:
    company.user("slow")
    for _ in range(10):
        assert refusal(lambda: enrol(line, "slow", password="guess")) == (401, "wrong_password")
    with pytest.raises(Refused) as refused:
        enrol(line, "slow")
    assert (refused.value.status, refused.value.code) == (429, "throttled")
    assert 0 < int(refused.value.headers["Retry-After"]) <= 600
    assert refused.value.values["minutes"] == 10


def test_a_changed_password_ends_the_session_softly(line: httpx.Client, rep: Device, company: Company) -> None:
    company.change(people.set_password, rep.enrolled.user_id, "another one", now())
    assert refusal(lambda: rep.pull()) == (401, "password_changed")
    again = ask(line, "device/sign-in", SignIn(rep.enrolled.device, rep.enrolled.login, "another one"), Enrolled)
    assert again.device == rep.enrolled.device
    assert Device(line, again, again.secret).pull().is_complete
    assert refusal(lambda: rep.pull()) == (401, "token_unknown")


def test_an_expired_token_and_one_unused_for_too_long(line: httpx.Client, rep: Device, company: Company) -> None:
    company.change(devices.expire, rep.enrolled.device, now())
    assert refusal(lambda: rep.pull()) == (401, "token_expired")
    again = ask(line, "device/sign-in", SignIn(rep.enrolled.device, rep.enrolled.login, PASSWORD), Enrolled)
    fresh = Device(line, again, again.secret)
    long_ago = now() - (devices.TOKEN_DAYS + 1) * devices.DAY_MS
    company.database.change(
        lambda connection: connection.execute(
            device_table.update()
            .where(device_table.c.id == rep.enrolled.device)
            .values(met_at=long_ago, token_at=long_ago)
        )
    )
    assert refusal(lambda: fresh.pull()) == (401, "token_expired")


def test_a_closed_account_is_told_so(rep: Device, line: httpx.Client, company: Company) -> None:
    company.change(people.close, rep.enrolled.user_id, now())
    assert refusal(lambda: rep.pull()) == (403, "account_closed")
    assert refusal(lambda: enrol(line, rep.enrolled.login)) == (403, "account_closed")


def test_a_suspended_laptop_pushes_into_quarantine_and_pulls_nothing(rep: Device, company: Company) -> None:
    company.change(devices.set_state, rep.enrolled.device, "suspended", now())
    answer = rep.sync(replace(pushing(NOTE), cursors={}, is_first=True))
    assert [(told.outcome, told.detail) for told in answer.receipts[0].odd.values()] == [
        ("quarantined", "device_suspended")
    ]
    assert (answer.is_complete, answer.rows, answer.buckets) == (False, [], None)
    assert refusal(lambda: rep.pull()) == (403, "device_suspended")
    assert refusal(lambda: rep.poke(0)) == (403, "device_suspended")
    company.change(devices.set_state, rep.enrolled.device, "active", now())
    assert rep.pull().is_complete


def test_a_revoked_laptop_is_not_known(rep: Device, line: httpx.Client, company: Company) -> None:
    company.change(devices.set_state, rep.enrolled.device, "revoked", now())
    assert refusal(lambda: rep.pull()) == (401, "token_unknown")
    asked = SignIn(rep.enrolled.device, rep.enrolled.login, PASSWORD)
    assert refusal(lambda: ask(line, "device/sign-in", asked, Enrolled)) == (401, "token_unknown")


@pytest.mark.parametrize("collect", [False, True])
def test_an_order_to_wipe_is_signed_and_carried_out(
    rep: Device, line: httpx.Client, company: Company, collect: bool
) -> None:
    sealed = SealedBox(PublicKey(base64.b64decode(rep.enrolled.recovery_key))).encrypt(b"k" * 32)
    rep.call("device/recovery", Deposit(base64.b64encode(sealed).decode()))
    code = company.begun.recovery_code
    assert company.change(devices.recover_key, rep.enrolled.device, code, now()) == b"k" * 32
    order = company.change(lambda c, t: devices.order_wipe(c, t, rep.enrolled.device, collect=collect, now=now()))
    if collect:
        told = rep.sync(pushing(NOTE)).receipts[0].odd
        assert [receipt.outcome for receipt in told.values()] == ["quarantined"]
    else:
        assert refusal(lambda: rep.sync(pushing(NOTE))) == (403, "wipe_ordered")
    with pytest.raises(Refused) as refused:
        rep.pull()
    assert (refused.value.status, refused.value.code) == (403, "wipe_ordered")
    values = dict(refused.value.values)
    signature = base64.b64decode(values.pop("signature"))
    key = VerifyKey(base64.b64decode(rep.enrolled.verify_key))
    assert WipeOrder(**values) == order
    key.verify(text_of(order), signature)
    with pytest.raises(BadSignatureError):
        key.verify(text_of(WipeOrder(order.order, company.begun.admin, order.collect, order.at)), signature)
    asked = SignIn(rep.enrolled.device, rep.enrolled.login, PASSWORD)
    assert refusal(lambda: ask(line, "device/sign-in", asked, Enrolled)) == (403, "wipe_ordered")
    assert refusal(lambda: rep.call("device/wiped", Wiped("another", 0))) == (400, "request_invalid")
    rep.call("device/wiped", Wiped(order.order, 3))
    assert refusal(lambda: rep.pull()) == (403, "wipe_ordered")
    with pytest.raises(RuleError, match="no_sealed_key"):
        company.change(devices.recover_key, rep.enrolled.device, code, now())


def test_a_company_of_another_server_and_one_that_is_mistyped(line: httpx.Client, rep: Device) -> None:
    login = rep.enrolled.login
    other = "0198c0de-0000-7000-8000-00000000000f"
    assert refusal(lambda: enrol(line, login, tenant=other)) == (409, "other_tenant")
    assert refusal(lambda: enrol(line, login, tenant="Initech")) == (404, "no_tenant")
    assert enrol(line, login, tenant="ACME").enrolled.tenant == rep.enrolled.tenant
    assert enrol(line, login, tenant=rep.enrolled.tenant).enrolled.tenant_name == "Acme"


def test_an_enrolment_tried_twice_makes_one_laptop(line: httpx.Client, rep: Device, company: Company) -> None:
    login, id_ = rep.enrolled.login, "0198c0de-0000-7000-8000-0000000000aa"
    first = enrol(line, login, device=id_)
    second = enrol(line, login, device=id_)
    assert (first.enrolled.device, second.enrolled.device) == (id_, id_)
    assert refusal(lambda: first.pull()) == (401, "token_unknown")
    second.sync(pushing(NOTE))
    assert refusal(lambda: enrol(line, login, device=id_)) == (409, "device_known")
    company.user("thief")
    assert refusal(lambda: enrol(line, "thief", device=rep.enrolled.device)) == (409, "device_known")
    assert refusal(lambda: enrol(line, login, device="office")) == (400, "request_invalid")


def test_a_laptop_that_the_server_lost_goes_on_where_it_was(line: httpx.Client, rep: Device) -> None:
    start = Head(7, chain(FIRST, [NOTE])[0])
    again = enrol(line, rep.enrolled.login, start=start)
    answer = again.sync(pushing(NOTE, before=start))
    assert (answer.standing, answer.last and answer.last.number) == ("ok", 8)
    assert refusal(lambda: enrol(line, rep.enrolled.login, start=Head(-1, FIRST))) == (400, "request_invalid")


def test_an_old_client_may_push_and_is_asked_for_an_update_when_it_pulls(rep: Device) -> None:
    assert rep.sync(replace(pushing(NOTE), protocol=0)).standing == "ok"
    assert refusal(lambda: rep.sync(replace(pulling(), protocol=0))) == (426, "client_too_old")


def test_the_next_token_takes_over_when_it_is_first_used(line: httpx.Client, rep: Device) -> None:
    first = rep.call("device/token")["secret"]
    assert rep.pull().is_complete, "a lost answer locks nobody out"
    second = rep.call("device/token")["secret"]
    assert refusal(lambda: Device(line, rep.enrolled, first).pull()) == (401, "token_unknown")
    fresh = Device(line, rep.enrolled, second)
    assert fresh.pull().is_complete
    assert refusal(lambda: rep.pull()) == (401, "token_unknown")
    assert fresh.pull().is_complete


def test_nothing_is_inflated_for_somebody_whose_token_is_not_right(line: httpx.Client, rep: Device) -> None:
    frame = pack(pulling())[:-1]
    assert refusal(lambda: rep.post_frame(frame)) == (400, "frame_damaged")
    stranger = Device(line, rep.enrolled, "A" * 43)
    assert refusal(lambda: stranger.post_frame(frame)) == (401, "token_unknown")


def test_the_log_holds_no_value_and_no_token(company: Company, line: httpx.Client, rep: Device) -> None:
    rep.sync(pushing(Operation("i", "memo", NOTE.id, new={"text": "very secret words"}, at=1)))
    refusal(lambda: enrol(line, "some person", password="some password"))
    logs = list(Path(company.url).parent.parent.glob("log*/server.log"))
    text = "".join(log.read_text(encoding="utf-8") for log in logs)
    assert '"route": "/v1/sync"' in text
    for word in ("very secret", "some person", "some password", rep.secret, rep.enrolled.device):
        assert word not in text
    lines = [json.loads(row) for row in text.splitlines()]
    assert {"method", "route", "status", "ms", "in", "out"} <= lines[-1].keys()
