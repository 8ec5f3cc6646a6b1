"""What we check ourselves about a supplier: forms audited, partner lists read, proofs drawn at random and verified.

A promise is not a proof (SAN-2022-021, SAN-2024-003, SAN-2025-001): what is shown here overrules what was only ticked.
"""

import hashlib
import heapq
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Min, Q, QuerySet

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.prospects.classification.folding import fold
from aval.prospects.models import Capture, PartnerList, Provenance, Rental, Sample, Source
from aval.prospects.objecting import NotObjectable, object_to
from aval.prospects.proofs import Asked, Problem, Seen, Shown, check_proofs
from aval.prospects.sources import describe_supplier

LONGEST = 500_000  # letters kept of a page, a list, a message


@transaction.atomic
def keep_capture(
    source: Source, *, site: str, from_on: date, until_on: date | None, page: str, words: str, verdict: str,
    findings: Sequence[Mapping[str, Any]], by: Member | None, at: datetime,
) -> Capture:  # fmt: skip
    """Keep a form of the supplier for a site and a period, with the answer of its audit; the dossier follows."""
    kept = Capture.objects.create(
        organisation_id=source.organisation_id, source=source, site=site[:253], from_on=from_on, until_on=until_on, page=page[:LONGEST],
        words=words[:LONGEST], digest=_digest(page), verdict=verdict, findings=list(findings), audited_at=at, audited_by=by,
    )  # fmt: skip
    told = {"site": kept.site, "from": from_on.isoformat(), "until": until_on.isoformat() if until_on else None}
    told |= {"digest": kept.digest, "verdict": verdict, "codes": sorted({one["code"] for one in findings})}
    _record(source, "supplier:form", told, by, at)
    settle_dossier(source, by=by, at=at)
    return kept


@transaction.atomic
def keep_partner_list(source: Source, *, dated_on: date, text: str, by: Member | None, at: datetime) -> PartnerList:
    """Keep a list of partners, and the line that names us, found here rather than promised."""
    kept = PartnerList.objects.create(
        organisation_id=source.organisation_id, source=source, dated_on=dated_on, text=text[:LONGEST],
        line=naming_line(text, source.organisation), digest=_digest(text), kept_at=at, kept_by=by,
    )  # fmt: skip
    _record(
        source, "supplier:partners", {"dated": dated_on.isoformat(), "digest": kept.digest, "line": kept.line}, by, at
    )
    settle_dossier(source, by=by, at=at)
    return kept


def naming_line(text: str, organisation: Organisation) -> int | None:
    """The number of the line that names us, by legal name or SIREN; None when none does."""
    name = fold(organisation.legal_name)
    for number, line in enumerate(text[:LONGEST].splitlines(), start=1):
        digits = re.sub(r"(?<=\d)[\s.]+(?=\d)", "", line)
        if f" {name} " in f" {fold(line)} " or (organisation.siren and organisation.siren in digits):
            return number
    return None


@transaction.atomic
def draw_sample(source: Source, *, size: int, by: Member | None, at: datetime, seed: str = "") -> Sample:
    """Draw lines of this file at random: those whose SHA-256 of `seed:id` is smallest, so that anyone can draw them again."""
    seed = seed or secrets.token_hex(8)
    ids = Provenance.objects.of(source.organisation_id).filter(source=source).values_list("pk", flat=True)
    population = ids.count()
    drawn = heapq.nsmallest(size, ids.order_by("pk").iterator(chunk_size=5000), key=lambda pk: _digest(f"{seed}:{pk}"))
    sample = Sample.objects.create(
        organisation_id=source.organisation_id,
        source=source,
        seed=seed,
        population=population,
        lines=drawn,
        drawn_at=at,
        drawn_by=by,
    )
    _record(source, "supplier:drawn", {"seed": seed, "population": population, "lines": drawn}, by, at)
    return sample


def asked_of(sample: Sample) -> list[Asked]:
    """The lines drawn, as their proofs are asked for; a person erased meanwhile is no longer asked about."""
    rows = (
        Provenance.objects.of(sample.organisation_id)
        .filter(pk__in=sample.lines, person__contact_points__medium="email")
        .order_by("line", "pk")
        .values_list("pk", "line", "person__contact_points__value", "consent_at", "consent_wording")
    )
    first = {pk: Asked(line or pk, email, at, wording) for pk, line, email, at, wording in reversed(list(rows))}
    return sorted(first.values(), key=lambda one: one.line)


@transaction.atomic
def verify_sample(sample: Sample, shown: Sequence[Shown], *, by: Member | None, at: datetime) -> list[Problem]:
    """Check the proofs shown for a sample, line by line; the dossier follows. What is wrong, in order."""
    asked = asked_of(sample)
    forms = [Seen(one.site, one.from_on, one.until_on, one.words, one.verdict) for one in sample.source.captures.all()]
    problems = check_proofs(asked, shown, forms, at)
    wrong = {one.line for one in problems if one.line}
    sample.checked_at, sample.problems = at, [one.as_json() for one in problems]
    sample.valid = sum(one.line not in wrong for one in asked)
    sample.save(update_fields=["checked_at", "problems", "valid"])
    told = {"sample": sample.pk, "asked": len(sample.lines), "valid": sample.valid, "problems": sample.problems}
    _record(sample.source, "supplier:verified", told, by, at)
    settle_dossier(sample.source, by=by, at=at)
    return problems


