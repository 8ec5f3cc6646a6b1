"""Boxes a script ticks: as it is written, without running it (a browser, when there is one, also looks at the result).

Understood: `.checked = true`, `setAttribute("checked")`, jQuery `prop` and `attr`, a click on the box, a hidden field or a
sent value set to yes, and what usual frameworks bind (React, Vue, Angular, Alpine, Knockout).
"""

import re
from collections.abc import Iterator
from itertools import islice

from aval.collection.auditing.checks.boxes import quote
from aval.collection.auditing.forms import Control
from aval.collection.auditing.reading import Reading, accepts_something, says_no
from aval.collection.auditing.report import Fault
from aval.collection.auditing.wordings import MARKETING_NAME

TRUE = r"(?:true|!0|!!?1|1|['\"](?:checked|true|1|on|yes|oui)['\"])"
TICKS = re.compile(
    rf"\.\s*(?:checked|defaultChecked|selected)\s*=\s*{TRUE}(?!\w)"
    rf"|\.\s*setAttribute\(\s*['\"](?:checked|aria-checked|selected)['\"]"
    rf"|\.\s*toggleAttribute\(\s*['\"]checked['\"]\s*,\s*{TRUE}"
    rf"|\.\s*(?:prop|attr)\(\s*['\"](?:checked|selected)['\"]\s*,\s*{TRUE}"
    rf"|\[\s*['\"]checked['\"]\s*\]\s*=\s*{TRUE}"
    rf"|\.\s*(?:click|trigger)\(\s*(?:['\"](?:click|change)['\"])?\s*\)"
)
SETS = re.compile(r"\.\s*(?:value\s*=\s*|val\(\s*)['\"]?(?:1|yes|oui|true|on|o|y)['\"]?(?!\w)", re.IGNORECASE)
MOST, LONGEST = 200, 60_000  # acts followed in a script, letters of it read
SENDS = re.compile(
    r"(?:append|set)\(\s*['\"]([\w.\[\]-]{2,60})['\"]\s*,\s*['\"]?(1|yes|oui|true|on|o|y)['\"]?\s*\)", re.IGNORECASE
)
BODY = re.compile(
    r"(?:JSON\.stringify|axios\.\w+|\$\.(?:post|ajax)|fetch|URLSearchParams|Object\.assign)\s*\([^;]{0,1500}", re.DOTALL
)
PAIR = re.compile(r"['\"]?([\w-]{2,60})['\"]?\s*:\s*(?:true|!0|1|['\"](?:1|yes|oui|true|on)['\"])(?!\w)", re.IGNORECASE)
NAMED = re.compile(r"['\"]([^'\"]{1,160})['\"]")
VARIABLE = re.compile(r"^[\s(]*(?:[\w$]+\.)*([A-Za-z_$][\w$]*)\s*$")
ASKED = re.compile(
    r"(?:addEventListener\(\s*['\"]click|\.on\(\s*['\"]click|onclick\s*=|\.click\(\s*(?:function|\(|\w+\s*=>))[^;{]{0,200}\{?[^}]{0,400}$",
    re.DOTALL,
)
BINDINGS = ("v-model", "x-model", "ng-model", "[(ngmodel)]", "formcontrolname", "wire:model", "data-bind", "name", "id")
BOUND_ON = (
    ":checked",
    "v-bind:checked",
    "[checked]",
    "ng-checked",
    "x-bind:checked",
    "data-default-checked",
    "defaultchecked",
)


def check(reading: Reading) -> Iterator[Fault]:
    """What the scripts of the page do to the boxes of this form."""
    concerned = [one for one in reading.form.controls if _concerned(one, reading)][:MOST]
    said: set[Control] = set()
    for code in _codes(reading):
        for one in (*_ticked_by(code, concerned), *_bound_by(code, concerned)):
            if one not in said and not one.on:
                said.add(one)
                yield Fault("form-preticked", one.element, quote(one), "script")
        yield from _sent_by(code, reading)
    for one in concerned:
        if one not in said and not one.on and _bound(one):
            yield Fault("form-preticked", one.element, quote(one), "script")


def _concerned(one: Control, reading: Reading) -> bool:
    if one.kind == "hidden":
        return bool(MARKETING_NAME.search(one.names)) and not reading.subscribes
    return (one in reading.boxes or accepts_something(one)) and not says_no(one)


def _codes(reading: Reading) -> Iterator[str]:
    """The scripts of the page, and those its elements carry."""
    for script in reading.page.scripts:
        if "json" not in script.element.get("type") and "template" not in script.element.get("type"):
            yield script.text[:LONGEST]
    for element in reading.page.elements:
        for name, value in element.attrs.items():
            if value and (
                name
                in {
                    "onload",
                    "onsubmit",
                    "onfocus",
                    "onmouseover",
                    "onchange",
                    "oninput",
                    "onblur",
                    "onerror",
                    "x-init",
                    "x-data",
                    "ng-init",
                    "data-state",
                    "v-init",
                    "@submit",
                    "onmousedown",
                    "onkeyup",
                    "onmousemove",
                    "onpointerenter",
                }
            ):
                yield value[:20_000]


