"""Attachments (F21) from laptop to laptop over a real server: cut, damaged, foreign, restored, erased."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import event, select

from desktop_crm.app import exchanging
from desktop_crm.app.line import Line
from desktop_crm.domain.attachments import MAX_SIZE, PIECE, Attachment, hash_of
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import CrmError, WorldError
from desktop_crm.domain.ids import new_id
from desktop_crm.server import backups, blobs, checking, devices, epochs, erasing, keeping, people, tables
from desktop_crm.server.office import renew_grants
from desktop_crm.storage import blobs as local
from desktop_crm.sync.operations import Operation, Value
from desktop_crm.usecases import attachment_bytes, attachments, records, tokens
from desktop_crm.usecases.exchange import exchange
from desktop_crm.usecases.members import member, put_member
from tests.laptops import Laptop
from tests.servers import Company, Device, client, enrol, now, pushing, running
from tests.stores import KEY, a_contact, a_deal, a_visit, put, reopened

pytestmark = pytest.mark.slow

THREE_AND_A_HALF = random.Random(21).randbytes(3 * PIECE + PIECE // 2)
DAY_MS = 86_400_000


class Team:
    """A company whose server runs, and laptops of it: ann and ada share the north, sam has the south."""

    def __init__(self, company: Company, folder: Path) -> None:
        self.company, self.folder = company, folder
        self.address = ""
        self.north, self.south = company.territory("North"), company.territory("South")
        for name, territory in (("ann", self.north), ("ada", self.north), ("sam", self.south)):
            company.user(name, "rep", territory)
        company.change(renew_grants)
        self.laptops: dict[str, Laptop] = {}

    @contextmanager
    def server(self) -> Iterator[str]:
        """The server's process, another one each time."""
        with running(self.company.url, self.folder / "server.log") as self.address:
            for laptop in self.laptops.values():
                laptop.address = self.address
                laptop.store.maintain(lambda work: put_member(work, server=self.address))
            yield self.address

    def laptop(self, login: str) -> Laptop:
        if login not in self.laptops:
            made = self.laptops[login] = Laptop(self.folder / login, self.address)
            made.sign_in(login)
            made.sync()
        return self.laptops[login]

    def rows(self, table: Any) -> list[Any]:
        with self.company.database.snapshot() as connection:
            return list(connection.execute(select(table)))

    def close(self) -> None:
        for laptop in self.laptops.values():
            laptop.close()


@pytest.fixture
def team(on_sqlite: Company, tmp_path: Path) -> Iterator[Team]:
    made = Team(on_sqlite, tmp_path)
    yield made
    made.close()


@pytest.fixture
def at_work(team: Team) -> Iterator[Team]:
    with team.server():
        yield team


def attach(laptop: Laptop, content: bytes, name: str = "plan.pdf", customer: str = "") -> Attachment:
    customer = customer or laptop.add("Acme")
    return laptop.store.change(attachments.attach, Customer, customer, name, content)[0]


def row(laptop: Laptop, id_: str) -> Any:
    return laptop.store.ask(lambda snapshot: snapshot.get(Attachment, id_))


def content(laptop: Laptop, id_: str) -> bytes:
    return laptop.store.ask(attachments.content, id_)


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(CrmError) as refused:
        work()
    return refused.value.code


class Cut(Line):
    """A line that breaks at one piece of a file, before it is sent or before its answer is here."""

    def __init__(self, server: str, at: int, *, is_after: bool) -> None:
        super().__init__(server)
        self.at, self.is_after, self.pieces = at, is_after, 0

    def __enter__(self) -> Cut:
        return self

    def blob_send(self, token: str, sha256: str, offset: int, data: bytes) -> int:
        self._break(is_after=False)
        told = super().blob_send(token, sha256, offset, data)
        self._break(is_after=True)
        return told

    def blob_read(self, token: str, sha256: str, start: int) -> bytes:
        self._break(is_after=False)
        told = super().blob_read(token, sha256, start)
        self._break(is_after=True)
        return told

    def _break(self, *, is_after: bool) -> None:
        if is_after is self.is_after:
            self.pieces += 1
            if self.pieces == self.at:
                raise WorldError("server_unreachable", reason="cut")


