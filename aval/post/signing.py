"""The keys a brand signs with: made here, published by its administrator, used once the DNS shows them."""

from datetime import date, datetime
from functools import lru_cache

from django.db import transaction

from aval import evidence
from aval.accounts.models import Brand, Member
from aval.post.dkim import Signer, make_key, record_of
from aval.post.models import SigningKey
from aval.post.sealing import seal, unseal


class AlreadyRetired(Exception):
    """A key that was retired signs no more: make another."""


def domain_of(brand: Brand) -> str:
    """The domain a brand writes from."""
    return brand.sender_email.rpartition("@")[2].lower()


@transaction.atomic
def make_signing_key(brand: Brand, algorithm: str, *, by: Member | None, at: datetime) -> SigningKey:
    """A new key, not used yet: its record goes in the DNS first (`record`)."""
    private, public = make_key(SigningKey.Algorithm(algorithm))
    domain = domain_of(brand)
    selector = _free_selector(brand, domain, at.date(), algorithm)
    key = SigningKey.objects.create(
        organisation=brand.organisation,
        brand=brand,
        domain=domain,
        selector=selector,
        algorithm=algorithm,
        public=public,
        private=seal(private, _bound(brand.organisation_id, domain, selector)),
        made_at=at,
        made_by=by,
    )
    _prove(key, "signing-key:made", by, at)
    return key


@transaction.atomic
def use_key(key: SigningKey, *, by: Member | None, at: datetime) -> None:
    """Sign with this key from now on; another of the same algorithm and domain is retired. Raises `AlreadyRetired`."""
    if key.retired_at:
        raise AlreadyRetired(key.selector)
    others = SigningKey.objects.of(key.organisation_id).filter(
        domain=key.domain, algorithm=key.algorithm, brand=key.brand
    )
    for other in others.filter(used_since__isnull=False, retired_at__isnull=True).exclude(pk=key.pk):
        retire_key(other, by=by, at=at)
    key.used_since = key.used_since or at
    key.save(update_fields=["used_since"])
    _prove(key, "signing-key:used", by, at)


@transaction.atomic
def retire_key(key: SigningKey, *, by: Member | None, at: datetime) -> None:
    """Sign with this key no more."""
    key.retired_at = key.retired_at or at
    key.save(update_fields=["retired_at"])
    _prove(key, "signing-key:retired", by, at)


def name_of(key: SigningKey) -> str:
    """Where its record stands in the DNS."""
    return f"{key.selector}._domainkey.{key.domain}"


def record(key: SigningKey) -> str:
    """What its record says."""
    return record_of(key.algorithm, key.public)


def signers_of(brand: Brand) -> tuple[Signer, ...]:
    """The keys in use at the brand's domain, ready. Raises `Unsealable`. One query."""
    keys = SigningKey.objects.of(brand.organisation_id).filter(
        brand=brand, domain=domain_of(brand), used_since__isnull=False, retired_at__isnull=True
    )
    found = keys.order_by("-algorithm").values_list("domain", "selector", "algorithm", "public", "private")
    return tuple(_signer(brand.organisation_id, *row[:4], bytes(row[4])) for row in found)


@lru_cache(maxsize=64)
def _signer(organisation: int, domain: str, selector: str, algorithm: str, public: str, sealed: bytes) -> Signer:
    private = unseal(sealed, _bound(organisation, domain, selector))
    return Signer.of(domain=domain, selector=selector, algorithm=algorithm, public=public, private=private)


def _free_selector(brand: Brand, domain: str, on: date, algorithm: str) -> str:
    """`aval-202611`, `aval-202611-2`…"""
    start = f"aval{'-ed' if algorithm == SigningKey.Algorithm.ED25519 else ''}-{on:%Y%m}"
    taken = set(SigningKey.objects.of(brand.organisation_id).filter(domain=domain).values_list("selector", flat=True))
    number, selector = 1, start
    while selector in taken:
        number += 1
        selector = f"{start}-{number}"
    return selector


def _bound(organisation: int, domain: str, selector: str) -> str:
    return f"signing key {selector} of {domain}, organisation {organisation}"


def _prove(key: SigningKey, kind: str, by: Member | None, at: datetime) -> None:
    told = {"domain": key.domain, "selector": key.selector, "algorithm": key.algorithm, "by": by and by.pk}
    evidence.record(key.organisation_id, kind, told, at=at)
