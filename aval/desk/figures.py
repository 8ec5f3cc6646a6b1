"""The month in pictures: what went out and came back, refused and why, objected to, won; what expires, who is to be told.

Read from the base at most once in ten minutes a house: counting a million rows is not done at each page.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aval.accounts.models import Organisation
from aval.calls.models import Call, Callee
from aval.campaigns.models import Campaign
from aval.campaigns.tasks import tasks_to_do
from aval.clearance.keeping import kept_until
from aval.clearance.models import Screening
from aval.clearance.wording import say
from aval.desk.drawing import bars
from aval.desk.inbox import late_work
from aval.post.models import Attempt, Return
from aval.prospects.models import Objection, Provenance, Stage
from aval.prospects.segments import SMALL, span
from aval.rights.informing import owed

WEEKS, MONTHS, REASONS, BELIEVED = 12, 6, 10, 600
MOST = 10_000  # rows counted for the day; nobody calls more


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture: a sentence that says what it means, columns and rows. `drawn`: which columns are bars (all but the first)."""

    code: str
    title: str
    sentence: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    drawn: int

    @property
    def picture(self) -> SafeString:
        """The bars."""
        series = [[float(row[column] or 0) for row in self.rows] for column in range(1, 1 + self.drawn)]
        return bars(f"{self.title}. {self.sentence}", [str(row[0]) for row in self.rows], series)


def figures(organisation: Organisation, at: datetime, *, whole: bool = False) -> tuple[list[Figure], datetime, bool]:
    """The pictures, when they were read, and whether some were left out.

    In a large base those that read everybody are made only when asked for (`whole`): they take seconds, not a blink.
    """
    heavy = whole or span(organisation.pk)[2] <= SMALL
    key = f"figures:{organisation.pk}:{get_language()}:{heavy}"
    known = cache.get(key)
    if known is None:
        known = ([make(organisation, at) for make in (*MADE, *(HEAVY if heavy else ()))], at, not heavy)
        cache.set(key, known, BELIEVED)
    return known


def _weeks(at: datetime) -> list[date]:
    monday = localdate(at) - timedelta(days=localdate(at).weekday())
    return [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]


def _by_week(rows: QuerySet, field: str, weeks: list[date]) -> list[int]:
    """How many rows of each week, in one query."""
    kept = rows.filter(**{f"{field}__date__gte": weeks[0]}).order_by().annotate(on=TruncDate(field)).values_list("on")
    counted: Counter[date] = Counter()
    for on, number in kept.annotate(Count("pk")):
        counted[on - timedelta(days=on.weekday())] += number
    return [counted[week] for week in weeks]


def _said(week: date) -> str:
    return f"{week:%d/%m}"


def _today(organisation: Organisation, at: datetime) -> Figure:
    """What may be done now."""
    waiting = Callee.objects.of(organisation).filter(state=Callee.State.WAITING)
    due = waiting.filter(Q(not_before=None) | Q(not_before__lte=at))[:MOST].count()
    leaving = Attempt.objects.of(organisation).filter(state=Attempt.State.WAITING)[:MOST].count()
    drafts = Campaign.objects.of(organisation).filter(state=Campaign.State.DRAFT).count()
    tasks = tasks_to_do(organisation).filter(due_on__lte=localdate(at)).count()
    meetings = Stage.objects.of(organisation).filter(until=None, meeting_at__date=localdate(at)).count()
    lines = [
        (_("Personnes à appeler"), due),
        (_("Messages prêts à partir"), leaving),
        (_("Campagnes à finir d’écrire"), drafts),
        (_("Tâches du jour"), tasks),
        (_("Rendez-vous du jour"), meetings),
        (_("En retard"), late_work(organisation, at)),
    ]
    sentence = _(
        "Aujourd’hui : %(calls)s personnes à appeler, %(meetings)s rendez-vous, %(tasks)s tâches. Chacune passera devant la loi à la minute où vous agirez."
    ) % {"calls": due, "meetings": meetings, "tasks": tasks}
    return Figure("today", _("Ce que vous pouvez faire aujourd’hui"), sentence, (_("Quoi"), _("Combien")), lines, 1)


