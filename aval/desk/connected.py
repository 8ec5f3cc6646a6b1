"""Every connector by which data leave, who runs it, and what keeps it off. Rooms with connectors are listed here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aval.accounts.models import Organisation, Processor
from aval.accounts.processors import Reason
from aval.post.models import MailServer, TextServer
from aval.post.servers import bars, is_local
from aval.post.texts.gateways import bars_texts


@dataclass(frozen=True, slots=True)
class Connected:
    """One connector: what it is, its name, who runs it (none: ourselves, or nobody said), and why it is off."""

    what: str
    name: str
    processor: Processor | None
    ours: bool
    reasons: tuple[Reason, ...]

    @property
    def said(self) -> str:
        """Why it is off, in a sentence."""
        language = get_language() or "fr"
        return " ".join(f"{one.say(language)} ({one.article})" for one in self.reasons)


def connectors_of(organisation: Organisation, on: date) -> list[Connected]:
    """All of them, a query a room."""
    return list(_all(organisation, on))


def _all(organisation: Organisation, on: date) -> Iterator[Connected]:
    for one in MailServer.objects.of(organisation).select_related("processor").order_by("pk"):
        name = one.get_provider_display() if one.provider else f"{one.host}:{one.port}"
        yield Connected(_("serveur d’envoi"), name, one.processor, one.ours or is_local(one.host), bars(one, on))
    for text in TextServer.objects.of(organisation).select_related("processor").order_by("pk"):
        yield Connected(_("passerelle de SMS"), text.url, text.processor, text.ours, bars_texts(text, on))
