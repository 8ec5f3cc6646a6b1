"""The desk over a whole base: every list, segment and board page asked over and over; milliseconds on the server, queries.

People are written by the base itself, a few statements a table. The first reading of a page is given apart: it fills what
is believed for a few minutes (spans, counts).
"""

import secrets
import time
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from django.db import connection
from django.db.models import Model
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from aval.accounts.members import add_member
from aval.accounts.models import Role
from aval.accounts.setup import declare_brand, set_up_organisation
from aval.prospects.models import Company, ContactPoint, Person, Provenance, Segment, Source, Stage
from aval.prospects.segments import keep_segment

TIMES, LIMIT = 7, 150  # readings of a page; milliseconds it may take
TALKING = 20  # one person in so many has a conversation


def measure(size: int) -> dict[str, Any]:
    """Milliseconds of each page: the first reading, the median and the best of the others, processor time of ours; queries."""
    at = datetime.now(UTC)
    house, _made = set_up_organisation(
        at=at, legal_name="Atelier Nord", siren="000 000 018", postal_address="12 rue des Lilas, 59000 Lille",
        telephone="01 99 00 12 34", mailbox="contact@atelier-nord.example", dpo_name="", dpo_email="",
    )  # fmt: skip
    declare_brand(house, name="Atelier Nord", sender_email="bonjour@atelier-nord.example", at=at)
    member = add_member(
        house,
        email="alix@atelier-nord.example",
        role=Role.SELLER,
        password=secrets.token_hex(),
        at=at,
        first_name="Alix",
    )
    source = Source.objects.create(
        organisation=house, code="liste", name="Liste", kind="own_file", collection_mode="direct", basis="legitimate_interest",
        address_origin="given", collected_on=at.date(), created_at=at,
    )  # fmt: skip
    _people(house.pk, source.pk, member.pk, size, at)
    wide = keep_segment(house, name="Finance", rules=[{"about": "function", "is": ["finance"]}], by=member, at=at)
    rare = [{"about": "city", "is": ["Lille"]}, {"about": "naf", "is": ["6202"]}, {"about": "function", "is": ["hr"]}]
    narrow = keep_segment(house, name="Rare", rules=rare, by=member, at=at)
    short = keep_segment(house, name="Court", rules=[{"about": "stage", "is": ["proposal"]}], by=member, at=at)
    with override_settings(ALLOWED_HOSTS=["*"]):
        client = Client()
        client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
        found = {name: _leaf(client, url) for name, url in _pages(wide, narrow, short).items()}
    slow = [name for name, one in found.items() if one["ms"] > LIMIT]
    return {"ok": not slow, "base": connection.vendor, "size": size, "slow": slow, **found}


def _pages(wide: Segment, narrow: Segment, short: Segment) -> dict[str, str]:
    of = {
        name: reverse("desk:segment", args=[row.code])
        for name, row in (("wide", wide), ("rare", narrow), ("short", short))
    }
    built = reverse("desk:segment_new") + "?department=59&seniority=&medium=email&heard=90"
    return {
        "home": reverse("desk:home"),
        "sources": reverse("desk:sources"),
        "people": reverse("desk:people"),
        "people_of_a_function": reverse("desk:people") + "?function=finance",
        "people_found": reverse("desk:people") + "?q=Durand77",
        "segments": reverse("desk:segments"),
        **{f"segment_{name}": url for name, url in of.items()},
        "segment_built": built,
        "people_of_a_segment": reverse("desk:people") + f"?segment={wide.code}",
        "board": reverse("desk:following"),
        "board_mine": reverse("desk:following") + "?who=me",
        "board_list": reverse("desk:following_list"),
        "calendar": reverse("desk:following_calendar"),
        "inbox": reverse("desk:inbox"),
        "inbox_all": reverse("desk:inbox") + "?who=all",
        "figures": reverse("desk:figures"),
    }


