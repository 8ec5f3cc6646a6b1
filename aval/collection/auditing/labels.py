"""The words a reader takes for the name of a field: its label, or what stands beside it."""

from collections.abc import Mapping

from aval.collection.auditing.page import BLOCKS, Element, Page, Words

TICKED = {"checkbox", "radio", "switch"}
LONGEST_BESIDE = 600


def named_fields(page: Page) -> dict[str, str]:
    """The words of each label that names a field by its id, several of them joined; and of any element with an id."""
    named: dict[str, str] = {}
    for label in page.of("label"):
        if (target := label.get("for")) and label in page.texts:
            named[target] = f"{named.get(target, '')} {page.texts[label]}".strip()
    return named


def own_label(field: Element, page: Page, named: Mapping[str, str]) -> str:
    """What names the field by rule: its label, the label around it, ARIA, its own words for a drawn switch."""
    around = field.within("label")
    told = [named.get(field.get("id"), "") if field.get("id") else "", page.texts.get(around, "") if around else ""]
    if field.get("aria-labelledby"):
        wanted = set(field.get("aria-labelledby").split()[:6])
        told += [page.texts.get(one, "") for one in page.elements if one.get("id") in wanted]
    if field.tag not in {"input", "select", "textarea"}:
        told.append(page.texts.get(field, ""))
    told = [one for one in told if one.strip()] or [field.get("aria-label")]
    if not told[0].strip() and field.get("type") not in TICKED:
        told = [field.get("placeholder") or field.get("title")]
    return " ".join(" ".join(dict.fromkeys(told)).split())


def words_beside(page: Page, kinds: Mapping[Element, str]) -> dict[Element, tuple[str, str]]:
    """The words next to each field (after a box, before anything else; in tables, in the same row), and those before."""
    beside: dict[Element, tuple[str, str]] = {}
    fields: list[Element] = []
    before: list[Words] = []
    runs: list[tuple[Element | None, list[Words]]] = [(None, before)]
    for piece in page.stream:
        if isinstance(piece, Words):
            runs[-1][1].append(piece)
        elif piece in kinds:
            fields.append(piece)
            runs.append((piece, []))
    for number, (field, after) in enumerate(runs):
        if field is None:
            continue
        previous = runs[number - 1][1]
        first, second = (after, previous) if kinds[field] in TICKED else (previous, after)
        near = _near(field, first, last=first is previous) or _near(field, second, last=second is previous)
        beside[field] = near[:LONGEST_BESIDE], _near(field, previous, last=True)[-LONGEST_BESIDE:]
    return beside


def _near(field: Element, words: list[Words], *, last: bool) -> str:
    """Of a run of words, those in the same row, else in the nearest paragraph."""
    row = field.within("tr", "li")
    same = [one for one in words if row is not None and row in one.element.above()]
    if same:
        return " ".join(" ".join(one.text for one in same).split())
    if row is not None and row.tag == "tr":
        words = [one for one in words if one.element.within("tr") is None] if not last else words
    blocks: list[tuple[Element | None, list[str]]] = []
    for one in words:
        block = next((e for e in (one.element, *one.element.above()) if e.tag in BLOCKS), None)
        if not blocks or blocks[-1][0] is not block:
            blocks.append((block, []))
        blocks[-1][1].append(one.text)
    chosen = blocks[-1:] if last else blocks[:1]
    return " ".join(" ".join(text for _block, texts in chosen for text in texts).split())