def sync_cut(laptop: Laptop, at: int, *, is_after: bool) -> str:
    with Cut(laptop.address, at, is_after=is_after) as line:
        return code_of(lambda: exchanging.synchronise(laptop.store, line, lambda: KEY))


# --- there and back -------------------------------------------------------------------------------------------------


def test_a_file_goes_from_laptop_to_laptop(company: Company, tmp_path: Path) -> None:
    team = Team(company, tmp_path)
    with team.server():
        ann, ada, sam = team.laptop("ann"), team.laptop("ada"), team.laptop("sam")
        made = attach(ann, THREE_AND_A_HALF)
        again = attach(ann, THREE_AND_A_HALF, "copy.pdf", made.customer_id)
        nothing = attach(ann, b"", "empty.txt", made.customer_id)
        assert (made.size, made.media_type, made.state) == (len(THREE_AND_A_HALF), "application/pdf", "")
        ann.sync()
        assert {row(ann, one.id).state for one in (made, again, nothing)} == {"there"}, "told in the same exchange"
        ada.sync()
        sam.sync()
        assert content(ada, made.id) == content(ada, again.id) == THREE_AND_A_HALF
        assert content(ada, nothing.id) == b""
        assert row(sam, made.id) is None
        assert len(team.rows(tables.blob_part)) == 4, "the same bytes are kept once"
        with company.database.snapshot() as connection:
            assert checking.check(connection) == []
    team.close()


def test_a_file_hangs_on_every_kind_that_takes_one_and_goes_with_it(at_work: Team) -> None:
    ann, ada = at_work.laptop("ann"), at_work.laptop("ada")
    customer = ann.add("Acme")
    homes = [put(ann.store, make(customer)) for make in (a_contact, a_visit, a_deal)]
    made = [ann.store.change(attachments.attach, type(home), home.id, "x.txt", b"x")[0] for home in homes]
    ann.sync()
    ada.sync()
    assert [content(ada, one.id) for one in made] == [b"x"] * 3
    assert [one.id for one in ada.store.ask(attachments.attached, type(homes[0]), homes[0].id)] == [made[0].id]
    ada.store.change(records.delete, Customer, customer)
    ada.sync()
    ann.sync()
    assert all(row(ann, one.id).deleted_at for one in made), "into the bin with the customer"


def test_a_record_is_deleted_though_word_came_meanwhile_that_its_bytes_are_there(at_work: Team) -> None:
    ann = at_work.laptop("ann")
    made = attach(ann, b"x")
    with ann.line() as line:
        exchange_rows(ann, line)
        attachment_bytes.send(ann.store, line)
    ann.store.change(records.delete, Customer, made.customer_id)
    ann.sync()
    assert row(ann, made.id).deleted_at is not None
    assert ann.names() == []


def exchange_rows(laptop: Laptop, line: Line) -> None:
    exchange(laptop.store, lambda request: tokens.spoken(laptop.store, lambda token: line.sync(token, request)))


# --- what goes wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_after", [False, True], ids=["unsent", "unanswered"])
def test_what_was_cut_at_any_piece_goes_on_there(at_work: Team, is_after: bool) -> None:
    ann, ada = at_work.laptop("ann"), at_work.laptop("ada")
    customer = ann.add("Acme")
    for at in range(1, 5):
        content_ = random.Random(at).randbytes(3 * PIECE + at)
        made = attach(ann, content_, f"{at}.bin", customer)
        assert sync_cut(ann, at, is_after=is_after) == "server_unreachable"
        sent = at if is_after else at - 1
        assert [row_.offset for row_ in at_work.rows(tables.blob_upload) if row_.sha256 == made.sha256] == (
            [min(sent * PIECE, len(content_))] if sent else []
        )
        with Cut(ann.address, 0, is_after=True) as line:
            exchanging.synchronise(ann.store, line, lambda: KEY)
            assert line.pieces == max(4 - sent, 0), "and none twice"
        ann.sync()
        assert row(ann, made.id).state == "there"
        assert sync_cut(ada, at, is_after=is_after) == "server_unreachable"
        with Cut(ada.address, 0, is_after=True) as line:
            exchanging.synchronise(ada.store, line, lambda: KEY)
            assert line.pieces == 4 - (at - 1), "what did not arrive is asked for once more, what did is not"
        assert content(ada, made.id) == content_


