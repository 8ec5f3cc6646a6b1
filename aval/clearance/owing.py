"""The gate for one message that is owed or was asked for: the same law, asked about one person at one address.

An objection to prospecting does not stop such a message (art. 12, 34); an offer inside it does. The notice of article 14
alone and the question at the end of retention are asked here too, and the law lets an objection stop them.
"""

from collections.abc import Mapping
from datetime import datetime

import polars as pl
from django.db.models import Q

from aval import evidence
from aval.accounts.models import Brand
from aval.clearance.aims import Aim
from aval.clearance.deciding import CROWD, decided
from aval.clearance.gathering import POINT, Contact, Gathered, gather
from aval.clearance.local_time import local_facts
from aval.clearance.models import Clearance, Verdict
from aval.law.facts import VOCABULARY, as_json
from aval.prospects.models import ContactPoint

ASKED_US = {"source_kind": "own_form", "collection_mode": "direct", "address_origin": "given"}


def clear_owed(
    brand: Brand,
    point: ContactPoint | None,
    *,
    channel: str = "email",
    message_type: str,
    message: Mapping[str, object],
    erased: bool = False,
    at: datetime,
) -> Clearance:
    """Decide about one message of this brand; the clearance, granted or not, not saved yet.

    `message`: facts of group `message`. No `point`: somebody the base does not hold, who gave her address herself, or
    who is held no more (`erased`).
    """
    aim = _aim(brand)
    contact = Contact(aim=aim, channel=channel, message_type=message_type, at=at, message=message)
    gathered = _gather(contact, point, erased=erased)
    answer = decided(contact, gathered).row(0, named=True)
    row = gathered.rows.row(0, named=True)
    facts = {**gathered.common, **gathered.facts.row(0, named=True)}
    return Clearance(
        organisation_id=aim.organisation,
        person_id=row["person"],
        contact_point_id=row["contact_point"],
        company_key=row["company_key"] or "",
        channel=contact.channel,
        message_type=message_type,
        question=contact.question,
        offer_code="",
        verdict=answer["verdict"],
        basis=answer["basis"] or "",
        findings=answer["findings"],
        obligations=answer["obligations"],
        facts=as_json(facts),
        law=answer["law"],
        decided_at=at,
    )


def keep_owed(clearance: Clearance, at: datetime) -> Clearance:
    """Keep the decision with its entry of evidence, in the transaction of what it decides."""
    granted = clearance.verdict == Verdict.ALLOW
    told = {
        "channel": clearance.channel,
        "message_type": clearance.message_type,
        "question": clearance.question,
        "contact_point": clearance.contact_point_id,
        "verdict": clearance.verdict,
        "basis": clearance.basis,
        "findings": clearance.findings,
        "facts": clearance.facts,
        "law": clearance.law,
    }
    kind = "decision:contact:granted" if granted else "decision:contact:refused"
    subject = f"person:{clearance.person_id}" if clearance.person_id else ""
    clearance.evidence = evidence.record(clearance.organisation_id, kind, told, at=at, subject=subject)
    clearance.used_at = at if granted else None
    clearance.save()
    return clearance


def _aim(brand: Brand) -> Aim:
    """No offer: nothing is proposed to anybody."""
    return Aim(
        organisation=brand.organisation_id,
        offer_code="",
        brand=brand.pk,
        functions=(),
        sectors=(),
        reason="",
        category="",
        private_life=False,
        assessed_on=None,
        assessment_review_on=None,
    )


def _gather(contact: Contact, point: ContactPoint | None, *, erased: bool) -> Gathered:
    known = gather(contact, Q(**{POINT + "id": point.pk})) if point else None
    if known is None or known.rows.is_empty():
        return _stranger(contact, point, erased=erased)
    if contact.message_type == "notice_only":  # it is the notice
        return known
    carried = pl.col("notice_state").cast(pl.String).replace("included", "none").cast(VOCABULARY["notice_state"].dtype)
    return Gathered(known.rows, known.facts.with_columns(carried), known.common)


def _stranger(contact: Contact, point: ContactPoint | None, *, erased: bool) -> Gathered:
    """What is known of somebody in no list of ours: she gave this address to be answered there."""
    paris = local_facts(contact.at, hours=False).filter(country="FR").row(0, named=True)
    person = point.person if point else None
    known = ASKED_US | {
        "on": paris["on"],
        "country": "FR",
        "restricted": bool(person and person.restricted_at),
        "erased": erased,
        CROWD: 0,
    }
    facts = pl.DataFrame({name: [value] for name, value in known.items()})
    typed = facts.with_columns(pl.col(name).cast(VOCABULARY[name].dtype) for name in known)
    rows = {"contact_point": [point.pk if point else None], "person": [person.pk if person else None]}
    return Gathered(
        pl.DataFrame(
            rows | {"company_key": [None]},
            schema={"contact_point": pl.Int64, "person": pl.Int64, "company_key": pl.String},
        ),
        typed,
        _common(contact),
    )


def _common(contact: Contact) -> dict[str, object]:
    return {"channel": contact.channel, "message_type": contact.message_type, **contact.message}
