"""Whether anybody does the long jobs."""

from datetime import datetime, timedelta

from aval.post.models import Worker

SILENT = timedelta(minutes=2)


def anybody_works(at: datetime) -> bool:
    """A worker was seen lately: what waits will be taken up."""
    return Worker.objects.filter(seen_at__gt=at - SILENT).exists()
