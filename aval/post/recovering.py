"""What a worker held when it went or died: given back when it never left, uncertain when nobody knows."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from aval.post import sandbox
from aval.post.claiming import Claimed
from aval.post.journal import path_of, read_journal
from aval.post.models import Attempt, Worker
from aval.post.recording import Settled, settle_receipt, write_settled
from aval.post.workers import is_dead, machine
from aval.prospects.models import Import


@transaction.atomic
def give_up_the_dead(at: datetime) -> int:
    """Settle what dead workers held; how many attempts.

    The journal of a worker of this very boot says what left and what was answered. Of any other, nothing is known:
    all it held is uncertain.
    """
    dead = [one for one in Worker.objects.select_for_update(skip_locked=True) if is_dead(one, at)]
    Worker.objects.filter(name__in=[one.name for one in dead]).delete()
    give_back_imports([one.name for one in dead])
    here = [one.name for one in dead if one.machine == machine()]
    settled = sum(let_go(name, at) for name in here)
    nameless = Attempt.objects.filter(~Q(worker__in=Worker.objects.values("name")), state=Attempt.State.SENDING)
    for name in nameless.values_list("worker", flat=True).distinct():
        settled += let_go(name, at, believed=False)
    for name in here:
        transaction.on_commit(partial(path_of(name).unlink, missing_ok=True))
    return settled


@transaction.atomic
def leave(worker: Worker, at: datetime) -> None:
    """The worker goes, in the middle of something or not."""
    let_go(worker.name, at)
    give_back_imports([worker.name])
    Worker.objects.filter(name=worker.name).delete()


@transaction.atomic
def let_go(worker: str, at: datetime, *, believed: bool = True) -> int:
    """Settle whatever this worker holds, by its journal if it can be believed; how many attempts."""
    held = Attempt.objects.select_for_update(of=["self"]).filter(worker=worker, state=Attempt.State.SENDING)
    told = read_journal(worker) if believed else None
    by_campaign = defaultdict(list)
    for one in held.select_related("clearance", "campaign").order_by("id"):
        claimed = Claimed(one.pk, one.contact_point_id, one.person_id, one.clearance, one.message_id, one.tries)
        if told is not None and one.pk not in told:
            settled = Settled(claimed, Attempt.State.WAITING, "", tried=False)
        elif (
            told and (answer := told[one.pk]) and one.server != sandbox.NAME
        ):  # the sandbox forgets what it did not store
            settled = settle_receipt(claimed, *answer, at)
        else:
            settled = Settled(claimed, Attempt.State.UNCERTAIN, "")
        by_campaign[one.organisation_id, one.campaign, one.server].append(settled)
    for (organisation, campaign, server), settled in by_campaign.items():
        write_settled(worker, organisation, campaign, server, settled, at)
    return sum(map(len, by_campaign.values()))


def give_back_imports(workers: Sequence[str]) -> None:
    """Files these workers were reading wait for another, who goes on at the same line."""
    held = Import.objects.filter(worker__in=workers, state=Import.State.RUNNING)
    held.update(state=Import.State.WAITING, worker="")


def fail_import(number: int, error: str) -> None:
    """A file that breaks its reader is shown as failed; a member may take it up again."""
    Import.objects.filter(pk=number, state=Import.State.RUNNING).update(state=Import.State.FAILED, error=error[:500])