def _ticked_by(code: str, concerned: list[Control]) -> Iterator[Control]:
    for found in islice(TICKS.finditer(code), MOST):
        if ASKED.search(code[max(0, found.start() - 700) : found.start()]):
            continue
        clicks = re.search(r"\.\s*(?:click|trigger)\(", found[0]) is not None
        reached = _reached(_target(code, found.start()), code, concerned)
        yield from (one for one in reached if not clicks or one.kind != "hidden")
    for found in islice(SETS.finditer(code), MOST):
        reached = _reached(_target(code, found.start()), code, concerned)
        yield from (one for one in reached if one.kind in {"hidden", "select"})


def _target(code: str, end: int) -> str:
    """The expression that ends here: what comes before, in the same statement."""
    return re.split(r"[;{}\n]|=>", code[max(0, end - 200) : end])[-1].strip()


def _reached(target: str, code: str, concerned: list[Control]) -> list[Control]:
    """The fields an expression speaks of: by the texts it quotes, its own last name, or what its variable was given."""
    told = set(NAMED.findall(target))
    bare = VARIABLE.match(target)
    last = re.findall(r"[A-Za-z_$][\w$]*", target)
    if bare:
        name = re.escape(bare[1])
        given = re.findall(rf"\b{name}\s*=\s*([^;\n]{{1,300}})", code)
        loops = re.finditer(rf"\.(?:forEach|each|map)\(\s*(?:function\s*)?\(?\s*(?:\w+\s*,\s*)?{name}\b", code)
        looped = [_target(code, loop.start()) for loop in islice(loops, 5)]
        looped += re.findall(rf"for\s*\(\s*(?:const|let|var)\s+{name}\s+of\s+([^)]{{1,300}}\)?)", code)
        for text in (*given[:5], *looped[:5]):
            told |= set(NAMED.findall(text))
            told |= {f"#{word}" for word in re.findall(r"\.elements\.(\w+)", text)}
        if name == "this":
            told |= set(NAMED.findall(code[: code.find(target) + 1])[-2:])
    reached = [one for one in concerned if any(_points_at(text, one) for text in told)]
    if not reached and last:
        reached = [one for one in concerned if last[-1] in {one.name, one.element.get("id")} and last[-1]]
    return reached


def _points_at(selector: str, one: Control) -> bool:
    """Whether a quoted text is the id, the name, or a selector of this field."""
    plain = selector.strip()
    identity, name, classes = one.element.get("id"), one.name, one.element.get("class").split()
    if plain in {identity, f"#{identity}", name} and plain not in {"", "#"}:
        return True
    if re.search(r"type=\\?[\"']?checkbox|:checkbox", plain) and one.kind == "checkbox":
        return True
    if re.search(r"type=\\?[\"']?radio|:radio", plain) and one.kind == "radio":
        return True
    if name and re.search(rf"name[*^$~]?=\\?[\"']?{re.escape(name)}(?![\w-])", plain):
        return True
    partial = re.search(r"(?:name|id)[*^]=\\?[\"']?([\w-]{2,40})", plain)
    if partial and (partial[1] in name or partial[1] in identity):
        return True
    return any(re.search(rf"\.{re.escape(own)}(?![\w-])", plain) for own in classes[:20]) or bool(
        identity and re.search(rf"#{re.escape(identity)}(?![\w-])", plain)
    )


def _bound_by(code: str, concerned: list[Control]) -> Iterator[Control]:
    """A box whose framework name starts at true: `data() { return { newsletter: true } }`, `x-data="{ optin: true }"`."""
    framed = [one for one in concerned if any(name in one.element.attrs for name in BINDINGS[:7])]
    if not framed:
        return
    on = {name.lower() for name in PAIR.findall(code)}
    on |= {
        name.lower()
        for name in re.findall(rf"\b([\w$]{{2,60}})\s*=\s*(?:ref\(|useState\(|signal\()?\s*{TRUE}(?!\w)", code)
    }
    on |= {name.lower() for name in re.findall(rf"\b(\w{{2,60}})\s*:\s*(?:new FormControl\(|\[)\s*{TRUE}", code)}
    for one in framed:
        models = " ".join(one.element.get(name) for name in BINDINGS[:7]).lower()
        if any(re.search(rf"\b{re.escape(name)}\b", models) for name in on):
            yield one


def _bound(one: Control) -> bool:
    """A box its own markup binds to yes: `:checked="true"`, `data-bind="checked: true"`."""
    attrs = one.element.attrs
    return any(attrs.get(name, "").strip().lower() in {"true", "1", "'true'"} for name in BOUND_ON) or bool(
        re.search(r"checked\s*:\s*true", attrs.get("data-bind", ""))
    )


def _sent_by(code: str, reading: Reading) -> Iterator[Fault]:
    """A yes added to what is sent: by FormData, or in the body of a request."""
    if reading.subscribes:
        return
    names = [found[1] for found in SENDS.finditer(code)]
    names += [name for body in list(BODY.finditer(code))[:40] for name in PAIR.findall(body[0])]
    for name in dict.fromkeys(name for name in names if MARKETING_NAME.search(name.lower())):
        yield Fault("form-preticked", reading.form.element, name, "sent")
