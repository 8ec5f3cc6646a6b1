"""The mail servers of brands: their secrets, where a brand's letters leave by, whether a server answers."""

import ipaddress
import ssl
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aval.accounts.models import Brand
from aval.accounts.processors import Reason, barred
from aval.post import sandbox
from aval.post.caps import cap_on
from aval.post.connecting import CannotConnect, connect
from aval.post.dkim import Signer
from aval.post.envelopes import bounce_address
from aval.post.models import MailServer
from aval.post.providers import ProviderConnection
from aval.post.sealing import Unsealable, seal, unseal
from aval.post.signing import domain_of, signers_of
from aval.post.smtp import Connection

CHECK_TIMEOUT = 15.0  # seconds for one reply, when a person waits


@dataclass(frozen=True, slots=True)
class Way:
    """Where letters leave by, and at what pace. `server` is how attempts name it, `number` its row, None for the sandbox.

    `cap`: how many messages it takes today. `bounces`: the mailbox rejections come back to. `signers`: the keys that sign.
    """

    server: str
    host: str
    port: int
    security: str
    username: str
    password: str
    ehlo: str
    connections: int
    per_second: int | None
    number: int | None = None
    cap: int | None = None
    bounces: str = ""
    signers: tuple[Signer, ...] = ()
    rests_until: datetime | None = field(default=None, compare=False)
    provider: str = ""

    def sender_of(self, attempt: int, writes: str) -> str:
        """The envelope sender of an attempt: where its rejection comes back to, else who writes."""
        return bounce_address(self.bounces, attempt) if self.bounces else writes

    @property
    def local(self) -> bool:
        """Whether letters stay on this machine."""
        return is_local(self.host)

    def connect(
        self, *, timeout: float = 60.0, context: ssl.SSLContext | None = None
    ) -> Connection | ProviderConnection:
        """A session, logged in; a provider's says who we are with each message. Raises `CannotConnect`."""
        if self.provider:
            return ProviderConnection(self.provider, username=self.username, password=self.password, url=self.host)
        return connect(
            self.host,
            self.port,
            security=self.security,
            username=self.username,
            password=self.password,
            ehlo=self.ehlo,
            timeout=timeout,
            context=context,
        )


def seal_password(password: str, organisation: int) -> bytes:
    """The password as it is kept."""
    return seal(password.encode(), f"mail server of {organisation}")


def open_password(server: MailServer) -> str:
    """The password of a server, in clear. Raises `Unsealable`."""
    sealed = bytes(server.password)
    return unseal(sealed, f"mail server of {server.organisation_id}").decode() if sealed else ""


def ways_of(brand: Brand, on: date) -> tuple[Way, ...]:
    """Where the letters of this brand may leave by that day: its servers that may be used, else the sandbox of this process.

    Raises `CannotConnect` when it has servers and art. 28 GDPR bars them all.
    """
    signers = signers_of(brand)
    servers = list(
        MailServer.objects.of(brand.organisation_id).filter(brand=brand).select_related("processor").order_by("pk")
    )
    if ways := tuple(way_by(server, brand, signers, on) for server in servers if not bars(server, on)):
        return ways
    if servers:
        reason = bars(servers[0], on)[0]
        language = get_language() or "fr"
        raise CannotConnect("barred", f"{reason.say(language)} {reason.mend(language)} ({reason.article})")
    ours, organisation = sandbox.sandbox(), brand.organisation_id
    password, ehlo = ours.password(organisation), ehlo_of(brand)
    return (
        Way(sandbox.NAME, sandbox.HOST, ours.port, "none", str(organisation), password, ehlo, 1, None, signers=signers),
    )


def bars(server: MailServer, on: date) -> tuple[Reason, ...]:
    """Why nothing may leave by this server that day; one of this machine is ourselves."""
    if server.suspended_at:
        return (
            Reason("suspended", {"name": server.host or server.get_provider_display(), "why": server.suspended_why}),
        )
    return () if is_local(server.host) and not server.provider else barred(server, on)


def ehlo_of(brand: Brand) -> str:
    """The name a brand's connections give, and the domain of its Message-IDs."""
    return domain_of(brand) or "localhost"


def way_by(server: MailServer, brand: Brand, signers: tuple[Signer, ...], on: date) -> Way:
    """Where letters leave by this server, which may not be saved yet."""
    return Way(
        server=server.provider or f"{server.host}:{server.port}",
        host=server.host,
        port=server.port,
        security=server.security,
        username=server.username,
        password=open_password(server),
        ehlo=ehlo_of(brand),
        connections=server.connections,
        per_second=server.per_second,
        number=server.pk,
        cap=cap_on(server, on),
        bounces=server.bounce_address,
        signers=signers,
        rests_until=server.rests_until,
        provider=server.provider,
    )


def is_local(host: str) -> bool:
    """Whether a host is this very machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_server(server: MailServer, at: datetime) -> bool:
    """Connect and log in, send nothing; the answer, in a sentence, is kept on the row."""
    try:
        way_by(server, server.brand, (), localdate(at)).connect(timeout=CHECK_TIMEOUT).quit()
    except (CannotConnect, Unsealable) as why:
        found, said = False, explain(why)
    else:
        found, said = True, _("Le serveur répond et accepte l’identifiant.")
        if server.provider:
            said = _("Le prestataire dira au premier message s’il accepte la clé.")
    server.checked_at, server.check_result = at, said[:300]
    if server.pk:
        server.save(update_fields=["checked_at", "check_result"])
    return found


def explain(why: CannotConnect | Unsealable) -> str:
    """What stopped the connection and what to do about it, for a person."""
    if isinstance(why, Unsealable):
        return _("Le mot de passe ne peut plus être lu : la clé « vault » a changé. Saisissez-le à nouveau.")
    sentences = {
        "barred": "{detail}",
        "unreachable": _(
            "Aucun serveur ne répond à cette adresse et à ce port ({detail}). Vérifiez-les, et le pare-feu."
        ),
        "greeting": _("Le serveur refuse la conversation ({detail})."),
        "no_starttls": _("Le serveur n’offre pas STARTTLS sur ce port. Essayez TLS sur le port 465."),
        "tls": _("Le chiffrement échoue ({detail}). Le certificat doit être valide et au nom du serveur."),
        "clear_password": _("Un mot de passe ne part pas en clair vers {detail} : choisissez STARTTLS ou TLS."),
        "login": _("Le serveur refuse l’identifiant ou le mot de passe ({detail})."),
    }
    return sentences[why.code].format(detail=why.detail)
