"""Screening measured: a list of every kind of people, from the base to counts and reasons."""

import resource
import time
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Mod
from django.utils import timezone

from aval.campaigns.offers import aim_of
from aval.clearance.deciding import decided
from aval.clearance.gathering import POINT, Contact, gather
from aval.clearance.screening import screen
from aval.clearance.windows import WINDOW
from aval.console.benches.crowd import make_crowd
from aval.console.benches.sending import make_campaign
from aval.prospects.fingerprints import key_id
from aval.prospects.models import ContactPoint, Objection, Person, Source

SLICE = 20_000
FUNCTIONS = ("finance", "rh", "informatique", "commercial", "juridique")
KINDS = ("pro_nominative", "pro_nominative", "generic_legal_person", "personal_mailbox", "sole_trader", "unknown")
EACH = 100  # one person in so many objected


def measure(size: int) -> dict[str, Any]:
    """People a second: the whole, reading alone, deciding alone; and the memory it took."""
    at = timezone.now()
    campaign = make_campaign(0, at)
    source = campaign.source
    fill(source, size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    aim = aim_of(campaign.offer, at.date())
    started = time.perf_counter()
    done = screen(campaign.organisation, aim=aim, channel="email", source=source, at=at, asked_by=None)
    whole = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    contact = Contact(aim=aim, channel="email", message_type="prospecting", at=at, message={})
    first = ContactPoint.objects.of(campaign.organisation).earliest("pk").pk
    started = time.perf_counter()
    some = gather(contact, window(first))
    read = time.perf_counter() - started
    started = time.perf_counter()
    decided(contact, some)
    deciding = time.perf_counter() - started
    return {
        "ok": done.people == size and done.allow + done.review + done.refuse == size,
        "base": connection.vendor,
        "people": done.people,
        "allow": done.allow,
        "review": done.review,
        "refuse": done.refuse,
        "people_per_second": round(size / whole),
        "reading_alone_per_second": round(some.rows.height / read),
        "deciding_alone_per_second": round(some.rows.height / deciding),
        "megabytes_before": before,
        "peak_megabytes": peak,
        "kept_bytes_per_person": round(len(done.lines) / size, 2),
    }


def window(first: int) -> Any:
    """The condition of one window, as screening reads it."""
    from django.db.models import Q

    return Q(**{POINT + "id__gte": first, POINT + "id__lt": first + WINDOW})


def fill(source: Source, size: int) -> None:
    """Every kind of people, in slices: memory does not know how many there are."""
    at = timezone.now()
    for start in range(0, size, SLICE):
        with transaction.atomic():
            make_crowd(source, min(SLICE, size - start), at, start=start)
    mine = Person.objects.of(source.organisation)
    for field, rows, values in (
        ("function", mine, FUNCTIONS),
        ("recipient_kind", ContactPoint.objects.of(source.organisation), KINDS),
    ):
        turn = Mod(F("id"), len(values))
        rows.annotate(turn=turn).update(**{field: Case(*(When(turn=n, then=Value(v)) for n, v in enumerate(values)))})
    opposed = ContactPoint.objects.of(source.organisation).annotate(turn=Mod(F("id"), EACH)).filter(turn=0)
    Objection.objects.of(source.organisation).bulk_create(
        (
            Objection(
                organisation=source.organisation, kind="email", fingerprint=mark, key_id=key_id(), origin="link",
                heard_at=at, recorded_at=at,
            )
            for mark in opposed.values_list("fingerprint", flat=True)
        ),
        batch_size=1000,
    )  # fmt: skip
