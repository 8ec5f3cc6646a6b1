"""Offers: what we propose, to whom it speaks, and the assessment that lets it rest on legitimate interest."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Brand, Member
from aval.campaigns.models import Assessment, Offer
from aval.clearance.aims import Aim
from aval.prospects.classification import functions as known_functions
from aval.prospects.classification.wording import section_names

SHORTEST = 20  # characters of a part of an assessment: a word is not a reason
PARTS = ("interest", "necessity", "balance", "safeguards")


@transaction.atomic
def describe_offer(
    brand: Brand,
    *,
    code: str,
    name: str,
    category: str,
    functions: Sequence[str],
    sectors: Sequence[str],
    reason: str,
    private_life: bool,
    by: Member | None,
    at: datetime,
) -> Offer:
    """Describe an offer. `ValidationError` names the fields; functions and sectors are codes, no sector means all."""
    offer = Offer(
        organisation=brand.organisation,
        brand=brand,
        code=code,
        name=name.strip(),
        category=category.strip(),
        functions=sorted(set(functions)),
        sectors=sorted(set(sectors)),
        reason=reason.strip(),
        private_life=private_life,
        created_at=at,
    )
    _check(offer)
    offer.save()
    told = {"offer": code, "functions": offer.functions, "sectors": offer.sectors, "reason": offer.reason}
    who = {"private_life": private_life, "by": by.pk if by else None}
    evidence.record(brand.organisation_id, "offer:declared", told | who, at=at)
    return offer


def _check(offer: Offer) -> None:
    errors: dict[str, str] = {}
    if not offer.functions:
        errors["functions"] = _("Dites au moins une fonction que l’offre concerne : c’est la condition de la CNIL.")
    if unknown := set(offer.functions) - set(known_functions()):
        errors["functions"] = _("Fonctions inconnues : %(codes)s.") % {"codes": ", ".join(sorted(unknown))}
    if unknown := set(offer.sectors) - set(section_names("fr")):
        errors["sectors"] = _("Secteurs inconnus : %(codes)s.") % {"codes": ", ".join(sorted(unknown))}
    if len(offer.reason) < SHORTEST:
        errors["reason"] = _("Dites en une phrase pourquoi l’offre concerne ces personnes : elle sera dans la lettre.")
    if Offer.objects.of(offer.organisation_id).filter(code=offer.code).exists():
        errors["code"] = _("Ce code est déjà celui d’une autre offre.")
    try:
        offer.clean_fields(exclude=["functions", "sectors", "organisation", "brand"])
    except ValidationError as why:
        raise ValidationError({**why.message_dict, **errors}) from why
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def assess(
    offer: Offer,
    *,
    interest: str,
    necessity: str,
    balance: str,
    safeguards: str,
    outcome: str,
    review_on: date,
    by: Member,
    at: datetime,
) -> Assessment:
    """Weigh the interest against the person's (art. 6(1)(f) GDPR) and sign. The last one counts; none is edited."""
    said = {"interest": interest, "necessity": necessity, "balance": balance, "safeguards": safeguards}
    errors = {name: _("Une phrase au moins.") for name in PARTS if len(said[name].strip()) < SHORTEST}
    if outcome not in Assessment.Outcome.values:
        errors["outcome"] = _("Conclusion inconnue.")
    if review_on <= localdate(at):
        errors["review_on"] = _("La date de revue est à venir.")
    if errors:
        raise ValidationError(errors)
    told = {"offer": offer.code, **said, "outcome": outcome, "review_on": review_on.isoformat(), "by": by.pk}
    place = evidence.record(offer.organisation_id, "offer:assessed", told, at=at)
    return Assessment.objects.create(
        organisation_id=offer.organisation_id,
        offer=offer,
        **said,
        outcome=outcome,
        signed_by=by,
        signed_on=localdate(at),
        review_on=review_on,
        evidence=place,
    )


def aim_of(offer: Offer, on: date) -> Aim:
    """The offer as the law is asked about it, with its assessment when the last one is favourable."""
    last = offer.assessments.filter(signed_on__lte=on).order_by("signed_on", "pk").last()
    favourable = last if last and last.outcome == Assessment.Outcome.FAVOURABLE else None
    return Aim(
        organisation=offer.organisation_id,
        offer_code=offer.code,
        brand=offer.brand_id,
        functions=tuple(offer.functions),
        sectors=tuple(offer.sectors),
        reason=offer.reason,
        category=offer.category,
        private_life=offer.private_life,
        assessed_on=favourable.signed_on if favourable else None,
        assessment_review_on=favourable.review_on if favourable else None,
    )
