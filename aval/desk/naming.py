"""Codes in words: functions, sectors, findings, in the reader's language."""

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
    return []


def sectors() -> list[tuple[str, str]]:
    """Every section of the NAF and its name."""
    return []
