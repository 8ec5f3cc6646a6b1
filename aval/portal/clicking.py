"""One click of a mail program (RFC 8058), by the shortest way: no page, no file opened, one commit for those that come together."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from aval.accounts.models import Organisation
from aval.portal.tokens import read_bearer
from aval.prospects.barring import bar
from aval.prospects.links import Link
from aval.prospects.models import ContactPoint, Objection
from aval.prospects.together import Together

Click = tuple[Link, datetime]


def click(token: str, *, at: datetime) -> bool:
    """E-mail stops for whom this token is about, every brand; on the disk when this returns. False: not a token of ours."""
    bearer = read_bearer(token, at=at)
    if bearer is None:
        return False
    CLICKS.store((bearer.link, at))
    return True


def _stop(clicks: Sequence[Click]) -> None:
    """Record them; those about nobody any more are kept out already."""
    at = max(at for _link, at in clicks)
    points: dict[int, list[int]] = defaultdict(list)
    for link, _at in clicks:
        points[link.organisation].append(link.contact_point)
    for organisation in Organisation.objects.filter(pk__in=points):
        known = ContactPoint.objects.of(organisation).filter(pk__in=points[organisation.pk])
        people = list(known.values_list("person", flat=True))
        bar(organisation, people, origin=Objection.Origin.ONE_CLICK, channel="email", at=at, by=None)


CLICKS: Together[Click] = Together(_stop)
