"""Those who handle data for us, their contracts, and whether a connector may be used (art. 28 and 44 to 46 GDPR).

No contract, no connector: `usable` and `barred` say why, and every connector asks one of them before anything leaves.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Connector, Member, Organisation, Processor

EEA = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IS IE IT LV LI LT LU MT NL NO PL PT RO SK SI ES SE".split())  # noqa: SIM905
FIELDS = (
    "name", "service", "contract_reference", "signed_on", "clauses", "country", "safeguard", "safeguard_reference",
    "assessed_on", "subprocessors", "ends_on", "deletion_proof", "deleted_on",
)  # fmt: skip
SHORTEST = 10  # characters of a reason


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("processors.toml").read_text(encoding="utf-8"))


def clauses() -> Mapping[str, Mapping[str, str]]:
    """code -> article, fr, en: what art. 28(3) wants in a contract, all of it."""
    return _words()["clauses"]


@dataclass(frozen=True, slots=True)
class Reason:
    """What keeps a processor from being used: a code of `processors.toml` and the facts of its sentence."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def article(self) -> str:
        """Where it is written."""
        return _words()["reasons"][self.code]["article"]

    def say(self, language: str = "fr") -> str:
        """The sentence."""
        english = language.startswith("en")
        facts = dict(self.facts)
        if missing := facts.get("missing"):
            facts["missing"] = ", ".join(clauses()[one]["article"] for one in missing)
        return _words()["reasons"][self.code]["en" if english else "fr"].format(**facts)

    def mend(self, language: str = "fr") -> str:
        """What to do about it."""
        return _words()["reasons"][self.code]["en_mend" if language.startswith("en") else "fr_mend"]


def usable(processor: Processor, on: date) -> tuple[Reason, ...]:
    """Why data may not be handed to this processor that day; empty when they may."""
    return tuple(_against(processor, on))


def barred(connector: Connector, on: date) -> tuple[Reason, ...]:
    """Why nothing may leave by this connector that day; empty when it may."""
    if connector.processor is not None:
        return usable(connector.processor, on)
    return () if connector.ours else (Reason("undeclared"),)


def _against(processor: Processor, on: date) -> Iterator[Reason]:
    told = {"name": processor.name, "country": processor.country}
    if processor.suspended_at:
        yield Reason("suspended", told | {"why": processor.suspended_why})
    if not processor.contract_reference or processor.signed_on is None:
        yield Reason("no-contract", told)
    elif processor.signed_on > on:
        yield Reason("not-yet", told | {"signed_on": processor.signed_on})
    elif missing := tuple(code for code in clauses() if code not in processor.clauses):
        yield Reason("clauses", told | {"missing": missing})
    if processor.ends_on and processor.ends_on <= on:
        yield Reason("ended", told | {"ends_on": processor.ends_on})
    if not processor.country:
        yield Reason("country", told)
    elif processor.country not in EEA:
        if not processor.safeguard or not processor.safeguard_reference:
            yield Reason("transfer", told)
        elif processor.safeguard != Processor.Safeguard.ADEQUACY and processor.assessed_on is None:
            yield Reason("assessment", told)


def declare_processor(organisation: Organisation, *, at: datetime, by: Member | None, **given: Any) -> Processor:
    """Write a processor into the register. `given` holds fields of `FIELDS`; `ValidationError`, field by field.

    An unfinished file is kept: it is `usable` that refuses, so that one sees what is missing.
    """
    code = slugify(given.get("name", ""))[:60]
    if not code:
        raise ValidationError({"name": _("Un nom contient au moins une lettre.")})
    if Processor.objects.of(organisation).filter(code=code).exists():
        raise ValidationError({"name": _("Ce sous-traitant est déjà au registre.")})
    made = Processor(organisation=organisation, code=code, created_at=at)
    return _keep(made, given, "processor:declared", by, at)


def change_processor(processor: Processor, *, at: datetime, by: Member | None, **given: Any) -> Processor:
    """Bring its file up to date; the code stays. `ValidationError`, field by field."""
    return _keep(processor, given, "processor:changed", by, at)


@transaction.atomic
def _keep(processor: Processor, given: Mapping[str, Any], kind: str, by: Member | None, at: datetime) -> Processor:
    if unknown := set(given) - set(FIELDS):
        raise TypeError(f"not of a processor: {sorted(unknown)}")
    for name, value in given.items():
        setattr(processor, name, value.strip() if isinstance(value, str) else value)
    processor.country = processor.country.upper()
    _check(processor)
    processor.full_clean()
    processor.save()
    told = {name: _plain(getattr(processor, name)) for name in FIELDS} | {"code": processor.code}
    evidence.record(processor.organisation_id, kind, {**told, "by": by and by.pk}, at=at, subject=_subject(processor))
    return processor


def _check(processor: Processor) -> None:
    wrong = {}
    if (
        len(processor.country) not in {0, 2}
        or not processor.country.isascii()
        or not (processor.country + "A").isalpha()
    ):
        wrong["country"] = _("Deux lettres : FR, DE, US…")
    if unknown := set(processor.clauses) - set(clauses()):
        wrong["clauses"] = _("Clause inconnue : {codes}.").format(codes=", ".join(sorted(unknown)))
    if processor.ends_on and processor.signed_on and processor.ends_on < processor.signed_on:
        wrong["ends_on"] = _("Un contrat ne finit pas avant d’être signé.")
    if bool(processor.deleted_on) != bool(processor.deletion_proof):
        wrong["deletion_proof"] = _("La preuve de la destruction va avec son jour.")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def suspend_processor(processor: Processor, *, why: str, at: datetime, by: Member | None) -> None:
    """Nothing leaves for it from now on, by any connector."""
    if len(why.strip()) < SHORTEST:
        raise ValidationError({"why": _("Dites pourquoi, en une phrase.")})
    processor.suspended_at, processor.suspended_why = at, why.strip()[:500]
    processor.save(update_fields=["suspended_at", "suspended_why"])
    told = {"code": processor.code, "why": processor.suspended_why, "by": by and by.pk}
    evidence.record(processor.organisation_id, "processor:suspended", told, at=at, subject=_subject(processor))


@transaction.atomic
def resume_processor(processor: Processor, *, why: str, at: datetime, by: Member | None) -> None:
    """Lift a suspension, with its reason."""
    if len(why.strip()) < SHORTEST:
        raise ValidationError({"why": _("Dites pourquoi, en une phrase.")})
    processor.suspended_at, processor.suspended_why = None, ""
    processor.save(update_fields=["suspended_at", "suspended_why"])
    told = {"code": processor.code, "why": why.strip(), "by": by and by.pk}
    evidence.record(processor.organisation_id, "processor:resumed", told, at=at, subject=_subject(processor))


def _subject(processor: Processor) -> str:
    return f"processor:{processor.pk}"


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
