"""How the desk says things: dates as people say them, figures with French spaces, decisions as stamps."""

import json
from datetime import date, datetime
from decimal import Decimal

import phonenumbers
from django import template
from django.template.defaultfilters import date as spell
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext

from aval import evidence
from aval.accountability.breaches import Clock, clock, running
from aval.accountability.models import Breach
from aval.accounts import permissions
from aval.accounts.permissions import Action
from aval.clearance.wording import say
from aval.collection.requirements import Fault
from aval.desk import columns, naming
from aval.desk.inbox import late_work
from aval.prospects.models import Person

register = template.Library()
NBSP = "\u00a0"
NARROW = "\u202f"
FRANCE = 33

CHANNELS = {
    "email": gettext_lazy("courriel"), "sms": gettext_lazy("SMS"), "voice_human": gettext_lazy("appel"), "post": gettext_lazy("courrier postal"),
    "voice_automated": gettext_lazy("automate d’appel"), "social_dm": gettext_lazy("message privé"), "fax": gettext_lazy("télécopie"), "profiling": gettext_lazy("score"),
}  # fmt: skip
STAMPS = {"allow": "yes", "review": "see", "refuse": "no"}


@register.filter
def day(value: date | datetime | None) -> SafeString | str:
    """« 1er nov. 2026 »; the exact day or instant on hover."""
    if value is None:
        return "—"
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), exact(value), spoken(local))


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """« 23 nov. 2026 à 10 h 42 »; to the second, with its zone, on hover."""
    if value is None:
        return "—"
    local = timezone.localtime(value)
    hour = spell(local, f"G{NBSP}\\h{NBSP}i") if get_language() == "fr" else spell(local, "H:i")
    text = pgettext("jour à heure", "%(day)s à %(hour)s") % {"day": spoken(local), "hour": hour}
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), exact(value), text)


def spoken(value: date) -> str:
    """The day in words, on one line."""
    if get_language() == "fr":
        first = "1er" if value.day == 1 else str(value.day)
        return f"{first}{NBSP}{spell(value, 'N')}{NBSP}{value.year}"
    return spell(value, f"j{NBSP}M{NBSP}Y")


def exact(value: date | datetime) -> str:
    """The instant to the second with its zone, or the day."""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S %Z")
    return value.isoformat()


@register.filter
def figure(value: float | None) -> str:
    """12 345 → « 12 345 » with a narrow no-break space, or "12,345"."""
    if value is None:
        return "—"
    return f"{value:,}".replace(",", NARROW if get_language() == "fr" else ",")


@register.filter
def percent(value: float | None) -> str:
    """0.875 → « 88 % »."""
    if value is None:
        return "—"
    return f"{round(value * 100)}{NARROW}%" if get_language() == "fr" else f"{round(value * 100)}%"


@register.simple_tag
def stamp(verdict: str, big: bool = False) -> SafeString:
    """The decision as a stamp, with its word."""
    words = {"allow": gettext("aval"), "review": gettext("à voir"), "refuse": gettext("refus")}
    return format_html(
        '<span class="stamp {}{}">{}</span>',
        STAMPS.get(verdict, ""),
        " big" if big else "",
        words.get(verdict, verdict),
    )


@register.simple_tag(takes_context=True)
def here(context: dict, name: str) -> str:
    """`aria-current` for the room the reader stands in."""
    match = context["request"].resolver_match
    standing = match is not None and (match.url_name or "").split("_")[0] in name.split()
    return SafeString(' aria-current="page"') if standing else ""


@register.filter
def euros(amount: Decimal | None) -> str:
    """« 4 800 € », to the euro."""
    return "—" if amount is None else f"{figure(int(amount.to_integral_value()))}{NBSP}€"


@register.filter
def fault_said(fault: Fault) -> str:
    """A rule a form breaks, in words."""
    return fault.say(get_language() or "fr")


@register.filter
def channel_name(code: str) -> str:
    """A channel, in words."""
    return CHANNELS.get(code, code or "—")


@register.simple_tag(takes_context=True)
def with_query(context: dict, **changes: str | None) -> str:
    """The query string of this page with some parts changed (None removes)."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return "?" + query.urlencode()


@register.filter
def initial(values: dict, key: str) -> object:
    """The entry of a mapping under this key, or nothing."""
    return values.get(key, "") if values else ""


@register.simple_tag(takes_context=True)
def may(context: dict, action: str) -> bool:
    """Whether the reader may do this: what she may not do is not offered."""
    return permissions.may(context["request"].user, Action(action))


@register.simple_tag(takes_context=True)
def breach_clocks(context: dict) -> list[tuple[Breach, Clock]]:
    """The breaches whose clock runs, with what is left: on every page, for every member."""
    organisation = getattr(context.get("request"), "organisation", None)
    now = timezone.now()
    return [(breach, clock(breach, now)) for breach in running(organisation)] if organisation else []


@register.simple_tag(takes_context=True)
def late_count(context: dict) -> int:
    """How many things wait for too long: on every page, so that nothing does unseen."""
    organisation = getattr(context.get("request"), "organisation", None)
    return late_work(organisation, timezone.now()) if organisation else 0


@register.simple_tag
def person_name(person: Person) -> str:
    """Her name, or that of the service behind a role mailbox."""
    return naming.name_person(person)


@register.simple_tag
def function_name(code: str | None) -> str:
    """The name of a business function."""
    return dict(naming.functions()).get(code, code) if code else ""


@register.simple_tag
def sector_name(code: str | None) -> str:
    """The name of a section of the NAF."""
    return dict(naming.sectors()).get(code, code) if code else ""


@register.simple_tag
def kind_name(code: str) -> str:
    """What an entry of the ledger is about."""
    return evidence.label(code, get_language())


@register.filter(name="hex")
def in_hex(value: bytes | memoryview | None) -> str:
    """Bytes as hexadecimal digits."""
    return bytes(value).hex() if value else ""


@register.filter
def pretty(payload: str) -> str:
    """Canonical JSON, laid out to be read."""
    return json.dumps(json.loads(payload), ensure_ascii=False, indent=2)


@register.filter
def because(codes: str) -> str:
    """Why somebody is classified so, in words."""
    return naming.because(codes)


@register.simple_tag
def fault(code: str) -> str:
    """Why a column, or the whole file, cannot be used yet."""
    return str(columns.FAULTS.get(code, code))


@register.simple_tag
def severity(code: str) -> SafeString:
    """How much a remark of the lint weighs."""
    words = {
        "error": gettext("empêche"),
        "warning": gettext("à corriger"),
        "unknown": gettext("non jugé"),
        "info": gettext("conseil"),
    }
    colours = {"error": "no", "warning": "see"}
    return format_html('<span class="stamp {}">{}</span>', colours.get(code, ""), words.get(code, code))


@register.filter
def findings(codes: list) -> str:
    """The reasons of a decision kept, in words."""
    named = (code["code"] if isinstance(code, dict) else code for code in codes)
    return ", ".join(say(code, get_language() or "fr").label for code in named)


@register.filter
def reachable(value: str) -> str:
    """An address as it is; a French number as people dial it, others with their country."""
    if not value.startswith("+"):
        return value
    number = phonenumbers.parse(value)
    style = phonenumbers.PhoneNumberFormat
    home = number.country_code == FRANCE
    return phonenumbers.format_number(number, style.NATIONAL if home else style.INTERNATIONAL).replace(" ", NBSP)
