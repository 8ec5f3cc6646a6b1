"""The steps of a campaign: described while it is a draft, each letter of each version in the same languages before it leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Member
from aval.campaigns.models import Campaign, LetterTemplate, Step

MOST = 12  # steps of a campaign
LONGEST_WAIT = 60  # worked days between two steps
LONGEST_REST = 366  # days
LONGEST_WHAT = 300  # characters
VERSIONS = ("a", "b")


class NotReady(Exception):
    """The campaign cannot leave: `code` is stable, the text says what to do."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One step, as it is asked for."""

    kind: str
    wait_days: int = 0
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When letters leave: worked hours where each person is (both None: at any hour), never during `rests`."""

    from_hour: int | None = None
    to_hour: int | None = None
    rests: tuple[tuple[date, date], ...] = ()


@transaction.atomic
def describe_steps(
    campaign: Campaign, steps: Sequence[Wanted], *, hours: Hours, by: Member | None, at: datetime
) -> None:
    """Say the steps, in order, and the hours. `ValidationError` says which step. Letters of steps that are gone go with them."""
    if campaign.state != Campaign.State.DRAFT:
        raise ValidationError(_("Les étapes se décrivent avant le lancement."))
    _check_steps(steps)
    _check_hours(hours)
    campaign.steps.all().delete()
    Step.objects.bulk_create(
        Step(
            organisation_id=campaign.organisation_id, campaign=campaign, place=place, kind=one.kind,
            wait_days=one.wait_days if place > 1 else 0, what=one.what.strip(),
        )
        for place, one in enumerate(steps, start=1)
    )  # fmt: skip
    written = [place for place, one in enumerate(steps, start=1) if one.kind == Step.Kind.EMAIL] or [1]
    campaign.letters.exclude(place__in=written).delete()
    campaign.from_hour, campaign.to_hour = hours.from_hour, hours.to_hour
    campaign.rests = [[first.isoformat(), after.isoformat()] for first, after in hours.rests]
    campaign.save(update_fields=["from_hour", "to_hour", "rests"])
    told = {
        "campaign": campaign.code,
        "steps": [{"kind": one.kind, "wait_days": one.wait_days, "what": one.what.strip()} for one in steps],
        "hours": [hours.from_hour, hours.to_hour],
        "rests": campaign.rests,
        "by": by.pk if by else None,
    }
    evidence.record(campaign.organisation_id, "sequence:described", told, at=at)


def _check_steps(steps: Sequence[Wanted]) -> None:
    wrong = []
    if len(steps) > MOST:
        wrong.append(_("%(most)s étapes au plus.") % {"most": MOST})
    for place, one in enumerate(steps, start=1):
        if one.kind not in Step.Kind.values:
            wrong.append(_("Étape %(place)s : nature inconnue.") % {"place": place})
        elif one.kind != Step.Kind.EMAIL and not one.what.strip():
            wrong.append(_("Étape %(place)s : dites ce qui est à faire.") % {"place": place})
        if not 0 <= one.wait_days <= LONGEST_WAIT or (place > 1 and one.wait_days == 0):
            wrong.append(
                _("Étape %(place)s : attendez de 1 à %(most)s jours ouvrés.") % {"place": place, "most": LONGEST_WAIT}
            )
        if len(one.what) > LONGEST_WHAT:
            wrong.append(_("Étape %(place)s : trop long.") % {"place": place})
    if wrong:
        raise ValidationError(wrong)


def _check_hours(hours: Hours) -> None:
    pair = (hours.from_hour, hours.to_hour)
    if pair != (None, None) and not (None not in pair and 0 <= hours.from_hour < hours.to_hour <= 24):
        raise ValidationError({"from_hour": _("Une heure de début et une heure de fin, de 0 à 24.")})
    if any(not 0 < (after - first).days <= LONGEST_REST for first, after in hours.rests):
        raise ValidationError({"rests": _("Une pause finit après avoir commencé, dans l’année.")})


def is_letter(campaign: Campaign, place: int, version: str) -> bool:
    """Whether a letter stands there: a step by e-mail, or the only letter of a campaign without steps."""
    if version not in VERSIONS:
        return False
    steps = campaign.steps.all()
    return place == 1 if not steps.exists() else steps.filter(place=place, kind=Step.Kind.EMAIL).exists()


@transaction.atomic
def drop_version(campaign: Campaign, place: int, *, by: Member | None, at: datetime) -> None:
    """Compare no more at this step: version B goes. Only of a draft."""
    if campaign.state != Campaign.State.DRAFT:
        raise ValidationError(_("Les étapes se décrivent avant le lancement."))
    campaign.letters.filter(place=place, version="b").delete()
    told = {"campaign": campaign.code, "dropped": [place, "b"], "by": by.pk if by else None}
    evidence.record(campaign.organisation_id, "sequence:described", told, at=at)


def versions_of(campaign: Campaign) -> Mapping[int, tuple[str, ...]]:
    """The versions written of each letter, by place."""
    found: dict[int, set[str]] = {}
    for place, version in campaign.letters.values_list("place", "version"):
        found.setdefault(place, set()).add(version)
    return {place: tuple(sorted(versions)) for place, versions in found.items()}


def version_for(person: int, campaign: int, place: int, versions: Sequence[str]) -> str:
    """Which version she reads: drawn by her number, the same each time it is asked."""
    drawn = (person * 48_271 + campaign * 7_919 + place * 104_729) * 48_271 % 2_147_483_647
    return versions[drawn // 1_009 % len(versions)]


def refuse_gaps(campaign: Campaign) -> None:
    """`NotReady` when a letter is missing: each step by e-mail has one, each version in the same languages."""
    rows = LetterTemplate.objects.filter(campaign=campaign).values_list("place", "version", "language")
    written: dict[tuple[int, str], set[str]] = {}
    for place, version, language in rows:
        written.setdefault((place, version), set()).add(language)
    steps = list(campaign.steps.order_by("place"))
    missing = [one.place for one in steps if one.kind == Step.Kind.EMAIL and (one.place, "a") not in written]
    if not steps and (1, "a") not in written:
        raise NotReady("no-letter", _("Écrivez d’abord la lettre."))
    if missing:
        raise NotReady("no-letter", _("Écrivez d’abord la lettre de l’étape %(place)s.") % {"place": missing[0]})
    spoken = next(iter(written.values()), set())
    for (place, version), languages in sorted(written.items()):
        if languages != spoken:
            raise NotReady(
                "languages-differ",
                _("Étape %(place)s, version %(version)s : écrivez-la dans les mêmes langues que les autres lettres.")
                % {"place": place, "version": version.upper()},
            )
