"""How much a server is given in a day: its cap, its warm-up curve, and what it had already. A day is a day of Paris."""

from datetime import date, datetime

from django.db import connection
from django.utils.timezone import localtime

from aval.post.models import MailServer, ServerDay

GROWTH = 1.5  # a day's messages over those of the day before, while warming up
ENOUGH = 60  # days after which the curve says nothing any more
COUNT = """
INSERT INTO post_serverday (organisation_id, server_id, "on", messages)
SELECT organisation_id, id, %s, %s FROM post_mailserver WHERE id = %s
ON CONFLICT (server_id, "on") DO UPDATE SET messages = post_serverday.messages + excluded.messages
"""


def cap_on(server: MailServer, on: date) -> int | None:
    """How many messages this server takes that day; None without a limit."""
    caps = [server.daily_cap] if server.daily_cap is not None else []
    if server.warm_from is not None and (days := (on - server.warm_from).days) < ENOUGH:
        caps.append(int(server.warm_first * GROWTH ** max(days, 0)) if days >= 0 else 0)
    return min(caps, default=None)


def room(server: int | None, cap: int | None, at: datetime) -> int | None:
    """How many more it takes today; None without a limit."""
    if server is None or cap is None:
        return None
    given = ServerDay.objects.filter(server=server, on=localtime(at).date()).values_list("messages", flat=True).first()
    return max(cap - (given or 0), 0)


def count(server: int | None, messages: int, at: datetime) -> None:
    """It was given so many more, or fewer; in the caller's transaction."""
    if server is not None and messages:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [localtime(at).date(), messages, server])
