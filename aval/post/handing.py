"""From attempts claimed to messages at the server's door: composed one by one, watched to the last instant."""

from collections.abc import Callable, Iterator
from datetime import datetime

from aval.campaigns.letters.encoding import CannotBeWritten
from aval.campaigns.letters.parties import Recipient
from aval.post.claiming import Claim, Claimed
from aval.post.dkim import sign
from aval.post.journal import Journal
from aval.post.plans import Plan
from aval.post.recording import Settled, settle_receipt
from aval.post.routes import Route
from aval.post.smtp import Message, Outcome
from aval.post.watching import Watch
from aval.prospects.models import ContactPoint, Provenance

CHANGED = "taken back before it left"
COLUMNS = {
    "contact_point": "id",
    "person": "person_id",
    "email": "value",
    "language": "person__language",
    "first_name": "person__first_name",
    "last_name": "person__last_name",
    "civility": "person__civility",
    "function": "person__title",
    "company": "person__company__name",
    "city": "person__company__city",
}


class SenderRefused(Exception):
    """The server refuses who writes: no letter of this campaign can leave. `settled` is what became of this claim."""

    def __init__(self, reply: str, settled: list[Settled]) -> None:
        super().__init__(reply)
        self.reply = reply
        self.settled = settled


def hand_over(
    claim: Claim, plan: Plan, route: Route, watch: Watch, journal: Journal, at: datetime, stopping: Callable[[], bool]
) -> list[Settled]:
    """Hand over what was claimed; what became of every one, in no order. Raises `SenderRefused`.

    Once `stopping` is true, what has not left waits again.
    """
    settled: dict[int, Settled] = {}

    def settle(one: Claimed, outcome: Outcome, code: int = 0, text: str = "") -> None:
        settled[one.attempt] = settle_receipt(one, outcome, code, text, at)

    def letters() -> Iterator[Message]:
        recipients = read_recipients(claim, plan)
        for one in claim.granted:
            recipient = recipients.get(one.contact_point)
            if refused or stopping() or recipient is None or not watch.lets_go(one.contact_point):
                settle(one, Outcome.UNSENT, text=CHANGED)
                continue
            try:
                prepared = plan.letter_for(recipient, one.place, one.version)
                letter = plan.compose(prepared, recipient, one.clearance, one.message_id, at)
            except CannotBeWritten as error:
                settle(one, Outcome.REFUSED_PERMANENT, text=str(error))
                continue
            raw = sign(letter.raw, route.way.signers, int(at.timestamp()))
            yield Message(one, route.way.sender_of(one.attempt, letter.sender), letter.recipient, raw)

    def lets_go(message: Message) -> bool:
        if not watch.lets_go(message.key.contact_point):
            return False
        watch.left(message.key.contact_point)
        journal.leaving(message.key.attempt)
        return True

    refused = ""
    for receipt in route.send(letters(), lets_go, at):
        journal.answered(receipt.message.key.attempt, receipt)
        settle(receipt.message.key, receipt.outcome, receipt.code, receipt.text)
        if receipt.outcome is Outcome.REFUSED_SENDER:
            refused = f"{receipt.code} {receipt.text}"
    for one in claim.granted:
        if one.attempt not in settled:
            settle(one, Outcome.UNSENT)
    if refused:
        raise SenderRefused(refused, list(settled.values()))
    return list(settled.values())


def read_recipients(claim: Claim, plan: Plan) -> dict[int, Recipient]:
    """Whom the letters go to, by contact point, in two queries."""
    people = [one.person for one in claim.granted]
    whence = Provenance.objects.filter(source=plan.campaign.source_id, person__in=people)
    collected = dict(whence.values_list("person", "collected_on"))
    rows = ContactPoint.objects.filter(pk__in=[one.contact_point for one in claim.granted]).values_list(
        *COLUMNS.values()
    )
    read = (dict(zip(COLUMNS, row, strict=True)) for row in rows)
    return {
        one["contact_point"]: Recipient(
            collected_on=collected[person], **one | {"company": one["company"] or "", "city": one["city"] or ""}
        )
        for one in read
        if (person := one.pop("person")) in collected
    }
