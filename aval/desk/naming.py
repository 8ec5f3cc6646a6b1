"""Codes in words: functions, sectors, reasons of a classification, in the reader's language."""

from django.utils.translation import get_language

from aval.prospects.classification import functions as business_functions
from aval.prospects.classification import say
from aval.prospects.classification.companies import section_names
from aval.prospects.models import Person


def name_person(person: Person) -> str:
    """Her name, or that of the service behind a role mailbox."""
    name = f"{person.first_name} {person.last_name}".strip()
    if name:
        return name
    points = list(person.contact_points.all())
    return points[0].value.partition("@")[0] + "@" if points and "@" in points[0].value else f"#{person.pk}"


def functions() -> list[tuple[str, str]]:
    """Every business function and its name."""
    return list(business_functions(get_language() or "fr").items())


def sectors() -> list[tuple[str, str]]:
    """Every section of the NAF and its name."""
    return list(section_names(get_language() or "fr").items())


def because(codes: str) -> str:
    """Why somebody is classified so: the codes kept, in words."""
    language = get_language() or "fr"
    return ", ".join(say(code, language) for code in codes.split(",") if code)
