"""What a suspension stops, and what lifting it starts again: a source, a campaign, a connector (processor, mail server, key), a member.

Each is stopped by the verb of its own room, which whoever is about to send reads.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from aval.accounts.members import change_member
from aval.accounts.models import Member, Organisation, Processor, Token
from aval.accounts.processors import resume_processor, suspend_processor
from aval.campaigns.models import Campaign
from aval.campaigns.running import NotReady, pause, resume
from aval.post.models import MailServer
from aval.prospects.models import Source
from aval.prospects.sources import resume_source, suspend_source


class NotSuspendable(ValueError):
    """Nothing of that name can be suspended in this organisation."""


Act = Callable[[Organisation, int, str, Member | None, datetime], None]


def stop(ours: Organisation, about: str, *, why: str, by: Member | None, at: datetime) -> None:
    """Stop it now. `NotSuspendable` when there is no such thing here."""
    _act(STOPS, ours, about, why, by, at)


def go_on(ours: Organisation, about: str, *, why: str, by: Member | None, at: datetime) -> None:
    """Start it again. `NotSuspendable` when there is no such thing here."""
    _act(RESUMES, ours, about, why, by, at)


def _act(acts: Mapping[str, Act], ours: Organisation, about: str, why: str, by: Member | None, at: datetime) -> None:
    what, _colon, key = about.partition(":")
    if what not in acts or not key.isdecimal():
        raise NotSuspendable(about)
    try:
        acts[what](ours, int(key), why, by, at)
    except (Source.DoesNotExist, Campaign.DoesNotExist, Member.DoesNotExist, MailServer.DoesNotExist, Processor.DoesNotExist, Token.DoesNotExist) as none:  # fmt: skip
        raise NotSuspendable(about) from none


def _campaign(ours: Organisation, key: int) -> Campaign:
    return Campaign.objects.of(ours).select_related("offer", "source").get(pk=key)


def _stop_campaign(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    campaign = _campaign(ours, key)
    if campaign.state == Campaign.State.RUNNING:
        pause(campaign, why=why, by=by, at=at)


def _resume_campaign(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    try:
        resume(_campaign(ours, key), by=by, at=at)
    except NotReady:
        return  # it was finished, or resumed, meanwhile


def _stop_source(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    suspend_source(Source.objects.of(ours).get(pk=key), why=why, by=by, at=at)


def _resume_source(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    resume_source(Source.objects.of(ours).get(pk=key), why=why, by=by, at=at)


def _stop_member(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    change_member(Member.objects.get(organisation=ours, pk=key), at=at, by=by, active=False)


def _resume_member(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    change_member(Member.objects.get(organisation=ours, pk=key), at=at, by=by, active=True)


def _stop_server(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    server = MailServer.objects.of(ours).get(pk=key)
    server.suspended_at, server.suspended_why = at, why[:300]
    server.save(update_fields=["suspended_at", "suspended_why"])


def _resume_server(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    MailServer.objects.of(ours).filter(pk=key).update(suspended_at=None, suspended_why="")


def _stop_token(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    token = Token.objects.of(ours).get(pk=key)
    Token.objects.of(ours).filter(pk=token.pk, revoked_at=None).update(revoked_at=at)


def _resume_token(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    """A revoked key stays so: whoever needs one makes another."""


def _stop_processor(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    suspend_processor(Processor.objects.of(ours).get(pk=key), why=why, by=by, at=at)


def _resume_processor(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    resume_processor(Processor.objects.of(ours).get(pk=key), why=why, by=by, at=at)


STOPS: Mapping[str, Act] = {
    "source": _stop_source,
    "campaign": _stop_campaign,
    "processor": _stop_processor,
    "server": _stop_server,
    "token": _stop_token,
    "member": _stop_member,
}
RESUMES: Mapping[str, Act] = {
    "source": _resume_source,
    "campaign": _resume_campaign,
    "processor": _resume_processor,
    "server": _resume_server,
    "token": _resume_token,
    "member": _resume_member,
}
