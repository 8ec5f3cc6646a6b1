"""From a button of hers to what stops: at once, and the wider when what she pressed is in doubt."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from aval.accounts.models import Brand
from aval.collection.following import drop_withdrawn
from aval.portal.reading import File
from aval.portal.tokens import Receipt
from aval.prospects.consenting import withdraw
from aval.prospects.models import Consent, Objection, Person
from aval.prospects.objecting import PROFILING, object_to
from aval.prospects.signs import Sign, hear_from

WHAT = {
    "all": ("",),
    "email": ("email",),
    "calls": ("voice_human", "voice_automated"),
    "sms": ("sms",),
    "post": ("post",),
    "score": (PROFILING,),
}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}  # RFC 8058: what a mail program posts, and all it posts


def stop(file: File, asked: Mapping[str, str], *, at: datetime) -> Receipt | None:
    """Record her objection: `what` (all, email, calls, sms, post), `brand` (an id), `whose` (person, address).

    None when nothing is held of her any more: what keeps her out is already on the list.
    """
    if file.point is None:
        return None
    channels = WHAT.get(asked.get("what", "all"), WHAT["all"])
    brand = _brand(file, asked.get("brand", ""))
    scope = "address" if asked.get("whose") == "address" else "person"
    origin = Objection.Origin.LINK
    with transaction.atomic():
        done = [
            object_to(
                file.organisation, file.point,
                channel=channel, brand=brand, scope=scope, origin=origin, heard_at=at, at=at,
            )
            for channel in channels
        ]  # fmt: skip
    entry = done[0].entry
    return None if entry is None else Receipt(file.organisation.pk, file.point.pk, entry)


def take_back(file: File, purpose: str, channel: str, *, at: datetime) -> Receipt | None:
    """Withdraw what she agreed to, in one act (art. 7(3)); None when it is not among what she may take back."""
    if file.person is None or not any((one.purpose, one.channel) == (purpose, channel) for one in file.agreed):
        return None
    done = withdraw(
        file.organisation, file.person, purpose=purpose, channel=channel, door=Consent.Door.HER_PAGE, acted_at=at, at=at
    )
    drop_withdrawn(Person.objects.of(file.organisation).filter(pk=file.person.pk))
    return Receipt(file.organisation.pk, file.link.contact_point, done[-1].evidence) if done else None


def say_stay(file: File, *, at: datetime) -> Receipt | None:
    """Her explicit yes to the question at the end of retention; None when it was not put, or is answered."""
    if file.person is None or file.person.asked_to_stay_at is None:
        return None
    entry = hear_from(file.person, Sign.STAY, heard_at=at, at=at)
    return Receipt(file.organisation.pk, file.link.contact_point, entry)


def is_one_click(asked: Mapping[str, str]) -> bool:
    """Whether a mail program posted this, and not a page."""
    return all(asked.get(name) == value for name, value in ONE_CLICK.items())


def _brand(file: File, asked: str) -> Brand | None:
    known = Brand.objects.of(file.organisation)
    return known.filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
