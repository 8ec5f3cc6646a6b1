"""Bounces: which addresses failed, and why (RFC 3464, RFC 3463, and what servers say in their own words).

flufl.bounce finds the addresses in the many formats that are no RFC's; the reasons are read here, from `bounces.toml`.
Undetermined is not hard: only a reason that says the address is dead stops it.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from flufl.bounce import all_failures

from aval.post.returns.apart import ADDRESS, Headers, Incoming, addresses, first, read_fields
from aval.post.returns.folding import fold

HARD, SOFT, UNDETERMINED = "hard", "soft", "undetermined"
STATUS = re.compile(r"(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
REPLY = re.compile(r"(?<![\d.\w])([45][0-5]\d)(?=[\s\-#:]|$)")
LONGEST_NOTICE = 100_000  # characters: flufl.bounce tries each of its expressions on each line
MOST = 50  # recipients of one bounce
SENDERS = re.compile(
    r"(?i)\b(?:mailer-?daemon|mail ?delivery|postmaster|mailerdaemon|mail-daemon|delivery-subsystem|mdaemon|microsoftexchange[0-9a-f]+)\b"
)
SUBJECTS = re.compile(
    r"undeliver|non[- ]?deliver|not (?:be )?delivered|delivery (?:status|fail|problem|report|error|notification|has failed|subsystem|incomplete|delayed)|returned (?:mail|to sender)|return(?:ed|ing) (?:message|mail|to)"
    r"|failure notice|fail(?:ed|ure) (?:mail|delivery|to deliver)|mail (?:delivery|system error|could not|failure)|message (?:delivery|delayed|undeliverable|not delivered|status)|rejected mail|could not send|bounce|warning: (?:could not|message)"
    r"|non remis|non distribu|echec (?:de|d')|n'a pas (?:pu )?etre (?:remis|distribue|livre)|non delivre|retour (?:de|du) (?:courr|message|mail)|remise (?:impossible|differee|retardee)|impossible de (?:remettre|distribuer)|avis de non|message retarde|notification d'echec|delivery to"
)
SPOKEN = re.compile(
    r"could not be delivered|couldn't be delivered|not be delivered|was not delivered|wasn't delivered|not been delivered|unable to deliver|undeliverable|automatically rejected|delivery (?:to|has) |following (?:address|recipient)|permanent (?:fatal )?error|returned to sender|failed permanently|message (?:that )?you sent"
    r"|n'a pas (?:pu )?etre (?:remis|distribue|livre)|n'ont pas pu|echec de la remise|impossible de remettre|destinataires? suivants?|non remis"
)
BELOW = re.compile(
    r"(?im)^[>\s\-=*_]{0,12}(?:original message|message headers?|copy of (?:the )?message|this is a copy of (?:the|your) message|below this line is a copy|header of the original message|returned message|message d'origine|message original"
    r"|en-t[eê]tes? (?:d'origine|du message)|the (?:header|body) of the (?:original )?message|a copy of (?:the|your) message|message follows|unsent message|included is a copy|undelivered message|text of (?:your )?message|message transcript|contents of (?:the )?message).{0,60}$"
)


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient: `reason` is a code of the table, or empty; `status` and `reply` as the server gave them."""

    address: str
    outcome: str
    reason: str = ""
    status: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A line of the table."""

    code: str
    outcome: str
    words: re.Pattern[str]
    statuses: re.Pattern[str]
    weak: bool


@cache
def reasons() -> tuple[Reason, ...]:
    """The table, in its order."""
    text = files("aval.post.returns").joinpath("bounces.toml").read_text("utf-8")
    return tuple(
        Reason(
            one["code"],
            one["class"],
            re.compile("|".join(r"[^\n]{0,80}?".join(map(_word, word.split("…"))) for word in one["words"])),
            re.compile(
                "|".join(["-"] + ["[45]" + re.escape(code[1:]).replace("x", "[0-9]+") for code in one["statuses"]])
            ),
            one.get("weak", False),
        )
        for one in tomllib.loads(text)["reason"]
    )


def _word(word: str) -> str:
    """Whole words where a word begins and ends with a letter: "url" is not in "furlough"."""
    begins = r"\b" if word[:1].isalnum() else ""
    return begins + re.escape(word)


def read_bounce(taken: Incoming) -> tuple[Failure, ...]:
    """The recipients that failed; empty when this is no bounce."""
    reported = _reported(taken)
    likely = reported is not None or _looks_like_one(taken)
    named = _by_flufl(taken) if likely or _may_be_one(taken) else []
    if not likely and not named:
        return ()
    written, _sent_back = cut(taken)
    told = [one for one in reported or () if one.address]
    found = told or [Failure(address, "") for address in named or _in_words(taken, written)]
    if not found and (reported is not None or SPOKEN.search(fold(written[:4000]))):
        found = [Failure("", "")]
    many = len({one.address for one in found}) > 1
    return tuple(judge(one, written, alone=not many) for one in found[:MOST])


def cut(taken: Incoming) -> tuple[str, Headers]:
    """Its own words, and the headers of the message it sends back, wherever they begin."""
    text = taken.text
    below = BELOW.search(text)
    if below is None:
        return text, taken.returned
    return text[: below.start()], taken.returned or read_fields(text[below.end() :].lstrip("\n -"))


def _looks_like_one(taken: Incoming) -> bool:
    kind = fold(taken.get("content-type"))
    if "delivery-status" in kind and "report" in kind:
        return True
    subject = SUBJECTS.search(fold(taken.get("subject")))
    machine = SENDERS.search(taken.get("from")) or taken.get("return-path").strip() == "<>"
    spoken = SPOKEN.search(fold(taken.text[:4000]))
    return bool(taken.get("x-failed-recipients") or (subject and machine) or (spoken and (subject or machine)))


def _may_be_one(taken: Incoming) -> bool:
    return bool(SENDERS.search(taken.get("from")) or SUBJECTS.search(fold(taken.get("subject"))))


def _reported(taken: Incoming) -> list[Failure] | None:
    """What the report of RFC 3464 says; None when there is no report."""
    blocks = [block for block in taken.reports if first(block, "final-recipient") or first(block, "original-recipient")]
    if not blocks and "final-recipient" in taken.text.lower():
        parts = re.split(r"(?i)\n(?=final-recipient:|original-recipient:.*\nfinal-recipient:)", "\n" + taken.text)
        blocks = [fields for part in parts[1:] if (fields := read_fields(part))]
    if not blocks and not taken.reports:
        return None
    failures: dict[str, Failure] = {}
    for block in blocks:
        action = first(block, "action").split(" ")[0].lower().strip(";")
        if action in {"delivered", "relayed", "expanded"}:
            continue
        named = first(block, "original-recipient") or first(block, "final-recipient")
        final = _mailbox(first(block, "final-recipient"))
        address = _mailbox(named) or final
        said = " ".join(value for name, value in block if name in {"diagnostic-code", "x-diagnostic-code"})
        failed = Failure(
            address,
            SOFT if action == "delayed" else "",
            "late" if action == "delayed" else "",
            first(block, "status")[:40],
            said[:1000],
        )
        failures.setdefault(address, failed)
    return list(failures.values())


def _mailbox(value: str) -> str:
    """The address of a Recipient field."""
    found = ADDRESS.findall(value.partition(";")[2] or value)
    return found[0].lower() if found else ""


def _by_flufl(taken: Incoming) -> list[str]:
    """The addresses flufl.bounce finds. Its detectors meet what others wrote by hand: one that falls found nothing."""
    if len(taken.text) > LONGEST_NOTICE:
        return []
    try:
        temporary, permanent = all_failures(taken.parsed)
    except Exception:  # noqa: BLE001  a reader of hostile text, no evidence near
        return []
    found = [bytes(one).decode("utf-8", "replace").strip("<>").lower() for one in sorted(temporary | permanent)]
    return [one for one in found if ADDRESS.fullmatch(one)]


def _in_words(taken: Incoming, written: str) -> list[str]:
    """The addresses of the notice itself, without ours and the machine's; else whom the message sent back was for."""
    named = addresses(taken.get("x-failed-recipients"))
    if named:
        return named
    _written, returned = cut(taken)
    ours = {
        taken.sender,
        *addresses(taken.get("to")),
        *addresses(first(returned, "from")),
        *addresses(taken.get("return-path")),
    }
    told = [one.lower() for one in ADDRESS.findall(written[:20_000])]
    sent_to = addresses(first(returned, "to"))
    for candidates in ([one for one in told if one in sent_to], sent_to, told):
        kept = list(dict.fromkeys(one for one in candidates if one not in ours and not SENDERS.search(one)))
        if kept:
            return kept[:MOST]
    return []


