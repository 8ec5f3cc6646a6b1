"""Attempts: one a person and campaign, aimed in one statement, counted on indexed columns."""

from datetime import datetime

from django.db import connection
from django.db.models import Count

from aval.campaigns.models import Campaign
from aval.clearance.quarantine import examine_all
from aval.post.models import Attempt
from aval.prospects.segments import people_in

# The address chosen is the one most likely to be a mailbox of her work; whether it may be used, the law says later.
AIM = """
INSERT INTO post_attempt
    (organisation_id, campaign_id, person_id, contact_point_id, state, tries, worker, message_id, server, reply)
SELECT organisation_id, %s, person_id, id, 'waiting', 0, '', '', '', ''
FROM (
    SELECT point.organisation_id, point.person_id, point.id, ROW_NUMBER() OVER (
        PARTITION BY point.person_id
        ORDER BY CASE WHEN point.unreachable_since IS NULL THEN 0 ELSE 1 END,
                 CASE WHEN point.disposable THEN 1 ELSE 0 END,
                 CASE point.recipient_kind WHEN 'pro_nominative' THEN 0 WHEN 'generic_legal_person' THEN 1
                      WHEN 'sole_trader' THEN 2 WHEN 'personal_mailbox' THEN 4 ELSE 3 END,
                 point.id
    ) AS place
    FROM prospects_contactpoint AS point
    JOIN prospects_provenance AS provenance ON provenance.person_id = point.person_id
    JOIN prospects_person AS person ON person.id = point.person_id AND NOT person.quarantined
    WHERE provenance.source_id = %s AND point.organisation_id = %s AND point.medium = 'email'{within}
) AS ranked
WHERE place = 1
ORDER BY person_id
ON CONFLICT DO NOTHING
"""


def aim_attempts(campaign: Campaign, at: datetime) -> int:
    """A waiting attempt for every person in sight of the campaign's source, and segment, who has an e-mail address and none yet; how many."""
    examine_all(campaign.organisation, at=at)
    within, members = "", ()
    if campaign.segment:
        asked, members = (
            people_in(campaign.segment, at).order_by().values("pk").query.get_compiler(connection=connection).as_sql()
        )
        within = f" AND point.person_id IN ({asked})"
    with connection.cursor() as cursor:
        cursor.execute(AIM.format(within=within), [campaign.pk, campaign.source_id, campaign.organisation_id, *members])
        return max(cursor.rowcount, 0)


def progress(campaign: Campaign) -> dict[str, int]:
    """How many attempts in each state, every state named, and `total`."""
    counts = dict.fromkeys(Attempt.State.values, 0)
    found = Attempt.objects.filter(campaign=campaign).values_list("state").annotate(Count("id"))
    counts.update(found)
    return counts | {"total": sum(counts.values())}