def _leaf(client: Client, url: str) -> dict[str, Any]:
    took, spent, queries = [], [], 0
    for _turn in range(TIMES + 1):
        begun, worked = time.perf_counter(), time.process_time()
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(url)
        took.append(1000 * (time.perf_counter() - begun))
        spent.append(1000 * (time.process_time() - worked))
        queries = len(seen)
        if answer.status_code != 200:
            raise RuntimeError(f"{url}: {answer.status_code}")
    return {
        "ms": round(median(took[1:]), 1), "best_ms": round(min(took), 1), "cpu_ms": round(median(spent[1:]), 1), "first_ms": round(took[0], 1), "queries": queries,
    }  # fmt: skip


def _people(house: int, source: int, member: int, size: int, at: datetime) -> None:
    """Companies, people, addresses, provenances and conversations, each table in one statement."""
    functions = "CASE i % 4 WHEN 0 THEN 'finance' WHEN 1 THEN 'hr' WHEN 2 THEN 'it' ELSE 'sales' END"
    cities = (
        "CASE i % 5 WHEN 0 THEN 'Lille' WHEN 1 THEN 'Lyon' WHEN 2 THEN 'Paris' WHEN 3 THEN 'Nantes' ELSE 'Brest' END"
    )
    postcodes = (
        "CASE i % 5 WHEN 0 THEN '59000' WHEN 1 THEN '69003' WHEN 2 THEN '75011' WHEN 3 THEN '44000' ELSE '29200' END"
    )
    naf = "CASE WHEN i % 9973 = 0 THEN '6202A' ELSE '4711F' END"
    now, old = f"'{at:%Y-%m-%d %H:%M:%S}'", f"'{at - timedelta(days=30):%Y-%m-%d %H:%M:%S}'"
    email = "'p' || i || '@societe' || i || '.example'"
    _fill(
        Company,
        size,
        id="i",
        organisation_id=house,
        key="'foule ' || i",
        name="'Foule ' || i",
        city=cities,
        postcode=postcodes,
        naf=naf,
    )
    _fill(Person, size, id="i", organisation_id=house, company_id="i", first_name="'Claude'", last_name="'Durand' || i", function=functions,
          identity="'id' || i", created_at=now, last_contact_from_at=f"CASE WHEN i % 50 = 0 THEN {old} END")  # fmt: skip
    _fill(ContactPoint, size, id="i", organisation_id=house, person_id="i", medium="'email'", value=email, normal=email,
          fingerprint="'f' || i", recipient_kind="'pro_nominative'")  # fmt: skip
    _fill(
        Provenance,
        size,
        id="i",
        organisation_id=house,
        person_id="i",
        source_id=source,
        collected_on=f"'{at:%Y-%m-%d}'",
        received_at=now,
    )
    codes = "CASE i % 5 WHEN 0 THEN 'talking' WHEN 1 THEN 'meeting' WHEN 2 THEN 'proposal' WHEN 3 THEN 'customer' ELSE 'not_now' END"
    _fill(Stage, size // TALKING, id="i", organisation_id=house, person_id=f"i * {TALKING}", code=codes, since=now, owner_id=member,
          amount="i % 9000", evidence="0", meeting_at=f"CASE WHEN i % 5 = 1 THEN {now} END")  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _fill(model: type[Model], size: int, **cells: object) -> None:
    """`size` rows of a table; `i` counts them from one. What is not said is as the model has it by default."""
    named: dict[str, str] = {}
    for field in model._meta.concrete_fields:  # noqa: SLF001  so Django calls it
        if field.attname in cells:
            cell = str(cells[field.attname])
        elif field.has_default():
            kept = field.get_default()
            cell = str(kept).lower() if isinstance(kept, bool) else f"'{kept}'"
        else:
            cell = "NULL" if field.null else "''"
        kind = field.db_type(connection)
        named[field.column] = (
            f"CAST({cell} AS {kind})" if connection.vendor == "postgresql" and "generated" not in (kind or "") else cell
        )
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {size}) "  # noqa: S608  a number of ours
    table = model._meta.db_table  # noqa: SLF001
    into, cells_said = ", ".join(f'"{column}"' for column in named), ", ".join(named.values())
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({into}) {numbers}SELECT {cells_said} FROM n")  # noqa: S608  names of models
