"""A crowd: as many invented people as a measure or a journey needs, at reserved domains, stored at once."""

from datetime import datetime

from aval.prospects.fingerprints import fingerprint
from aval.prospects.models import Company, ContactPoint, Person, Provenance, Source


def make_crowd(source: Source, size: int, at: datetime, *, start: int = 0) -> None:
    """`size` finance directors of this source, each of a company of her own, at `p0@societe0.example` and on."""
    organisation, numbers = source.organisation, range(start, start + size)
    companies = Company.objects.of(organisation).bulk_create(
        Company(organisation=organisation, key=f"foule {number}", name=f"Foule {number}", legal_form="5710")
        for number in numbers
    )
    people = Person.objects.of(organisation).bulk_create(
        Person(
            organisation=organisation,
            company=company,
            first_name="Claude",
            last_name=f"Durand{number}",
            identity=fingerprint("identity", f"claude durand{number}"),
            title="Directrice financière",
            function="finance",
            function_confidence=1.0,
            function_observed_on=source.collected_on,
            created_at=at,
        )
        for number, company in zip(numbers, companies, strict=True)
    )
    ContactPoint.objects.of(organisation).bulk_create(
        address(person, number) for number, person in zip(numbers, people, strict=True)
    )
    Provenance.objects.of(organisation).bulk_create(
        Provenance(
            organisation=organisation, person=person, source=source, collected_on=source.collected_on, received_at=at
        )
        for person in people
    )


def address(person: Person, number: int) -> ContactPoint:
    """Her address at work."""
    value = f"p{number}@societe{number}.example"
    return ContactPoint(
        organisation=person.organisation,
        person=person,
        medium="email",
        value=value,
        normal=value,
        fingerprint=fingerprint("email", value),
        recipient_kind="pro_nominative",
        address_kind="pro_nominative",
        confidence=1.0,
    )