def _sent(organisation: Organisation, at: datetime) -> Figure:
    weeks = _weeks(at)
    sent = _by_week(Attempt.objects.of(organisation).filter(state=Attempt.State.SENT), "handed_at", weeks)
    replies = _by_week(Return.objects.of(organisation).filter(kind=Return.Kind.REPLY), "received_at", weeks)
    rate = 100 * sum(replies) / sum(sent) if sum(sent) else 0
    sentence = _("En douze semaines, %(sent)s messages remis et %(replies)s réponses : %(rate).1f %% répondent.") % {
        "sent": sum(sent),
        "replies": sum(replies),
        "rate": rate,
    }
    return Figure(
        "sent",
        _("Messages et réponses"),
        sentence,
        (_("Semaine du"), _("Remis"), _("Réponses")),
        list(zip(map(_said, weeks), sent, replies, strict=True)),
        2,
    )


def _calls(organisation: Organisation, at: datetime) -> Figure:
    since = _weeks(at)[0]
    counts = dict(
        Call.objects.of(organisation)
        .filter(opened_at__date__gte=since, closed_at__isnull=False)
        .values_list("outcome")
        .annotate(Count("pk"))
    )
    rows = [(label, counts.get(code, 0)) for code, label in Call.Outcome.choices]
    good = counts.get("interested", 0) + counts.get("meeting", 0)
    sentence = _(
        "Sur %(calls)s appels en douze semaines, %(good)s ont intéressé ; %(stop)s personnes ont dit stop, et ne seront plus appelées."
    ) % {"calls": sum(counts.values()), "good": good, "stop": counts.get("objection", 0)}
    return Figure("calls", _("Résultats des appels"), sentence, (_("Résultat"), _("Appels")), rows, 1)


def _refused(organisation: Organisation, at: datetime) -> Figure:
    since = at - timedelta(weeks=WEEKS)
    rows = (
        Screening.objects.of(organisation)
        .filter(at__gte=since)
        .order_by("at")
        .values_list("source__name", "offer_code", "channel", "reasons", "people", "refuse")
    )
    last = {
        (source, offer, channel): (reasons, people, refuse)
        for source, offer, channel, reasons, people, refuse in rows[:2000]
    }
    counted: Counter[tuple[str, str]] = Counter()
    for (source, _offer, _channel), (reasons, _people, _refuse) in last.items():
        for code, people in reasons.items():
            counted[code, source or _("toute la base")] += people
    language = get_language() or "fr"
    lines = [(say(code, language).label, source, people) for (code, source), people in counted.most_common(REASONS)]
    people, refused = sum(one[1] for one in last.values()), sum(one[2] for one in last.values())
    sentence = _("Aux derniers filtrages, %(refused)s personnes refusées sur %(people)s.") % {
        "refused": refused,
        "people": people,
    }
    if lines:
        sentence += " " + _("Première raison : %(reason)s (%(source)s).") % {
            "reason": lines[0][0],
            "source": lines[0][1],
        }
    return Figure(
        "refused",
        _("Refus, par raison et par liste"),
        sentence,
        (_("Raison"), _("Personnes"), _("Liste")),
        [(reason, people, source) for reason, source, people in lines],
        1,
    )


def _refused_over_time(organisation: Organisation, at: datetime) -> Figure:
    weeks = _weeks(at)
    refused = Attempt.objects.of(organisation).filter(state=Attempt.State.REFUSED)
    counts = _by_week(refused, "clearance__decided_at", weeks)
    sentence = _(
        "%(number)s messages arrêtés à l’instant de partir : ce que la loi aurait reproché n’a pas eu lieu."
    ) % {"number": sum(counts)}
    return Figure(
        "stopped",
        _("Arrêtés à la porte"),
        sentence,
        (_("Semaine du"), _("Arrêtés")),
        list(zip(map(_said, weeks), counts, strict=True)),
        1,
    )


