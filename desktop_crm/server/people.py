"""Accounts and territories, as an administrator changes them: the account, its record, and what may be seen with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.folding import fold
from desktop_crm.domain.ids import new_id
from desktop_crm.domain.territories import USER_ROLES
from desktop_crm.server import access, audit, office, records
from desktop_crm.server.ledger import Held
from desktop_crm.server.passwords import hashed
from desktop_crm.server.tables import account, assignment, device
from desktop_crm.sync.operations import Value


@dataclass(frozen=True, slots=True)
class NewUser:
    """Somebody who is to get an account."""

    name: str
    password: str
    role: str = "rep"
    login: str = ""
    """What is typed to sign in; empty = the name."""
    territories: Sequence[str] = ()
    """Ids."""
    manager: str = ""
    """Id of the user whom the new one answers to."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account."""

    user_id: str
    login: str
    role: str
    state: str
    """active or closed."""


def add(connection: Connection, tenant: str, new: NewUser, now: int) -> str:
    """Make an account with its record. Returns the user's id.

    Raises ``RuleError``: account_exists, password_short, field_required, field_choice.
    """
    login = fold(new.login or new.name)
    if not login:
        raise RuleError("field_required", where="name")
    if new.role not in USER_ROLES:
        raise RuleError("field_choice", where="role", value=new.role, choices=", ".join(USER_ROLES))
    taken = select(account.c.user_id).where(account.c.tenant == tenant, account.c.login == login)
    if connection.execute(taken).first():
        raise RuleError("account_exists", value=login)
    user = new_id()
    connection.execute(
        insert(account).values(
            tenant=tenant,
            user_id=user,
            login=login,
            password_hash=hashed(new.password),
            role=new.role,
            state="active",
        )
    )
    assign(connection, tenant, user, new.territories)
    values: dict[str, Value] = {"name": new.name.strip(), "role": new.role}
    if new.territories:
        values["territory_id"] = new.territories[0]
    if new.manager:
        values["manager_id"] = new.manager
    office.write(connection, tenant, [office.add("user", user, values, now)], now)
    audit.note(connection, tenant, "user add", now, user=user, role=new.role)
    return user


def accounts(connection: Connection, tenant: str) -> list[Account]:
    """All accounts, by login."""
    query = select(account).where(account.c.tenant == tenant).order_by(account.c.login)
    return [Account(row.user_id, row.login, row.role, row.state) for row in connection.execute(query)]


def find(connection: Connection, tenant: str, login: str) -> Account:
    """An account by login or id. Raises ``RuleError`` (unknown_id)."""
    for known in accounts(connection, tenant):
        if login == known.user_id or fold(login) == known.login:
            return known
    raise RuleError("unknown_id", where="user", value=login)


def set_password(connection: Connection, tenant: str, user: str, password: str, now: int) -> int:
    """Give an account another password; its laptops have to sign in again. Returns how many those are."""
    connection.execute(_account(tenant, user).values(password_hash=hashed(password)))
    ended = connection.execute(
        update(device)
        .where(device.c.tenant == tenant, device.c.user_id == user, device.c.ended == "")
        .values(ended="password_changed")
    )
    audit.note(connection, tenant, "user password", now, user=user)
    return ended.rowcount


def change(
    connection: Connection, tenant: str, user: str, now: int, *, role: str | None = None, manager: str | None = None
) -> None:
    """Give somebody another role, or somebody else to answer to (id; empty: nobody). Account, grants and what laptops
    are told follow from the record.

    Raises ``RuleError``: field_choice, last_admin, reference_itself where the two would answer to each other.
    """
    held = records.read(connection, tenant, {("user", user)}, lock=True)["user", user]
    values: dict[str, Value] = {}
    if role is not None:
        if role not in USER_ROLES:
            raise RuleError("field_choice", where="role", value=role, choices=", ".join(USER_ROLES))
        if role != "admin" and access.is_last_admin(connection, tenant, user):
            raise RuleError("last_admin")
        values["role"] = role
    if manager is not None:
        _refuse_circle(connection, tenant, held, manager)
        values["manager_id"] = manager or None
    if values:
        office.write(connection, tenant, [office.edit(held, values, now)], now)
        audit.note(connection, tenant, "user change", now, user=user, **values)


