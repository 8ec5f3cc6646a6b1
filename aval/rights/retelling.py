"""What a restored base hears again besides stops: consents taken back, restrictions, corrections that are to be made again.

The journal holds fingerprints and no names: what she corrected is not in it. A request says that it is to be done anew,
and her record is used for nothing meanwhile.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from aval.accounts.models import Organisation
from aval.prospects.consenting import write_answers
from aval.prospects.models import Consent, Person
from aval.prospects.standing import standing
from aval.rights.cases import open_case
from aval.rights.journal import Line
from aval.rights.models import Door, Right
from aval.rights.restricting import restrict, set_restricted


def retell(organisation: Organisation, line: Line, at: datetime) -> int:
    """Apply one line the base has forgotten; how many choices it brought back."""
    told = {
        "consent:withdrawn": _withdraw_again,
        "restriction:changed": _restrict_again,
        "person:rectified": _rectify_again,
    }.get(line.kind)
    if told is None or not line.payload.get("marks"):
        return 0
    with transaction.atomic():
        return told(organisation, line, at)


def _withdraw_again(organisation: Organisation, line: Line, at: datetime) -> int:
    """Of each mark (kind, fingerprint, purpose, channel) that the base does not know was taken back since."""
    said = line.payload
    acted_at = datetime.fromisoformat(said["acted_at"])
    prints = [mark for _kind, mark, _purpose, _channel in said["marks"]]
    acts = Consent.objects.of(organisation).filter(fingerprint__in=prints).order_by("acted_at", "pk")
    known = standing(acts)
    told = []
    for kind, mark, purpose, channel in said["marks"]:
        now = known.get((mark, purpose, channel))
        if now is None:
            told.append(
                Consent(organisation=organisation, kind=kind, fingerprint=mark, purpose=purpose, channel=channel)
            )
        elif now.act.acted_at <= acted_at and now.state != "withdrawn":
            told.append(now.act)
    return len(write_answers(told, Consent.Act.WITHDRAWN, said["door"], acted_at, at))


def _restrict_again(organisation: Organisation, line: Line, at: datetime) -> int:
    wanted = bool(line.payload["restricted"])
    people = [one for one in _bearers(organisation, line) if (one.restricted_at is not None) != wanted]
    set_restricted(people, restricted=wanted, at=at, replayed=line.seq)
    return len(people)


def _rectify_again(organisation: Organisation, line: Line, at: datetime) -> int:
    people = _bearers(organisation, line)
    fields = ", ".join(line.payload.get("fields", ()))
    for person in people:
        said = _(
            "La base a été restaurée d’une copie plus ancienne : la correction de %(fields)s, faite le %(day)s, est à refaire."
        )
        case = open_case(
            organisation, Right.RECTIFICATION, door=Door.COLLEAGUE, received_at=at, at=at, person=person,
            said=said % {"fields": fields, "day": line.at[:10]},
        )  # fmt: skip
        restrict(case, at=at)
    return len(people)


def _bearers(organisation: Organisation, line: Line) -> list[Person]:
    """Whose these marks are: by her identity or an address; by numbers alone, when they are one person's."""
    marks = line.payload["marks"]
    own = [mark for kind, mark, *_more in marks if kind != "phone"]
    people = Person.objects.of(organisation).select_related("organisation")
    found = list(people.filter(Q(contact_points__fingerprint__in=own) | Q(identity__in=own)).distinct())
    if found:
        return found
    numbers = list(
        people.filter(contact_points__fingerprint__in=[mark for _kind, mark, *_more in marks]).distinct()[:2]
    )
    return numbers if len(numbers) == 1 else []
