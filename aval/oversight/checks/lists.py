"""Where people come from: what a list's papers say, and what they do not."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.timezone import localdate

from aval.accounts.models import Organisation
from aval.accounts.processors import EEA
from aval.oversight.checks.finding import Found, day, drawn
from aval.prospects.models import Capture, PartnerList, Provenance, Rental, Source, SupplierFile
from aval.prospects.sources import FROM_SOMEBODY, names_somebody
from aval.rights.complaints import proposed_suspensions

STALE = timedelta(days=365)
PARTNERS = "partner_list_names_us"


def _used(ours: Organisation) -> object:
    """Lists that bring people, and are not stopped."""
    return Source.objects.of(ours).filter(suspended_at=None).exclude(provenances=None).distinct()


def _consented(ours: Organisation) -> object:
    return _used(ours).filter(kind__in=FROM_SOMEBODY, basis=Source.Basis.CONSENT)


def source_without_file(ours: Organisation, at: datetime) -> Iterator[Found]:
    bare = Q(supplier_file__isnull=True) | Q(supplier_file__contract_reference="") | Q(supplier_file__contract_on=None)
    sources = Source.objects.of(ours).filter(bare, kind__in=FROM_SOMEBODY, suspended_at=None)
    for source in sources.exclude(imports=None, provenances=None).distinct():
        yield Found(f"source:{source.pk}", {"name": source.name})


def source_vague(ours: Organisation, at: datetime) -> Iterator[Found]:
    for source in _used(ours):
        if not names_somebody(source.name, source.kind, source.holder):
            yield Found(f"source:{source.pk}", {"name": source.name})


def source_complained(ours: Organisation, at: datetime) -> Iterator[Found]:
    proposed = dict(proposed_suspensions(ours, at=at))
    for source in Source.objects.of(ours).filter(pk__in=proposed, suspended_at=None):
        yield Found(f"source:{source.pk}", {"name": source.name, "count": proposed[source.pk]})


def sample_failed(ours: Organisation, at: datetime) -> Iterator[Found]:
    bad = SupplierFile.objects.of(ours).filter(sample_valid__lt=F("sample_size"), source__suspended_at=None)
    for file in bad.select_related("source"):
        short = (file.sample_size or 0) - (file.sample_valid or 0)
        yield Found(f"source:{file.source_id}", {"name": file.source.name, "bad": short, "size": file.sample_size})


def transfer_bare(ours: Organisation, at: datetime) -> Iterator[Found]:
    files = SupplierFile.objects.of(ours).filter(safeguard="", source__suspended_at=None)
    for file in files.exclude(processing_country__in=EEA).select_related("source"):
        yield Found(f"source:{file.source_id}", {"name": file.source.name, "country": file.processing_country})


def supplier_stale(ours: Organisation, at: datetime) -> Iterator[Found]:
    files = SupplierFile.objects.of(ours).filter(
        audited_on__lt=localdate(at) - STALE, source__kind__in=FROM_SOMEBODY, source__suspended_at=None
    )
    for file in files.select_related("source"):
        yield Found(f"source:{file.source_id}", {"name": file.source.name, "on": day(file.audited_on)})


def address_guessed(ours: Organisation, at: datetime) -> Iterator[Found]:
    for source in _used(ours).filter(address_origin=Source.AddressOrigin.GUESSED):
        yield Found(f"source:{source.pk}", {"name": source.name})


def profile_restricted(ours: Organisation, at: datetime) -> Iterator[Found]:
    for source in _used(ours).filter(kind=Source.Kind.SOCIAL_NETWORK).exclude(visible_to_everyone=True):
        yield Found(f"source:{source.pk}", {"name": source.name})


def refusal_marked(ours: Organisation, at: datetime) -> Iterator[Found]:
    for source in _used(ours).filter(refusal_mark=True):
        yield Found(f"source:{source.pk}", {"name": source.name})


def soft_optin_bare(ours: Organisation, at: datetime) -> Iterator[Found]:
    for source in _used(ours).filter(basis=Source.Basis.SOFT_OPT_IN).exclude(optout_offered=True):
        yield Found(f"source:{source.pk}", {"name": source.name})


def partner_unnamed(ours: Organisation, at: datetime) -> Iterator[Found]:
    """The paper says no, or the latest list that was read does not name us."""
    latest = dict(PartnerList.objects.of(ours).order_by("dated_on", "id").values_list("source", "line"))
    for source in _consented(ours).select_related("supplier_file"):
        file = getattr(source, "supplier_file", None)
        if (file and getattr(file, PARTNERS) is False) or latest.get(source.pk, 0) is None:
            yield Found(f"source:{source.pk}", {"name": source.name})


def capture_failed(ours: Organisation, at: datetime) -> Iterator[Found]:
    rows = Capture.objects.of(ours).filter(verdict=Capture.Verdict.FAIL, source__suspended_at=None)
    for pk, site, name in rows.values_list("source", "site", "source__name").distinct():
        yield Found(f"source:{pk}", {"name": name, "site": site})


def capture_missing(ours: Organisation, at: datetime) -> Iterator[Found]:
    for source in _consented(ours).filter(captures=None).exclude(supplier_file__captures_seen=True):
        yield Found(f"source:{source.pk}", {"name": source.name})


def rental_unnamed(ours: Organisation, at: datetime) -> Iterator[Found]:
    for one in Rental.objects.of(ours).filter(names_us=False).select_related("source"):
        yield Found(f"rental:{one.pk}", {"name": one.source.name, "on": day(one.sent_on)})


def proof_missing(ours: Organisation, at: datetime) -> Iterator[Found]:
    """Lines drawn at random from each list said to rest on consent: does each carry its own proof?"""
    for source in _consented(ours):
        lines = drawn(Provenance.objects.of(ours).filter(source=source), at)
        proved = Provenance.objects.of(ours).filter(pk__in=lines, consent_at__isnull=False).exclude(consent_wording="")
        if bad := len(lines) - proved.count():
            yield Found(f"source:{source.pk}", {"name": source.name, "bad": bad, "size": len(lines)})


CHECKS = (
    source_without_file, source_vague, source_complained, sample_failed, transfer_bare, supplier_stale, address_guessed,
    profile_restricted, refusal_marked, soft_optin_bare, partner_unnamed, capture_failed, capture_missing, rental_unnamed,
    proof_missing,
)  # fmt: skip
