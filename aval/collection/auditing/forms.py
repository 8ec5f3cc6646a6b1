"""The forms of a page: their fields with the words beside them, their buttons, and which field belongs to which form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from aval.collection.auditing.labels import named_fields, own_label, words_beside
from aval.collection.auditing.page import BLOCKS, Element, Page, Words
from aval.collection.auditing.wordings import fold

FIELDS = {"input", "select", "textarea"}
BUTTON_TYPES = {"submit", "button", "image", "reset"}
SWITCH_ROLES = {"switch", "checkbox", "radio", "menuitemcheckbox", "option"}
SWITCH_CLASS = re.compile(r"(?:^|[\s_-])(?:switch|toggle|checkbox|check-box|tickbox)")
ON_CLASSES = {
    "on",
    "active",
    "checked",
    "is-checked",
    "is-active",
    "is-on",
    "selected",
    "is-selected",
    "enabled",
    "ticked",
}


@dataclass(slots=True, eq=False)
class Control:
    """One field, or one switch drawn without a field. `said` is its own label, `beside` and
    `before` the words around it."""

    element: Element
    kind: str
    name: str
    value: str
    said: str = ""
    written: str = ""
    beside: str = ""
    before: str = ""
    on: bool = False
    required: bool = False
    options: list[tuple[str, str, bool]] = field(default_factory=list)
    radios: list["Control"] = field(default_factory=list)

    @property
    def words(self) -> str:
        """What it says, folded."""
        return self.said or self.beside

    @property
    def names(self) -> str:
        """Its name and id, folded."""
        return f"{self.name} {self.element.get('id')}".lower()

    @property
    def seen(self) -> bool:
        """Somebody sees it (a box drawn by other means counts as seen)."""
        return self.kind != "hidden" and self.element.hidden != "all"


@dataclass(slots=True, eq=False)
class Button:
    """Something one presses: a button, or a link that stands for one."""

    element: Element
    said: str
    link: bool


@dataclass(slots=True, eq=False)
class Form:
    """One form, or the fields of a page outside any form (`element` is None)."""

    element: Element | None
    controls: list[Control] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    blocks: list["Block"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All it says that can be read, folded."""
        return " ".join(block.said for block in self.blocks if block.hidden != "all")

    def of(self, *kinds: str) -> Iterator[Control]:
        """Its fields of these kinds."""
        return (one for one in self.controls if one.kind in kinds)


@dataclass(slots=True)
class Block:
    """A paragraph: its words folded and as written, how it is hidden, its element."""

    said: str
    written: str
    hidden: str
    element: Element


def read_forms(page: Page) -> list[Form]:
    """Every form of the page that holds a field or a button, in order; loose fields make one more."""
    owners = {one.get("id"): one for one in page.of("form") if one.get("id")}
    forms: dict[Element | None, Form] = {one: Form(one) for one in page.of("form")}
    forms[None] = Form(None)
    blocks, open_form = read_blocks(page), None
    labels = named_fields(page)
    for piece in page.stream:
        if isinstance(piece, Words):
            continue
        if piece.tag == "form":
            open_form = piece
        owner = owners.get(piece.get("form")) or piece.within("form") or _left_open(open_form, piece)
        control = read_control(piece, page)
        if control is not None:
            control.written = own_label(piece, page, labels)
            control.said = fold(control.written)
            forms[owner].controls.append(control)
        elif (button := _button(piece, page)) is not None:
            forms[owner].buttons.append(button)
    beside = words_beside(page, {one.element: one.kind for form in forms.values() for one in form.controls})
    for one in (one for form in forms.values() for one in form.controls):
        near, before = beside.get(one.element, ("", ""))
        one.written, one.beside, one.before = one.written or near, fold(near), fold(before)
    for block in blocks:
        owner = block.element if block.element.tag == "form" else block.element.within("form")
        if owner is not None:
            forms[owner].blocks.append(block)
    loose = forms.pop(None)
    found = [_grouped(form) for form in forms.values() if form.controls or form.buttons]
    if any(one.kind != "hidden" for one in loose.controls):
        found.append(_grouped(loose))
    for form in found:
        if form.element is None or len(found) == 1 or not form.blocks:
            form.blocks = blocks
    return found


def _left_open(open_form: Element | None, piece: Element) -> Element | None:
    """A form that broken HTML closed before its fields (a form between table and row) keeps them."""
    if open_form is None:
        return None
    table = piece.within("table")
    return open_form if table is not None and table in {open_form.parent, open_form.within("table")} else None


