"""The message as it came is kept for its time: enough to check how it was read, and no more (art. 5(1)(e) GDPR)."""

from datetime import datetime, timedelta

from aval.accounts.models import Organisation
from aval.post.models import Return

MACHINES = timedelta(days=90)  # bounces and automatic answers: nobody speaks in them
WORDS = timedelta(days=365)  # answers, complaints, unsubscriptions: what was asked can be shown for a year


def empty_raw(organisation: Organisation | int, at: datetime) -> int:
    """Empty what was kept long enough and waits for nobody; how many. What was read from it stays with the person."""
    kept = Return.objects.of(organisation).filter(raw__isnull=False, waits=False)
    spoken = [Return.Kind.REPLY, Return.Kind.COMPLAINT, Return.Kind.UNSUBSCRIBE]
    old = kept.filter(kind__in=spoken, received_at__lt=at - WORDS)
    older = kept.exclude(kind__in=spoken).filter(received_at__lt=at - MACHINES)
    return old.update(raw=None) + older.update(raw=None)
