"""Visits followed with consent: a visitor who accepted, what she did, and how it is joined to her.

Nothing is kept of who refuses. What is joined to a person rests on her own consent, recorded like any other, confirmed
by her when a form claims it; taken back, it is deleted and nothing more is written.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Brand, Member, Organisation
from aval.collection.models import Behaviour, Site, Visitor
from aval.collection.notices import sentences
from aval.law.parameters import all_parameters
from aval.prospects.consenting import Box, Shown, consent_to, withdraw
from aval.prospects.models import Consent, Person
from aval.prospects.standing import consents_of

Purpose = Consent.Purpose
UNDER = {
    Behaviour.Kind.PAGE: Purpose.WEB_TRACKING,
    Behaviour.Kind.DOWNLOAD: Purpose.WEB_TRACKING,
    Behaviour.Kind.OPENING: Purpose.MAIL_TRACKING,
    Behaviour.Kind.CLICK: Purpose.MAIL_TRACKING,
}
CONFIRMED_WITHIN = timedelta(days=30)  # as long as the link of a confirmation
A_MINUTE = 600  # visitors of one site taken in a minute
A_DAY = 500  # things kept of one visitor in a day


def declare_site(
    organisation: Organisation, *, name: str, brand: Brand, origins: Sequence[str], language: str = "fr",
    at: datetime, by: Member | None,
) -> Site:  # fmt: skip
    """A site whose visits may be followed; `ValidationError`, field by field."""
    wrong = {}
    if not slugify(name):
        wrong["name"] = _("Un nom contient au moins une lettre.")
    read = [urlsplit(one.strip()) for one in origins if one.strip()]
    kept = sorted({f"{one.scheme}://{one.netloc}".lower() for one in read})
    if not kept or any(one.scheme != "https" or not one.netloc for one in read):
        wrong["origins"] = _("Donnez l’adresse du site, une par ligne, en https:// seulement.")
    if wrong:
        raise ValidationError(wrong)
    code = f"{slugify(name)[:40]}-{secrets.token_hex(3)}"
    with transaction.atomic():
        site = Site.objects.create(
            organisation=organisation, code=code, name=name, brand=brand, language=language, origins=kept, created_at=at
        )
        told = {"site": code, "origins": kept, "by": by and by.pk}
        evidence.record(organisation.pk, "site:declared", told, at=at)
    return site


@transaction.atomic
def close_site(site: Site, *, at: datetime, by: Member | None) -> None:
    """Its script does nothing any more."""
    Site.objects.filter(pk=site.pk, closed_at=None).update(closed_at=at)
    evidence.record(site.organisation_id, "site:closed", {"site": site.code, "by": by and by.pk}, at=at)


def open_site(code: str) -> Site | None:
    """The site of this public code, while it is followed."""
    return Site.objects.filter(code=code, closed_at=None).select_related("organisation", "brand").first()


def wording_of(site: Site) -> str:
    """What the strip asks, word for word."""
    return sentences(site.language)["strip"].format(legal_name=site.organisation.legal_name, brand=site.brand.name)


def digest_of(word: str) -> str:
    """How a visitor's word is kept."""
    return sha256(word.encode()).hexdigest()


def accept_visits(site: Site, at: datetime) -> str | None:
    """She accepts: the word her browser keeps; None when too many come at once."""
    minute = at.replace(second=0, microsecond=0)
    if Visitor.objects.of(site.organisation_id).filter(site=site, accepted_at__gte=minute).count() >= A_MINUTE:
        return None
    word = secrets.token_urlsafe(24)
    until = all_parameters()["tracker_choice"].on(localdate(at)).after(localdate(at))
    Visitor.objects.create(
        organisation_id=site.organisation_id, site=site, digest=digest_of(word), wording=wording_of(site),
        accepted_at=at, until=at.replace(year=until.year, month=until.month, day=until.day),
    )  # fmt: skip
    return word


def visitor_of(site: Site, word: str, at: datetime) -> Visitor | None:
    """Whose word this is, while her choice holds."""
    return site.visitors.filter(digest=digest_of(word), until__gt=at).select_related("person").first()


def see(visitor: Visitor, kind: str, where: str, at: datetime) -> bool:
    """Keep one page or document; False when she took her consent back meanwhile."""
    if visitor.person is not None and state_of(visitor.person, Purpose.WEB_TRACKING) in {"withdrawn", "refused"}:
        return False
    day = Behaviour.objects.filter(visitor=visitor, at__date=localdate(at))
    if day.count() >= A_DAY:
        return False
    path = urlsplit(where).path[:300] or "/"
    kept = Behaviour.Kind.DOWNLOAD if kind == Behaviour.Kind.DOWNLOAD else Behaviour.Kind.PAGE
    Behaviour.objects.create(organisation_id=visitor.organisation_id, visitor=visitor, kind=kept, what=path, at=at)
    return True


