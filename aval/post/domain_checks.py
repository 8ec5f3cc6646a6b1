"""What the world sees of a sending domain: SPF, DKIM, DMARC, the names of its machines, its mailbox, its way out.

Each check ends in one code of `domain_wording.toml`; `ok` None is what could not be seen and does not bar.
"""

import re
import smtplib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from ipaddress import ip_address

from django.conf import settings

from aval.accounts.models import Brand
from aval.post.dns import Dns
from aval.post.exits import exit_answers
from aval.post.models import MailServer
from aval.post.servers import is_local
from aval.post.signing import domain_of, signers_of
from aval.post.spf import Spf, Unsound, covers
from aval.prospects.classification.reference import public_suffixes

PATIENCE = 10.0  # seconds a mail exchanger is waited for
POLICIES = ("none", "quarantine", "reject")
CHECKS = ("spf", "dkim", "dmarc", "reverse", "mailbox", "way-out")


@dataclass(frozen=True, slots=True)
class Found:
    """One check: its name, what was found as a code, whether it is well (None: could not be seen), and the evidence."""

    check: str
    code: str
    ok: bool | None
    found: str = ""

    def row(self) -> dict[str, object]:
        """As it is kept."""
        return asdict(self)


def look_at(brand: Brand, servers: list[MailServer], dns: Dns) -> list[Found]:
    """Every check of a brand that writes by these servers. Raises `Silent` when the DNS says nothing at all."""
    domain = domain_of(brand)
    away = [server for server in servers if not is_local(server.host)]
    own = [server.host for server in away if not server.provider]
    return [
        spf(domain, own, dns),
        *dkim(brand, domain, away, dns),
        dmarc(domain, dns),
        *reverse(own, dns),
        *mailboxes(brand, away, dns),
        Found("way-out", "way-out-ok", ok=True)
        if exit_answers(local=False)
        else Found("way-out", "way-out-mute", ok=False, found=f"{settings.AVAL_URL}/d/…"),
    ]


def spf(domain: str, hosts: list[str], dns: Dns) -> Found:
    """One sound record; whether it names our servers is told, not required: a relay may write from others."""
    reading = Spf(dns)
    try:
        networks = list(reading.networks(domain))
    except Unsound as why:
        return Found("spf", f"spf-{why.code}", ok=False, found=why.found)
    if ("+", "all") in networks:
        return Found("spf", "spf-open", ok=False, found=reading.record)
    unnamed = [host for host in hosts if not any(covers(networks, one) for one in dns.addresses(host))]
    if unnamed:
        return Found("spf", "spf-unnamed", ok=None, found=f"{', '.join(unnamed)} ∉ {reading.record}")
    return Found("spf", "spf-ok", ok=True, found=reading.record)


def dkim(brand: Brand, domain: str, servers: list[MailServer], dns: Dns) -> Iterator[Found]:
    """Every key that signs is published, ours and those of servers that sign for us; somebody signs each letter."""
    signers = signers_of(brand)
    for signer in signers:
        name = f"{signer.selector}._domainkey.{domain}"
        texts = dns.texts(name)
        if any(signer.public in re.sub(r"\s", "", text) for text in texts):
            yield Found("dkim", "dkim-ok", ok=True, found=name)
        else:
            yield Found("dkim", "dkim-differs" if texts else "dkim-absent", ok=False, found=name)
    for server in servers:
        if server.dkim_selector:
            name = f"{server.dkim_selector}._domainkey.{domain}"
            published = any(re.search(r"(^|;)\s*p=\s*[^;\s]", text) for text in dns.texts(name))
            code = "dkim-ok" if published else "dkim-absent"
            yield Found("dkim", code, ok=published, found=name)
        elif not signers:
            yield Found("dkim", "dkim-nobody", ok=False, found=server.host)


def dmarc(domain: str, dns: Dns) -> Found:
    """One record with a policy, at the domain or at the one above it that is bought."""
    above = public_suffixes().privatesuffix(domain) or domain
    for name in dict.fromkeys((domain, above)):
        found = [text for text in dns.texts(f"_dmarc.{name}") if text.lower().startswith("v=dmarc1")]
        if len(found) > 1:
            return Found("dmarc", "dmarc-several", ok=False, found=" | ".join(found))
        if found:
            policy = re.search(r";\s*p\s*=\s*(\w+)", found[0], re.IGNORECASE)
            well = policy is not None and policy[1].lower() in POLICIES
            return Found("dmarc", "dmarc-ok" if well else "dmarc-without-policy", ok=well, found=found[0])
    return Found("dmarc", "dmarc-missing", ok=False, found=f"_dmarc.{domain}")


def reverse(hosts: list[str], dns: Dns) -> Iterator[Found]:
    """The addresses of our servers have a name, and the name leads back to them."""
    for host in dict.fromkeys(hosts):
        addresses = [host] if _is_address(host) else dns.addresses(host)
        if not addresses:
            yield Found("reverse", "reverse-no-address", ok=False, found=host)
        for address in addresses:
            names = dns.names(address)
            back = any(address in dns.addresses(name) for name in names)
            code = "reverse-ok" if back else "reverse-not-back" if names else "reverse-missing"
            yield Found("reverse", code, ok=back, found=f"{address} → {', '.join(names) or '—'}")


def mailboxes(brand: Brand, servers: list[MailServer], dns: Dns) -> Iterator[Found]:
    """Answers and rejections arrive somewhere: the domain takes mail and its server knows the mailbox."""
    asked = [brand.reply_to or brand.organisation.mailbox, *(server.bounce_address for server in servers)]
    for address in dict.fromkeys(filter(None, asked)):
        domain = address.rpartition("@")[2]
        hosts = dns.mail_hosts(domain) or ([domain] if dns.addresses(domain) else [])
        if not any(hosts):
            yield Found("mailbox", "mailbox-no-server", ok=False, found=address)
            continue
        known, said = _knows(hosts[0], address, dns)
        code = {True: "mailbox-ok", False: "mailbox-unknown", None: "mailbox-not-asked"}[known]
        yield Found("mailbox", code, ok=known, found=f"{address} ({hosts[0]}{': ' if said else ''}{said})")


def _knows(host: str, address: str, dns: Dns) -> tuple[bool | None, str]:
    """Ask the exchanger whether it takes this recipient; nothing is sent. None when it cannot be asked from here."""
    where = next(iter([host] if _is_address(host) else dns.addresses(host)), host)
    try:
        with smtplib.SMTP(where, settings.AVAL_MX_PORT, timeout=PATIENCE) as session:
            session.ehlo_or_helo_if_needed()
            code, said = session.mail("")
            if code == 250:
                code, said = session.rcpt(address)
    except (OSError, smtplib.SMTPException):
        return None, ""
    text = f"{code} {said.decode(errors='replace')}"
    return (True if code // 100 == 2 else False if code in {550, 551, 553} else None), text[:120]


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
