"""The file a token opens: who we are, whom it is about, and the rows her page is made of, each read when it is asked for."""

from datetime import date, datetime
from functools import cached_property

from django.db.models import QuerySet

from aval.accounts.models import Brand, Organisation
from aval.calls.models import Call
from aval.clearance.keeping import kept_until
from aval.collection.models import Behaviour
from aval.portal.tokens import Bearer, read_bearer
from aval.post.models import Attempt, Single
from aval.prospects.holdings import holdings
from aval.prospects.links import link_token
from aval.prospects.models import Consent, ContactPoint, Objection, Person, Provenance
from aval.prospects.standing import Standing, standing
from aval.rights.models import Case, Recipient


class File:
    """Everything about the bearer of a token. Without `point`, nothing is held of her any more."""

    def __init__(self, bearer: Bearer, organisation: Organisation, point: ContactPoint | None) -> None:
        self.link, self.whole = bearer.link, bearer.whole
        self.organisation, self.point = organisation, point

    @property
    def person(self) -> Person | None:
        """Whom the contact point belongs to."""
        return self.point.person if self.point else None

    @property
    def bare(self) -> str:
        """The token that never ends: what stops things must work on a page left open all day."""
        return link_token(self.link.organisation, self.link.contact_point, self.link.campaign)

    @cached_property
    def points(self) -> list[ContactPoint]:
        """Her addresses and numbers."""
        return list(self.person.contact_points.order_by("medium", "id")) if self.person else []

    @property
    def mailbox(self) -> str:
        """Where to answer her: the address of the link, else another of hers, else none."""
        first = [self.point] if self.point else []
        return next((point.value for point in [*first, *self.points] if point.medium == "email"), "")

    @cached_property
    def provenances(self) -> list[Provenance]:
        """Where she comes from, last received first."""
        if self.person is None:
            return []
        return list(self.person.provenances.select_related("source").order_by("-received_at", "-id"))

    @cached_property
    def attempts(self) -> list[Attempt]:
        """The letters that left for her, last first, each with its decision."""
        if self.person is None:
            return []
        sent = held(Attempt, self.person).filter(state=Attempt.State.SENT, campaign__isnull=False)
        rows = sent.select_related("campaign__offer__brand", "clearance").order_by("-handed_at")
        return list(rows)

    @cached_property
    def objections(self) -> list[Objection]:
        """What she stopped, last first: one row an act, the widest of it."""
        if self.person is None:
            return []
        rows = held(Objection, self.person).select_related("brand").order_by("-recorded_at", "channel", "id")
        acts = {(row.evidence, row.channel, row.brand_id): row for row in reversed(rows)}
        return sorted(acts.values(), key=lambda row: (row.recorded_at, row.channel == "", row.pk), reverse=True)

    @cached_property
    def singles(self) -> list[Single]:
        """The messages owed to her: answers, confirmations, notices."""
        return list(held(Single, self.person).select_related("attempt")) if self.person else []

    @cached_property
    def calls(self) -> list[Call]:
        """The calls to her, each with its decision."""
        return list(held(Call, self.person).select_related("clearance")) if self.person else []

    @cached_property
    def consents(self) -> list[Consent]:
        """What she agreed to, refused or took back."""
        return list(held(Consent, self.person)) if self.person else []

    @property
    def agreed(self) -> list[Standing]:
        """What she agreed to and may take back, in force or waiting for her confirmation."""
        return [
            one
            for one in standing(sorted(self.consents, key=lambda act: (act.acted_at, act.pk))).values()
            if one.state in {"given", "pending"}
        ]

    @cached_property
    def behaviour(self) -> list[Behaviour]:
        """What she did that she agreed we may know, the latest first."""
        return list(held(Behaviour, self.person).order_by("-at")[:200]) if self.person else []

    @cached_property
    def cases(self) -> list[Case]:
        """What she asked, by whatever door."""
        return list(held(Case, self.person).select_related("answer")) if self.person else []

    @cached_property
    def brands(self) -> list[Brand]:
        """The names we write under, when there are several to choose from."""
        known = list(Brand.objects.of(self.organisation).order_by("name"))
        return known if len(known) > 1 else []

    @property
    def stopped(self) -> bool:
        """Whether she stopped everything, everywhere."""
        return any(not one.channel and one.brand_id is None for one in self.objections)

    @cached_property
    def recipients(self) -> list[Recipient]:
        """To whom data were handed, by name, and still are."""
        known = Recipient.objects.of(self.organisation).filter(until=None)
        return list(known.order_by("name"))

    @property
    def sources_differ(self) -> bool:
        """Whether each datum needs its own source beside it: one list may be the source of all."""
        return len(self.provenances) > 1 or any(point.published_at_url for point in self.points)

    @property
    def origin(self) -> Provenance | None:
        """Where she was last collected from."""
        return self.provenances[0] if self.provenances else None

    @property
    def letter(self) -> Attempt | None:
        """The last letter that left for her."""
        return self.attempts[0] if self.attempts else None

    def kept_until(self, on: date) -> date | None:
        """The first day her data may not serve any more, under the law of `on`."""
        if self.person is None or self.origin is None:
            return None
        heard = self.person.last_contact_from_at
        return kept_until(self.origin.collected_on, heard.date() if heard else None, on=on)


def open_file(token: str, *, at: datetime) -> File | None:
    """The file a token opens; None for a token we did not write, or whose time is over."""
    bearer = read_bearer(token, at=at)
    organisation = bearer and Organisation.objects.filter(pk=bearer.link.organisation).first()
    if bearer is None or organisation is None:
        return None
    found = ContactPoint.objects.of(organisation).filter(pk=bearer.link.contact_point)
    point = found.select_related("person__company").first()
    if point:
        point.organisation = point.person.organisation = organisation
    return File(bearer, organisation, point)


def held(model: type, person: Person) -> QuerySet:
    """The rows of this table that are about her, as the room that keeps them says."""
    whose = Person.objects.of(person.organisation_id).filter(pk=person.pk)
    return next(holding for holding in holdings() if holding.model is model).of(whose)
