"""The clock of the terminal: read once, here, unless the call gives an instant."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from aval.console.command import BadCall, _

PARIS = ZoneInfo("Europe/Paris")


def read_instant(text: str | None) -> datetime:
    """Now, or the instant given: ISO 8601; without an offset it is Paris time, a day alone is its noon."""
    if text is None:
        return datetime.now(tz=UTC)
    try:
        if len(text) == len("2026-11-23"):
            return datetime.combine(date.fromisoformat(text), time(12), tzinfo=PARIS)
        read = datetime.fromisoformat(text)
    except ValueError as why:
        raise BadCall(
            _("« {text} » n’est pas un instant ISO 8601, comme 2026-11-23 ou 2026-11-23T10:42+01:00.").format(text=text)
        ) from why
    return read if read.tzinfo else read.replace(tzinfo=PARIS)
