"""Finding somebody among millions: by the beginning of a name, of a company, of an address.

Each way in is an index read from a point and stopped early; nothing scans.
"""

from django.db.models import Q, QuerySet

from aval.accounts.models import Organisation
from aval.prospects.classification.folding import fold
from aval.prospects.models import Company, ContactPoint, Person

ENOUGH = 400  # people one way in may bring before the reader is asked for more letters
LAST = "\U0010ffff"


def begins(field: str, text: str) -> Q:
    """Rows whose field begins with the text, as a range an index serves."""
    return Q(**{f"{field}__gte": text, f"{field}__lt": text + LAST})


def spellings(word: str) -> list[str]:
    """As typed, as a name, in capitals, small: a file may have used any of them."""
    return list(dict.fromkeys([word, word.title(), word.upper(), word.lower()]))


def find(organisation: Organisation, text: str) -> QuerySet[Person]:
    """People whose last name, first name and last name, company or address begins with the text."""
    words = text.replace("\u00a0", " ").split()
    if not words:
        return Person.objects.of(organisation).filter(quarantined=False)
    whole = " ".join(words)
    ids = _by_name(organisation, words) | _by_company(organisation, whole) | _by_address(organisation, whole)
    return Person.objects.of(organisation).filter(pk__in=ids, quarantined=False)


def _by_name(organisation: Organisation, words: list[str]) -> set[int]:
    found: set[int] = set()
    for place, word in enumerate(words):
        rest = [other for position, other in enumerate(words) if position != place]
        for spelling in spellings(word):
            people = Person.objects.of(organisation).filter(begins("last_name", spelling))
            for other in rest:
                people = people.filter(Q(first_name__istartswith=other) | Q(last_name__icontains=other))
            found.update(people.values_list("pk", flat=True)[:ENOUGH])
    return found


def _by_company(organisation: Organisation, whole: str) -> set[int]:
    companies = Company.objects.of(organisation).filter(
        begins("key", fold(whole)) | begins("key", whole.replace(" ", ""))
    )
    names = list(companies.values_list("pk", flat=True)[:ENOUGH])
    return set(Person.objects.of(organisation).filter(company__in=names).values_list("pk", flat=True)[:ENOUGH])


def _by_address(organisation: Organisation, whole: str) -> set[int]:
    points = ContactPoint.objects.of(organisation).filter(
        begins("normal", whole.lower()), medium__in=ContactPoint.Medium.values
    )
    return set(points.values_list("person", flat=True)[:ENOUGH])
