"""Campaigns of several steps: what is over is noted, whoever's day has come is given her next step.

A step by e-mail is an attempt like any other: claimed, cleared and sent by the same hands. A step for a human is a task,
left only where the law lets the person be contacted that way at this minute.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils.timezone import localdate

from aval.campaigns.hours import Window
from aval.campaigns.models import Campaign, Passage, Step, Task
from aval.campaigns.offers import aim_of
from aval.campaigns.passing import enrol, stop_all
from aval.campaigns.sequencing import version_for, versions_of
from aval.campaigns.tasks import open_task
from aval.clearance.deciding import decided
from aval.clearance.gathering import MEDIA, POINT, Contact, gather
from aval.clearance.opening import OF_THE_HOUR
from aval.evidence.ledger import claim as hold_ledger
from aval.post.models import Attempt
from aval.post.returns.awaiting import held_until
from aval.prospects.models import ContactPoint

AT_ONCE = 500  # people given a step in one transaction
MOST = 5000  # people looked at in one round of one campaign: claims go on between two rounds
TRY_AGAIN = timedelta(days=1)
CHANNELS = {
    Step.Kind.CALL: "voice_human", Step.Kind.LETTER: "post", Step.Kind.PRIVATE_MESSAGE: "social_dm",
    Step.Kind.FOLLOW_UP: "email",
}  # fmt: skip
# Mailboxes of her work first; whether one may be used, the law says at the claim.
KIND_RANK = {"pro_nominative": 0, "generic_legal_person": 1, "sole_trader": 2, "personal_mailbox": 4}
STOPPED_BY = {
    Task.Outcome.ANSWERED: "answered", Task.Outcome.MEETING: "meeting", Task.Outcome.DROPPED: "dropped",
}  # fmt: skip
ENDED_BY = {Attempt.State.REFUSED: "refused", Attempt.State.FAILED: "failed"}


def follow_all(at: datetime) -> None:
    """Every running campaign of several steps, a round each."""
    running = Campaign.objects.filter(state=Campaign.State.RUNNING, steps__isnull=False).distinct().order_by("pk")
    for campaign in running.select_related("organisation", "offer__brand"):
        follow(campaign, at)


def follow(campaign: Campaign, at: datetime) -> int:
    """One round: who sets out, which steps are over, who is given the next; how many were given one."""
    if not Passage.objects.filter(campaign=campaign).exists():
        enrol(campaign, at)
    steps = list(campaign.steps.order_by("place"))
    window = Window.of(campaign)
    note_over(campaign, steps, window, at)
    given = 0
    while given < MOST:
        took = _give(campaign, steps, window, at)
        given += took
        if took < AT_ONCE:
            break
    return given


def note_over(campaign: Campaign, steps: Sequence[Step], window: Window, at: datetime) -> None:
    """The steps under way that are over: the next one is set down, or nothing follows."""
    going = Passage.objects.filter(campaign=campaign, state=Passage.State.GOING, next_at=None)
    for step in steps:
        here = going.filter(place=step.place)
        done = _letters_over(here, campaign) if step.kind == Step.Kind.EMAIL else _tasks_over(here, step)
        following = next((one for one in steps if one.place == step.place + 1), None)
        stops: dict[str, list[int]] = {}
        moved = []
        for passage, country, state, over_at in done[:MOST]:
            if why := STOPPED_BY.get(state) or ENDED_BY.get(state):
                stops.setdefault(why, []).append(passage)
            elif following:
                moved.append(Passage(pk=passage, next_at=window.after(over_at, following.wait_days, country)))
            else:
                moved.append(Passage(pk=passage, state=Passage.State.FINISHED, ended_at=over_at))
        fields = ["next_at"] if following else ["state", "ended_at"]
        Passage.objects.bulk_update(moved, fields, batch_size=AT_ONCE)
        for why, numbers in stops.items():
            stop_all(campaign.organisation_id, Q(pk__in=numbers), why, at)


def _letters_over(here: Iterable, campaign: Campaign) -> list[tuple[int, str, str, datetime]]:
    """(passage, her country, what became of the letter, when). In doubt, it waits until a human says."""
    over = Q(state__in=[Attempt.State.SENT, *ENDED_BY])
    hers = Attempt.objects.filter(over, campaign=campaign, person=OuterRef("person"), place=OuterRef("place"))
    rows = here.annotate(became=Subquery(hers.values("state")[:1]), over_at=Subquery(hers.values("handed_at")[:1]))
    return list(
        rows.exclude(became=None).order_by("pk").values_list("pk", "person__country", "became", "over_at")[:MOST]
    )


def _tasks_over(here: Iterable, step: Step) -> list[tuple[int, str, str, datetime]]:
    hers = Task.objects.filter(about=f"step:{step.pk}", person=OuterRef("person"), done_at__isnull=False)
    rows = here.annotate(became=Subquery(hers.values("outcome")[:1]), over_at=Subquery(hers.values("done_at")[:1]))
    return list(
        rows.exclude(became=None).order_by("pk").values_list("pk", "person__country", "became", "over_at")[:MOST]
    )


@transaction.atomic
def _give(campaign: Campaign, steps: Sequence[Step], window: Window, at: datetime) -> int:
    """The next step of those whose time has come, `AT_ONCE` at most; how many were looked at."""
    hold_ledger(campaign.organisation_id)
    due = Passage.objects.filter(campaign=campaign, state=Passage.State.GOING, next_at__lte=at).order_by(
        "next_at", "pk"
    )
    taken = list(due.select_for_update(of=("self",), skip_locked=True).select_related("person")[:AT_ONCE])
    for step in steps:
        hers = [one for one in taken if one.place + 1 == step.place]
        if not hers:
            continue
        give = _write if step.kind == Step.Kind.EMAIL else _leave_to_a_human
        given = give(campaign, step, hers, window, at)
        Passage.objects.filter(pk__in=given).update(place=step.place, next_at=None)
    return len(taken)


def _write(campaign: Campaign, step: Step, passages: Sequence[Passage], window: Window, at: datetime) -> list[int]:
    """An attempt each, at her best address, in the version she is drawn; when it may leave, the claim knows."""
    versions = versions_of(campaign)[step.place]
    best = _best_points([one.person_id for one in passages], "email")
    written = [one for one in passages if one.person_id in best]
    Attempt.objects.bulk_create(
        (
            Attempt(
                organisation_id=campaign.organisation_id, campaign=campaign, person_id=one.person_id,
                contact_point_id=best[one.person_id], place=step.place,
                version=version_for(one.person_id, campaign.pk, step.place, versions),
            )
            for one in written
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    without = [one.pk for one in passages if one.person_id not in best]
    stop_all(campaign.organisation_id, Q(pk__in=without), "unreachable", at)
    return [one.pk for one in written]


def _leave_to_a_human(
    campaign: Campaign, step: Step, passages: Sequence[Passage], window: Window, at: datetime
) -> list[int]:
    """A task each, where the law lets her be contacted that way today; else she waits, or the sequence stops for her."""
    answers = _ask(campaign, CHANNELS[Step.Kind(step.kind)], [one.person_id for one in passages], at)
    given, stops = [], {}
    for one in passages:
        if one.person_id not in answers:
            stops.setdefault("unreachable", []).append(one.pk)
            continue
        verdict, findings, facts = answers[one.person_id]
        lasting = [code for code in findings if code not in OF_THE_HOUR]
        until = held_until(lasting, facts, at, follows=True)
        if until:
            Passage.objects.filter(pk=one.pk).update(next_at=window.next_open(until, one.person.country))
        elif verdict == "refuse" and lasting:
            stops.setdefault("refused", []).append(one.pk)
        else:
            due = localdate(window.next_open(at, one.person.country))
            open_task(
                campaign.organisation, kind=step.kind, what=step.what, due_on=due, person=one.person, campaign=campaign,
                owner=campaign.created_by if campaign.created_by and campaign.created_by.is_active else None,
                about=f"step:{step.pk}", at=at,
            )  # fmt: skip
            given.append(one.pk)
    for why, numbers in stops.items():
        stop_all(campaign.organisation_id, Q(pk__in=numbers), why, at)
    return given


def _ask(
    campaign: Campaign, channel: str, people: Sequence[int], at: datetime
) -> Mapping[int, tuple[str, Sequence[str], Mapping[str, object]]]:
    """person -> (verdict, findings, facts) of that channel, about her best number or address; nobody without one."""
    medium = MEDIA.get(channel, "email")
    best = _best_points(people, medium)
    asked = channel if channel in MEDIA else "email"
    contact = Contact(
        aim=aim_of(campaign.offer, localdate(at)), channel=asked, message_type="prospecting", at=at, message={}
    )
    reached = Q(source=campaign.source_id, **{POINT + "id__in": list(best.values())})
    gathered = gather(contact, reached)
    if gathered.rows.is_empty():
        return {}
    answers = decided(contact, gathered)
    return {
        row["person"]: (answer["verdict"], answer["findings"], facts)
        for row, answer, facts in zip(
            gathered.rows.iter_rows(named=True), answers.iter_rows(named=True), gathered.facts.iter_rows(named=True),
            strict=True,
        )
    }  # fmt: skip


def _best_points(people: Sequence[int], medium: str) -> dict[int, int]:
    """person -> the contact point most likely to be hers at work."""
    rows = ContactPoint.objects.filter(person__in=people, medium=medium)
    columns = ("person", "pk", "unreachable_since", "disposable", "recipient_kind")
    ranked = sorted(
        (person, gone is not None, disposable, KIND_RANK.get(kind, 3), pk)
        for person, pk, gone, disposable, kind in rows.values_list(*columns)
    )
    best: dict[int, int] = {}
    for person, *_rank, pk in ranked:
        best.setdefault(person, pk)
    return best