def judge(failed: Failure, written: str = "", *, alone: bool = True) -> Failure:
    """Why: what the report quotes, then what the notice says of this address."""
    around = _about(failed.address, written, alone=alone)
    status = failed.status if STATUS.search(failed.status) else ""
    spoken = [said for said in (failed.said, around) if said]
    for said in spoken:
        for number in STATUS.finditer(said):
            if not status or status.split(".")[1:] == ["0", "0"] or number[2] != "0":
                status = number[0]
                break
        if reason := _by_words(fold(said), weak=False):
            if reason.outcome == HARD and (full := _by_words(fold(around), weak=False)) and full.code == "full":
                reason = full  # the notice and the report disagree: the address may well be good
            return _conclude(failed, reason, status, said)
    if numbered := next((one for one in reasons() if status and one.statuses.fullmatch(_number(status))), None):
        return _conclude(failed, numbered, status, failed.said or around)
    for said in spoken:
        if reason := _by_words(fold(said), weak=True):
            return _conclude(failed, reason, status, said)
    if failed.outcome == SOFT or status.startswith("4") or _reply(failed.said or around).startswith("4"):
        return Failure(failed.address, SOFT, failed.reason, status, (failed.said or around)[:300])
    return Failure(failed.address, UNDETERMINED, "", status, (failed.said or around)[:300])


