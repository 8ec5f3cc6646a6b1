"""The text of a file of HTML, whatever its encoding; and whether it is a text at all."""

import codecs
import re

LARGEST = 3_000_000  # bytes read of a page; a form is a thousandth of that
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")
MAGIC = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"\x1f\x8b", b"MZ", b"RIFF")


def decode(raw: bytes, told: str | None = None) -> str | None:
    """The text, by its mark, what was told, what it declares, UTF-8 or Windows-1252; None when it is not a text."""
    raw = raw[:LARGEST]
    if raw.startswith(MAGIC):
        return None
    for mark, name in MARKS:
        if raw.startswith(mark):
            return _text(raw[len(mark) :].decode(name, "replace"))
    if len(raw) > 20 and raw[:400].count(0) > len(raw[:400]) // 4:
        return _text(raw.decode("utf-16-be" if raw[0] == 0 else "utf-16-le", "replace"))
    declared = DECLARED.search(raw[:4096])
    for name in filter(None, (told, declared and declared[1].decode("ascii"), "utf-8")):
        try:
            return _text(raw.decode(name))
        except (LookupError, UnicodeDecodeError):
            continue
        except ValueError:  # a codec that is not one of texts
            continue
    return _text(raw.decode("windows-1252", "replace"))


def _text(text: str) -> str | None:
    """The text, unless too much of it is nothing one reads."""
    odd = len(CONTROL.findall(text[:20_000]))
    return None if odd > 20 and odd > len(text[:20_000]) // 50 else text.replace("\x00", "")
