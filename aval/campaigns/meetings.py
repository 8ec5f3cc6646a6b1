"""A meeting as a calendar file (RFC 5545): what a calendar on either side reads, and no more about her than she gave."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LASTS = timedelta(minutes=30)  # what an invitation says until somebody decides otherwise
FOLD = 74  # bytes of a line before the next (RFC 5545, 3.1)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting. `number` tells it from others; `with_whom` and `about` are shown as they are."""

    number: str
    starts_at: datetime
    about: str
    with_whom: str
    organiser: str
    organiser_email: str
    lasts: timedelta = LASTS


def as_ics(meeting: Meeting, *, at: datetime) -> str:
    """The file, CRLF lines. PUBLISH: it informs, it asks no answer of a robot."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Aval//Rendez-vous//FR",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{meeting.number}",
        f"DTSTAMP:{_instant(at)}",
        f"DTSTART:{_instant(meeting.starts_at)}",
        f"DTEND:{_instant(meeting.starts_at + meeting.lasts)}",
        f"SUMMARY:{_text(f'{meeting.about} — {meeting.with_whom}')}",
        f"ORGANIZER;CN={_quoted(meeting.organiser)}:mailto:{meeting.organiser_email}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    for char, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(char, escaped)
    return text


def _quoted(text: str) -> str:
    return '"' + "".join(char for char in text if char.isprintable() and char != '"') + '"'


def _folded(line: str) -> list[str]:
    """Cut every 74 bytes, never inside a character; what follows begins with a space."""
    rows, current = [], ""
    for char in line:
        if len((current + char).encode()) > FOLD:
            rows.append(current)
            current = " "
        current += char
    return [*rows, current]