def follow(person: Person, kind: str, what: str, about: str, at: datetime) -> bool:
    """Keep an opening or a click of a message, one of each a day; False without her standing consent to be measured."""
    if state_of(person, Purpose.MAIL_TRACKING) != "given":
        return False
    what = urlsplit(what)._replace(query="", fragment="").geturl()[:300]
    same = Behaviour.objects.of(person.organisation_id).filter(person=person, kind=kind, what=what, about=about)
    if not same.filter(at__date=localdate(at)).exists():
        Behaviour.objects.create(
            organisation_id=person.organisation_id, person=person, kind=kind, what=what, about=about, at=at
        )
    return True


def site_at(organisation: int, url: SplitResult) -> bool:
    """Whether this address is on a site of ours that is followed."""
    origin = f"{url.scheme}://{url.netloc}".lower()
    return any(origin in one.origins for one in Site.objects.of(organisation).filter(closed_at=None))


@transaction.atomic
def refuse_visits(visitor: Visitor, at: datetime) -> None:
    """She takes it back: what was kept goes, and where it was hers, her withdrawal is on record."""
    if visitor.person is not None:
        withdraw(
            visitor.site.organisation, visitor.person, purpose=Purpose.WEB_TRACKING, door=Consent.Door.BANNER,
            acted_at=at, at=at,
        )  # fmt: skip
        drop_withdrawn(Person.objects.filter(pk=visitor.person_id))
    visitor.delete()


@transaction.atomic
def join(visitor: Visitor, person: Person, *, by: str, at: datetime) -> None:
    """What this visitor does is hers, from a link that was her own; her consent to it is recorded with what she read."""
    if visitor.person_id is not None or visitor.organisation_id != person.organisation_id:
        return
    box = Box(purpose=Purpose.WEB_TRACKING, channel="", wording=visitor.wording, ticked=True)
    shown = Shown(version=f"site:{visitor.site.code}", preticked=False, free=True, specific=True, names_us=True)
    consent_to(
        visitor.site.organisation, person, shown=shown, boxes=[box], door=Consent.Door.BANNER,
        acted_at=visitor.accepted_at, at=at,
    )  # fmt: skip
    joined([visitor], person.pk, by, at)


def joined(visitors: Sequence[Visitor], person: int, by: str, at: datetime) -> None:
    """These visitors are this person."""
    numbers = [one.pk for one in visitors]
    Visitor.objects.filter(pk__in=numbers, person=None).update(person=person, joined_at=at, joined_by=by)


def state_of(person: Person, purpose: str) -> str:
    """Where she stands on being followed: given, pending, withdrawn, refused, or nothing. The stricter of several."""
    states = {one.state for one in consents_of(person) if one.purpose == purpose}
    return next((state for state in ("withdrawn", "refused", "pending", "given") if state in states), "")


def agreed_by(person: Person) -> frozenset[str]:
    """The kinds of behaviour she agreed we may know."""
    given = {purpose for purpose in set(UNDER.values()) if state_of(person, purpose) == "given"}
    return frozenset(str(kind) for kind, purpose in UNDER.items() if purpose in given)


def behaviour_of(people: QuerySet[Person]) -> QuerySet[Behaviour]:
    """What these people did, as far as it was joined to them."""
    return Behaviour.objects.filter(Q(person__in=people) | Q(visitor__person__in=people))


@transaction.atomic
def drop_withdrawn(people: QuerySet[Person]) -> int:
    """Delete what rests on a consent taken back since; how many rows."""
    gone = 0
    followed = people.filter(Q(visitors__isnull=False) | Q(behaviour__isnull=False)).distinct()
    for person in followed.order_by("pk").iterator():
        taken = {one for one in set(UNDER.values()) if state_of(person, one) in {"withdrawn", "refused"}}
        kinds = [kind for kind, purpose in UNDER.items() if purpose in taken]
        gone += behaviour_of(Person.objects.filter(pk=person.pk)).filter(kind__in=kinds).delete()[0]
        if Purpose.WEB_TRACKING in taken:
            Visitor.objects.filter(person=person).delete()
    return gone


def untie_unconfirmed(organisation: Organisation, at: datetime) -> int:
    """A form claimed a visitor was hers and she never confirmed it: the visitor is nobody's again; how many."""
    waiting = Visitor.objects.of(organisation).filter(person__isnull=False, joined_at__lt=at - CONFIRMED_WITHIN)
    untied = [
        one.pk for one in waiting.select_related("person") if state_of(one.person, Purpose.WEB_TRACKING) == "pending"
    ]
    return Visitor.objects.filter(pk__in=untied).update(person=None, joined_at=None, joined_by="")
