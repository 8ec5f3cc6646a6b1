"""A campaign from draft to launched: its letters read before they are kept, its state changed by compare-and-swap."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Member
from aval.accounts.training import held
from aval.campaigns.checking import check_letter
from aval.campaigns.letters.composing import IncompleteSender, Prepared, prepare
from aval.campaigns.letters.parties import Origin, Sender
from aval.campaigns.letters.words import BadWords
from aval.campaigns.models import Campaign, LetterTemplate, Offer
from aval.campaigns.offers import aim_of
from aval.campaigns.sequencing import NotReady, is_letter, refuse_gaps
from aval.prospects.models import Segment, Source

Words = tuple[int, str, str]  # which letter of a campaign: the place of its step, its version, its language


def draft_campaign(
    offer: Offer, source: Source, *, name: str, by: Member | None, at: datetime, segment: Segment | None = None
) -> Campaign:
    """A draft: one offer, the people of one source (those of a segment alone) of the same organisation (`Source.DoesNotExist` for another's)."""
    source = Source.objects.of(offer.organisation_id).get(pk=source.pk)
    if not name.strip():
        raise ValidationError({"name": _("Donnez un nom à la campagne.")})
    wanted = slugify(name)[:50] or "campagne"
    taken = set(
        Campaign.objects.of(offer.organisation_id).filter(code__startswith=wanted).values_list("code", flat=True)
    )
    code = next(code for code in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)
    return Campaign.objects.create(
        organisation_id=offer.organisation_id,
        code=code,
        name=name.strip(),
        offer=offer,
        source=source,
        segment=segment,
        created_by=by,
        created_at=at,
    )


def prepare_letter(campaign: Campaign, *, language: str, subject: str, body: str, on: date) -> Prepared:
    """The letter with everything the law asks around these words. Raises `BadWords`, `IncompleteSender`."""
    return prepare(
        subject=subject,
        body=body,
        language=language,
        sender=Sender.of(campaign.offer.brand),
        origin=Origin.of(campaign.source),
        reason=campaign.offer.reason,
        offer_code=campaign.offer.code,
        campaign=campaign.pk,
        url=settings.AVAL_URL,
        on=on,
    )


def prepared_letters(campaign: Campaign, on: date) -> Mapping[Words, Prepared]:
    """(place, version, language) -> letter, in the order of the steps, French first."""
    rows = campaign.letters.order_by("place", "version", "-language")
    return {
        (row.place, row.version, row.language): prepare_letter(
            campaign, language=row.language, subject=row.subject, body=row.body, on=on
        )
        for row in rows
    }


@transaction.atomic
def save_letter(
    campaign: Campaign,
    *,
    language: str,
    subject: str,
    body: str,
    by: Member | None,
    at: datetime,
    place: int = 1,
    version: str = "a",
) -> LetterTemplate:
    """Keep the words of a letter, once they can be read and the lint finds no fault in the whole.

    `ValidationError` says which line and column, or which fault on which article, and what to do.
    """
    if campaign.state not in {Campaign.State.DRAFT, Campaign.State.PAUSED}:
        raise ValidationError(_("Mettez la campagne en pause avant de changer sa lettre."))
    if not is_letter(campaign, place, version):
        raise ValidationError(_("Cette campagne n’a pas de lettre à cette étape."))
    empty = {name: _("À écrire.") for name, text in (("subject", subject), ("body", body)) if not text.strip()}
    if empty:
        raise ValidationError(empty)
    for field, words in (("subject", {"subject": subject, "body": "."}), ("body", {"subject": ".", "body": body})):
        try:
            prepare_letter(campaign, language=language, **words, on=localdate(at))
        except BadWords as why:
            raise ValidationError({field: str(why)}) from why
        except IncompleteSender as why:
            text = _("L’organisation ou la marque est incomplète : %(fields)s.") % {"fields": ", ".join(why.missing)}
            raise ValidationError(text) from why
    refuse_faults(prepare_letter(campaign, language=language, subject=subject, body=body, on=localdate(at)), at)
    row, _made = LetterTemplate.objects.update_or_create(
        campaign=campaign,
        place=place,
        version=version,
        language=language,
        defaults={"organisation_id": campaign.organisation_id, "subject": subject, "body": body, "updated_at": at},
    )
    told = {
        "campaign": campaign.code,
        "place": place,
        "version": version,
        "language": language,
        "subject": subject,
        "body": body,
        "by": by.pk if by else None,
    }
    evidence.record(campaign.organisation_id, "letter:written", told, at=at)
    return row


def refuse_faults(prepared: Prepared, at: datetime) -> None:
    """`ValidationError` when the lint finds a fault in the letter, whole."""
    report = check_letter(prepared, at, "en" if (get_language() or "fr").startswith("en") else "fr")
    faults: dict[str, list[str]] = {}
    for one in report.findings:
        if one.severity in {"error", "warning"}:
            faults.setdefault("subject" if one.where == "subject" else "body", []).append(f"{one.text} ({one.article})")
    if faults:
        raise ValidationError(faults)


@transaction.atomic
def launch(campaign: Campaign, *, by: Member | None, at: datetime) -> None:
    """From draft to running; a worker does the rest.

    `NotReady` without a letter or a current assessment, when launched, or by a member who has not passed the questions.
    """
    if by and "write" not in held(by, localdate(at)):
        raise NotReady("untrained", _("Avant de lancer une campagne, répondez aux questions sur ce qu’on peut écrire."))
    refuse_gaps(campaign)
    review = aim_of(campaign.offer, localdate(at)).assessment_review_on
    if review is None or review <= localdate(at):
        raise NotReady("no-assessment", _("Signez d’abord l’évaluation de l’intérêt légitime de cette offre."))
    if not _move(campaign, Campaign.State.DRAFT, Campaign.State.RUNNING, launched_at=at):
        raise NotReady("not-a-draft", _("Cette campagne a déjà été lancée."))
    _tell(campaign, "campaign:launched", by, at)


@transaction.atomic
def pause(campaign: Campaign, *, why: str, by: Member | None, at: datetime) -> None:
    """Stop between two claims; what is already in a server's hands has left."""
    if not _move(campaign, Campaign.State.RUNNING, Campaign.State.PAUSED, paused_why=why[:300]):
        raise NotReady("not-running", _("Cette campagne n’est pas en cours."))
    _tell(campaign, "campaign:paused", by, at, why=why[:300])


@transaction.atomic
def resume(campaign: Campaign, *, by: Member | None, at: datetime) -> None:
    """Go on where it stopped."""
    if not _move(campaign, Campaign.State.PAUSED, Campaign.State.RUNNING, paused_why=""):
        raise NotReady("not-paused", _("Cette campagne n’est pas en pause."))
    _tell(campaign, "campaign:resumed", by, at)


def _move(campaign: Campaign, old: str, new: str, **also: object) -> bool:
    """Only from the state we saw: of two hands on the same button, one moves it."""
    moved = Campaign.objects.of(campaign.organisation_id).filter(pk=campaign.pk, state=old).update(state=new, **also)
    campaign.refresh_from_db()
    return bool(moved)


def _tell(campaign: Campaign, kind: str, by: Member | None, at: datetime, **more: object) -> None:
    told = {"campaign": campaign.code, "offer": campaign.offer.code, "source": campaign.source.code, **more}
    evidence.record(campaign.organisation_id, kind, told | {"by": by.pk if by else None}, at=at)
