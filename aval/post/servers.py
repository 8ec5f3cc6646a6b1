"""The mail servers of brands: their secrets, where a brand's letters leave by, whether a server answers."""

import ipaddress
import os
import ssl
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.utils.translation import gettext as _

from aval import keys
from aval.accounts.models import Brand
from aval.post import sandbox
from aval.post.connecting import CannotConnect, connect
from aval.post.models import MailServer
from aval.post.smtp import Connection

NONCE = 12  # bytes
CHECK_TIMEOUT = 15.0  # seconds for one reply, when a person waits


class Unsealable(Exception):
    """The password was sealed with another key, or for another server."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where letters leave by, and at what pace. `server` is how attempts name it.

    `authenticated`: SPF, DKIM and DMARC of the sending domain were checked, or nothing leaves this machine.
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
    authenticated: bool

    @property
    def local(self) -> bool:
        """Whether letters stay on this machine."""
        return is_local(self.host)

    def connect(self, *, timeout: float = 60.0, context: ssl.SSLContext | None = None) -> Connection:
        """A session, logged in. Raises `CannotConnect`."""
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
    """The password as it is kept: ChaCha20-Poly1305 under the `vault` key, which is not in the base."""
    nonce = os.urandom(NONCE)
    bound = f"mail server of {organisation}".encode()
    return nonce + ChaCha20Poly1305(keys.require("vault")).encrypt(nonce, password.encode(), bound)


def open_password(server: MailServer) -> str:
    """The password of a server, in clear. Raises `Unsealable`."""
    sealed = bytes(server.password)
    if not sealed:
        return ""
    bound = f"mail server of {server.organisation_id}".encode()
    try:
        return ChaCha20Poly1305(keys.require("vault")).decrypt(sealed[:NONCE], sealed[NONCE:], bound).decode()
    except InvalidTag as error:
        raise Unsealable(server.host) from error


def way_of(brand: Brand) -> Way:
    """Where the letters of this brand leave by: its server, else the sandbox of this process."""
    ehlo = brand.sender_email.rpartition("@")[2] or "localhost"
    server = MailServer.objects.filter(brand=brand).first()
    if server is not None:
        return way_by(server, ehlo)
    ours, organisation = sandbox.sandbox(), brand.organisation_id
    password = ours.password(organisation)
    return Way(
        sandbox.NAME, sandbox.HOST, ours.port, "none", str(organisation), password, ehlo, 1, None, authenticated=True
    )


def way_by(server: MailServer, ehlo: str) -> Way:
    """Where letters leave by this server, which may not be saved yet."""
    return Way(
        server=f"{server.host}:{server.port}",
        host=server.host,
        port=server.port,
        security=server.security,
        username=server.username,
        password=open_password(server),
        ehlo=ehlo,
        connections=server.connections,
        per_second=server.per_second,
        authenticated=server.dns_confirmed_on is not None or is_local(server.host),
    )


def is_local(host: str) -> bool:
    """Whether a host is this very machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_server(server: MailServer, at: datetime) -> bool:
    """Connect and log in, send nothing; the answer, in a sentence, is kept on the row."""
    ehlo = server.brand.sender_email.rpartition("@")[2] or "localhost"
    try:
        way_by(server, ehlo).connect(timeout=CHECK_TIMEOUT).quit()
    except (CannotConnect, Unsealable) as why:
        found, said = False, explain(why)
    else:
        found, said = True, _("Le serveur répond et accepte l’identifiant.")
    server.checked_at, server.check_result = at, said[:300]
    if server.pk:
        server.save(update_fields=["checked_at", "check_result"])
    return found


def explain(why: CannotConnect | Unsealable) -> str:
    """What stopped the connection and what to do about it, for a person."""
    if isinstance(why, Unsealable):
        return _("Le mot de passe ne peut plus être lu : la clé « vault » a changé. Saisissez-le à nouveau.")
    sentences = {
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
