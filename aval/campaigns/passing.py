"""Going through the steps of a campaign: who begins, who goes on, what stops whom. Which address, and by what server, is for `post`."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aval import evidence
from aval.campaigns.models import Campaign, Passage
from aval.evidence.ledger import claim as hold_ledger
from aval.prospects.models import Person
from aval.prospects.segments import people_in

STOPS: Mapping[str, str | Promise] = {
    "answered": _("elle a répondu"),
    "meeting": _("un rendez-vous est pris"),
    "objected": _("elle s’est opposée"),
    "complained": _("elle s’est plainte"),
    "bounced": _("son adresse n’existe plus"),
    "refused": _("la loi refuse l’étape suivante"),
    "failed": _("le serveur a rejeté le message"),
    "unreachable": _("rien ne permet de la joindre ainsi"),
    "dropped": _("un membre a abandonné la tâche"),
}
ENROL = """
INSERT INTO campaigns_passage (organisation_id, campaign_id, person_id, place, state, next_at, why)
SELECT person.organisation_id, %s, person.id, 0, 'going', %s, ''
FROM prospects_provenance AS provenance JOIN prospects_person AS person ON person.id = provenance.person_id
WHERE provenance.source_id = %s AND person.organisation_id = %s AND NOT person.quarantined{within}
ON CONFLICT DO NOTHING
"""


def enrol(campaign: Campaign, at: datetime) -> int:
    """Everybody of the campaign's list, and of its segment when it has one, sets out; how many are new."""
    within, members = "", ()
    if campaign.segment:
        hers = people_in(campaign.segment, at).order_by().values("pk")
        asked, members = hers.query.get_compiler(connection=connection).as_sql()
        within = f" AND person.id IN ({asked})"
    stored = connection.ops.adapt_datetimefield_value(at)
    values = [campaign.pk, stored, campaign.source_id, campaign.organisation_id, *members]
    with connection.cursor() as cursor:
        cursor.execute(ENROL.format(within=within), values)
        return max(cursor.rowcount, 0)


def stop_for(person: Person | None, why: str, at: datetime) -> int:
    """She answered, met us, complained: no campaign of several steps goes on with her; how many stopped."""
    return stop_all(person.organisation_id, Q(person=person), why, at) if person else 0


@transaction.atomic
def stop_all(organisation: int, which: Q, why: str, at: datetime) -> int:
    """Stop the passages under way of this organisation that satisfy `which`, each proved."""
    if why not in STOPS:
        raise ValueError(why)
    rows = Passage.objects.of(organisation).filter(which, state=Passage.State.GOING)
    if not rows.exists():
        return 0
    hold_ledger(organisation)  # always before the rows: whoever claims holds it first too
    going = list(rows.order_by("pk").values_list("pk", "person_id", "campaign__code", "place"))
    told = [
        ({"passage": pk, "campaign": code, "place": place, "why": why}, f"person:{person}")
        for pk, person, code, place in going
    ]
    evidence.record_many(organisation, "passage:stopped", told, at=at)
    stopped = Passage.objects.of(organisation).filter(pk__in=[row[0] for row in going])
    return stopped.update(state=Passage.State.STOPPED, why=why, ended_at=at, next_at=None)


def stopped_among(campaign: Campaign, people: Iterable[int | None]) -> set[int]:
    """Those of these people whom this campaign no longer follows."""
    asked = [person for person in people if person is not None]
    over = Passage.objects.filter(campaign=campaign, person__in=asked).exclude(state=Passage.State.GOING)
    return set(over.values_list("person", flat=True))


def standing(campaign: Campaign) -> dict[str, int]:
    """How many people in each state, every state named, and why those stopped were: `stopped:CODE`."""
    counts = dict.fromkeys(Passage.State.values, 0)
    rows = Passage.objects.filter(campaign=campaign).values_list("state", "why").annotate(people=Count("id"))
    for state, why, people in rows:
        counts[state] += people
        if why:
            counts[f"stopped:{why}"] = people
    return counts
