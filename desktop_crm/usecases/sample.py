"""Adds what the real pipeline data lack: people, visits, tasks, places, tier inputs; invented, and marked ``sample``.

The rules are data (``resources/sample_data/sample_rules.json``). What a customer gets depends on its name, its deals
and the rules, never on a clock or on chance.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.fields import Record
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.territories import Territory
from desktop_crm.storage.schemes import current_scheme
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import sample_inputs
from desktop_crm.usecases.sample_chance import Chance
from desktop_crm.usecases.sample_inputs import Deals
from desktop_crm.usecases.sample_people import people_of
from desktop_crm.usecases.sample_visits import Circumstances, diary_of


def add_sample(work: UnitOfWork, rules: Mapping[str, Any]) -> dict[str, int]:
    """Add the sample to every customer of the import ``rules["of_source"]``; a second run adds nothing.

    Answers the number of customers completed (``customer``) and of records made, by kind.
    """
    imported = work.find(Customer, {"source": rules["of_source"]})
    customers = [customer for customer in imported if customer.market_influence_source != rules["source"]]
    deals = sample_inputs.deals_by_customer(work)
    classes = sample_inputs.classes_of(customers, deals, rules)
    territories = {territory.id: territory.name for territory in work.find(Territory)}
    scheme = current_scheme(work)
    edits: dict[str, dict[str, tuple[Any, Any]]] = {}
    made: dict[str, list[Record]] = defaultdict(list)
    plans: Counter[str] = Counter()
    for customer in customers:
        chance, own_deals = Chance(customer.name), deals.get(customer.id, Deals())
        values = sample_inputs.inputs_of(classes[customer.id], chance, rules, work.today, scheme.currency)
        cadence_days = sample_inputs.cadence_days(values, own_deals, scheme, work.today)
        values |= sample_inputs.place_of(customer, territories.get(customer.territory_id, ""), chance, rules)
        edits[customer.id] = {name: (getattr(customer, name), value) for name, value in values.items()}
        people = people_of(customer, chance, rules)
        known = Circumstances(
            customer=customer,
            contacts=people,
            products=own_deals.products,
            cadence_days=cadence_days,
            today=work.today,
            zone=work.moment.zone,
            plans_so_far=plans[customer.owner_id],
        )
        for record in (*people, *diary_of(known, chance, rules)):
            made[record.KIND].append(record)
            plans[customer.owner_id] += getattr(record, "state", "") == "planned"
    work.edit_many(Customer, edits)
    for kind in KINDS:
        work.insert_many(made[kind])
    counts = {"customer": len(edits)} | {kind: len(records) for kind, records in made.items() if records}
    work.label("import", files="sample_rules.json", created=sum(map(len, made.values())), changed=len(edits))
    return counts
