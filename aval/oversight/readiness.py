"""From nothing to lawful: a list of what has to be in place, ticked from facts and by nobody's hand."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from django.utils.timezone import localdate

from aval.accountability.models import Breach
from aval.accounts.lessons import SUBJECTS
from aval.accounts.models import Organisation, Processor
from aval.accounts.permissions import Action, may
from aval.accounts.processors import usable
from aval.accounts.training import held
from aval.campaigns.models import Offer
from aval.oversight.checks import CHECKS
from aval.oversight.models import Fault, Inspection
from aval.post.models import MailServer
from aval.post.servers import bars
from aval.prospects.models import Source

NEEDED = dict(zip(SUBJECTS, (Action.LAUNCH, Action.CALL), strict=True))


class Step(NamedTuple):
    """One thing to have in place; `where` is the page of the desk on which it is done."""

    code: str
    done: bool
    title: str
    why: str
    article: str
    where: str


def readiness(ours: Organisation, at: datetime, language: str) -> list[Step]:
    """Every step, in order, as the facts are now."""
    english = language.startswith("en")
    return [
        Step(code, FACTS[code](ours, at), *row["en" if english else "fr"], row["article"], row["where"])
        for code, row in _words().items()
    ]


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("readiness.toml").read_text(encoding="utf-8"))


def _clear(*checks: str) -> Callable[[Organisation, datetime], bool]:
    """True when the inspector's own checks find nothing."""

    def look(ours: Organisation, at: datetime) -> bool:
        return not any(next(CHECKS[check](ours, at), None) for check in checks)

    return look


def _trained(ours: Organisation, at: datetime) -> bool:
    members = ours.members.filter(is_active=True)
    return all(
        subject in held(member, localdate(at))
        for member in members
        for subject, action in NEEDED.items()
        if may(member, action)
    )


def _offered(ours: Organisation, at: datetime) -> bool:
    today = localdate(at)
    offers = Offer.objects.of(ours)
    return offers.exists() and not offers.exclude(assessments__review_on__gt=today).exists()


def _inspected(ours: Organisation, _at: datetime) -> bool:
    grave = Fault.objects.of(ours).filter(gone_at=None).exclude(gravity=Fault.Gravity.NOTE)
    return Inspection.objects.of(ours).exists() and not grave.exists()


def _contracted(ours: Organisation, at: datetime) -> bool:
    """Whoever is named has a contract, and no server of ours waits for one."""
    today = localdate(at)
    return not any(usable(one, today) for one in Processor.objects.of(ours)) and not any(
        bars(server, today) for server in MailServer.objects.of(ours).select_related("processor")
    )


FACTS: Mapping[str, Callable[[Organisation, datetime], bool]] = {
    "officer": _clear("officer-missing"),
    "second-factor": _clear("second-factor"),
    "trained": _trained,
    "source": lambda ours, _at: Source.objects.of(ours).exists(),
    "supplier": _clear("source-without-file"),
    "offer": _offered,
    "domain": _clear("sender-unproved"),
    "mailbox": _clear("mailbox-missing"),
    "processors": _contracted,
    "register": _clear("register-missing", "register-drift"),
    "round": _clear("round-missing"),
    "inspected": _inspected,
    "drill": lambda ours, _at: Breach.objects.of(ours).filter(drill=True).exists(),
}
