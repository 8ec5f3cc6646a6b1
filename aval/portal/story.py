"""What was done with her and by her, as she would tell it: every message and call with its decision, every choice of hers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aval.portal.reading import File
from aval.portal.telling import tell_ground, tell_stop
from aval.portal.tokens import Receipt, receipt_token


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done: when, what, on which ground, and the receipt of it when there is one."""

    at: datetime
    said: str
    ground: str = ""
    receipt: str = ""


def tell_events(file: File) -> list[Event]:
    """What was done, last first."""
    if file.person is None:
        return []
    told = [
        *_received(file),
        *_written(file),
        *_answered(file),
        *_called(file),
        *_chosen(file),
        *_asked(file),
        *_followed(file),
    ]
    return sorted(told, key=lambda event: event.at, reverse=True)


def _received(file: File) -> Iterator[Event]:
    for one in file.provenances:
        said = _("Vos coordonnées reçues de « %(source)s »") % {"source": one.source.name}
        yield Event(one.received_at, said, one.source.get_basis_display().capitalize())
    if file.person and file.person.informed_at:
        yield Event(file.person.informed_at, _("Information sur vos droits remise"))


def _written(file: File) -> Iterator[Event]:
    for one in file.attempts:
        offer = one.campaign.offer
        said = _("Courriel (%(brand)s) : « %(offer)s »") % {"brand": offer.brand.name, "offer": offer.name}
        if one.handed_at:
            yield Event(one.handed_at, said, tell_ground(one.clearance.basis) if one.clearance else "")


def _answered(file: File) -> Iterator[Event]:
    for one in file.singles:
        if one.attempt.handed_at:
            said = _("Courriel sans publicité : %(kind)s") % {"kind": one.get_message_type_display()}
            yield Event(one.attempt.handed_at, said)


def _called(file: File) -> Iterator[Event]:
    for one in file.calls:
        said = _("Appel : %(outcome)s") % {"outcome": one.get_outcome_display() or _("en cours ou interrompu")}
        yield Event(one.opened_at, said, tell_ground(one.clearance.basis))


def _chosen(file: File) -> Iterator[Event]:
    for one in file.objections:
        said = tell_stop(one.channel, one.brand.name if one.brand else "")
        yield Event(one.recorded_at, said, "", _receipt(file, one.evidence))
    for one in file.consents:
        said = _("%(act)s : %(purpose)s") % {
            "act": one.get_act_display().capitalize(),
            "purpose": one.get_purpose_display(),
        }
        yield Event(one.acted_at, said, "", _receipt(file, one.evidence))


def _followed(file: File) -> Iterator[Event]:
    """What she agreed we may know: told in a visit of hers alone, a forwarded letter shows nothing of it."""
    for one in file.behaviour if file.whole else []:
        yield Event(one.at, _("%(kind)s : %(what)s") % {"kind": one.get_kind_display().capitalize(), "what": one.what})


def _asked(file: File) -> Iterator[Event]:
    for one in file.cases:
        said = _("Votre demande : %(right)s") % {"right": one.get_right_display()}
        if one.answer:
            until = _("Répondu le %(when)s.") % {"when": date_format(localdate(one.answer.sent_at), "j F Y")}
        else:
            until = (
                _("Réponse au plus tard le %(when)s.") % {"when": date_format(one.due_on, "j F Y")}
                if one.due_on
                else ""
            )
        yield Event(one.received_at, f"{said}. {until}")


def _receipt(file: File, entry: int | None) -> str:
    return "" if entry is None else receipt_token(Receipt(file.organisation.pk, file.link.contact_point, entry))
