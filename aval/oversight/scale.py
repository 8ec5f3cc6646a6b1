"""How long the house leaves between a warning, a formal notice and a suspension: its own choice, never longer than here.

What the law stops at once (an objection crossed, addresses guessed) has no scale: no choice delays it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import TextChoices
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Member, Organisation, Policy
from aval.accounts.policies import change_policy, policies_on

CODE = "sanction_scale"


class Scale(TextChoices):
    """From the slowest the product accepts to the strictest."""

    GRADUAL = "gradual", _("avertir, mettre en demeure après une semaine, suspendre une semaine plus tard")
    BRISK = "brisk", _("avertir, mettre en demeure après trois jours, suspendre trois jours plus tard")
    NOTICE = "notice", _("mettre en demeure aussitôt, suspendre trois jours plus tard")
    AT_ONCE = "at_once", _("suspendre aussitôt")


@dataclass(frozen=True, slots=True)
class Steps:
    """How long after the warning comes the notice (None: no warning), and how long the notice leaves (None: no notice)."""

    warned: timedelta | None
    noticed: timedelta | None


STEPS: Mapping[str, Steps] = {
    Scale.GRADUAL: Steps(timedelta(days=7), timedelta(days=7)),
    Scale.BRISK: Steps(timedelta(days=3), timedelta(days=3)),
    Scale.NOTICE: Steps(None, timedelta(days=3)),
    Scale.AT_ONCE: Steps(None, None),
}


def scale_on(organisation: Organisation | int, day: date) -> Scale:
    """The scale in force that day; gradual where the house chose none."""
    return Scale(policies_on(organisation, day).get(CODE, Scale.GRADUAL))


def choose_scale(organisation: Organisation, scale: str, *, by: Member, at: datetime) -> Policy:
    """Choose a scale from today on; `ValueError` for one that is not listed, so none is softer than the softest."""
    allowed = {CODE: tuple(Scale.values)}
    return change_policy(organisation, code=CODE, value=scale, starts_on=localdate(at), by=by, at=at, allowed=allowed)
