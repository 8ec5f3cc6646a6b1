"""Moving the conversation on: from prospect to customer, and after. The legal regime follows what she bought, not our wishes.

Nobody becomes a customer by a click: the stage asks what was ordered or signed, and that is what the law reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Member
from aval.prospects.models import Person, Stage
from aval.prospects.relations import SALES, Fact, Tie, record_relation, tie_of

Code = Stage.Code
OPEN = (Code.TALKING, Code.MEETING, Code.PROPOSAL)  # something may still be won or lost
BOARD = (Code.TALKING, Code.MEETING, Code.PROPOSAL, Code.CUSTOMER, Code.FORMER, Code.NOT_NOW)
REASONED = (Code.FORMER, Code.NOT_NOW)  # lost, left, put off: say why


@dataclass(frozen=True, slots=True)
class Moved:
    """She is at another stage. `changes`: codes of what the law makes of it, for `CHANGES`."""

    stage: Stage
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What was ordered or signed, when she becomes a customer."""

    fact: str
    happened_on: date
    ends_on: date | None = None
    reference: str = ""
    refusal_offered: bool | None = None


@transaction.atomic
def move_to(
    person: Person, code: str, *, at: datetime, by: Member | None, owner: Member | None = None, product: str = "",
    amount: Decimal | None = None, reason: str = "", meeting_at: datetime | None = None, next_on: date | None = None, sale: Sale | None = None,
) -> Moved:  # fmt: skip
    """Put her at a stage from now on; what is not said anew (owner, product, amount) is carried over.

    `customer` asks the sale when none is on record, `meeting` its hour, `former` and `not_now` why. `ValidationError`
    names the fields.
    """
    before = tie_of(person, localdate(at))
    last = Stage.objects.of(person.organisation_id).select_for_update().filter(person=person, until=None).first()
    kept = (
        {"owner": last.owner, "product": last.product, "amount": last.amount}
        if last
        else {"owner": by, "product": "", "amount": None}
    )
    said = {
        "owner": owner or kept["owner"] or by,
        "product": product.strip() or kept["product"],
        "amount": kept["amount"] if amount is None else amount,
    }
    _check(code, said, before, reason, meeting_at, sale, at)
    if code == Code.CUSTOMER and sale:
        record_relation(
            person, sale.fact, happened_on=sale.happened_on, ends_on=sale.ends_on, product=said["product"], reference=sale.reference,
            refusal_offered=sale.refusal_offered, at=at, by=by,
        )  # fmt: skip
    if code == Code.FORMER and before.customer:
        record_relation(person, Fact.ENDED, happened_on=localdate(at), at=at, by=by)
    if last:
        Stage.objects.filter(pk=last.pk).update(until=at)
    row = Stage.objects.create(
        organisation_id=person.organisation_id, person=person, code=Code(code), since=at, reason=" ".join(reason.split())[:200],
        meeting_at=meeting_at if code == Code.MEETING else None, next_on=next_on, moved_by=by, evidence=_tell(person, code, last, said, at, by),
        **said,
    )  # fmt: skip
    return Moved(row, _changes(before, tie_of(person, localdate(at))))


def stage_of(person: Person) -> Stage | None:
    """Where the conversation stands; None while nobody talks to her."""
    return Stage.objects.of(person.organisation_id).filter(person=person, until=None).select_related("owner").first()


def follow(
    person: Person, code: str, *, at: datetime, by: Member | None, meeting_at: datetime | None = None
) -> Stage | None:
    """What an answer or a call means for the conversation: it only goes forward, and never past a customer."""
    order = [Code.PROSPECT, Code.NOT_NOW, *OPEN]
    current = stage_of(person)
    here = current.code if current else Code.PROSPECT
    ahead = here in order and order.index(Code(code)) > order.index(Code(here))
    again = code == Code.MEETING == here
    return move_to(person, code, at=at, by=by, meeting_at=meeting_at).stage if ahead or again else None


def _tell(
    person: Person, code: str, last: Stage | None, said: Mapping[str, Any], at: datetime, by: Member | None
) -> int:
    amount = str(said["amount"]) if said["amount"] is not None else None
    told = {
        "stage": str(code),
        "from": last.code if last else None,
        "product": said["product"],
        "amount": amount,
        "by": by.pk if by else None,
    }
    return evidence.record(person.organisation_id, "stage:moved", told, at=at, subject=f"person:{person.pk}")


def _check(
    code: str,
    said: Mapping[str, Any],
    tie: Tie,
    reason: str,
    meeting_at: datetime | None,
    sale: Sale | None,
    at: datetime,
) -> None:
    errors = {}
    if code not in Code.values:
        errors["code"] = _("Cette étape n’existe pas.")
    if code == Code.MEETING and (meeting_at is None or meeting_at <= at):
        errors["meeting_at"] = _("Donnez le jour et l’heure du rendez-vous, à venir.")
    if code == Code.CUSTOMER and not tie.customer and (sale is None or sale.fact not in SALES):
        errors["fact"] = _(
            "Dites ce qu’elle a commandé ou signé : c’est cela, et non l’étape, qui change ce que la loi permet."
        )
    if code == Code.CUSTOMER and sale and not said["product"]:
        errors["product"] = _("Dites la famille de produits : seuls des produits analogues pourront lui être proposés.")
    if code == Code.FORMER and not tie.customer:
        errors["code"] = _("Elle n’a rien acheté : elle ne peut pas être une ancienne cliente.")
    if code in REASONED and not reason.strip():
        errors["reason"] = _("Dites pourquoi, en quelques mots.")
    if said["amount"] is not None and said["amount"] < 0:
        errors["amount"] = _("Un montant n’est pas négatif.")
    if errors:
        raise ValidationError(errors)


def _changes(before: Tie, after: Tie) -> tuple[str, ...]:
    """What the law makes of the move, as codes of `CHANGES`."""
    found = []
    if after.customer and not before.customer:
        found += ["analogous", "kept-as-customer"]
    if after.current and not before.current:
        found.append("contract")
    if before.current and not after.current:
        found.append("contract-over")
    if after.ended_on and after.ended_on != before.ended_on:
        found.append("end-runs")
    return tuple(found)


def words(change: str) -> str:
    """What changed, in a sentence."""
    return {
        "analogous": _("Par courriel ou SMS, à une adresse privée, vous pouvez lui proposer des produits analogues à celui-ci sans nouvel accord, si un refus lui était offert à la vente (art. L34-5 CPCE)."),
        "kept-as-customer": _("Sa fiche se garde désormais tant que dure la relation, puis trois ans (référentiel de la CNIL)."),
        "contract": _("Un contrat est en cours : un appel qui sert son objet est permis sans consentement préalable, même à un particulier (art. L223-1 du code de la consommation)."),
        "contract-over": _("Plus aucun contrat n’est en cours : l’exception qui permettait d’appeler un particulier est tombée."),
        "end-runs": _("La relation est finie : les trois ans de conservation courent, et repartent si elle vous écrit, vous appelle ou commande."),
    }[change]  # fmt: skip