def test_both_ends_may_be_killed_between_two_pieces(team: Team) -> None:
    with team.server():
        ann = team.laptop("ann")
        made = attach(ann, THREE_AND_A_HALF)
        sync_cut(ann, 3, is_after=False)
    ann.store = reopened(ann.store)
    with team.server():
        with Cut(ann.address, 0, is_after=True) as line:
            exchanging.synchronise(ann.store, line, lambda: KEY)
            assert line.pieces == 2
        assert row(ann, made.id).state == "there"


def test_a_flipped_byte_is_noticed_and_the_file_sent_anew(at_work: Team) -> None:
    ann, ada = at_work.laptop("ann"), at_work.laptop("ada")

    class Flipping(Line):
        def blob_send(self, token: str, sha256: str, offset: int, data: bytes) -> int:
            return super().blob_send(token, sha256, offset, bytes([data[0] ^ 1]) + data[1:])

        def blob_read(self, token: str, sha256: str, start: int) -> bytes:
            data = super().blob_read(token, sha256, start)
            return bytes([data[0] ^ 1]) + data[1:]

    made = attach(ann, THREE_AND_A_HALF)
    with Flipping(ann.address) as line:
        exchanging.synchronise(ann.store, line, lambda: KEY)
    assert (at_work.rows(tables.blob), at_work.rows(tables.blob_upload_part)) == ([], [])
    ann.sync()
    assert row(ann, made.id).state == "there"
    with Flipping(ada.address) as line:
        exchanging.synchronise(ada.store, line, lambda: KEY)
    assert code_of(lambda: content(ada, made.id)) == "attachment_not_here"
    ada.sync()
    assert content(ada, made.id) == THREE_AND_A_HALF


def test_what_was_damaged_on_the_laptop_is_not_sent(at_work: Team) -> None:
    ann = at_work.laptop("ann")
    made, other = attach(ann, b"x" * 100), attach(ann, b"y", "other.txt")
    ann.store.maintain(
        lambda work: work.connection.exec_driver_sql(
            "UPDATE blob_part SET data = zeroblob(100) WHERE sha256 = ?", (made.sha256,)
        )
    )
    ann.sync()
    assert (row(ann, made.id).state, row(ann, other.id).state) == ("", "there"), "nor does it stop the others"
    assert code_of(lambda: content(ann, made.id)) == "attachment_damaged"


def test_too_large_is_said_at_once(at_work: Team, tmp_path: Path) -> None:
    ann = at_work.laptop("ann")
    customer = ann.add("Acme")
    file = tmp_path / "film.mov"
    with file.open("wb") as target:
        target.truncate(MAX_SIZE + 1)
    assert code_of(lambda: attachments.bytes_of(file)) == "attachment_too_large"
    assert code_of(lambda: attach(ann, bytes(MAX_SIZE + 1), "film.mov", customer)) == "attachment_too_large"
    assert ann.store.ask(attachments.attached, Customer, customer) == []
    assert code_of(lambda: attachments.bytes_of(tmp_path / "nowhere")) == "file_missing"
    assert code_of(lambda: attachments.bytes_of(tmp_path)) == "file_failed"


def test_a_full_disk_of_the_server_leaves_nothing_half(on_sqlite: Company, tmp_path: Path) -> None:
    team = Team(on_sqlite, tmp_path)
    with team.server():
        ann = team.laptop("ann")
        made = attach(ann, THREE_AND_A_HALF)
        with ann.line() as line:
            exchange_rows(ann, line)
    caller = devices_caller(team, ann)
    with on_sqlite.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    @event.listens_for(on_sqlite.database.engine, "begin")
    def few_pages(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 300}")

    def add(offset: int) -> object:
        data = THREE_AND_A_HALF[offset : offset + PIECE]
        return on_sqlite.database.change(lambda c: blobs.add(c, caller, made.sha256, offset, data, now()))

    add(0)
    with pytest.raises(Exception, match="full"):
        add(PIECE)
    event.remove(on_sqlite.database.engine, "begin", few_pages)
    on_sqlite.database.engine.dispose()
    (upload,) = team.rows(tables.blob_upload)
    assert (upload.offset, len(team.rows(tables.blob_upload_part))) == (PIECE, 1)
    with team.server():
        ann.sync()
        assert row(ann, made.id).state == "there"
    team.close()


