"""She confirms by the link we wrote her (T7, T8): the link opens a page, only her hand on its buttons acts, once a purpose.

The token is AES-SIV under the key `link`, like those of letters but with a meaning of its own: neither opens the other's page.
"""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from aval import keys
from aval.collection.models import Submission
from aval.collection.settling import settle_one
from aval.prospects.consenting import confirm, waiting_at, withdraw_moment
from aval.prospects.entering import Entry, enter
from aval.prospects.models import Consent, Person

NUMBERS = struct.Struct(">IQ")
MEANING = [b"aval confirm 1"]
LIFE = timedelta(days=30)
A_DAY = 3  # confirmations written to one address
State = Submission.State


@dataclass(frozen=True, slots=True)
class Asked:
    """The message that asks her: no promotion, no pixel, nothing but the question."""

    subject: str
    text: str


@cache
def _cipher() -> AESSIV:
    return AESSIV(keys.require("link"))


def confirmation_token(submission: Submission) -> str:
    """The token of her link."""
    return (
        urlsafe_b64encode(_cipher().encrypt(NUMBERS.pack(submission.organisation_id, submission.pk), MEANING))
        .decode()
        .rstrip("=")
    )


def open_confirmation(token: str, at: datetime) -> Submission | None:
    """What a token confirms; None for one that is not ours, or too old."""
    try:
        numbers = _cipher().decrypt(urlsafe_b64decode(token + "=" * (-len(token) % 4)), MEANING)
        organisation, number = NUMBERS.unpack(numbers)
    except (InvalidTag, ValueError, struct.error):
        return None
    rows = Submission.objects.of(organisation).filter(pk=number, received_at__gt=at - LIFE)
    return rows.select_related("form__organisation", "form__brand", "form__source", "version__form").first()


def ask(submission: Submission) -> Asked:
    """What to write to her, in the language of the form."""
    form = submission.form
    url = f"{settings.AVAL_URL}/f/confirmer/{confirmation_token(submission)}"
    with translation.override(form.language):
        when = date_format(localtime(submission.acted_at), "j F Y, H:i")
        wordings = "\n".join(f"– {one}" for one in _wordings(submission))
        values = {
            "name": form.organisation.legal_name,
            "when": when,
            "form": submission.version.definition["title"],
            "url": url,
        }
        parts = [
            _("Bonjour,"),
            _("Le {when}, cette adresse a été écrite sur notre formulaire « {form} ».").format(**values),
            *([_("Ces cases y ont été cochées :") + "\n" + wordings] if wordings else []),
            _("Si c’est bien vous, confirmez-le, point par point, sur cette page :") + "\n" + url,
            _(
                "Sinon, ne faites rien : sans votre confirmation, rien ne vous sera envoyé. La même page permet aussi de nous le dire."
            ),
        ]
        return Asked(_("Confirmez votre choix : {name}").format(**values), "\n\n".join(parts).format(**values))


def _wordings(submission: Submission) -> list[str]:
    boxes = submission.version.definition["boxes"]
    return [box["wording"] for place, box in enumerate(boxes) if submission.given.get(f"box-{place}") == "yes"]


def may_ask(submission: Submission, at: datetime) -> bool:
    """Whether this address was not already asked too often: nobody's mailbox is filled by a stranger typing it in."""
    asked = Submission.objects.of(submission.organisation_id).filter(
        fingerprint=submission.fingerprint, confirmation_asked_at__gt=at - timedelta(days=1)
    )
    return asked.count() < A_DAY


@transaction.atomic
def say_yes(
    submission: Submission, chosen: list[int], *, at: datetime, circumstances: Mapping[str, Any]
) -> list[Consent]:
    """The holder of the address says it was she, and confirms the purposes `chosen` (ids of acts); what they are now."""
    if submission.state == State.DENIED:
        return []
    if submission.confirmed_at is None:
        held = submission.state == State.HELD
        submission.confirmed_at = at
        if held:
            submission.state, submission.confirmation_due = State.WAITING, False
        submission.save(update_fields=["confirmed_at", "state", "confirmation_due"])
        if held:
            settle_one(submission, at)
        else:
            _believe(submission, at)
        Person.objects.of(submission.organisation_id).filter(pk=submission.person_id).update(last_contact_from_at=at)
    if submission.moment is None:
        return []
    return confirm(submission.form.organisation, submission.moment, chosen, at=at, circumstances=circumstances)


def _believe(submission: Submission, at: datetime) -> None:
    """What she typed may now complete what is known of her."""
    fields = {**submission.given, "language": submission.form.language}
    enter(submission.form.source, [Entry(fields, localtime(submission.acted_at).date(), believed=True)], at=at)


@transaction.atomic
def say_no(submission: Submission, *, at: datetime) -> None:
    """It was not she, or she changed her mind: nothing of that moment stands, and what was typed is emptied."""
    if submission.moment is not None:
        withdraw_moment(submission.form.organisation, submission.moment, door=Consent.Door.CONFIRMATION, at=at)
    submission.state, submission.given, submission.confirmation_due = State.DENIED, {}, False
    submission.save(update_fields=["state", "given", "confirmation_due"])


def purposes_of(submission: Submission) -> list[tuple[Consent, bool]]:
    """What she ticked and has to confirm, each with whether it is done."""
    if submission.moment is None:
        return []
    waiting = list(waiting_at(submission.form.organisation, submission.moment))
    done = set(
        Consent.objects.of(submission.organisation_id)
        .filter(answers__in=waiting, act="confirmed")
        .values_list("answers", flat=True)
    )
    return [(one, one.pk in done) for one in waiting]
