"""What is written to her unasked and offers nothing: the notice of article 14 alone, the question at the end of retention.

Both are decided by the gate like any message, carry their way out, and leave once; an objection stops them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.timezone import localdate

from aval.accounts.models import Brand, Member, Organisation
from aval.campaigns.letters.parties import Origin, Sender
from aval.campaigns.letters.parts import text_part
from aval.campaigns.letters.surroundings import Block, Surroundings, say_date, sentences
from aval.campaigns.letters.words import Field, fill, parse
from aval.post.models import Attempt, Single
from aval.post.single import write_to
from aval.prospects.links import link_token
from aval.prospects.models import ContactPoint, Provenance

NOTICE, QUESTION = Single.Kind.NOTICE_ONLY, Single.Kind.RETENTION_QUESTION
ABOUT = {NOTICE: "notice", QUESTION: "stay"}
FINAL = frozenset({"objected", "restricted", "archived", "already-informed"})  # refusals that waiting does not lift


@dataclass(frozen=True, slots=True)
class Asked:
    """Of these people: `written` a message now, `refused` by the law, `unreachable` without an address, `before` already."""

    written: int = 0
    refused: int = 0
    unreachable: int = 0
    before: int = 0

    def __add__(self, other: "Asked") -> "Asked":
        return Asked(
            self.written + other.written,
            self.refused + other.refused,
            self.unreachable + other.unreachable,
            self.before + other.before,
        )


def write_each(
    organisation: Organisation, people: Sequence[int], kind: Single.Kind, *, at: datetime, by: Member | None = None
) -> Asked:
    """Write this to each of these people (ids) who has an address and was not written it already."""
    brand = Brand.objects.of(organisation).select_related("organisation").order_by("pk").first()
    if brand is None or not people:
        return Asked(unreachable=len(people))
    written = already_written(organisation, people, kind)
    points = _mailboxes(organisation, [one for one in people if one not in written])
    origins = _origins(organisation, points)
    reached = [one for one in points if one in origins]
    states = [_write(brand, points[one], origins[one], kind, at, by).state for one in reached]
    refused = states.count(Attempt.State.REFUSED)
    return Asked(len(states) - refused, refused, len(people) - len(written) - len(reached), len(written))


def already_written(organisation: Organisation, people: Iterable[int], kind: Single.Kind) -> set[int]:
    """Those to whom this left, is about to, or may have left; one the law refused may be asked about again."""
    codes = {f"{ABOUT[kind]}:{person}": person for person in people}
    rows = Single.objects.of(organisation).filter(about__in=list(codes), message_type=kind)
    return {
        codes[about] for about in rows.exclude(attempt__state=Attempt.State.REFUSED).values_list("about", flat=True)
    }


def _mailboxes(organisation: Organisation, people: Sequence[int]) -> dict[int, ContactPoint]:
    """An address of each that is known to work."""
    rows = ContactPoint.objects.of(organisation).filter(person__in=people, medium="email", unreachable_since=None)
    found: dict[int, ContactPoint] = {}
    for point in rows.select_related("person").order_by("pk"):
        found.setdefault(point.person_id, point)
    return found


def _origins(organisation: Organisation, people: Iterable[int]) -> dict[int, Provenance]:
    """Where each was last collected from."""
    rows = Provenance.objects.of(organisation).filter(person__in=list(people)).select_related("source")
    return {one.person_id: one for one in rows.order_by("collected_on", "pk")}


def _write(
    brand: Brand, point: ContactPoint, origin: Provenance, kind: Single.Kind, at: datetime, by: Member | None
) -> Single:
    language = point.person.language if point.person.language in {"fr", "en"} else "fr"
    subject, text = words_of(brand, point, origin, kind, language, localdate(at))
    return write_to(
        brand.organisation, brand=brand, message_type=kind, to=point, subject=subject, text=text, language=language,
        about=f"{ABOUT[kind]}:{point.person_id}", at=at, by=by,
    )  # fmt: skip


def words_of(
    brand: Brand, point: ContactPoint, origin: Provenance, kind: Single.Kind, language: str, on: date
) -> tuple[str, str]:
    """Subject and text; who writes and the way out are added to every message of the kind."""
    around = Surroundings(Sender.of(brand), Origin.of(origin.source), "", language, on=on)
    values = {
        "collected_on": say_date(origin.collected_on, language),
        "link": f"{settings.AVAL_URL.rstrip('/')}/d/{link_token(brand.organisation_id, point.pk)}",
    }
    name = "alone" if kind == NOTICE else "stay"
    told = sentences(language)
    blocks = around.notice() if kind == NOTICE else [Block("link", (told["stay_link"],), (Field("link"),))]
    body = parse(fill(around.say(name), values).replace("{", "{{").replace("}", "}}"))
    return fill(around.say(f"{name}_subject"), values), text_part(told["colon"], [], body, blocks).show(values)
