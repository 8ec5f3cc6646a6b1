"""What keeps a form from being published: each fault says where, why, which article, how to mend.

Pure: a draft and who asks, faults out. The gate then relies on what was checked here (`free`, `specific`, `names_us`).
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from stdnum.fr import siren as siren_rules

from aval.accounts.models import Organisation
from aval.collection.drafts import Box, Draft

CHANNEL_WORDS = {
    "email": r"e-?mails?|courriels?|courriers? [ée]lectroniques?|newsletters?|lettres? d.information",
    "sms": r"sms|texto",
    "voice_human": r"t[ée]l[ée]phon|\br?appel|\bcalls?\b",
    "post": r"courriers? posta|voie postale|by post\b|postal",
}
PARTNERS = r"partenaires?|partners?|sociétés? du groupe|tiers\b|third part"
TRACKING = r"\bouvertures?\b|\bclics?\b|\bopenings?\b|\bclicks?\b|\bpixels?\b|traceur|\btrack"
TERMS = r"conditions? (g[ée]n[ée]rales?|d.utilisation|de vente)|\bcg[uv]\b|terms (of|and)|politique de confidentialit[ée]|privacy policy"
INVERTED = r"ne (souhaite|veux|désire|voulez|souhaitez) (pas|plus)|m.oppose|refuse|do not (wish|want)|don.t (wish|want)|opt out|object to"
EXCESS = (
    r"naissance|birth|[âa]ge\b|adresse (personnelle|priv[ée]e|du domicile)|home address|domicile|s[ée]curit[ée] sociale|social security"
    r"|\bnir\b|situation (familiale|matrimoniale)|marital|enfants|children|salaire|salary|revenus?\b|iban|carte (bancaire|d.identit[ée])|passeport|passport"
)
SENSITIVE = r"[ée]tat de sant[ée]|your health|maladie|illness|handicap|disabilit|religi|syndica|trade union|opinions? politi|politi(que|cal) opinion|orientation sexuelle|sexual|origine ethnique|ethnic"
PERIOD = r"\b(un an|1 an|12 mois|(one|1) year|(twelve|12) months|\d{1,2} (mois|months|semaines|weeks|jours|days)|(trois|six|neuf|three|six|nine) (mois|months))\b"
VAGUE = r"^\s*(nos|our|les|des|autres|other)?\s*(partenaires?|partners?|soci[ée]t[ée]s|entreprises|companies|filiales?|tiers)\b"
PHONES = {"sms": {"mobile", "phone"}, "voice_human": {"phone", "mobile"}, "email": {"email"}}


@dataclass(frozen=True, slots=True)
class Fault:
    """One requirement broken. `place`: `title`, `fields.2`, `boxes.0`, `partners`…"""

    code: str
    place: str
    detail: str = ""

    def say(self, language: str) -> str:
        """In words."""
        told = all_requirements()[self.code]
        return told["en" if language.startswith("en") else "fr"].replace("{detail}", self.detail)

    @property
    def article(self) -> str:
        """The text it rests on."""
        return all_requirements()[self.code]["article"]


@cache
def all_requirements() -> dict[str, dict[str, str]]:
    """Every requirement by its code."""
    return tomllib.loads(resources.files(__package__).joinpath("requirements.toml").read_text(encoding="utf-8"))


def check(draft: Draft, organisation: Organisation, brand: str) -> list[Fault]:
    """Everything that keeps this form from being published, in the order of the page."""
    return [
        *_about_us(organisation),
        *_about_the_page(draft),
        *_about_fields(draft),
        *(fault for place, box in enumerate(draft.boxes) for fault in _about_a_box(place, box, organisation, brand)),
        *_about_boxes(draft),
        *_about_partners(draft),
    ]


def _about_us(organisation: Organisation) -> Iterator[Fault]:
    asked = ("legal_name", "siren", "postal_address", "telephone", "mailbox")
    told = Organisation._meta.get_field  # noqa: SLF001  Django's own door
    missing = [str(told(name).verbose_name) for name in asked if not getattr(organisation, name)]
    if missing:
        yield Fault("identity-missing", "form", ", ".join(missing))


def _about_the_page(draft: Draft) -> Iterator[Fault]:
    if not draft.title.strip():
        yield Fault("no-title", "title")
    if not draft.use.strip():
        yield Fault("no-use", "use")
    if draft.gift and not draft.gift.startswith("https://"):
        yield Fault("gift-not-https", "gift")
    if draft.prospecting == "legitimate_interest" and not draft.objection:
        yield Fault("no-objection", "objection")


def _about_fields(draft: Draft) -> Iterator[Fault]:
    for place, one in enumerate(draft.fields):
        where = f"fields.{place}"
        if not one.label.strip():
            yield Fault("field-unlabelled", where)
        if not one.reason.strip():
            yield Fault("field-no-reason", where)
        if found := _found(SENSITIVE, one.label):
            yield Fault("field-sensitive", where, found)
        elif found := _found(EXCESS, one.label):
            yield Fault("field-excess", where, found)
    if not draft.asked & {"email", "phone", "mobile"}:
        yield Fault("no-contact", "fields")


def _about_a_box(place: int, box: Box, organisation: Organisation, brand: str) -> Iterator[Fault]:
    where, wording, bare = f"boxes.{place}", box.wording, box.wording
    for name in (organisation.legal_name, brand):  # a company may be called « Courriel & Fils »
        bare = re.sub(re.escape(name), " ", bare, flags=re.IGNORECASE) if name else bare
    if box.ticked:
        yield Fault("box-preticked", where)
    if box.required:
        yield Fault("box-required", where)
    if not wording.strip():
        yield Fault("box-empty", where)
        return
    named = (organisation.legal_name, brand)
    if box.purpose != "partners" and not any(name and name.casefold() in wording.casefold() for name in named):
        yield Fault("box-names-nobody", where, organisation.legal_name)
    others = [channel for channel, words in CHANNEL_WORDS.items() if channel != box.channel and _found(words, bare)]
    if box.purpose == "prospecting" and not _found(CHANNEL_WORDS[box.channel], bare):
        yield Fault("box-names-no-channel", where, box.channel)
    if box.purpose == "prospecting" and others:
        yield Fault("box-several-channels", where, ", ".join([box.channel, *others]))
    if box.purpose != "partners" and _found(PARTNERS, bare):
        yield Fault("box-bundles-partners", where)
    if box.purpose != "mail_tracking" and _found(TRACKING, bare):
        yield Fault("box-bundles-tracking", where)
    if found := _found(TERMS, bare):
        yield Fault("box-in-terms", where, found)
    if found := _found(INVERTED, bare):
        yield Fault("box-inverted", where, found)
    if box.channel == "voice_human" and box.purpose == "prospecting" and not _found(PERIOD, wording):
        yield Fault("call-box-incomplete", where, "durée / period")


def _about_boxes(draft: Draft) -> Iterator[Fault]:
    seen = [(box.purpose, box.channel) for box in draft.boxes]
    for place, pair in enumerate(seen):
        if pair in seen[:place]:
            yield Fault("box-twice", f"boxes.{place}")
        needed = PHONES.get(pair[1])
        if needed and not needed & draft.asked:
            yield Fault("channel-without-contact", f"boxes.{place}", pair[1])
    asks = any(purpose == "prospecting" for purpose, _ in seen)
    if draft.prospecting == "consent" and not asks:
        yield Fault("no-consent-box", "boxes")
    if draft.prospecting == "none" and asks:
        yield Fault("consent-box-unused", "prospecting")


def _about_partners(draft: Draft) -> Iterator[Fault]:
    if any(box.purpose == "partners" for box in draft.boxes) and not draft.partners:
        yield Fault("partners-missing", "partners")
    for place, one in enumerate(draft.partners):
        if not one.name.strip() or _found(VAGUE, one.name) or not siren_rules.is_valid(one.siren):
            yield Fault("partner-vague", f"partners.{place}", one.name or one.siren)
    if draft.partners and not _is_day(draft.partners_on):
        yield Fault("partners-undated", "partners_on")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _found(words: str, text: str) -> str:
    found = re.search(words, text, re.IGNORECASE)
    return found.group() if found else ""
