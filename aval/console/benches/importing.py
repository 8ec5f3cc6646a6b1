"""Importing measured: a list as lists are, read into an empty base, against reading the same file and doing nothing."""

import random
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.db import connection
from django.utils import timezone

from aval.accounts.setup import set_up_organisation
from aval.prospects.bulk import insert
from aval.prospects.fingerprints import fingerprints, key_id
from aval.prospects.importing import import_file
from aval.prospects.models import Source

FIRST = (
    "Jean",
    "Marie",
    "Zoé",
    "Paul",
    "Lucie",
    "Nicolas",
    "Élodie",
    "François",
    "Anne-Laure",
    "Karim",
    "Fatou",
    "Hélène",
)
LAST = (
    "Martin",
    "Bernard",
    "Dubois",
    "Robert",
    "Richard",
    "Petit",
    "Durand",
    "Leroy",
    "Moreau",
    "Simon",
    "Laurent",
    "Garcia",
)
TITLES = (
    "Directeur général", "DAF", "Responsable RH", "DSI", "Acheteuse", "Gérant", "Cheffe de projet marketing", "Comptable",
    "Directrice commerciale", "Ingénieur qualité", "Assistante de direction", "Responsable des achats / logistique",
)  # fmt: skip
CITIES = (("Lille", "59000"), ("Lyon", "69003"), ("Nantes", "44000"), ("Paris", "75011"), ("Bordeaux", "33000"))
SWITCHBOARDS = ("01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49")  # what Arcep keeps for fiction
HEADER = "Civilité;Prénom;Nom;Fonction;Société;SIREN;Code NAF;Courriel;Téléphone;Ville;Code postal;Collecté le\n"
PEER = 2_850  # lines/s, listmonk 6.2.0, middle of three measures (performance.md): no classification, no evidence
READ_ALONE = "import sys, time, polars; t = time.perf_counter(); polars.read_csv(sys.argv[1], separator=';', infer_schema=False); print(time.perf_counter() - t)"


def measure(size: int) -> dict[str, Any]:
    """Lines a second, processor and memory, of an import with everything: one line in fifty is somebody already met under
    another spelling, one in a hundred is bad, one in a hundred is about somebody on the opposition list."""
    at = timezone.now()
    organisation, _ = set_up_organisation(
        legal_name="Mesure", siren="000000018", postal_address="1 rue du Banc, 59000 Lille", telephone="01 99 00 12 34",
        mailbox="contact@mesure.example", dpo_name="", dpo_email="", at=at,
    )  # fmt: skip
    source = Source.objects.create(
        organisation=organisation, code="mesure", name="Mesure", kind="own_file", collection_mode="direct",
        basis="legitimate_interest", address_origin="given", collected_on=date(2026, 10, 1), created_at=at,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "liste.csv"
        opposed = write_list(path, size)
        oppose(organisation.pk, opposed, at)
        started, cpu = time.perf_counter(), _cpu()
        done = import_file(organisation, source, path, at=at)
        seconds, cpu = time.perf_counter() - started, _cpu() - cpu
        own, child = (
            resource.getrusage(whose).ru_maxrss // 1024 for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        megabytes = path.stat().st_size / 1e6
        alone = float(
            subprocess.run(
                [sys.executable, "-c", READ_ALONE, str(path)], capture_output=True, text=True, check=True
            ).stdout
        )
    return {
        "ok": done.state == "done" and done.read == size,
        "base": connection.vendor,
        "lines": size,
        "file_megabytes": round(megabytes, 1),
        "lines_per_second": round(size / seconds),
        "seconds": round(seconds, 2),
        "cpu_us_per_line": round(1e6 * cpu / size, 1),
        "peak_megabytes": own,
        "peak_megabytes_of_the_reader": child,
        "reading_alone_lines_per_second": round(size / alone),
        "times_reading_alone": round(seconds / alone, 1),
        "times_listmonk": round(size / seconds / PEER, 1),
        **{name: getattr(done, name) for name in ("created", "updated", "merged", "refused", "opposed")},
    }


def _cpu() -> float:
    """Seconds of processor of this process and of the children it waited for."""
    return sum(sum(resource.getrusage(whose)[:2]) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def write_list(path: Path, size: int) -> list[str]:
    """A list of invented people, four a company; the addresses of those to put on the opposition list."""
    chance, opposed = random.Random(18), []  # noqa: S311  the same list each time
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        for number in range(size):
            met = number - 7 if number % 50 == 7 and number > 50 else number
            company, first, last = met // 4, FIRST[met * 7 % 12], f"{LAST[met * 5 % 12]}{met}"
            address = f"{_plain(first)}.{last.lower()}@societe{company}.example"
            if number % 100 == 33:
                opposed.append(address)
            if met != number:
                address = address.upper().replace("@", "+salon@")
            elif number % 100 == 66:
                address = address.replace("@", " chez ")
            digits = _siren(company)
            phone = f"{SWITCHBOARDS[company % 5]} {company // 5 % 100:02} {company // 500 % 100:02}" if met % 2 else ""
            city, postcode = chance.choice(CITIES)
            file.write(
                f"{'Mme' if met % 2 else 'M.'};{first};{last};{chance.choice(TITLES)};Société {company} SAS;{digits};62.01Z;"
                f"{address};{phone};{city};{postcode};{2 + met % 27:02}/10/2026\n"
            )
    return opposed


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()


def _siren(number: int) -> str:
    """A number of nine digits whose Luhn key is right, written with spaces."""
    eight = f"{10_000_000 + number}"
    total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(eight))
    nine = f"{eight}{-total % 10}"
    return f"{nine[:3]} {nine[3:6]} {nine[6:]}"


def oppose(organisation: int, addresses: list[str], at: datetime) -> None:
    """Put these addresses on the opposition list, in one go."""
    prints = fingerprints("email", pl.Series("fingerprint", addresses, dtype=pl.String))
    insert(
        "prospects_objection", prints.unique().to_frame(), organisation_id=organisation, kind="email", key_id=key_id(), channel="",
        origin="spoken", heard_at=at, recorded_at=at,
    )  # fmt: skip
