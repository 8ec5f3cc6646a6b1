"""A letter tried on oneself: it goes to the member alone, by the very way the campaign's letters will take."""

import secrets
from datetime import datetime

from django.db import transaction

from aval.accounts.models import Member
from aval.campaigns.letters.composing import try_on
from aval.campaigns.letters.parties import Recipient
from aval.campaigns.models import Campaign
from aval.post import sandbox
from aval.post.dkim import sign
from aval.post.plans import plan_of
from aval.post.servers import CHECK_TIMEOUT
from aval.post.smtp import Message, Receipt


def send_test(
    campaign: Campaign, recipient: Recipient, member: Member, at: datetime, which: tuple[int, str] = (1, "a")
) -> Receipt:
    """Send the letter `recipient` would read to the member herself, marked as a trial; what the server said.

    Raises what preparing the letter raises, `CannotConnect` and `Unsealable` (`servers.explain` puts them in words).
    """
    if member.organisation_id != campaign.organisation_id:
        raise PermissionError
    plan = plan_of(campaign, at)
    way = plan.ways[0]
    prepared = plan.letter_for(recipient, *which)
    trial = try_on(prepared, recipient, member.email, message_id=f"<trial.{secrets.token_hex(12)}@{way.ehlo}>", at=at)
    connection = way.connect(timeout=CHECK_TIMEOUT)
    raw = sign(trial.raw, way.signers, int(at.timestamp()))
    (receipt,) = connection.send([Message(None, trial.sender, trial.recipient, raw)])
    connection.quit()
    if way.server == sandbox.NAME:
        with transaction.atomic():
            sandbox.sandbox().store(campaign.organisation_id, at)
    return receipt
