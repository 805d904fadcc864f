"""Search over all kinds: hits by name, other hits, then guesses at typing errors, marked as such."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import UsageError
from desktop_crm.domain.fields import Record, fields_of
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.views import CustomerHit, SearchHit
from desktop_crm.storage import finding, search
from desktop_crm.storage.lists import key_of, rows
from desktop_crm.storage.snapshot import Snapshot

ENOUGH = 3
"""With fewer exact hits than this, similar names are offered too."""


def search_all(snapshot: Snapshot, words: str, kinds: Sequence[str] = (), limit: int = 20) -> list[SearchHit]:
    """Hits of every kind, at most ``limit`` in all; with few of them, names that resemble the words, marked."""
    for kind in kinds:
        if kind not in search.SEARCHED:
            raise UsageError("unknown_kind", where=kind)
    hits: list[SearchHit] = []
    for kind in kinds or search.SEARCHED:
        if len(hits) < limit:
            hits += _hits(snapshot, kind, finding.ids(snapshot, kind, words, limit - len(hits)), words)
    if len(hits) < ENOUGH:
        known = {hit.id for hit in hits}
        for kind in kinds or ("customer", "contact"):
            near = [i for i in finding.similar(snapshot, KINDS[kind], words, 5) if i not in known]
            hits += _hits(snapshot, kind, near, words, similar=True)
    return hits[:limit]


def find_customers(snapshot: Snapshot, words: str, limit: int) -> list[CustomerHit]:
    """The first customers that the words hit, in the order of ``search_all``, as a form offers them."""
    found = rows(snapshot, "customer", finding.keys(snapshot, "customer", words, limit))
    records = snapshot.existing(Customer, [row.id for row in found])
    return [CustomerHit(row, _matched(snapshot, records[row.id], words)) for row in found]


def _hits(snapshot: Snapshot, kind: str, ids: Sequence[str], words: str, *, similar: bool = False) -> list[SearchHit]:
    records = snapshot.existing(KINDS[kind], ids)
    customers = {getattr(r, "customer_id", "") for r in records.values()} - {""}
    owners = snapshot.titles(Customer, customers)
    hits = []
    for id_ in ids:
        record = records[id_]
        customer = id_ if kind == "customer" else str(getattr(record, "customer_id", ""))
        hits.append(
            SearchHit(
                kind=kind,
                id=id_,
                title=_title(record),
                matched=_matched(snapshot, record, words),
                customer_id=customer,
                customer=_title(record) if kind == "customer" else owners.get(customer, ""),
                tier=_tier(snapshot, customer),
                similar=similar,
            )
        )
    return hits


def _title(record: Record) -> str:
    text = str(getattr(record, record.TITLE))
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:120]


def _tier(snapshot: Snapshot, customer_id: str) -> str:
    key = key_of(snapshot, "customer", customer_id) if customer_id else None
    found = rows(snapshot, "customer", [key]) if key is not None else []
    return found[0].tier if found else ""


def _matched(snapshot: Snapshot, record: Record, words: str) -> str:
    """The text that answered, when it is not the title itself: another field, a contact, a phone number."""
    fields = fields_of(type(record)).values()
    names, texts, phones = (
        [str(getattr(record, f.name)) for f in fields if f.search == how] for how in ("name", "text", "phone")
    )
    if record.KIND == "customer":
        for contact in snapshot.find(Contact, {"customer_id": record.id}):
            names.append(contact.name)
            phones += [contact.mobile, contact.phone]
    return search.matched_text(words, str(getattr(record, record.TITLE)), names, texts, phones)[:120]
