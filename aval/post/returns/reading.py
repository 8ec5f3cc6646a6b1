"""`read_return`: any message received, told in a closed vocabulary. Pure: no base, no clock, nothing left behind."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from aval.post.returns.apart import ADDRESS, Incoming, addresses, first, message_ids, take_apart, written_at
from aval.post.returns.automatic import read_automatic
from aval.post.returns.bounces import HARD, SOFT, UNDETERMINED, Failure, cut, read_bounce
from aval.post.returns.complaints import read_complaint
from aval.post.returns.folding import fold
from aval.post.returns.intents import Answer, read_answer
from aval.post.returns.quoting import new_part

ANSWERS = re.compile(r"^(?:re|rep|tr|fwd?|aw|sv|antw|ref|vs|odp|ris|res|r)(?:\[\d+\])?\s*:")
LEAVING = re.compile(
    r"^(?:re ?: ?)?(?:unsubscribe|desinscription|desabonnement|desinscrire|desabonner|se desinscrire|se desabonner|remove|opt[- ]?out|stop)\b[ :!.\w@=+-]{0,200}$"
)
LEAVING_TO = re.compile(r"(?i)\b(?:unsub(?:scribe)?|desinscription|desabonnement|optout|list-unsubscribe|stop)[+\-=.@]")
RECEIPT = re.compile(r"disposition-notification|delivery-receipt")
TO = {"to", "delivered-to", "x-original-to", "envelope-to"}
PLAUSIBLE = range(1990, 2200)
SOME_DAY = date(2000, 6, 1)  # any: what is read from it is thrown away
NOBODY = Answer((), doubtful=False)


class BadContext(ValueError):
    """A field of the context that cannot be read."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Context:
    """What the message alone cannot say. `ours` are our addresses; `sent` maps Message-IDs to recipients; `received_on` the day."""

    ours: frozenset[str] = frozenset()
    sent: Mapping[str, str] | None = None
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What came back. The first eight fields are the contract's; the others say more.

    `bounce` is the worst of the recipients' (`failures` tells each); `answers` are the Message-IDs of ours it speaks of.
    """

    kind: str
    bounce: str | None = None
    recipients: tuple[str, ...] = ()
    answer: Answer = NOBODY
    until: date | None = None
    new_text: str = ""
    sender: str = ""
    subject: str = ""
    message_id: str = ""
    answers: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    feedback: str = ""
    gone: bool = False
    written_at: datetime | None = None

    @property
    def stop(self) -> bool:
        """Whether a person clearly wants us to stop, by her words, her button or her mail program."""
        if self.kind == "complaint":
            return self.feedback not in {"auth-failure", "not-spam", "dmarc"}
        return self.kind == "unsubscribe" or (self.kind == "reply" and self.answer.stop)

    @property
    def intent(self) -> str:
        """The code of the contract."""
        return "objection" if self.kind == "unsubscribe" else self.answer.intent

    def as_json(self) -> dict[str, Any]:
        """The answer of `aval read-return`."""
        wish = self.answer.objection
        return {
            "kind": self.kind,
            "bounce": self.bounce,
            "recipients": list(self.recipients),
            "intent": self.intent,
            "stop": self.stop,
            "until": self.until.isoformat() if self.until else None,
            "new_text": self.new_text,
            "doubtful": self.answer.doubtful,
            "rights": list(self.answer.rights),
            "channel": wish.channel if wish else "",
            "scope": wish.scope if wish else "",
            "because": [wish.sentence for wish in self.answer.wishes],
            "sender": self.sender,
            "answers": list(self.answers),
            "failures": [
                {"address": one.address, "bounce": one.outcome, "reason": one.reason, "status": one.status, "said": one.said}
                for one in self.failures
            ],
            "feedback": self.feedback,
            "left": self.gone,
        }  # fmt: skip


def read_context(given: object) -> Context:
    """The context of a JSON object: `our_addresses`, `sent` (Message-IDs and recipients), `received_on`."""
    if not isinstance(given, Mapping):
        raise BadContext("context")
    ours = given.get("our_addresses") or []
    if not isinstance(ours, list) or not all(isinstance(one, str) for one in ours):
        raise BadContext("our_addresses")
    try:
        received = date.fromisoformat(str(given["received_on"])[:10]) if given.get("received_on") else None
    except ValueError as why:
        raise BadContext("received_on") from why
    return Context(frozenset(one.strip().lower() for one in ours), _sent(given.get("sent")), received)


def _sent(given: object) -> dict[str, str] | None:
    """Message-ID → recipient, of a mapping, of pairs, of objects, or of Message-IDs alone."""
    if given is None:
        return None
    if isinstance(given, Mapping):
        return {_bracketed(str(key)): _named(value) for key, value in given.items()}
    if not isinstance(given, list):
        raise BadContext("sent")
    sent: dict[str, str] = {}
    for one in given:
        if isinstance(one, str):
            sent[_bracketed(one)] = ""
        elif isinstance(one, Mapping):
            sent[_bracketed(str(one.get("message_id") or one.get("id") or ""))] = _named(
                one.get("recipient") or one.get("to")
            )
        elif isinstance(one, list) and len(one) == 2:
            sent[_bracketed(str(one[0]))] = _named(one[1])
        else:
            raise BadContext("sent")
    return sent


def _named(value: object) -> str:
    return str(value[0] if isinstance(value, list) and value else value or "").strip().lower()


def _bracketed(value: str) -> str:
    return f"<{value.strip().strip('<>')}>"


def read_return(raw: bytes, context: Context = Context(), *, today: date | None = None) -> Told:
    """What this message is. Never raises: whatever cannot be read is simply not there.

    A date without its year is read from the day it was written; `today` serves when the message does not tell it.
    """
    taken = take_apart(raw)
    at = written_at(taken.headers)
    written = context.received_on or (at.date() if at and at.year in PLAUSIBLE else today)
    head = {
        "sender": taken.sender,
        "subject": taken.get("subject")[:300],
        "message_id": next(iter(message_ids(taken.get("message-id"))), ""),
        "answers": _answers(taken),
        "to": tuple(addresses(", ".join(value for name, value in taken.headers if name in TO))),
        "written_at": at,
    }
    if complaint := read_complaint(taken):
        return Told(
            "complaint",
            recipients=_whose(complaint.recipients, head["answers"], context),
            feedback=complaint.feedback,
            **head,
        )
    if taken.sender in context.ours or head["message_id"] in (context.sent or {}):
        return Told("other", **head)  # our own follow-up is no reply
    if failures := read_bounce(taken):
        named = tuple(one.address for one in failures if one.address)
        outcome = _worst([one.outcome for one in failures])
        return Told(
            "bounce", bounce=outcome, recipients=_whose(named, head["answers"], context), failures=failures, **head
        )
    if RECEIPT.search(taken.get("content-type").lower()):
        return Told("other", **head)
    return _read_words(taken, head, context, written)


def _read_words(taken: Incoming, head: dict[str, Any], context: Context, written: date | None) -> Told:
    """An automatic answer, a mail to the unsubscribe address, a reply, or something else."""
    said = words_of(taken)
    whole = taken.text
    automatic = read_automatic(taken, said or whole, written or SOME_DAY)
    to = " ".join(head["to"])
    if not automatic and _leaves(taken, said, to):
        return Told("unsubscribe", recipients=(taken.sender,) if taken.sender else (), new_text=said, **head)
    if automatic:
        until = automatic.until if written else None
        return Told(
            "auto_reply",
            recipients=(taken.sender,) if taken.sender else (),
            until=until,
            new_text=said,
            gone=automatic.gone,
            **head,
        )
    answer = read_answer(f"{_own_subject(taken)}\n\n{said}" if _own_subject(taken) else said)
    bulk = taken.get("list-id") or fold(taken.get("precedence")) in {"bulk", "list", "junk"}
    answers = bool(head["answers"]) or bool(ANSWERS.match(fold(taken.get("subject")))) or said.strip() != whole.strip()
    known = taken.sender in set((context.sent or {}).values())
    if taken.sender and not bulk and (answers or known or answer.wishes):
        return Told("reply", recipients=(taken.sender,), answer=answer, new_text=said, **head)
    return Told("other", new_text=said, **head)


def words_of(taken: Incoming) -> str:
    """The new words: of the plain text, else of the HTML, whose own marks of quotation are believed."""
    plain = [text for text in taken.plain if text.strip()]
    if plain:
        return new_part("\n".join(plain))
    said = new_part("\n".join(shown.said for shown in taken.hyper))
    return said or new_part("\n".join(shown.text for shown in taken.hyper))


def _answers(taken: Incoming) -> tuple[str, ...]:
    """The Message-IDs it speaks of, the nearest first."""
    _written, returned = cut(taken)
    told = message_ids(taken.get("in-reply-to")) + list(reversed(message_ids(taken.get("references"))))
    told += message_ids(first(returned, "message-id")) + message_ids(
        " ".join(value for name, value in taken.headers if name == "x-original-message-id")
    )
    told += [
        f"<{value.strip('<> ')}>" for name, value in taken.feedback or () if name == "original-message-id" and value
    ]
    return tuple(dict.fromkeys(told))[:50]


def _whose(named: tuple[str, ...], answers: tuple[str, ...], context: Context) -> tuple[str, ...]:
    """The recipients named; when a report hides them, whom we wrote the message it speaks of."""
    kept = tuple(one for one in named if ADDRESS.fullmatch(one))
    known = tuple(dict.fromkeys(recipient for one in answers if (recipient := (context.sent or {}).get(one))))
    return kept if kept and not (known and not set(kept) & set(known)) else known or kept


def _worst(outcomes: list[str]) -> str:
    return next((one for one in (HARD, UNDETERMINED, SOFT) if one in outcomes), UNDETERMINED)


def _leaves(taken: Incoming, said: str, to: str) -> bool:
    """A mail written by the unsubscribe button: the subject says so and nothing else is said."""
    subject = fold(taken.get("subject"))
    if taken.get("in-reply-to") and not LEAVING_TO.search(to):
        return False
    bare = len(said.strip()) < 200
    return bare and bool(
        LEAVING.match(subject) or (LEAVING_TO.search(" ".join(addresses(to)) + " ") and not said.strip())
    )


def _own_subject(taken: Incoming) -> str:
    """The subject, when she wrote it herself."""
    subject = taken.get("subject")
    return "" if not subject or ANSWERS.match(fold(subject)) else subject[:200]
