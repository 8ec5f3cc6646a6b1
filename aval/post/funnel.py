"""From aimed to answered: counted by step, version, source, campaign or recipient domain. Counts alone, never names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower, StrIndex, Substr

from aval.accounts.models import Organisation
from aval.campaigns.comparing import TIME_TO_ANSWER, Arm, Comparison, compare
from aval.campaigns.models import Campaign, Passage
from aval.post.models import Attempt, Return

FEWEST = 5  # people of a domain; the smaller ones are counted together, so that a line is never one person
OTHERS = ""
BY: Mapping[str, tuple[str, ...]] = {
    "": (),
    "step": ("place",),
    "version": ("place", "version"),
    "source": ("campaign__source__name",),
    "campaign": ("campaign__name",),
    "domain": ("domain",),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the funnel. `aimed` is everybody; `answered`, `bounced`, `complained` and `objected` are of those `handed`."""

    key: tuple[str, ...]
    aimed: int = 0
    refused: int = 0
    waiting: int = 0
    failed: int = 0
    uncertain: int = 0
    handed: int = 0
    bounced: int = 0
    complained: int = 0
    objected: int = 0
    answered: int = 0

    def __add__(self, other: "Line") -> "Line":
        return Line(self.key, *(getattr(self, name) + getattr(other, name) for name in FIGURES))

    @property
    def delivered(self) -> int:
        """Handed over and not come back dead."""
        return self.handed - self.bounced

    @property
    def answer_rate(self) -> float | None:
        return self.answered / self.handed if self.handed else None

    @property
    def bounce_rate(self) -> float | None:
        return self.bounced / self.handed if self.handed else None


FIGURES = tuple(one.name for one in fields(Line))[1:]


def funnel(organisation: Organisation, *, by: str = "", campaign: Campaign | None = None) -> list[Line]:
    """The lines, the widest first (steps and versions in their order). KeyError for an unknown `by`."""
    keys = BY[by]
    rows = Attempt.objects.of(organisation).filter(campaign__isnull=False)
    if campaign:
        rows = rows.filter(campaign=campaign)
    if by == "domain":
        value = F("contact_point__normal")
        rows = rows.annotate(domain=Lower(Substr(value, StrIndex(value, Value("@")) + 1)))
    counted = _heard(rows).values(*keys).order_by(*keys) if keys else _heard(rows)
    told = counted.annotate(**COUNTS) if keys else [counted.aggregate(**COUNTS)]
    lines = [
        Line(tuple(str(row[key] or OTHERS) for key in keys), *(row[f"n_{name}"] for name in FIGURES)) for row in told
    ]
    if by in {"", "step", "version"}:
        return lines
    if by == "domain":
        lines = list(_merge_small(lines))
    return sorted(lines, key=lambda line: (line.key == (OTHERS,), -line.aimed, line.key))


def _heard(rows: "QuerySet[Attempt]") -> "QuerySet[Attempt]":
    """What came back to each letter, counted once however often it came."""
    kind = Return.Kind
    return rows.annotate(
        answers=_came(Q(kind=kind.REPLY)),
        bounces=_came(Q(kind=kind.BOUNCE, bounce="hard")),
        complains=_came(Q(kind=kind.COMPLAINT, stop=True)),
        objects=_came(Q(kind__in=[kind.REPLY, kind.UNSUBSCRIBE], stop=True) | Q(kind=kind.UNSUBSCRIBE)),
    )


def _came(which: Q) -> Exists:
    return Exists(Return.objects.filter(which, attempt=OuterRef("pk")))


def _of(*states: str, **more: bool) -> Count:
    return Count("pk", filter=Q(state__in=states, **more))


STATE = Attempt.State
COUNTS = {
    "n_aimed": Count("pk"),
    "n_refused": _of(STATE.REFUSED),
    "n_waiting": _of(STATE.WAITING, STATE.SENDING),
    "n_failed": _of(STATE.FAILED),
    "n_uncertain": _of(STATE.UNCERTAIN),
    "n_handed": _of(STATE.SENT),
    "n_bounced": _of(STATE.SENT, bounces=True),
    "n_complained": _of(STATE.SENT, complains=True),
    "n_objected": _of(STATE.SENT, objects=True),
    "n_answered": _of(STATE.SENT, answers=True),
}


def _merge_small(lines: Iterable[Line]) -> Iterable[Line]:
    others = Line((OTHERS,))
    for line in lines:
        if line.key == (OTHERS,) or line.aimed < FEWEST:
            others += line
        else:
            yield line
    if others.aimed:
        yield others


def comparisons(campaign: Campaign, at: datetime) -> dict[int, Comparison]:
    """What may be said of the versions of each step where two are compared, by place."""
    arms: dict[int, dict[str, Line]] = {}
    for line in funnel(campaign.organisation, by="version", campaign=campaign):
        arms.setdefault(int(line.key[0]), {})[line.key[1]] = line
    return {
        place: compare(
            *(Arm(found[one].handed, found[one].answered) for one in "ab"), over=_is_over(campaign, place, at)
        )
        for place, found in arms.items()
        if set(found) == {"a", "b"}
    }


def _is_over(campaign: Campaign, place: int, at: datetime) -> bool:
    """Whether nobody is still to be written to at this step, and the last one had time to answer."""
    unfinished = [STATE.WAITING, STATE.SENDING, STATE.UNCERTAIN]
    here = Attempt.objects.filter(campaign=campaign, place=place)
    coming = Passage.objects.filter(campaign=campaign, state=Passage.State.GOING, place__lt=place)
    if here.filter(state__in=unfinished).exists() or coming.exists():
        return False
    last = here.aggregate(last=Max("handed_at"))["last"]
    return last is not None and at - last >= TIME_TO_ANSWER


def as_lines(lines: Sequence[Line], by: str) -> Iterable[tuple[str, ...]]:
    """A table for a spreadsheet, its head first; codes, not words."""
    yield (*({"": (), "version": ("step", "version")}.get(by, (by,))), *FIGURES)
    for line in lines:
        yield (*line.key, *(str(getattr(line, name)) for name in FIGURES))
