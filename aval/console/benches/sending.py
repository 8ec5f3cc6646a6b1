"""Sending measured: claims, decisions, letters, SMTP, outcomes and evidence, to a sink in another process."""

import os
import resource
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from aval.accounts.setup import declare_brand, set_up_organisation
from aval.campaigns.models import Assessment, Campaign, LetterTemplate, Offer
from aval.console.benches.crowd import make_crowd
from aval.evidence.models import Entry
from aval.post.attempts import aim_attempts, progress
from aval.post.models import MailServer
from aval.post.worker import Work
from aval.prospects.models import Source, SupplierFile

BODY = (
    "Bonjour {prenom},\n\nPaie claire prépare vos bulletins, tient les échéances et répond à vos salariés.\n"
    "Dans une société comme {societe}, elle fait gagner deux jours par mois.\n\nEn parler dix minutes ?\n"
)
CONNECTIONS = 4


def measure(size: int) -> dict[str, Any]:
    """Messages a second and CPU a message, of this process and of the base."""
    at = timezone.now()
    campaign = make_campaign(size, at)
    sink = start_sink(campaign)
    started = time.perf_counter()
    aim_attempts(campaign, at)
    aimed = time.perf_counter() - started
    found = send_all(campaign)
    arrived = int(sink.communicate()[0])
    counts = progress(campaign)
    return {
        "ok": counts["sent"] == arrived == size,
        "base": connection.vendor,
        "messages": arrived,
        "messages_per_second": round(arrived / found["seconds"]),
        "cpu_ms_per_message": round(1000 * found["cpu"] / max(arrived, 1), 4),
        "base_cpu_ms_per_message": round(1000 * found["base_cpu"] / max(arrived, 1), 4),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "aiming_seconds": round(aimed, 3),
        "states": {name: count for name, count in counts.items() if count},
        "entries_of_evidence": Entry.objects.count(),
    }


def start_sink(campaign: Campaign, *options: str) -> subprocess.Popen:
    """A server that takes everything, in a process of its own; the campaign leaves by it."""
    program = [sys.executable, "-m", "aval.post.sink", *options]
    sink = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    MailServer.objects.create(
        organisation=campaign.organisation,
        brand=campaign.offer.brand,
        host="127.0.0.1",
        port=int(sink.stdout.readline()),
        security="none",
        connections=CONNECTIONS,
    )
    return sink


def send_all(campaign: Campaign) -> dict[str, float]:
    """The worker's rounds, until the campaign is over."""
    work = Work()
    base = base_process()
    started, cpu, base_cpu = time.perf_counter(), time.process_time(), cpu_of(base)
    while work.turn():
        pass
    found = {
        "seconds": time.perf_counter() - started,
        "cpu": time.process_time() - cpu,
        "base_cpu": cpu_of(base) - base_cpu,
    }
    work.leave()
    campaign.refresh_from_db()
    return found


def base_process() -> int | None:
    """The process that serves our connection, when it is on this machine."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def cpu_of(process: int | None) -> float:
    """Seconds of processor it has used; 0 when it cannot be known."""
    path = Path(f"/proc/{process}/stat")
    if process is None or not path.exists():
        return 0.0
    fields = path.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def make_campaign(size: int, at: datetime) -> Campaign:
    """A running campaign to `size` invented people who may all be written to."""
    on = at.date()
    organisation, _ = set_up_organisation(
        legal_name="Mesure", siren="000000018", postal_address="1 rue du Banc, 59000 Lille", telephone="01 99 00 12 34",
        mailbox="contact@mesure.example", dpo_name="", dpo_email="", at=at,
    )  # fmt: skip
    brand = declare_brand(organisation, name="Mesure", sender_email="bonjour@mesure.example", at=at)
    source = make_source(organisation, on, at)
    make_crowd(source, size, at)
    offer = Offer.objects.create(
        organisation=organisation, brand=brand, code="mesure", name="Mesure", category="logiciel", functions=["finance"],
        reason="vous tenez les comptes", created_at=at,
    )  # fmt: skip
    Assessment.objects.create(
        organisation=organisation, offer=offer, interest="-", necessity="-", balance="-", safeguards="-",
        outcome=Assessment.Outcome.FAVOURABLE, signed_on=on, review_on=on + timedelta(days=365),
    )  # fmt: skip
    campaign = Campaign.objects.create(
        organisation=organisation, code="mesure", name="Mesure", offer=offer, source=source, created_at=at,
        state=Campaign.State.RUNNING, launched_at=at,
    )  # fmt: skip
    LetterTemplate.objects.create(
        organisation=organisation,
        campaign=campaign,
        language="fr",
        subject="Deux jours de moins",
        body=BODY,
        updated_at=at,
    )
    return campaign


def make_source(organisation: Any, on: date, at: datetime) -> Source:
    """A bought source whose supplier was checked."""
    source = Source.objects.create(
        organisation=organisation, code="mesure", name="Foule, remise par Banc d’essai", kind=Source.Kind.BOUGHT,
        collection_mode=Source.Mode.INDIRECT, basis=Source.Basis.LEGITIMATE_INTEREST,
        address_origin=Source.AddressOrigin.SUPPLIED, holder="Banc d’essai", holder_siren="000000034", reference="-",
        collected_on=on, optout_offered=True, notice_given_on=on, created_at=at,
    )  # fmt: skip
    SupplierFile.objects.create(
        organisation=organisation, source=source, contract_reference="-", contract_on=on, lawful_collection_checked=True,
        captures_seen=True, partner_list_names_us=True, partner_list_on=on, sample_size=20, sample_valid=20, audited_on=on,
    )  # fmt: skip
    return source
