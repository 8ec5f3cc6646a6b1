"""Where her consents stand: computed from the acts on record, never kept beside them (issue 5, point 2).

`aval.clearance.consents.standing` says the same of a whole list at once; a property test holds the two together.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from aval.prospects.models import Consent, Person

Act = Consent.Act
STATES = {
    "given": _("accepté"),
    "pending": _("à confirmer"),
    "withdrawn": _("retiré"),
    "refused": _("non coché"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one purpose through one channel stands: `given`, `pending`, `withdrawn` or `refused`, and the act that says so."""

    state: str
    act: Consent

    @property
    def said(self) -> str:
        """The state, in words."""
        return str(STATES[self.state])

    @property
    def channel(self) -> str:
        return self.act.channel

    @property
    def purpose(self) -> str:
        return self.act.purpose


def consents_of(person: Person) -> list[Standing]:
    """Where everything she was ever asked stands, by any of her addresses, the latest first."""
    marks = set(person.contact_points.values_list("fingerprint", flat=True))
    acts = Consent.objects.of(person.organisation_id).filter(fingerprint__in=marks).order_by("acted_at", "pk")
    return sorted(standing(acts).values(), key=lambda one: (one.act.acted_at, one.act.pk), reverse=True)


def standing(acts: Iterable[Consent]) -> dict[tuple[str, str, str], Standing]:
    """The state of each (fingerprint, purpose, channel), read from acts in the order they happened.

    An empty box takes nothing back; what waits for a confirmation neither opens nor closes anything (T7, T8).
    """
    found: dict[tuple[str, str, str], Standing] = {}
    for act in acts:
        key = (act.fingerprint, act.purpose, act.channel)
        before = found.get(key)
        state = before.state if before else ""
        if act.act == Act.WITHDRAWN:
            found[key] = Standing("withdrawn", act)
        elif act.act == Act.CONFIRMED or (act.act == Act.GIVEN and not act.awaits_confirmation):
            found[key] = Standing("given", act)
        elif act.act == Act.GIVEN and state not in {"given", "withdrawn"}:
            found[key] = Standing("pending", act)
        elif before is None:
            found[key] = Standing("refused", act)
    return found
