"""A letter as it was sent, for the access file: written again from the words in force at the instant it left.

Copies are not kept: the ledger keeps every version of the words, and the rest of a letter is made from rows.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aval.campaigns.letters.composing import IncompleteSender, prepare, show
from aval.campaigns.letters.parties import Origin, Recipient, Sender
from aval.campaigns.letters.words import BadWords
from aval.campaigns.models import Campaign
from aval.evidence.models import Entry
from aval.post.models import Attempt
from aval.prospects.models import ContactPoint, Provenance

Words = tuple[datetime, str, str]  # since when, subject, body


def letters_as_sent(attempts: Sequence[Attempt], language: str) -> Mapping[object, Sequence[tuple[str, str]]]:
    """Subject and text of each letter of one person that left, by attempt; in the language it was written in."""
    sent = [one for one in attempts if one.campaign_id and one.handed_at and one.contact_point_id]
    if not sent:
        return {}
    points = ContactPoint.objects.select_related("person__company").in_bulk([one.contact_point_id for one in sent])
    campaigns = Campaign.objects.select_related("source", "offer__brand__organisation")
    ours = campaigns.in_bulk({one.campaign_id for one in sent})
    words = _words_of(sent[0].organisation_id, {campaign.code for campaign in ours.values()})
    collected = dict(Provenance.objects.filter(person=sent[0].person_id).values_list("source", "collected_on"))
    told = {}
    for one in sent:
        point = points[one.contact_point_id]
        campaign = ours[one.campaign_id]
        hers = (campaign.code, one.place, one.version, point.person.language)
        written = _in_force(words.get(hers, ()), one.handed_at)
        if written is not None:
            told[one.pk] = _show(campaign, point, written, collected.get(campaign.source_id))
    return told


def _words_of(ledger: int, campaigns: set[str]) -> dict[tuple[str, int, str, str], list[Words]]:
    """Every version of the words of these campaigns, oldest first, by campaign, step, version and language."""
    entries = Entry.objects.filter(ledger=ledger, kind="letter:written").order_by("seq")
    found = defaultdict(list)
    for at, payload in entries.values_list("at", "payload").iterator():
        told = json.loads(payload) if payload else {}
        if told.get("campaign") in campaigns:
            which = (told["campaign"], told.get("place", 1), told.get("version", "a"), told["language"])
            found[which].append((at, told["subject"], told["body"]))
    return found


def _in_force(words: Sequence[Words], at: datetime) -> Words | None:
    return next((one for one in reversed(words) if one[0] <= at), None)


def _show(campaign: Campaign, point: ContactPoint, written: Words, collected_on: date | None) -> list[tuple[str, str]]:
    offer, source = campaign.offer, campaign.source
    try:
        prepared = prepare(
            subject=written[1], body=written[2], language=point.person.language, sender=Sender.of(offer.brand),
            origin=Origin.of(source), reason=offer.reason, offer_code=offer.code, campaign=campaign.pk, url="", on=localdate(written[0]),
        )  # fmt: skip
    except (BadWords, IncompleteSender):
        return [(_("Objet"), written[1]), (_("Texte"), written[2])]
    shown = show(prepared, Recipient.of(point, collected_on or source.collected_on))
    return [(_("Objet"), shown.subject), (_("Texte"), shown.text)]