def _objected(organisation: Organisation, at: datetime) -> Figure:
    weeks = _weeks(at)
    sent = _by_week(Attempt.objects.of(organisation).filter(state=Attempt.State.SENT), "handed_at", weeks)
    objections = _by_week(Objection.objects.of(organisation), "recorded_at", weeks)
    complaints = _by_week(Return.objects.of(organisation).filter(kind=Return.Kind.COMPLAINT), "received_at", weeks)

    def rate(numbers: list[int]) -> list[float | None]:
        return [round(1000 * one / out, 1) if out else None for one, out in zip(numbers, sent, strict=True)]

    total = sum(sent)
    mean = [1000 * sum(numbers) / total if total else 0 for numbers in (objections, complaints)]
    sentence = _(
        "%(objections).1f oppositions et %(complaints).1f plaintes pour mille messages remis. Au-delà d’une plainte pour mille, les messageries se ferment."
    ) % {"objections": mean[0], "complaints": mean[1]}
    columns = (_("Semaine du"), _("Oppositions pour mille"), _("Plaintes pour mille"), _("Oppositions"), _("Plaintes"))
    return Figure(
        "objected",
        _("Oppositions et plaintes"),
        sentence,
        columns,
        list(zip(map(_said, weeks), rate(objections), rate(complaints), objections, complaints, strict=True)),
        2,
    )


def _won(organisation: Organisation, at: datetime) -> Figure:
    since = _weeks(at)[0]
    rows = (
        Stage.objects.of(organisation)
        .filter(since__date__gte=since)
        .order_by()
        .values_list("code")
        .annotate(Count("pk"), Sum("amount"))
    )
    counts = {code: (people, amount or 0) for code, people, amount in rows}
    lines = [(label.capitalize(), *counts.get(code, (0, 0))) for code, label in Stage.Code.choices]
    won, lost = counts.get("customer", (0, 0)), counts.get("not_now", (0, 0))
    sentence = _(
        "%(won)s clients gagnés en douze semaines, pour %(amount)s €, et %(lost)s conversations remises à plus tard."
    ) % {"won": won[0], "amount": won[1], "lost": lost[0]}
    return Figure(
        "won", _("De l’intérêt au client"), sentence, (_("Étape"), _("Personnes"), _("Montant (€)")), lines, 1
    )


def _expires(organisation: Organisation, at: datetime) -> Figure:
    """Prospects never heard from, by the month their time ends."""
    today = localdate(at)
    months = [
        date(today.year + (today.month - 1 + n) // 12, (today.month - 1 + n) % 12 + 1, 1) for n in range(MONTHS + 1)
    ]
    silent = Provenance.objects.of(organisation).filter(person__last_contact_from_at=None)
    counted: Counter[date] = Counter()
    for on, people in silent.order_by().values_list("collected_on").annotate(Count("pk")):
        counted[kept_until(on, None, on=today).replace(day=1)] += people
    lines = [(f"{month:%m/%Y}", counted[month]) for month in months[:-1]]
    told = {"people": sum(line[1] for line in lines), "months": MONTHS}
    sentence = (
        _(
            "%(people)s fiches arrivent au bout de leur durée dans les %(months)s mois : sans signe de la personne, elles s’effacent d’elles-mêmes."
        )
        % told
    )
    return Figure("expires", _("Ce qui va expirer"), sentence, (_("Mois"), _("Fiches")), lines, 1)


def _untold(organisation: Organisation, at: datetime) -> Figure:
    lines = [(one.source.name, one.people, one.due_on.isoformat()) for one in owed(organisation, at)][:REASONS]
    sentence = _(
        "%(people)s personnes restent à informer de ce que vous détenez sur elles, au plus tard un mois après la collecte."
    ) % {"people": sum(line[1] for line in lines)}
    return Figure("untold", _("Qui doit être informé"), sentence, (_("Liste"), _("Personnes"), _("Avant le")), lines, 1)


MADE: Iterable[Callable[[Organisation, datetime], Figure]] = (
    _today,
    _sent,
    _calls,
    _won,
    _refused,
    _refused_over_time,
    _objected,
)
HEAVY = (_expires, _untold)
