"""The invented people of a sample customer: half with Chinese, half with English names, one of them who decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.ids import derived_id
from desktop_crm.usecases.sample_chance import Chance

Rules = Mapping[str, Any]


def people_of(customer: Customer, chance: Chance, rules: Rules) -> list[Contact]:
    """One to three contacts, the most senior first; each refers to the one above."""
    people = rules["people"]
    count = int(chance.weighted("how many people", people["how_many"]))
    found: list[Contact] = []
    for place, positions in enumerate(people["positions"][:count]):
        about = f"person {place}"
        language = language_of(chance, place, rules)
        position = chance.one_of(f"{about} position", positions)
        title, department = position[language]
        number = chance.whole(f"{about} phone", *people["phone_numbers"][language])
        found.append(
            Contact(
                id=derived_id("contact", rules["source"], customer.id, str(place)),
                source=rules["source"],
                customer_id=customer.id,
                name=_name(chance, about, language, people),
                title=title,
                department=department,
                level=position["level"],
                role=position["role"],
                stance=chance.weighted(f"{about} stance", people["stances"]),
                trust=chance.whole(f"{about} trust", 2, 5),
                reports_to_id=found[-1].id if found else "",
                mobile=people["phones"][language].format(number),
                best_time=chance.one_of(f"{about} best time", people["best_times"][language]),
            )
        )
    return found


def language_of(chance: Chance, place: int, rules: Rules) -> str:
    """Language of the person at this place, and of the notes about it: ``zh`` or ``en``."""
    return "zh" if chance.share(f"person {place} language") < rules["people"]["chinese_share"] else "en"


def _name(chance: Chance, about: str, language: str, people: Rules) -> str:
    first, last = ("surnames", "given_zh") if language == "zh" else ("first_en", "last_en")
    parts = chance.one_of(f"{about} first", people[first]), chance.one_of(f"{about} last", people[last])
    return ("" if language == "zh" else " ").join(parts)