def devices_caller(team: Team, laptop: Laptop) -> devices.Caller:
    known = laptop.store.ask(member)
    return devices.Caller(team.company.tenant, known.device, known.user, "active")


# --- who may have them (F21) ----------------------------------------------------------------------------------------


def naming(sha256: str, size: int, customer: str, **values: Any) -> Operation:
    id_ = new_id()
    said = {"id": id_, "name": "mine", "size": size, "sha256": sha256, "customer_id": customer, **values}
    return Operation("i", "attachment", id_, said, at=now())


def test_f21_knowing_a_hash_is_no_right(at_work: Team) -> None:
    ann = at_work.laptop("ann")
    secret = b"s" * 1000
    made = attach(ann, secret, customer=ann.add("Acme"))
    ann.sync()
    path = f"v1/blob/{made.sha256}"
    with client(at_work.address) as http:
        sam = enrol(http, "sam")
        own = Operation("i", "customer", new_id(), {"name": "Own", "territory_id": at_work.south}, at=now())
        own = replace(own, new={**own.new, "id": own.id})
        naming_it = naming(made.sha256, len(secret), own.id, state="there")
        sam.sync(pushing(own, naming_it))
        assert sam.client.get(path, headers=sam.headers).status_code == 404, "saying that it is there says nothing"
        told = sam.client.head(path, headers=sam.headers)
        unknown = sam.client.head(f"v1/blob/{hash_of(b'unknown')}", headers=sam.headers)
        assert told.headers["Upload-Offset"] == unknown.headers["Upload-Offset"] == "0", "nor that somebody has it"
        end = {**sam.headers, "Upload-Offset": str(len(secret))}
        assert sam.client.patch(path, headers=end, content=b"").status_code == 409
        guess = sam.client.patch(path, headers={**sam.headers, "Upload-Offset": "0"}, content=b"g" * 1000)
        assert (guess.status_code, guess.json()["code"]) == (400, "blob_damaged")
        assert sam.client.get(path, headers=sam.headers).status_code == 404
        states = {
            one.id: json.loads(one.data).get("state") for one in at_work.rows(tables.record) if one.kind == "attachment"
        }
        assert states == {made.id: "there", naming_it.id: None}
        harmless = naming(hash_of(b"harmless"), 8, own.id)
        sam.sync(pushing(harmless, before=sam.head))
        sent = sam.client.patch(
            f"v1/blob/{hash_of(b'harmless')}", headers={**sam.headers, "Upload-Offset": "0"}, content=b"harmless"
        )
        assert sent.json() == {"offset": 8}
        old: dict[str, Value] = {"sha256": hash_of(b"harmless"), "size": 8}
        new: dict[str, Value] = {"sha256": made.sha256, "size": 1000}
        other = Operation("u", "attachment", harmless.id, new, old, at=now())
        told_ = sam.sync(pushing(other, before=sam.head)).receipts[0].odd
        assert [receipt.detail for receipt in told_.values()] == ["insert_only"], "nor does a row change what it names"
        assert sam.client.get(path, headers=sam.headers).status_code == 404
        plan = naming(hash_of(b"plan"), 4, own.id)
        sam.sync(pushing(plan, before=sam.head))
        assert row(ann, attach(ann, b"plan").id).state == ""
        ann.sync()
        plan_path = f"v1/blob/{hash_of(b'plan')}"
        assert sam.client.get(plan_path, headers=sam.headers).status_code == 404, "who sends, sends for his own rows"
        shown = sam.client.patch(path, headers={**sam.headers, "Upload-Offset": "0"}, content=secret)
        assert shown.status_code == 200, "who has the bytes may name them"
        assert sam.client.get(path, headers=sam.headers).content == secret
    assert ann.store.ask(lambda snapshot: snapshot.get(Attachment, naming_it.id)) is None


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Device]:
    """A laptop that has nothing, at a server that stores nothing of what these tests send."""
    folder = tmp_path_factory.mktemp("stranger")
    company = Company(str(folder / "server.db"))
    company.user("sam")
    with running(company.url, folder / "server.log") as address, client(address) as http:
        yield enrol(http, "sam")
    company.database.close()


