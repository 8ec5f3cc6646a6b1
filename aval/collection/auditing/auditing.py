"""The audit of a page of HTML: read it, ask every check, word what they found. Nothing is fetched here, nothing is kept."""

from collections.abc import Callable, Iterator

from aval.collection.auditing.checks import boxes, choices, fields, notice, reach, scripts, sentences, trackers, wording
from aval.collection.auditing.context import Context
from aval.collection.auditing.decoding import LARGEST, decode
from aval.collection.auditing.forms import read_forms
from aval.collection.auditing.kinds import kind_of
from aval.collection.auditing.page import Page, read_page
from aval.collection.auditing.reading import Reading
from aval.collection.auditing.report import OUTCOMES, Audit, Fault, word

Check = Callable[[Reading], Iterator[Fault]]
CHECKS: tuple[Check, ...] = (
    boxes.check,
    scripts.check,
    wording.check,
    sentences.check,
    choices.check,
    fields.check,
    notice.check,
)


def audit_form(raw: bytes, context: Context | None = None, language: str = "fr") -> Audit:
    """Audit the forms of a page as it is written, in `fr` or `en`. Never raises for what the page holds."""
    context = context or Context()
    faults, kinds = read_faults(raw, context)
    return worded(faults, kinds, language)


def read_faults(raw: bytes, context: Context) -> tuple[list[Fault], list[str]]:
    """The faults of a page, and what each of its forms is."""
    html = decode(raw, context.file_encoding)
    if html is None or not html.strip():
        return [Fault("not-html")], []
    page = read_page(html)
    page.cut = page.cut or len(raw) > LARGEST
    return page_faults(page, context)


def page_faults(page: Page, context: Context) -> tuple[list[Fault], list[str]]:
    """The same, over a page already read."""
    readings = [Reading(page, form, kind_of(form, page, context), context) for form in read_forms(page)]
    faults: list[Fault] = []
    for reading in readings:
        if reading.collects:
            faults += [fault for check in CHECKS for fault in check(reading)]
        elif reading.kind == "cookies":
            faults += choices.check(reading)
    readable = any(reading.form.controls or reading.kind == "cookies" for reading in readings)
    faults += reach.check(page, forms=readable)
    faults += trackers.check(page)
    return once(faults), [reading.kind for reading in readings]


def once(faults: list[Fault]) -> list[Fault]:
    """Each fault once, whichever check or reading found it first."""
    return list({fault.key: fault for fault in reversed(faults)}.values())[::-1]


def worded(faults: list[Fault], kinds: list[str], language: str, *, rendered: bool = False) -> Audit:
    """The answer, faults first, then what could not be told, then remarks."""
    findings = sorted(
        (word(fault, language) for fault in faults), key=lambda one: (OUTCOMES.index(one.outcome), one.line)
    )
    return Audit(tuple(findings), tuple(kinds), rendered)


def links_to_read(raw: bytes, context: Context) -> list[str]:
    """The pages on which the answer depends, as written: the notice, the list of partners."""
    html = decode(raw, context.file_encoding)
    page = read_page(html or "")
    for form in read_forms(page):
        reading = Reading(page, form, kind_of(form, page, context), context)
        if reading.collects:
            lists = (wording.list_link(page) for one in reading.boxes if wording.third(one.words))
            targets = [*(link.get("href").strip() for link in notice.notice_links(reading)), *lists]
            return list(
                dict.fromkeys(one for one in targets if one and not one.startswith(("#", "javascript:", "mailto:")))
            )
    return []
