"""What links her to us: recorded as it happened, never edited; whether she is a customer is computed, never kept.

`aval.clearance.relations` says the same of a whole list at once; a test holds the two together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Member
from aval.prospects.models import Person, Relation

Fact = Relation.Fact
SALES = (Fact.ORDER, Fact.CONTRACT)  # an account without a purchase is no sale
OWNS = (*SALES, Fact.ACCOUNT)


@dataclass(frozen=True, slots=True)
class Tie:
    """Where she stands as a buyer, on a day. `ended_on`: the day the relation ended, None while a contract is current."""

    customer: bool
    account_only: bool
    contracts: tuple[Relation, ...]
    sales: tuple[Relation, ...]
    ended_on: date | None

    @property
    def current(self) -> bool:
        """Whether a contract is current."""
        return bool(self.contracts)


@transaction.atomic
def record_relation(
    person: Person, fact: str, *, happened_on: date, at: datetime, by: Member | None, ends_on: date | None = None,
    product: str = "", reference: str = "", seller_siren: str = "", seller_merged: bool = False, refusal_offered: bool | None = None,
) -> Relation:  # fmt: skip
    """Record an account, an order, a contract or the end of the relation. `ValidationError` names the fields.

    No `seller_siren`: our own company sold.
    """
    fact, product = Fact(fact), " ".join(product.split())
    _check(fact, product, happened_on, ends_on, at)
    told = {
        "fact": fact.value, "on": happened_on.isoformat(), "until": ends_on.isoformat() if ends_on else None, "product": product,
        "reference": reference, "refusal_offered": refusal_offered, "by": by.pk if by else None,
    }  # fmt: skip
    entry = evidence.record(person.organisation_id, "relation:recorded", told, at=at, subject=f"person:{person.pk}")
    siren = seller_siren.replace(" ", "").replace("\u00a0", "")
    ours = person.organisation.siren.replace(" ", "")
    return Relation.objects.create(
        organisation_id=person.organisation_id, person=person, fact=fact, happened_on=happened_on, ends_on=ends_on, product=product,
        reference=reference.strip()[:120], seller_siren=siren or (ours if fact in OWNS else ""), seller_merged=seller_merged,
        refusal_offered=refusal_offered, recorded_at=at, recorded_by=by, evidence=entry,
    )  # fmt: skip


@transaction.atomic
def end_contract(contract: Relation, *, ended_on: date, at: datetime, by: Member | None) -> Relation:
    """The contract is over from that day. `ValidationError` when it began later, or is no contract."""
    if contract.fact != Fact.CONTRACT or ended_on < contract.happened_on:
        raise ValidationError({"ended_on": _("Un contrat finit après avoir commencé.")})
    return _answer(contract, Fact.CONTRACT_ENDED, ended_on, at, by)


@transaction.atomic
def take_back(row: Relation, *, at: datetime, by: Member | None) -> Relation:
    """It was written by mistake: it stays on record, and is read no more."""
    return _answer(row, Fact.MISTAKE, localdate(at), at, by)


def tie_of(person: Person, on: date) -> Tie:
    """Where she stands as a buyer that day."""
    return read_tie(Relation.objects.of(person.organisation_id).filter(person=person).order_by("happened_on", "pk"), on)


def read_tie(rows: Iterable[Relation], on: date) -> Tie:
    """The same from her rows. A day of the relation's end is not part of it; an order ends its relation the day it is made."""
    kept = _without_mistakes(rows, on)
    over = {row.answers_id: row.happened_on for row in kept if row.fact == Fact.CONTRACT_ENDED}
    closed = max((row.happened_on for row in kept if row.fact == Fact.ENDED), default=None)
    sales = tuple(row for row in kept if row.fact in SALES)
    ends = {row.pk: _end_of(row, over.get(row.pk), closed) for row in sales}
    current = tuple(row for row in sales if (end := ends[row.pk]) is None or end > on)
    last = [end for end in ends.values() if end is not None] + ([closed] if closed else [])
    return Tie(
        customer=bool(sales),
        account_only=not sales and any(row.fact == Fact.ACCOUNT for row in kept),
        contracts=current,
        sales=sales,
        ended_on=max(last) if sales and not current else None,
    )


def _end_of(sale: Relation, over: date | None, closed: date | None) -> date | None:
    """When what this sale began ends: an order at once; a contract at the first of its term, its end, that of the relation."""
    if sale.fact == Fact.ORDER:
        return sale.happened_on
    after = closed if closed and closed >= sale.happened_on else None
    return min(filter(None, (sale.ends_on, over, after)), default=None)


def _without_mistakes(rows: Iterable[Relation], on: date) -> list[Relation]:
    rows = list(rows)
    wrong = {row.answers_id for row in rows if row.fact == Fact.MISTAKE}
    return [row for row in rows if row.pk not in wrong and row.fact != Fact.MISTAKE and row.happened_on <= on]


def _answer(row: Relation, fact: str, happened_on: date, at: datetime, by: Member | None) -> Relation:
    told = {"fact": str(fact), "on": happened_on.isoformat(), "answers": row.evidence, "by": by.pk if by else None}
    entry = evidence.record(row.organisation_id, "relation:recorded", told, at=at, subject=f"person:{row.person_id}")
    return Relation.objects.create(
        organisation_id=row.organisation_id, person_id=row.person_id, fact=fact, happened_on=happened_on, product=row.product,
        answers=row, recorded_at=at, recorded_by=by, evidence=entry,
    )  # fmt: skip


def _check(fact: str, product: str, happened_on: date, ends_on: date | None, at: datetime) -> None:
    errors = {}
    if fact not in {*OWNS, Fact.ENDED}:
        errors["fact"] = _("Dites ce qui s’est passé : compte, commande, contrat, fin de la relation.")
    if happened_on > localdate(at):
        errors["happened_on"] = _("Ce jour est à venir : notez ce qui a eu lieu.")
    if fact in SALES and not product:
        errors["product"] = _("Dites la famille de produits : seuls des produits analogues pourront lui être proposés.")
    if ends_on is not None and (fact != Fact.CONTRACT or ends_on <= happened_on):
        errors["ends_on"] = _("Seul un contrat a un terme, et il finit après avoir commencé.")
    if errors:
        raise ValidationError(errors)
