"""One person written down by a member: what really happened is said by the door, never more (T16), and so is the notice due.

Only what she did herself counts as a sign from her; a referral is somebody else's word, and she is told who gave it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.law.expressions import Period
from aval.law.parameters import all_parameters
from aval.prospects.entering import Entry, enter
from aval.prospects.models import Person, Source
from aval.prospects.sources import declare_source

DOORS = {  # what happened → how her source is named to her; whether she herself acted
    "card": (gettext_lazy("Carte de visite qu’elle a remise à {who}"), True),
    "badge": (gettext_lazy("Badge ou fiche de contact qu’elle a présenté à {who}"), True),
    "called_us": (gettext_lazy("Appel qu’elle a passé à {who}"), True),
    "met": (gettext_lazy("Rencontre avec {who}"), True),
    "referred": (gettext_lazy("Recommandée à {who} par {referrer}"), False),
}
LABELS = {
    "card": gettext_lazy("Elle m’a donné sa carte"),
    "badge": gettext_lazy("Elle a présenté son badge ou envoyé sa fiche de contact"),
    "called_us": gettext_lazy("Elle nous a appelés"),
    "met": gettext_lazy("Nous nous sommes rencontrés"),
    "referred": gettext_lazy("Quelqu’un me l’a recommandée"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """Who it is, where she is from, and the notice: the last day to give it (None when she was told on the spot)."""

    person: int
    created: bool
    source: Source
    notice_due_on: date | None


@transaction.atomic
def write_down(
    organisation: Organisation,
    door: str,
    fields: Mapping[str, str],
    *,
    given_on: date,
    told: bool,
    referrer: str = "",
    by: Member | None,
    at: datetime,
) -> Written:
    """Write one person down. `told`: on the spot, what her data are for and that she may refuse. `ValidationError` names the fields."""
    if door not in DOORS:
        raise ValueError(door)
    if given_on > localdate(at):
        raise ValidationError({"given_on": _("Cette date est dans l’avenir.")})
    if door == "referred" and not referrer.strip():
        raise ValidationError(
            {"referrer": _("Dites qui l’a recommandée : elle a le droit de le savoir (art. 14(2)(f) RGPD).")}
        )
    told = told and DOORS[door][1]
    source = _source_of(organisation, door, referrer.strip(), told=told, by=by, at=at)
    (done,) = enter(source, [Entry(fields, given_on, believed=True)], at=at)
    if done.person is None:
        raise ValidationError({"": done.refused})
    _say_what_happened(organisation, done.person, door, given_on, told=told, at=at)
    payload = {"person": done.person, "door": door, "source": source.code, "told": told, "by": by.pk if by else None}
    evidence.record(organisation.pk, "person:written", payload, at=at, subject=f"person:{done.person}")
    return Written(done.person, done.created, source, None if told else notice_due(door, given_on))


def notice_due(door: str, given_on: date) -> date:
    """When she must be told at the latest: at once when she gave it herself (art. 13), within the month otherwise (art. 14)."""
    if DOORS[door][1]:
        return given_on
    period = all_parameters()["notice_due"].on(given_on)
    if not isinstance(period, Period):
        raise TypeError
    return period.after(given_on)


def _source_of(
    organisation: Organisation, door: str, referrer: str, *, told: bool, by: Member | None, at: datetime
) -> Source:
    """The source of this door, declared the first time: one for those who were told, one for the others, one a referrer."""
    stem = f"{door}{'-told' if told else ''}" + (
        f"-{slugify(referrer)[:20]}-{sha256(referrer.encode()).hexdigest()[:6]}" if referrer else ""
    )
    code = f"main-{stem}".replace("_", "-")
    known = Source.objects.of(organisation).filter(code=code).first()
    if known:
        return known
    with override("fr"):
        name = DOORS[door][0].format(who=organisation.legal_name, referrer=referrer)[:200]
    direct = DOORS[door][1]
    return declare_source(
        organisation, by=by, at=at, code=code, name=name, kind=Source.Kind.HAND, holder=referrer if not direct else "",
        collection_mode=Source.Mode.DIRECT if direct else Source.Mode.INDIRECT, basis=Source.Basis.LEGITIMATE_INTEREST,
        address_origin=Source.AddressOrigin.GIVEN if direct else Source.AddressOrigin.SUPPLIED, collected_on=localdate(at), optout_offered=told,
    )  # fmt: skip


def _say_what_happened(
    organisation: Organisation, person: int, door: str, given_on: date, *, told: bool, at: datetime
) -> None:
    hers = Person.objects.of(organisation).filter(pk=person)
    if told:
        hers.filter(informed_at=None).update(informed_at=at)
    if DOORS[door][1] and given_on == localdate(at):
        hers.update(last_contact_from_at=at)
