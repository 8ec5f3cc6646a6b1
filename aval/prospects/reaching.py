"""Two ways to reach somebody that no file brings: her name at a postal address, and her page on a social network.

A postal address is many people's: what is recognised again, and stopped, is her name at that address.
"""

import re
import unicodedata
from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Member
from aval.prospects.fingerprints import fingerprint
from aval.prospects.models import ContactPoint, Person

MOST_LINES, LONGEST_LINE = 5, 38  # below the name; what an envelope's window shows (norme NF Z 10-011)
FRENCH = re.compile(r"\d{5} \S.*")
ABROAD = re.compile(r"[A-Z][A-Z' -]{2,}")
HANDLE = re.compile(r"/[^/].{1,150}")
Kind = ContactPoint.RecipientKind


def name_on_envelope(person: Person) -> str:
    """Civility, first name, last name; the company's when the person has none."""
    named = " ".join(part for part in (person.civility, person.first_name, person.last_name.upper()) if part)
    return named or (person.company.name if person.company else "")


def read_postal(text: str, country: str = "FR") -> str:
    """The lines under the name, as an envelope shows them. `ValidationError` says what to mend."""
    lines = [" ".join(re.sub(r"[,;.]", " ", line).split()) for line in text.splitlines() if line.strip()]
    if not lines:
        raise ValidationError({"value": _("Écrivez l’adresse, la ville à la dernière ligne.")})
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        raise ValidationError(
            {"value": _("Cinq lignes au plus, de 38 caractères chacune : la fenêtre n’en montre pas davantage.")}
        )
    last = _plain(lines[-1]).upper()
    if not (FRENCH.fullmatch(last) if country in {"FR", "GP", "MQ", "GF", "RE", "YT"} else ABROAD.search(last)):
        raise ValidationError({"value": _("La dernière ligne porte le code postal et la ville : « 59000 Lille ».")})
    return "\n".join([*lines[:-1], last])


def read_profile(text: str) -> str:
    """The address of a page, without what follows the question mark. `ValidationError` says what to mend."""
    parts = urlsplit(text.strip() if "://" in text else f"https://{text.strip()}")
    if parts.scheme != "https" or "." not in (parts.hostname or "") or not HANDLE.fullmatch(parts.path):
        raise ValidationError({"value": _("Donnez l’adresse de sa page : https://www.linkedin.com/in/…")})
    return f"https://{parts.hostname}{parts.path.rstrip('/')}"[:254]


@transaction.atomic
def add_contact_point(
    person: Person, medium: str, value: str, *, found_at: str = "", by: Member | None, at: datetime
) -> ContactPoint:
    """Write down where she is reached by post or by private message; the same one given twice is one row.

    `found_at`: the public page it was read on, if any. `ValidationError` names the field.
    """
    if medium == ContactPoint.Medium.POST:
        said = read_postal(value, person.country)
        normal = " ".join(_plain(f"{name_on_envelope(person)} {said}").casefold().split())
    elif medium == ContactPoint.Medium.PRIVATE:
        said = read_profile(value)
        normal = said.removeprefix("https://").removeprefix("www.").casefold()
    else:
        raise ValidationError({"medium": _("Nature inconnue.")})
    point, made = ContactPoint.objects.of(person.organisation_id).get_or_create(
        organisation=person.organisation,
        person=person,
        medium=medium,
        normal=normal[:254],
        defaults={
            "value": said,
            "fingerprint": fingerprint(medium, normal[:254]),
            "recipient_kind": kind_of(person),
            "address_kind": medium,
            "confidence": 1.0,
            "classified_by": "member",
            "published_at_url": found_at[:500],
            "published_on": at.date() if found_at else None,
        },
    )
    if made:
        told = {"contact_point": point.pk, "medium": medium, "by": by.pk if by else None}
        evidence.record(person.organisation_id, "person:reached", told, at=at, subject=f"person:{person.pk}")
    return point


def kind_of(person: Person) -> str:
    """Whom a letter there is for: her trade, her employer's service, she at work, or she at home."""
    company = person.company
    if company is None:
        return Kind.CONSUMER
    if (company.legal_form or "").startswith("1"):
        return Kind.SOLE_TRADER
    return Kind.PRO_NOMINATIVE if person.last_name else Kind.GENERIC_LEGAL_PERSON


def _plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