def _refuse_circle(connection: Connection, tenant: str, held: Held, manager: str) -> None:
    above = {one.id: str(one.values.get("manager_id") or "") for one in records.of_kind(connection, tenant, "user")}
    known = set[str]()
    while manager and manager not in known:
        if manager == held.id:
            raise RuleError("reference_itself", where="manager_id", of_kind="user", value=str(held.values["name"]))
        known.add(manager)
        manager = above.get(manager, "")


def manager_of(connection: Connection, tenant: str, user: str) -> str:
    """Id of the user whom somebody answers to; empty for nobody."""
    held = records.read(connection, tenant, {("user", user)}).get(("user", user))
    return str(held.values.get("manager_id") or "") if held else ""


def close(connection: Connection, tenant: str, user: str, now: int) -> None:
    """Close an account: its laptops are answered so, and it sees nothing any more. Its record stays: others name it.

    Raises ``RuleError`` (last_admin) for the only administrator.
    """
    if access.is_last_admin(connection, tenant, user):
        raise RuleError("last_admin")
    connection.execute(_account(tenant, user).values(state="closed"))
    office.renew_grants(connection, tenant)
    audit.note(connection, tenant, "user close", now, user=user)


def reopen(connection: Connection, tenant: str, user: str, now: int) -> None:
    """Open a closed account again."""
    connection.execute(_account(tenant, user).values(state="active"))
    office.renew_grants(connection, tenant)
    audit.note(connection, tenant, "user open", now, user=user)


def _account(tenant: str, user: str) -> Any:
    return update(account).where(account.c.tenant == tenant, account.c.user_id == user)


# --- territories ---------------------------------------------------------------------------------------------------


def add_territory(connection: Connection, tenant: str, name: str, parent: str, now: int) -> str:
    """Make a territory below another one (id), or at the top. Returns its id.

    Raises ``RuleError``: field_required, territory_exists for a name its neighbours have.
    """
    if not name.strip():
        raise RuleError("field_required", where="name")
    for known in territories(connection, tenant):
        if fold(str(known.values["name"])) == fold(name) and (known.values.get("parent_id") or "") == parent:
            raise RuleError("territory_exists", value=name)
    id_ = new_id()
    values: dict[str, Value] = {"name": name.strip()}
    if parent:
        values["parent_id"] = parent
    office.write(connection, tenant, [office.add("territory", id_, values, now)], now)
    audit.note(connection, tenant, "territory add", now, territory=id_)
    return id_


def territories(connection: Connection, tenant: str) -> list[Held]:
    """All territories that do not lie in the bin."""
    return [held for held in records.of_kind(connection, tenant, "territory") if not held.is_deleted]


def find_territory(connection: Connection, tenant: str, asked: str) -> str:
    """Id of a territory by name, id or the beginning of an id (8 characters).

    Raises ``RuleError``: unknown_id, ambiguous_name.
    """
    known = territories(connection, tenant)
    found = [held.id for held in known if asked == held.id or fold(asked) == fold(str(held.values["name"]))]
    if not found and len(asked) >= 8:
        found = [held.id for held in known if held.id.startswith(asked)]
    if len(found) > 1:
        raise RuleError("ambiguous_name", where="territory", value=asked, candidates=", ".join(found))
    if not found:
        raise RuleError("unknown_id", where="territory", value=asked)
    return found[0]


def assign(connection: Connection, tenant: str, user: str, ids: Sequence[str]) -> None:
    """Give a user territories, beside those held already. What may be seen follows with the next ``renew_grants``."""
    held = set(assigned(connection, tenant, user))
    rows = [{"tenant": tenant, "user_id": user, "territory_id": id_} for id_ in dict.fromkeys(ids) if id_ not in held]
    if rows:
        connection.execute(insert(assignment), rows)


def unassign(connection: Connection, tenant: str, user: str, ids: Sequence[str]) -> int:
    """Take territories from a user. Returns how many of them were held."""
    mine = delete(assignment).where(assignment.c.tenant == tenant, assignment.c.user_id == user)
    return connection.execute(mine.where(assignment.c.territory_id.in_(list(ids)))).rowcount


def assigned(connection: Connection, tenant: str, user: str) -> list[str]:
    """Ids of the territories that a user was given, without those below them."""
    query = select(assignment.c.territory_id).where(assignment.c.tenant == tenant, assignment.c.user_id == user)
    return [str(row[0]) for row in connection.execute(query.order_by(assignment.c.territory_id))]
