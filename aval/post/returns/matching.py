"""Which of our messages a return speaks of, and who it comes from: by the address made for it or its Message-ID, else by address and time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aval.post.envelopes import attempt_of
from aval.post.models import Attempt
from aval.post.returns.reading import Told
from aval.prospects.classification import Normal, normalise_email
from aval.prospects.links import read_token
from aval.prospects.models import ContactPoint

REACH = timedelta(days=30)  # a bounce or an answer without any Message-ID comes back within this


@dataclass(frozen=True, slots=True)
class Match:
    """`point` is the address the return is about; `hers` says that whoever writes is the person we wrote to."""

    attempt: Attempt | None = None
    point: ContactPoint | None = None
    hers: bool = False


def match(organisation: int, told: Told, received_at: datetime) -> Match:
    """The attempt and the contact point; what cannot be told stays None."""
    attempt = _by_bounce_address(organisation, told.to) or _by_message_id(organisation, told.answers)
    spoken = told.recipients if told.kind in {"bounce", "complaint"} else (told.sender,)
    points = _points(organisation, spoken)
    if told.kind == "unsubscribe" and (point := _by_link(organisation, told.subject)):
        return Match(attempt or _last(organisation, point, received_at), point, hers=True)
    if attempt is not None and attempt.contact_point is not None:
        theirs = attempt.contact_point in points
        hers = theirs or told.kind in {"bounce", "complaint"}
        return Match(attempt, attempt.contact_point if hers or not points else points[0], hers=hers)
    if points:
        return Match(attempt or _last(organisation, points[0], received_at), points[0], hers=True)
    return Match(attempt)


def _by_bounce_address(organisation: int, to: tuple[str, ...]) -> Attempt | None:
    """A rejection comes back to an address made for its attempt."""
    numbers = [number for one in to if (number := attempt_of(one)) is not None]
    rows = Attempt.objects.of(organisation).filter(pk__in=numbers).select_related("contact_point__person", "campaign")
    return rows.first() if numbers else None


def _by_message_id(organisation: int, answers: tuple[str, ...]) -> Attempt | None:
    found = {
        attempt.message_id: attempt
        for attempt in Attempt.objects.of(organisation)
        .filter(message_id__in=[one for one in answers if one != "<>"][:50])
        .select_related("contact_point__person", "campaign")
    }
    return next((found[one] for one in answers if one in found), None)


def _points(organisation: int, addresses: tuple[str, ...]) -> list[ContactPoint]:
    """The contact points of these addresses or numbers, in their order."""
    if numbers := [one for one in addresses if one.startswith("+")]:
        called = ContactPoint.objects.of(organisation).filter(medium="phone", normal__in=numbers)
        return list(called.select_related("person").order_by("pk"))
    normal = [seen.normal for one in addresses[:50] if one and isinstance(seen := normalise_email(one), Normal)]
    rows = ContactPoint.objects.of(organisation).filter(medium="email", normal__in=normal).select_related("person")
    found = {row.normal: row for row in rows}
    return [found[one] for one in dict.fromkeys(normal) if one in found]


def _by_link(organisation: int, subject: str) -> ContactPoint | None:
    """The unsubscribe mail carries the token of the letter in its subject."""
    for word in subject.split():
        link = read_token(word)
        if link and link.organisation == organisation:
            held = ContactPoint.objects.of(organisation).filter(pk=link.contact_point)
            return held.select_related("person").first()
    return None


def _last(organisation: int, point: ContactPoint, received_at: datetime) -> Attempt | None:
    """The last message that left for this address before that, and not too long before."""
    left = (Attempt.State.SENT, Attempt.State.UNCERTAIN, Attempt.State.SENDING)
    sent = Attempt.objects.of(organisation).filter(contact_point=point, state__in=left)
    near = sent.filter(handed_at__lte=received_at, handed_at__gte=received_at - REACH)
    return near.select_related("campaign").order_by("-handed_at").first()
