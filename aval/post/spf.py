"""SPF (RFC 7208), as far as a sender needs: is the record sound, and does it let these machines write?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from aval.post.dns import Dns

MOST = 10  # look-ups one check may cost (section 4.6.4)


class Unsound(Exception):
    """Receivers would read nothing of it: `code` is missing, several, too-deep or unreadable."""

    def __init__(self, code: str, found: str = "") -> None:
        super().__init__(code, found)
        self.code, self.found = code, found


@dataclass
class Spf:
    """The record of a domain, with what it includes."""

    dns: Dns
    asked: int = 0
    record: str = ""
    _path: list[str] = field(default_factory=list)

    def read(self, domain: str) -> str:
        """The one record of this domain. Raises `Unsound`, `Silent`."""
        found = [text for text in self.dns.texts(domain) if text.lower().split(" ")[0] == "v=spf1"]
        if len(found) != 1:
            raise Unsound("several" if found else "missing", " | ".join(found))
        return found[0]

    def networks(self, domain: str) -> Iterator[tuple[str, str]]:
        """(qualifier, network) of every machine it names, in order; "all" for everybody."""
        if domain in self._path:
            raise Unsound("too-deep", domain)
        self._path.append(domain)
        record = self.read(domain)
        self.record = self.record or record
        redirect = ""
        for term in record.split()[1:]:
            if term.lower().startswith("redirect="):
                redirect = term[9:]
            elif "=" not in term.split(":")[0]:
                yield from self._of_term(term, domain)
        if redirect and not any(term.lstrip("+-~?").lower() == "all" for term in record.split()):
            self._look()
            yield from self.networks(redirect)
        self._path.pop()

    def _of_term(self, term: str, domain: str) -> Iterator[tuple[str, str]]:
        sign, bare = (term[0], term[1:]) if term[0] in "+-~?" else ("+", term)
        name, _colon, value = bare.partition(":")
        name, slash, prefix = name.partition("/") if not value else (name, "", "")
        name = name.lower()
        if name == "all":
            yield sign, "all"
        elif name in {"ip4", "ip6"}:
            yield sign, value
        elif name == "include":
            self._look()
            yield from ((sign, network) for inner, network in self.networks(value) if inner == "+" and network != "all")
        elif name in {"a", "mx"}:
            self._look()
            host, _slash, length = value.partition("/")
            yield from ((sign, one) for one in self._hosts(name, host or domain, length or (prefix if slash else "")))
        elif name in {"exists", "ptr"}:
            self._look()
        else:
            raise Unsound("unreadable", term)

    def _hosts(self, name: str, domain: str, length: str) -> Iterator[str]:
        hosts = self.dns.mail_hosts(domain) if name == "mx" else [domain]
        for host in hosts:
            for address in self.dns.addresses(host) if host else ():
                yield f"{address}/{length}" if length.isdecimal() and ":" not in address else address

    def _look(self) -> None:
        self.asked += 1
        if self.asked > MOST:
            raise Unsound("too-deep", self.record)


def covers(networks: list[tuple[str, str]], address: str) -> bool:
    """Whether this machine may write: the first that matches decides."""
    machine = ip_address(address)
    for sign, network in networks:
        if network == "all":
            return sign == "+"
        try:
            known = ip_network(network, strict=False)
        except ValueError:
            continue
        if machine.version == known.version and machine in known:
            return sign == "+"
    return False