def settle_dossier(source: Source, *, by: Member | None, at: datetime) -> None:
    """Write into the supplier's dossier what the pieces show. No piece of a kind: what was written there stays."""
    shown: dict[str, Any] = {}
    if verdicts := set(source.captures.values_list("verdict", flat=True)):
        shown["captures_seen"] = False if "fail" in verdicts else None if "undetermined" in verdicts else True
    lists = list(source.partner_lists.all())
    if lists:
        whole = not list_problems(source)
        shown |= {"partner_list_names_us": whole and lists[-1].line is not None, "partner_list_on": lists[-1].dated_on}
    sample = source.samples.filter(checked_at__isnull=False).first()
    if sample is not None:
        shown |= {
            "sample_size": len(sample.lines),
            "sample_valid": sample.valid,
            "audited_on": sample.checked_at.date(),
        }
    if shown:
        describe_supplier(source, by=by, at=at, **shown)


def list_problems(source: Source) -> list[Problem]:
    """Where the lists of partners contradict each other, or come after the people."""
    problems: list[Problem] = []
    lists = list(source.partner_lists.all())
    for one, two in pairwise(lists):
        dates = f"{one.dated_on:%Y-%m-%d} / {two.dated_on:%Y-%m-%d}"
        if one.dated_on == two.dated_on and one.digest != two.digest:
            if (one.line is None) != (two.line is None):
                problems.append(Problem("lists-conflict", one.line or two.line or 0, detail=dates))
            else:
                problems.append(
                    Problem("lists-differ", _first_difference(one.text, two.text), detail=f"{one.dated_on:%Y-%m-%d}")
                )
        elif one.line is not None and two.line is None:
            problems.append(Problem("lists-conflict", one.line, detail=dates))
    named = [one.dated_on for one in lists if one.line is not None]
    if named and source.collected_on < min(named):
        problems.append(Problem("list-too-late", detail=f"{source.collected_on:%Y-%m-%d}"))
    return problems


def line_problems(source: Source) -> list[Problem]:
    """Where the lines of the file contradict the dossier of their supplier: how many, and the first."""
    lines = Provenance.objects.of(source.organisation_id).filter(source=source)
    forms = list(source.captures.all())
    found = [_told("lines-after-receipt", lines.filter(consent_at__gt=F("received_at")))]
    if source.basis == Source.Basis.CONSENT:
        found.append(_told("lines-without-proof", lines.filter(Q(consent_at__isnull=True) | Q(consent_wording=""))))
    if forms:
        texts = [fold(one.words) for one in forms]
        wordings = lines.exclude(consent_wording="").values_list("consent_wording", flat=True).distinct()[:500]
        unknown = [one for one in wordings if not any(fold(one) in text for text in texts)]
        found.append(_told("lines-wording-unknown", lines.filter(consent_wording__in=unknown)))
        covered = Q()
        for one in forms:
            ends = Q(consent_at__date__lte=one.until_on) if one.until_on else Q()
            covered |= Q(consent_at__date__gte=one.from_on) & ends
        found.append(_told("lines-out-of-period", lines.filter(consent_at__isnull=False).exclude(covered)))
    return [one for one in found if one is not None]


def _told(code: str, lines: QuerySet[Provenance]) -> Problem | None:
    counted = lines.aggregate(n=Count("pk"), first=Min("line"))
    return Problem(code, counted["first"] or 0, detail=str(counted["n"])) if counted["n"] else None


@transaction.atomic
def keep_rental(
    source: Source, *, sent_on: date, recipients: int, message: str, objections: Sequence[str], by: Member | None, at: datetime
) -> tuple[Rental, list[Problem]]:  # fmt: skip
    """Keep what proves a campaign the renter sent for us: the message as sent, whether it names us, and the oppositions he
    returned, which hold for us at once. With the lines of these that cannot be read; the addresses written to never reach us.
    """
    heard, unread = _hear(source, objections, by, at)
    names_us = naming_line(message, source.organisation) is not None
    kept = Rental.objects.create(
        organisation_id=source.organisation_id, source=source, sent_on=sent_on, recipients=recipients, message=message[:LONGEST],
        digest=_digest(message), names_us=names_us, objections=heard, kept_at=at, kept_by=by,
    )  # fmt: skip
    told = {
        "sent": sent_on.isoformat(),
        "recipients": recipients,
        "digest": kept.digest,
        "names_us": names_us,
        "objections": heard,
    }
    _record(source, "supplier:rental", told, by, at)
    return kept, unread


def _hear(source: Source, lines: Sequence[str], by: Member | None, at: datetime) -> tuple[int, list[Problem]]:
    """Record each opposition returned; how many, and the lines that name nobody."""
    unread = []
    told = [(place, line.strip()) for place, line in enumerate(lines, start=1) if line.strip()]
    for place, line in told:
        try:
            object_to(source.organisation, line, origin="import", heard_at=at, at=at, by=by)
        except NotObjectable:
            unread.append(Problem("objection-unreadable", place, detail=line[:80]))
    return len(told) - len(unread), unread


def _first_difference(one: str, two: str) -> int:
    lines = zip(one.splitlines(), two.splitlines(), strict=False)
    return next(
        (n for n, (a, b) in enumerate(lines, start=1) if a != b), min(len(one.splitlines()), len(two.splitlines())) + 1
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _record(source: Source, kind: str, told: Mapping[str, Any], by: Member | None, at: datetime) -> None:
    evidence.record(source.organisation_id, kind, {"source": source.code, **told, "by": by.pk if by else None}, at=at)