def _conclude(failed: Failure, reason: Reason, status: str, said: str) -> Failure:
    outcome, code = reason.outcome, reason.code
    if failed.outcome == SOFT or (outcome == HARD and _for_now(status, said)):
        outcome, code = SOFT, "late" if failed.outcome == SOFT and outcome == HARD else code
    return Failure(failed.address, outcome, code, status, " ".join(said.split())[:300])


def _for_now(status: str, said: str) -> bool:
    """Whether the server itself says it is temporary (4xx): it may be another answer tomorrow."""
    reply = _reply(said)
    return reply.startswith("4") or (status.startswith("4") and not reply.startswith("5"))


def _reply(said: str) -> str:
    """The reply code of SMTP in what the server said."""
    found = REPLY.search(said)
    return found[1] if found else ""


def _number(status: str) -> str:
    found = STATUS.search(status)
    return found[0] if found else ""


def _by_words(said: str, *, weak: bool) -> Reason | None:
    return next((one for one in reasons() if one.weak == weak and one.words.search(said)), None)


def _about(address: str, written: str, *, alone: bool) -> str:
    """What the notice says near this address: its line and those under it, until another address or a gap."""
    lines = written[:40_000].split("\n")
    if alone:
        return " ".join(_kept(lines))[:6000]
    near: list[str] = []
    for number, line in enumerate(lines):
        if address and address in line.lower():
            near.append(line)
            for follower in lines[number + 1 : number + 8]:
                others = {one.lower() for one in ADDRESS.findall(follower)} - {address}
                if not follower.strip() or others:
                    break
                near.append(follower)
    return " ".join(_kept(near))[:6000]


def _kept(lines: Iterable[str]) -> Iterable[str]:
    """Lines that say something: not the politeness every notice has."""
    skipped = re.compile(
        r"(?i)postmaster|problem report|delete your own text|automatically (?:created|generated)|created automatically|mail system at host|mail delivery (?:system|software|subsystem)|for further assistance|^\s*$|^\s*the mail system\s*$"
    )
    return (line.strip() for line in lines if not skipped.search(line))
