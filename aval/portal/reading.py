"""What her page shows: who we are, what is held about her, from where, until when, and what we did."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from aval.accounts.models import Organisation
from aval.campaigns.letters.surroundings import as_sentence
from aval.clearance.keeping import kept_until
from aval.post.models import Attempt
from aval.prospects.links import Link, read_token
from aval.prospects.models import ContactPoint, Objection, Person, Provenance


@dataclass(frozen=True, slots=True)
class Datum:
    """One thing held: its name, its value, from whom."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done, and when."""

    at: datetime
    said: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """Everything about the bearer of a link. `person` is None when nothing is held any more."""

    link: Link
    organisation: Organisation
    person: Person | None
    points: tuple[ContactPoint, ...]
    provenances: tuple[Provenance, ...]
    attempts: tuple[Attempt, ...]
    objections: tuple[Objection, ...]

    @property
    def origin(self) -> Provenance | None:
        """Where she was last collected from."""
        return self.provenances[0] if self.provenances else None

    @property
    def letter(self) -> Attempt | None:
        """The last letter that left for her."""
        return self.attempts[0] if self.attempts else None

    @property
    def reason(self) -> str:
        """Why the offer of the last letter was thought to concern her."""
        return as_sentence(self.letter.campaign.offer.reason) if self.letter else ""

    def kept_until(self, on: date) -> date | None:
        """The first day her data may not serve any more, under the law of `on`."""
        if self.person is None or self.origin is None:
            return None
        heard = self.person.last_contact_from_at
        return kept_until(self.origin.collected_on, heard.date() if heard else None, on=on)

    def data(self) -> list[Datum]:
        """What we know of her, each with the source that said it first."""
        if self.person is None:
            return []
        told = self.provenances[-1].source.name if self.provenances else "—"
        person, company = self.person, self.person.company
        known = [
            (_("Nom"), " ".join(filter(None, [person.civility, person.first_name, person.last_name]))),
            *((point.get_medium_display().capitalize(), point.value) for point in self.points),
            (_("Fonction"), person.title),
            (_("Société"), company.name if company else ""),
            (_("SIREN de la société"), (company.siren or "") if company else ""),
            (_("Ville de la société"), company.city if company else ""),
        ]
        return [Datum(str(name), value, told) for name, value in known if value]

    def events(self) -> list[Event]:
        """What was done, oldest first."""
        received = [
            Event(one.received_at, _("Adresse reçue : %(source)s") % {"source": one.source.name})
            for one in self.provenances
        ]
        sent = [
            Event(
                one.handed_at, _("Lettre envoyée : %(offer)s") % {"offer": one.campaign.offer.name}, one.clearance.basis
            )
            for one in self.attempts
            if one.handed_at and one.clearance
        ]
        stopped = [Event(one.recorded_at, _("Votre opposition, enregistrée")) for one in self.objections[:1]]
        return sorted([*received, *sent, *stopped], key=lambda event: event.at)


def open_file(token: str) -> File | None:
    """The file a token opens; None for a token we did not write."""
    link = read_token(token)
    organisation = link and Organisation.objects.filter(pk=link.organisation).first()
    if link is None or organisation is None:
        return None
    found = ContactPoint.objects.of(organisation).filter(pk=link.contact_point)
    point = found.select_related("person__company").first()
    if point is None:
        return File(link, organisation, None, (), (), (), ())
    person = point.person
    attempts = Attempt.objects.of(organisation).filter(person=person, state=Attempt.State.SENT, campaign__isnull=False)
    return File(
        link=link,
        organisation=organisation,
        person=person,
        points=tuple(person.contact_points.order_by("medium", "id")),
        provenances=tuple(person.provenances.select_related("source").order_by("-received_at", "-id")),
        attempts=tuple(attempts.select_related("campaign__offer__brand", "clearance").order_by("-handed_at")),
        objections=tuple(person.objections.order_by("-recorded_at", "-id")),
    )