@pytest.mark.parametrize(
    ("method", "path", "headers", "content_", "status"),
    [
        ("GET", "v1/blob/short", {}, b"", 400),
        ("GET", f"v1/blob/{'a' * 64}", {"Range": "bytes=9-12"}, b"", 400),
        ("GET", f"v1/blob/{'a' * 64}", {}, b"", 404),
        ("PATCH", f"v1/blob/{'a' * 64}", {}, b"", 400),
        ("PATCH", f"v1/blob/{'a' * 64}", {"Upload-Offset": "-1"}, b"", 400),
        ("PATCH", f"v1/blob/{'a' * 64}", {"Upload-Offset": "0"}, b"x", 404),
        ("PATCH", f"v1/blob/{'a' * 64}", {"Upload-Offset": "0"}, b"x" * (PIECE + 1), 413),
    ],
)
def test_calls_that_are_none(
    stranger: Device, method: str, path: str, headers: dict[str, str], content_: bytes, status: int
) -> None:
    http = stranger.client
    answered = http.request(method, path, headers={**stranger.headers, **headers}, content=content_)
    assert (answered.status_code, "code" in answered.json()) == (status, True)
    assert http.request(method, path, headers=headers, content=content_[:PIECE]).status_code in (400, 401)


def test_a_refusal_without_a_body_has_its_reason(at_work: Team) -> None:
    ann = at_work.laptop("ann")
    with Line(ann.address) as line:
        assert code_of(lambda: line.blob_standing("x.y", "a" * 64)) == "token_unknown"


def test_who_loses_the_area_loses_the_bytes_too(at_work: Team) -> None:
    ann, ada = at_work.laptop("ann"), at_work.laptop("ada")
    made = attach(ann, b"x" * 10)
    ann.sync()
    ada.sync()
    at_work.company.change(people.unassign, ada.member.user, [at_work.north])
    at_work.company.change(renew_grants)
    with ada.line() as line:
        file = local.File(made.sha256, 10)
        ada.store.maintain(lambda work: local.forget(work.connection, [made.id]))
        assert code_of(lambda: attachment_bytes.fetch(ada.store, line, file)) == "blob_unknown"
    ada.sync()
    assert ada.store.ask(lambda snapshot: local.is_here(snapshot.connection, made.sha256)) is False


# --- how long they are kept -----------------------------------------------------------------------------------------


def test_an_original_goes_only_when_a_backup_holds_it(at_work: Team, tmp_path: Path) -> None:
    ann, ada = at_work.laptop("ann"), at_work.laptop("ada")
    customer = ada.add("Acme")
    ada.sync()
    ann.sync()
    made = attach(ann, b"x" * 10, customer=customer)
    ann.sync()
    ada.sync()

    def is_here(laptop: Laptop) -> bool:
        return laptop.store.ask(lambda snapshot: local.is_here(snapshot.connection, made.sha256))

    at_work.company.change(people.unassign, ann.member.user, [at_work.north])
    at_work.company.change(renew_grants)
    ann.sync()
    assert (row(ann, made.id), is_here(ann)) == (None, True), "no row names it, but it may be the only one"

    def go_by(statement: str) -> None:
        ann.store.maintain(lambda work: work.connection.exec_driver_sql(statement))

    go_by("UPDATE blob SET is_kept = 1, asked_at = 99999999999999")
    ann.sync()
    assert is_here(ann), "the operation that named it may have to be sent again"
    go_by("UPDATE blob SET is_kept = 0, asked_at = 0")
    go_by("DELETE FROM sync_outbox")
    ann.sync()
    assert is_here(ann), "nothing names it any more, but no backup holds it"
    backups.backup(at_work.company.database, tmp_path / "kept.db", now())
    go_by("UPDATE blob SET asked_at = 0")
    ann.sync()
    assert not is_here(ann)


