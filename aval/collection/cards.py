"""A contact card: the fields of one person, whatever programme, badge reader or QR code wrote it.

vCard (RFC 6350 and its elders) and MeCard (NTT docomo), as a file or as the text a telephone reads in the code of a badge.
"""

import quopri
import re

LARGEST = 200_000  # bytes: a card with a photograph; the photograph is not read
LINE = re.compile(r"(?:[\w-]+\.)?(?P<name>[A-Za-z-]+)(?P<more>(?:;[^:]*)?):(?P<value>.*)")


MECARD = re.compile(r"\s*MECARD:", re.IGNORECASE)


class NotACard(ValueError):
    """What was given is neither a vCard nor a MeCard."""


def read_card(raw: bytes) -> dict[str, str]:
    """Field → text of the first card: email, first_name, last_name, company, title, phone, mobile. Raises `NotACard`."""
    text = _decoded(raw[:LARGEST])
    if MECARD.match(text):
        return _mecard(MECARD.sub("", text, count=1))
    if "BEGIN:VCARD" not in text.upper():
        raise NotACard
    found: dict[str, str] = {}
    for line in _unfolded(text):
        read = LINE.fullmatch(line)
        if read is None:
            continue
        if read["name"].upper() == "END":
            break
        _keep(found, read["name"].upper(), read["more"].upper(), _plain(read["value"], read["more"]))
    return {name: value for name, value in found.items() if value}


def _mecard(text: str) -> dict[str, str]:
    """`N:Last,First;ORG:…;EMAIL:…;TEL:…;;`, a backslash before what would end a field."""
    found: dict[str, str] = {}
    for part in re.split(r"(?<!\\);", text.replace("\x00", "")):
        name, colon, value = part.strip().partition(":")
        if not colon:
            continue
        if name.upper() == "N":
            value = ";".join(re.split(r"(?<!\\),", value, maxsplit=1))
            value = value if ";" in value else f"{value};"
        _keep(found, name.upper(), "", value)
    return {name: value for name, value in found.items() if value}


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "windows-1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _unfolded(text: str) -> list[str]:
    """Long lines begin again with a blank (RFC 6350), or end with = (version 2.1)."""
    text = re.sub(r"\r?\n[ \t]", "", text.replace("\r\n", "\n"))
    return re.sub(r"=\n", "", text).split("\n")


def _plain(value: str, more: str) -> str:
    if "QUOTED-PRINTABLE" in more.upper():
        value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
    return value.replace("\x00", "").strip()


def _keep(found: dict[str, str], name: str, more: str, value: str) -> None:
    parts = [re.sub(r"\\(.)", r"\1", part).strip() for part in re.split(r"(?<!\\);", value)]
    if name == "EMAIL":
        found.setdefault("email", parts[0].removeprefix("mailto:"))
    elif name == "N" and len(parts) > 1:
        found["last_name"], found["first_name"] = parts[0], parts[1]
    elif name == "FN" and "last_name" not in found:
        first, _space, last = parts[0].partition(" ")
        found.setdefault("first_name", first)
        found["last_name"] = last
    elif name == "ORG":
        found.setdefault("company", parts[0])
    elif name == "TITLE":
        found.setdefault("title", parts[0])
    elif name == "TEL" and "FAX" not in more:
        found.setdefault("mobile" if "CELL" in more else "phone", parts[0].removeprefix("tel:"))
