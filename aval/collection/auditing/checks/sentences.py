"""Sentences that decide for her: submitting is agreeing, silence is agreeing, no choice at all (SAN-2023-025, SAN-2022-011)."""

from collections.abc import Iterator

from aval.collection.auditing.checks.choices import REFUSE
from aval.collection.auditing.forms import Block
from aval.collection.auditing.kinds import prospects
from aval.collection.auditing.reading import Reading
from aval.collection.auditing.report import Fault
from aval.collection.auditing.wordings import (
    AUTOMATIC,
    BY_ACTING,
    INVERTED,
    MARKETING,
    NEGATION,
    PARTNERS,
    PASSED_ON,
    PHONE,
    SMS,
    UNLESS,
    WILL_MAIL,
    sentences,
)


def check(reading: Reading) -> Iterator[Fault]:
    """What the words of the form decide in her place, and whether she can decide at all."""
    found = list(_decided(reading))
    yield from found
    if not found:
        yield from _without_choice(reading)


def _decided(reading: Reading) -> Iterator[Fault]:
    labels = {one.words for one in reading.boxes}
    for block in reading.form.blocks:
        if block.said in labels:
            continue
        for sentence in sentences(block.said):
            if UNLESS.search(sentence) and not reading.opts_out:
                yield Fault("form-inverted", block.element, shortened(sentence))
            elif ((act := BY_ACTING.search(sentence)) and _mails(sentence[act.start() :], reading)) or (
                AUTOMATIC.search(sentence) and prospects(sentence) and not reading.subscribes
            ):
                yield Fault("consent-by-submitting", block.element, shortened(sentence))
    refuses = any(REFUSE.search(button.said) for button in reading.form.buttons)
    for button in () if refuses else reading.form.buttons:
        if not button.link and prospects(button.said) and not reading.subscribes and _agrees(button.said):
            yield Fault("consent-by-submitting", button.element, shortened(button.said))


def _agrees(said: str) -> bool:
    """A button that does what was asked and subscribes at the same time."""
    joins = any(word in said for word in (" et ", " and ", " & ", "accept", "consen", "agree", "j'autorise", "+"))
    return joins and not INVERTED.search(said)


def _mails(sentence: str, reading: Reading) -> bool:
    """Whether what is accepted by acting is to be prospected; a newsletter form may say so of its newsletter alone."""
    if NEGATION.search(sentence) and INVERTED.search(sentence):
        return False
    third = PARTNERS.search(sentence) and PASSED_ON.search(sentence) and not NEGATION.search(sentence)
    if reading.subscribes:
        return bool(third or SMS.search(sentence) or PHONE.search(sentence))
    return prospects(sentence) or bool(third)


def _without_choice(reading: Reading) -> Iterator[Fault]:
    """Mailing is meant, by the context or by the words, and nothing lets her choose."""
    basis, mailing = reading.context.mailing_basis, _said_to_mail(reading)
    if reading.opts_out and not [one for one in (*reading.refusals, *reading.choices) if one.seen]:
        yield Fault("optout-missing", reading.form.element, reading.kind)
    elif reading.opts_out and all(one.element.hidden == "some" for one in (*reading.refusals, *reading.choices)):
        yield Fault("choice-hidden", (*reading.refusals, *reading.choices)[0].element)
    elif reading.opts_out or reading.subscribes or reading.choices or reading.refusals or basis == "none":
        return
    elif basis == "consent":
        yield Fault("consent-missing", reading.form.element)
    elif mailing is not None:
        yield Fault("consent-missing", mailing.element)


def _said_to_mail(reading: Reading) -> Block | None:
    """The paragraph that says she will be prospected, whatever she does."""
    for block in reading.form.blocks:
        for sentence in sentences(block.said):
            said = WILL_MAIL.search(sentence)
            if (
                said
                and MARKETING.search(said[0])
                and prospects(said[0])
                and not NEGATION.search(said[0])
                and not _asked(sentence)
            ):
                return block
    return None


def _asked(sentence: str) -> bool:
    """A sentence that says it depends on her."""
    return any(
        word in sentence
        for word in (
            "si vous",
            "avec votre accord",
            "sous reserve",
            "consent",
            "if you",
            "cochez",
            "votre choix",
            "case",
            "accord prealable",
            "s'oppos",
            "opposer",
            "object",
        )
    )


def shortened(text: str) -> str:
    """Short enough to be quoted."""
    return text if len(text) <= 160 else f"{text[:159].rstrip()}…"