def read_control(element: Element, page: Page) -> Control | None:
    """The field an element is; None when it is none."""
    role, tag = element.get("role").lower(), element.tag
    kind = element.get("type").lower().strip() or "text"
    required = "required" in element.attrs or element.get("aria-required") == "true"
    name = element.get("name") or element.get("formcontrolname") or element.get("v-model") or element.get("ng-model")
    if tag == "input" and kind not in BUTTON_TYPES:
        on = "checked" in element.attrs or element.get("aria-checked") == "true"
        return Control(element, kind, name, element.get("value"), on=on, required=required)
    if tag in {"select", "textarea"}:
        control = Control(element, tag, name, element.get("value"), required=required)
        control.options = _options(element, page) if tag == "select" else []
        return control
    classes = fold(element.get("class")).split()
    drawn = role in SWITCH_ROLES - {"option"} or "aria-pressed" in element.attrs
    styled = tag in {"div", "span", "a", "button", "i", "label"} and SWITCH_CLASS.search(element.get("class").lower())
    if drawn or (
        styled and (set(classes) & ON_CLASSES or "data-checked" in element.attrs or "data-state" in element.attrs)
    ):
        on = (
            "true" in {element.get("aria-checked"), element.get("aria-pressed"), element.get("data-checked")}
            or element.get("data-state").lower() in {"checked", "on"}
            or bool(styled and not drawn and set(classes) & ON_CLASSES)
        )
        name = name or element.get("data-name") or element.get("data-field") or element.get("id")
        return Control(element, "radio" if role == "radio" else "switch", name, element.get("data-value"), on=on)
    return None


def _options(element: Element, page: Page) -> list[tuple[str, str, bool]]:
    """(text, value, chosen) of each option; the first is chosen when none says so and one is shown at a time."""
    found = []
    for one in islice(page.elements, element.order + 1, element.order + 2_000):
        if one.tag not in {"option", "optgroup", "hr"}:
            break
        if one.tag == "option":
            said = fold(page.texts.get(one, "") or one.get("label"))
            disabled = "disabled" in one.attrs
            found.append((said, one.get("value") if "value" in one.attrs else said, "selected" in one.attrs, disabled))
    several = "multiple" in element.attrs or int(element.get("size") if element.get("size").isdigit() else 1) > 1
    if found and not several and not any(chosen for *_, chosen, _disabled in found):
        first = next((n for n, option in enumerate(found) if not option[3]), None)
        found = [(s, v, n == first, d) for n, (s, v, _c, d) in enumerate(found)]
    return [(said, fold(value), chosen) for said, value, chosen, _ in found]


def _button(element: Element, page: Page) -> Button | None:
    """A button, or a link one presses instead of one (its role, its class, or no place to go to)."""
    kind = element.get("type").lower()
    if element.tag == "button" or (element.tag == "input" and kind in BUTTON_TYPES):
        said = page.texts.get(element) or element.get("value") or element.get("alt") or element.get("aria-label")
        return Button(element, fold(said), link=False)
    if element.tag == "a" or element.get("role").lower() in {"button", "link"}:
        drawn = element.get("role").lower() == "button" or re.search(
            r"\b(?:btn|button|cta)\b(?!-link)", element.get("class")
        )
        return Button(element, fold(page.texts.get(element) or element.get("aria-label")), link=not drawn)
    return None


def _grouped(form: Form) -> Form:
    """The radios of one name know each other."""
    groups: dict[str, list[Control]] = {}
    for one in form.of("radio"):
        groups.setdefault(one.name or "?", []).append(one)
    for group in groups.values():
        for one in group:
            one.radios = group
    return form


def read_blocks(page: Page) -> list[Block]:
    """The paragraphs of the page, the seen and the hidden apart."""
    blocks: list[Block] = []
    words: list[Words] = []

    def end() -> None:
        for hidden in ("", "some", "visual", "all"):
            told = " ".join(one.text for one in words if one.element.hidden == hidden)
            if told.strip():
                element = next(one.element for one in words if one.element.hidden == hidden)
                blocks.append(Block(fold(told), " ".join(told.split()), hidden, element))
        words.clear()

    last: Element | None = None
    for piece in page.stream:
        if isinstance(piece, Words):
            block = next((one for one in (piece.element, *piece.element.above()) if one.tag in BLOCKS), None)
            if block is not last:
                end()
            last = block
            words.append(piece)
        elif piece.tag in BLOCKS:
            end()
    end()
    return blocks
