"""A suspension reaches a campaign that is running: what is in a worker's hands does not leave."""

import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import connection

from aval.campaigns.models import Campaign
from aval.oversight.sanctioning import sanction
from aval.post import worker as working
from aval.post.attempts import progress
from aval.post.models import MailServer
from aval.post.worker import Work
from tests.cast import NOON, make_campaign, make_person
from tests.mailserver import MailServer as Server

REASON = "Des personnes s’en plaignent depuis ce matin."


@pytest.mark.django_db(transaction=True)
def test_a_running_campaign_stops_within_a_second(organisation, brand, offer, source, monkeypatch):
    """Forty letters a tenth of a second each; suspended after a few, from another thread as the desk would."""
    monkeypatch.setattr(working, "now", lambda: NOON)
    for number in range(40):
        make_person(source, company=f"Société n° {number}")
    campaign = make_campaign(offer, source, state=Campaign.State.RUNNING, launched_at=NOON)
    suspended: list[float] = []

    def suspend() -> None:
        while len(server.received) < 5:
            time.sleep(0.01)
        sanction(organisation, "suspension", f"campaign:{campaign.pk}", reason=REASON, at=datetime.now(UTC))
        suspended.append(time.monotonic())
        connection.close()

    with Server(pause=0.1) as server:
        MailServer.objects.create(
            organisation=organisation, brand=brand, host="127.0.0.1", port=server.port, security="none", connections=1
        )
        officer = threading.Thread(target=suspend)
        work = Work()
        officer.start()
        while work.turn():
            pass
        ended = time.monotonic()
        work.leave()
        officer.join()
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.PAUSED
    assert ended - suspended[0] < 1.0
    found = progress(campaign)
    assert found["sent"] == len(server.received) < 40
    assert found["waiting"] == 40 - found["sent"]