@pytest.mark.parametrize("damage", ["missing", "flipped", "older"])
def test_f21_a_restored_server_asks_for_what_it_lost(team: Team, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "backup.db"
    with team.server():
        ann, ada = team.laptop("ann"), team.laptop("ada")
        customer = ann.add("Acme")
        ann.sync()
        if damage == "older":
            backups.backup(team.company.database, file, now())
        made = attach(ann, THREE_AND_A_HALF, customer=customer)
        ann.sync()
        ada.sync()
    if damage != "older":
        backups.backup(team.company.database, file, now())
        with sqlite3.connect(file) as raw:
            harm = {"missing": "DELETE FROM blob", "flipped": "UPDATE blob_part SET data = zeroblob(9) WHERE n = 2"}
            raw.execute(harm[damage])
    backups.restore(team.company.database, file, now())
    team.company.change(epochs.confirm)
    with team.server():
        for laptop in (ann, ada, ann):
            laptop.sync()
        assert row(ann, made.id).state == "there"
        with team.company.database.snapshot() as connection:
            assert checking.check(connection) == []
            assert blobs.is_whole(connection, team.company.tenant, made.sha256)


def test_f21_bytes_are_kept_while_anything_names_them(at_work: Team) -> None:
    ann = at_work.laptop("ann")
    made = attach(ann, b"x" * 10)
    ann.sync()
    company, later = at_work.company, now()

    def days_go_by(days: int) -> bool:
        nonlocal later
        for _ in range(2):
            later += days * DAY_MS
            company.change(keeping.tidy, later)
        return bool(at_work.rows(tables.blob))

    ann.store.change(records.delete, Attachment, made.id)
    ann.sync()
    assert days_go_by(50), "in the bin, then in the archive"
    assert not any(one.kind == "attachment" for one in at_work.rows(tables.record))
    assert days_go_by(100)
    assert not days_go_by(200), "forgotten with the archive, 30 days later"
    assert at_work.rows(tables.blob_part) == at_work.rows(tables.blob_name) == []


def test_f21_items_and_quarantine_name_bytes_too(on_sqlite: Company) -> None:
    sha256 = hash_of(b"x")

    def fill(connection: Any, tenant: str) -> None:
        connection.execute(tables.blob.insert().values(tenant=tenant, sha256=sha256, size=1, at=0))
        connection.execute(tables.blob_part.insert().values(tenant=tenant, sha256=sha256, n=0, data=b"x"))

    for held in (hold_in_quarantine, hold_in_inbox):
        on_sqlite.change(fill)
        on_sqlite.change(held, sha256)
        for day in (1, 40, 80):
            on_sqlite.change(blobs.tidy, day * DAY_MS)
        assert on_sqlite.ask(blobs.every) == [sha256]
        on_sqlite.change(let_go)
        for day in (90, 140):
            on_sqlite.change(blobs.tidy, day * DAY_MS)
        assert on_sqlite.ask(blobs.every) == []


def hold_in_quarantine(connection: Any, tenant: str, sha256: str) -> None:
    row_: dict[str, Any] = {column.name: "" for column in tables.quarantine.columns}
    row_ |= {"tenant": tenant, "number": 1, "group_": 1, "at": 0, "operation": f'{{"sha256":"{sha256}"}}'}
    connection.execute(tables.quarantine.insert().values(**row_))


def hold_in_inbox(connection: Any, tenant: str, sha256: str) -> None:
    row_: dict[str, Any] = {column.name: "" for column in tables.record.columns}
    row_ |= {"tenant": tenant, "kind": "conflict", "version": 1, "rescued": 0, "data": f'{{"mine":"{sha256}"}}'}
    connection.execute(tables.record.insert().values(**row_))


def let_go(connection: Any, tenant: str) -> None:
    connection.execute(tables.quarantine.delete())
    connection.execute(tables.record.delete().where(tables.record.c.kind == "conflict"))


def test_erasing_a_record_erases_its_bytes_everywhere(at_work: Team) -> None:
    ann, ada = at_work.laptop("ann"), at_work.laptop("ada")
    customer, other = ann.add("Acme"), ann.add("Beta")
    made = attach(ann, b"only here" * 9, customer=customer)
    shared = attach(ann, b"in both" * 9, customer=customer)
    attach(ann, b"in both" * 9, customer=other)
    ann.sync()
    ada.sync()
    at_work.company.change(erasing.erase, "customer", customer, now())
    assert at_work.company.ask(blobs.every) == [shared.sha256]
    for laptop in (ann, ada):
        laptop.sync()
        here = laptop.store.ask(lambda s: [local.is_here(s.connection, one.sha256) for one in (made, shared)])
        assert here == [False, True]
