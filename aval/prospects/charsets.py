"""In which encoding a text file is written, found by reading all of it once, in constant memory."""

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

CHUNK = 1 << 20  # bytes
REPAIR = "aval-repair"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
EIGHT_BIT = ["cp1252", "latin_1", "iso8859_15", "mac_roman", "cp850"]
# A file is UTF-8 with accidents, rather than something else, when accidents are fewer than one in this many.
ACCIDENTS = 10


@dataclass(frozen=True, slots=True)
class Text:
    """What a first reading of a file says: encoding, physical lines (for progress), SHA-256 of its bytes."""

    encoding: str
    lines: int
    digest: str


def _repair(error: UnicodeError) -> tuple[str, int]:
    """A byte that is no UTF-8, in a file that is: some program pasted cp1252 into it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(REPAIR, _repair)


def examine(path: Path) -> Text:
    """Read the file once: its encoding, its lines, its digest. Bytes wrong in UTF-8 are read as cp1252 (`REPAIR`)."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    newlines = returns = well = 0
    doubt, head, last = b"", b"", b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            head = head or chunk
            digest.update(chunk)
            newlines += chunk.count(b"\n")
            returns += chunk.count(b"\r")
            last = chunk[-1:]
            if not doubt:
                try:
                    well += len(chunk) - len(decoder.decode(chunk))
                except UnicodeDecodeError:
                    doubt = chunk
    lines = (newlines or returns) + (last not in {b"\n", b"\r", b""})
    encoding = _by_mark(head) or ("utf-8" if not doubt or _mostly_utf8(doubt, well) else _eight_bit(doubt))
    return Text(encoding, lines, digest.hexdigest())


def _by_mark(head: bytes) -> str | None:
    """The encoding its first bytes give away: a byte order mark, or the zeros of UTF-16."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    sample = head[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half and odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if half and even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return None


def _mostly_utf8(doubt: bytes, well: int) -> bool:
    text = doubt.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    well += len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", doubt))
    return well > ACCIDENTS * wrong


def _eight_bit(doubt: bytes) -> str:
    """Which eight-bit page: judged on the lines that hold something else than ASCII."""
    lines = [line for line in doubt.splitlines() if not line.isascii()][:500]
    best = from_bytes(b"\n".join(lines), cp_isolation=EIGHT_BIT).best()
    if best and best.encoding in {"mac_roman", "cp850"} and not re.search(rb"[\xc0-\xd6\xd8-\xf6\xf8-\xfc]", doubt):
        return best.encoding
    return "latin-1" if re.search(rb"[\x81\x8d\x8f\x90\x9d]", doubt) else "cp1252"
