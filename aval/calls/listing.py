"""Making a list to call: everybody of a source is screened; those the law allows are kept, in the order of the list.

The hour is not asked here: whoever may be called, but not now, is on the list, and waits.
"""

import io
from datetime import datetime

import polars as pl
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Member, Processor
from aval.accounts.processors import usable
from aval.calls.models import Callee, CallList
from aval.calls.scripts import is_complete, script_of
from aval.campaigns.models import Offer
from aval.campaigns.offers import aim_of
from aval.clearance.models import Screening
from aval.clearance.opening import OF_THE_HOUR
from aval.clearance.screening import screen
from aval.prospects.classification import Refusal, normalise_phone
from aval.prospects.models import Segment, Source

GROUP = 2000  # rows written at a time
HIDDEN = "hidden"


@transaction.atomic
def make_call_list(
    offer: Offer,
    source: Source,
    *,
    name: str,
    pitch: str,
    caller_number: str,
    by: Member,
    at: datetime,
    segment: Segment | None = None,
    processor: Processor | None = None,
) -> CallList:
    """Screen a source, or those of a segment in it, for calls and keep whom the law allows. `ValidationError` names the fields.

    `caller_number` is shown to the person called: withheld numbers are refused. `processor` is
    the call centre, when it is not ourselves: without its contract and its safeguard no list is made (art. 28, 44 GDPR).
    """
    source = Source.objects.of(offer.organisation_id).get(pk=source.pk)
    call_list = CallList(
        organisation_id=offer.organisation_id,
        code=_code(offer.organisation_id, name),
        name=name.strip(),
        offer=offer,
        source=source,
        segment=segment,
        pitch=pitch.strip(),
        caller_number=_number(caller_number),
        processor=processor,
        created_by=by,
        created_at=at,
    )
    _check(call_list)
    if processor and (reasons := usable(processor, localdate(at))):
        raise ValidationError({"processor": [one.say(get_language() or "fr") for one in reasons]})
    call_list.screening = screen(
        offer.organisation,
        aim=aim_of(offer, localdate(at)),
        channel="voice_human",
        source=source,
        segment=segment,
        at=at,
        asked_by=by,
    )
    call_list.save()
    callees = _callable(call_list.screening)
    for start in range(0, callees.height, GROUP):
        Callee.objects.bulk_create(
            Callee(organisation_id=offer.organisation_id, call_list=call_list, person_id=person, contact_point_id=point)
            for point, person in callees[start : start + GROUP].iter_rows()
        )
    told = {"list": call_list.code, "offer": offer.code, "source": source.code, "people": callees.height, "by": by.pk}
    evidence.record(offer.organisation_id, "calls:listed", told, at=at)
    return call_list


def _callable(screening: Screening) -> pl.DataFrame:
    """contact_point, person: those allowed, and those only the hour forbids."""
    lines = pl.read_parquet(io.BytesIO(bytes(screening.lines)))
    if lines.is_empty():
        return lines.select("contact_point", "person")
    lasting = pl.col("findings").list.set_difference(list(OF_THE_HOUR))
    waits = (pl.col("findings").list.len() > 0) & (lasting.list.len() == 0)
    return lines.filter((pl.col("verdict") == "allow") | waits).select("contact_point", "person")


def _number(text: str) -> str:
    if text.strip() == HIDDEN:
        return HIDDEN
    read = normalise_phone(text)
    if isinstance(read, Refusal):
        raise ValidationError({"caller_number": _("Ce numéro ne se lit pas. Exemple : 01 99 00 12 34.")})
    return read.e164


def _check(call_list: CallList) -> None:
    errors = {}
    if not call_list.name:
        errors["name"] = _("Donnez un nom à la liste.")
    if not call_list.pitch:
        errors["pitch"] = _("Écrivez ce que vous avez à dire, en deux ou trois phrases.")
    if call_list.caller_number == HIDDEN:
        errors["caller_number"] = _("Un numéro masqué ne s’admet pas : la personne doit voir qui l’appelle.")
    if not is_complete(script_of(call_list, member="x", person=None)):
        errors["offer"] = _("L’organisation, la marque ou l’offre est incomplète : le script ne dirait pas tout.")
    if errors:
        raise ValidationError(errors)


def _code(organisation: int, name: str) -> str:
    wanted = slugify(name)[:50] or "appels"
    rows = CallList.objects.of(organisation).filter(code__startswith=wanted)
    taken = set(rows.values_list("code", flat=True))
    return next(code for code in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)
