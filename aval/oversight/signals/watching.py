"""A night's watch: every rate is looked at, what drifted is kept until it no longer does; the law of the day is noted."""

from datetime import datetime

from django.db import transaction
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.campaigns.models import Campaign
from aval.law.rulebook import in_force
from aval.oversight.models import Signal, Watch
from aval.oversight.signals.counting import Question, questions
from aval.oversight.signals.drifting import signals
from aval.prospects.models import Source


@transaction.atomic
def watch(organisation: Organisation, *, at: datetime) -> Watch:
    """Ask every question, keep the signals; a signal that is no longer one goes."""
    asked = questions(organisation, at)
    drifted = {_key(asked[place]): (asked[place], likely) for place, likely in signals([one.counts for one in asked])}
    known = {(one.measure, one.dimension, one.key): one for one in Signal.objects.of(organisation).filter(gone_at=None)}
    for key, (question, likely) in drifted.items():
        row = known.pop(key, None) or Signal(
            organisation=organisation, measure=key[0], dimension=key[1], key=key[2], found_at=at
        )
        counts = question.counts
        row.events, row.exposed, row.past_events, row.past_exposed = (
            counts.events,
            counts.exposed,
            counts.past_events,
            counts.past_exposed,
        )
        row.chance, row.house, row.seen_at = likely, question.house, at
        row.save()
    Signal.objects.of(organisation).filter(pk__in=[one.pk for one in known.values()]).update(gone_at=at)
    digest = in_force(localdate(at)).digest
    told = {"questions": len(asked), "signals": len(drifted), "law": digest}
    return Watch.objects.create(
        organisation=organisation, at=at, questions=len(asked), signals=len(drifted), law=digest,
        evidence=evidence.record(organisation.pk, "signals:watched", told, at=at),
    )  # fmt: skip


def _key(question: Question) -> tuple[str, str, str]:
    return question.measure, question.dimension, question.key


def open_signals(organisation: Organisation) -> list[Signal]:
    """What drifts now, the least likely by chance first."""
    return list(Signal.objects.of(organisation).filter(gone_at=None).order_by("chance", "pk"))


def names(organisation: Organisation) -> dict[tuple[str, str], str]:
    """(dimension, key) -> what a member calls it; a domain is its own name."""
    rows = {
        "list": Source.objects.of(organisation).values_list("pk", "name"),
        "campaign": Campaign.objects.of(organisation).values_list("pk", "name"),
        "member": Member.objects.filter(organisation=organisation).values_list("pk", "email"),
    }
    return {(what, str(pk)): name for what, found in rows.items() for pk, name in found}


def last_watch(organisation: Organisation) -> Watch | None:
    """The last look."""
    return Watch.objects.of(organisation).order_by("-pk").first()


def say(signal: Signal, name: str) -> str:
    """A signal in a sentence, with the figures anybody can compute again."""
    told = {
        "measure": signal.get_measure_display(),
        "name": name,
        "events": signal.events,
        "exposed": signal.exposed,
        "past_events": signal.past_events,
        "past_exposed": signal.past_exposed,
        "times": _times(signal),
    }
    if signal.house:
        return (
            _(
                "%(name)s : %(events)d %(measure)s pour %(exposed)d cette semaine, contre %(past_events)d pour %(past_exposed)d "
                "dans toute la maison les trois mois d’avant%(times)s."
            )
            % told
        )
    return (
        _(
            "%(name)s : %(events)d %(measure)s pour %(exposed)d cette semaine, contre %(past_events)d pour %(past_exposed)d "
            "les trois mois d’avant%(times)s."
        )
        % told
    )


def _times(signal: Signal) -> str:
    if not signal.past_events:
        return ""
    times = (signal.events / signal.exposed) / (signal.past_events / signal.past_exposed)
    return _(", soit %(times)s fois plus") % {"times": number_format(times, 1)}


def odds(signal: Signal) -> str:
    """How unlikely it is, as one chance in so many."""
    many = 10_000_000 if signal.chance < 1e-7 else round(1 / signal.chance)
    return _("moins d’une chance sur %(many)s que ce soit le hasard") % {"many": f"{many:,}".replace(",", "\u202f")}
