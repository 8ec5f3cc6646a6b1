"""Segments: saved filters over everything known. The filter narrows, the law decides: being in one allows nothing.

The grammar is closed: a list of conditions that must all hold, `{"about": code, "is": [...]}`, `{"about": code, "is_not":
[...]}`, `{"about": code, "within": days}` or `{"about": code, "beyond": days}` (longer ago, or never).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.prospects.criteria import Criterion, criteria
from aval.prospects.models import Person, Segment

Rules = Sequence[Mapping[str, Any]]
MOST, LONGEST, FARTHEST = 20, 200, 36500  # conditions, values of one, days
SMALL = 40_000  # people counted one by one; above, a sample of them speaks
SHORT = 2_000  # people behind a short list counted one by one in a large base
WINDOWS, WIDTH = 64, 320  # stretches of ids a sample is made of, and how long each is
REMEMBERED = 300  # seconds the span of ids is believed


@dataclass(frozen=True, slots=True)
class Count:
    """How many people; not `exact` when told from a sample of `seen` records."""

    people: int
    exact: bool
    seen: int = 0


def read_rules(rules: object) -> list[dict[str, Any]]:
    """The conditions, checked and in order. `ValidationError` says which one is wrong, and how."""
    if not isinstance(rules, list) or len(rules) > MOST:
        raise ValidationError(_("Un segment est une liste de %(most)s conditions au plus.") % {"most": MOST})
    return [_read(number, rule) for number, rule in enumerate(rules, start=1)]


def _read(number: int, rule: object) -> dict[str, Any]:
    wrong = ValidationError(_("La condition %(number)s ne se lit pas.") % {"number": number})
    if not isinstance(rule, Mapping) or len(rule) != 2 or rule.get("about") not in criteria():
        raise wrong
    one = criteria()[rule["about"]]
    (verb,) = set(rule) - {"about"}
    given = rule[verb]
    if one.kind == "days":
        if (
            verb not in {"within", "beyond"}
            or isinstance(given, bool)
            or not isinstance(given, int)
            or not 0 < given <= FARTHEST
        ):
            raise wrong
        return {"about": one.code, verb: given}
    if verb not in {"is", "is_not"} or not isinstance(given, list) or not 0 < len(given) <= LONGEST:
        raise wrong
    values = list(dict.fromkeys(str(value).strip() for value in given if isinstance(value, str) and value.strip()))
    if len(values) != len(given) or any(len(value) > 120 for value in values):
        raise wrong
    return {"about": one.code, verb: values}


def condition_of(organisation: int, rules: Rules, at: datetime, person: str = "") -> Q:
    """One condition over people, or over rows that lead to them by the path `person` ("person__"). Asks the base nothing."""
    found = Q()
    for rule in sorted(rules, key=lambda rule: criteria()[rule["about"]].late):
        one = criteria()[rule["about"]]
        if one.since is not None:
            days = rule.get("within", rule.get("beyond"))
            recent = one.since(organisation, at - timedelta(days=days), person)
            found &= recent if "within" in rule else ~recent
        elif one.among is not None:
            among = one.among(organisation, rule.get("is", rule.get("is_not")), at, person)
            found &= among if "is" in rule else ~among
    return found


def people_of(organisation: int, rules: Rules, at: datetime) -> "QuerySet[Person]":
    """The people all conditions hold for; never those in quarantine."""
    return Person.objects.of(organisation).filter(condition_of(organisation, rules, at), quarantined=False)


def people_in(segment: Segment, at: datetime) -> "QuerySet[Person]":
    """The people of a segment, now."""
    return people_of(segment.organisation_id, segment.rules, at)


def narrow_first(rules: Rules) -> bool:
    """Whether a short list leads straight to the people: else they are looked for along the whole base."""
    return any(_is_few(criteria()[rule["about"]], rule) for rule in rules)


def _is_few(one: Criterion, rule: Mapping[str, Any]) -> bool:
    return one.few and "is" in rule and not {"prospect", "no"} & set(rule["is"])


def count_people(organisation: int, rules: Rules, at: datetime) -> Count:
    """How many people all conditions hold for: exactly in a small base or behind a short list, else from a sample.

    Two questions to the base at most, and as many more when its span of ids has been forgotten.
    """
    found = people_of(organisation, rules, at)
    first, last, total = span(organisation)
    if total <= SMALL:
        return Count(found.count(), exact=True)
    few = found[: SHORT + 1].count() if narrow_first(rules) else SHORT + 1
    if few <= SHORT:
        return Count(few, exact=True)
    step = max(WIDTH, (last - first + 1) // WINDOWS)
    sampled = Q()
    for start in range(first, last + 1, step):
        sampled |= Q(pk__gte=start, pk__lt=start + WIDTH)
    key = f"people-sample:{organisation}:{first}:{last}"
    seen = cache.get(key)
    if seen is None:
        seen = Person.objects.of(organisation).filter(sampled, quarantined=False).count()
        cache.set(key, seen, REMEMBERED)
    held = found.filter(sampled).count()
    return Count(round(held * total / seen) if seen else 0, exact=False, seen=seen)


def span(organisation: int) -> tuple[int, int, int]:
    """First and last id of the people, and how many they are; believed for a few minutes."""
    key = f"people-span:{organisation}"
    known = cache.get(key)
    if known is None:
        people = Person.objects.of(organisation)
        bounds = people.aggregate(first=Min("pk"), last=Max("pk"))
        total = people[: SMALL + 1].count()
        total = total if total <= SMALL else people.count()
        known = (bounds["first"] or 0, bounds["last"] or 0, total)
        cache.set(key, known, REMEMBERED)
    return known


@transaction.atomic
def keep_segment(
    organisation: Organisation,
    *,
    name: str,
    rules: object,
    by: Member | None,
    at: datetime,
    segment: Segment | None = None,
) -> Segment:
    """Save a filter, anew or over one. `ValidationError` names the fields."""
    name, kept = " ".join(name.split()), read_rules(rules)
    errors = {}
    if not name:
        errors["name"] = _("Donnez un nom au segment.")
    if not kept:
        errors["rules"] = _("Posez au moins une condition : sans elle, le segment serait toute la base.")
    if errors:
        raise ValidationError(errors)
    row = segment or Segment(organisation=organisation, code=_code(organisation, name), created_by=by, created_at=at)
    row.name, row.rules = name[:120], kept
    row.people, row.counted_at = people_of(organisation.pk, kept, at).count(), at
    row.save()
    evidence.record(
        organisation.pk, "segment:kept", {"segment": row.code, "rules": kept, "by": by.pk if by else None}, at=at
    )
    return row


@transaction.atomic
def drop_segment(segment: Segment, *, by: Member | None, at: datetime) -> None:
    """Offered no more; campaigns made from it keep saying which it was."""
    if Segment.objects.of(segment.organisation_id).filter(pk=segment.pk, dropped_at=None).update(dropped_at=at):
        told = {"segment": segment.code, "by": by.pk if by else None}
        evidence.record(segment.organisation_id, "segment:dropped", told, at=at)


def segments_of(organisation: Organisation | int) -> "QuerySet[Segment]":
    """Those that may be used, by name."""
    return Segment.objects.of(organisation).filter(dropped_at=None).order_by("name")


def _code(organisation: Organisation, name: str) -> str:
    wanted = slugify(name)[:50] or "segment"
    taken = set(Segment.objects.of(organisation).filter(code__startswith=wanted).values_list("code", flat=True))
    return next(code for code in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)
