"""``check`` finds every kind of damage that it knows, and nothing in a store that is whole."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, insert

from desktop_crm.domain.attachments import hash_of
from desktop_crm.server import checking, tables
from desktop_crm.server.commands import keeping
from desktop_crm.server.commands.keeping import sentence
from desktop_crm.sync.operations import Operation, Value
from tests.servers import Company, now

pytestmark = pytest.mark.slow

CUSTOMER = "0198c0de-0000-7000-8000-000000000001"
CONTACT = "0198c0de-0000-7000-8000-000000000002"

ATTACHMENT = "0198c0de-0000-7000-8000-000000000003"

DAMAGES = [
    ("UPDATE bucket_head SET rows = rows + 1 WHERE bucket = 'tenant'", {"bucket_sum"}),
    ("UPDATE bucket_head SET total = '1' WHERE bucket = 'tenant'", {"bucket_sum"}),
    ("UPDATE blob_part SET data = x'00'", {"bytes_damaged"}),
    ("DELETE FROM blob", {"bytes_missing"}),
    ("UPDATE device SET last_hash = 'x' WHERE id = 'office'", {"chain_end"}),
    ("UPDATE feed SET seq = 1 << 50 WHERE id = '{contact}'", {"feed_beyond"}),
    ("UPDATE feed SET is_gone = 1 WHERE id = '{contact}'", {"feed_gone_but_held"}),
    ("DELETE FROM feed WHERE id = '{contact}'", {"feed_missing"}),
    ("UPDATE feed SET bucket = 'tenant' WHERE id = '{contact}'", {"feed_missing", "feed_of_nothing"}),
    ("UPDATE feed SET version = 1 WHERE id = '{contact}'", {"feed_version"}),
    ("UPDATE grant_ SET to_seq = 1 WHERE bucket = 'tenant'", {"grant_missing"}),
    ("UPDATE grant_ SET bucket = 'terr:x' WHERE bucket = 'tenant'", {"grant_missing", "grant_extra"}),
    (
        "UPDATE record SET buckets = 'tenant' WHERE id = '{contact}'",
        {"place_differs", "feed_missing", "feed_of_nothing", "bucket_sum"},
    ),
    ("UPDATE record SET root_id = 'x' WHERE id = '{contact}'", {"root_differs"}),
    ("DELETE FROM receipt WHERE device = 'office' AND number = 3", {"receipts_missing"}),
    ("UPDATE receipt SET device = 'x' WHERE number = 1", {"receipts_of_nobody"}),
    ("UPDATE record SET version = 1 << 50 WHERE id = '{contact}'", {"version_beyond", "feed_version", "bucket_sum"}),
    (
        "UPDATE record SET version = (SELECT version FROM record WHERE id = '{customer}') WHERE id = '{contact}'",
        {"version_twice", "feed_version", "bucket_sum"},
    ),
]


@pytest.fixture
def whole(on_sqlite: Company) -> Company:
    north = on_sqlite.territory("North")
    on_sqlite.write(
        Operation("i", "customer", CUSTOMER, new={"id": CUSTOMER, "name": "Hooli", "territory_id": north}, at=now()),
        Operation("i", "contact", CONTACT, new={"id": CONTACT, "name": "X", "customer_id": CUSTOMER}, at=now()),
    )
    sha256 = hash_of(b"x")
    file: dict[str, Value] = {"name": "x", "size": 1, "sha256": sha256, "customer_id": CUSTOMER, "state": "there"}
    on_sqlite.write(Operation("i", "attachment", ATTACHMENT, {"id": ATTACHMENT, **file}, at=now()))

    def hold(connection: Connection, tenant: str) -> None:
        connection.execute(insert(tables.blob).values(tenant=tenant, sha256=sha256, size=1, at=0))
        connection.execute(insert(tables.blob_part).values(tenant=tenant, sha256=sha256, n=0, data=b"x"))

    on_sqlite.change(hold)
    return on_sqlite


def found(company: Company) -> list[checking.Problem]:
    with company.database.snapshot() as connection:
        return checking.check(connection)


@pytest.mark.parametrize("damage, codes", DAMAGES)
def test_every_damage_is_found_and_has_a_sentence(whole: Company, damage: str, codes: set[str]) -> None:
    assert found(whole) == []
    with whole.database.engine.connect() as connection:
        connection.exec_driver_sql(damage.format(contact=CONTACT, customer=CUSTOMER))
        connection.commit()
    problems = found(whole)
    assert {problem.code for problem in problems} == codes
    assert all(problem.where in sentence(problem) for problem in problems)


def test_every_code_is_tried() -> None:
    assert set().union(*(codes for _, codes in DAMAGES)) == set(keeping._SENTENCES)
