"""Asking the DNS: what a domain publishes, and nothing more. Absent is an empty answer; silence is `Silent`."""

from django.conf import settings
from dns import exception, resolver, reversename
from dns.rdatatype import RdataType

PATIENCE = 5.0  # seconds for one answer


class Silent(Exception):
    """No server answered: nothing is known."""


class Dns:
    """A resolver: that of the machine, or the one of settings.AVAL_DNS ("127.0.0.1:5353")."""

    def __init__(self) -> None:
        given = settings.AVAL_DNS
        self._resolver = resolver.Resolver(configure=not given)
        if given:
            host, _colon, port = given.rpartition(":")
            self._resolver.nameservers, self._resolver.port = [host], int(port)
        self._resolver.lifetime = PATIENCE

    def texts(self, name: str) -> list[str]:
        """TXT records, their pieces joined."""
        return [b"".join(one.strings).decode(errors="replace") for one in self._ask(name, RdataType.TXT)]

    def addresses(self, host: str) -> list[str]:
        """IPv4 then IPv6 addresses."""
        return [str(one) for kind in (RdataType.A, RdataType.AAAA) for one in self._ask(host, kind)]

    def mail_hosts(self, domain: str) -> list[str]:
        """Who takes its mail, the first to be asked first; a domain that takes none says "" (RFC 7505)."""
        found = sorted(self._ask(domain, RdataType.MX), key=lambda one: one.preference)
        return [str(one.exchange).rstrip(".") for one in found]

    def names(self, address: str) -> list[str]:
        """The names an IP address answers to."""
        where = reversename.from_address(address).to_text()
        return [str(one.target).rstrip(".") for one in self._ask(where, RdataType.PTR)]

    def _ask(self, name: str, kind: RdataType) -> list:
        try:
            return list(self._resolver.resolve(name, kind))
        except (resolver.NXDOMAIN, resolver.NoAnswer):
            return []
        except (exception.DNSException, UnicodeError) as why:
            raise Silent(f"{name} {kind.name}: {type(why).__name__}") from why
