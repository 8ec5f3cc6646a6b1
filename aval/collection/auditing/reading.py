"""One form as the checks read it: its fields, its kind, what is known beside it."""

from dataclasses import dataclass, field

from aval.collection.auditing.context import Context
from aval.collection.auditing.forms import Control, Form
from aval.collection.auditing.kinds import EXEMPT, for_prospecting, is_honeypot
from aval.collection.auditing.page import Page
from aval.collection.auditing.wordings import CONSENTS, INVERTED, NO, PRIVACY, TERMS, UNTICK

TICKED = {"checkbox", "switch"}


@dataclass(slots=True)
class Reading:
    """A form, in its page. `boxes`: the boxes, switches, lists and radios that speak of prospecting or of consent."""

    page: Page
    form: Form
    kind: str
    context: Context
    boxes: list[Control] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.boxes = [
            one for one in self.form.controls if for_prospecting(one) and not (is_honeypot(one) and not one.on)
        ]

    @property
    def collects(self) -> bool:
        """Whether the rules of collection bear on it."""
        return self.kind not in EXEMPT

    @property
    def subscribes(self) -> bool:
        """Whether its one purpose is to be written to."""
        return self.kind == "newsletter"

    @property
    def opts_out(self) -> bool:
        """Whether mailing rests on a basis that an opt-out fits."""
        return self.context.mailing_basis in {"legitimate_interest", "soft_opt_in"}

    @property
    def refusals(self) -> list[Control]:
        """The controls that say no: an unticked box « je ne souhaite pas », a radio « non »."""
        return [one for one in self.boxes if says_no(one)]

    @property
    def choices(self) -> list[Control]:
        """The controls one can act on to say yes."""
        return [one for one in self.boxes if not says_no(one) and one.seen]


def question(one: Control) -> str:
    """What a control asks: its own words, and those before it where its own are only yes or no."""
    if one.kind in {"radio", "select"} and len(one.words) < 12:
        first = one.radios[0] if one.radios else one
        legend = one.element.within("fieldset")
        return f"{first.before} {legend.get('aria-label') if legend else ''} {one.words}".strip()
    return one.words


def says_no(one: Control) -> bool:
    """Whether choosing it refuses."""
    if one.kind == "radio" and (NO.match(one.words) or NO.match(one.value.lower())):
        return True
    return bool(INVERTED.search(one.words)) and not UNTICK.search(one.words)


def accepts_something(one: Control) -> bool:
    """A box that agrees to data being used or to terms, though not to be prospected."""
    return (
        one.kind in TICKED
        and bool(PRIVACY.search(one.words) or TERMS.search(one.words))
        and bool(CONSENTS.search(one.words))
    )
