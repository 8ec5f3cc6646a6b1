"""The gate for others measured: what a program waits for when it asks through the API, this process alone, no network."""

import json
import time
from typing import Any

from django.test import Client
from django.utils import timezone

from aval.accounts.members import add_member
from aval.accounts.models import Role
from aval.accounts.tokens import make_token
from aval.console.benches.screening import fill
from aval.console.benches.sending import make_campaign

ASKED = 10_000
ONES = 300
ROUNDS = 3


def measure(size: int = ASKED) -> dict[str, Any]:
    """Milliseconds of a call about `size` people of the base, another about `size` lines of facts, and one person at a time.

    `_cpu` is processor time, the best of three; `_wall` what a clock on the wall says of the same call.
    """
    at = timezone.now()
    campaign = make_campaign(0, at)
    fill(campaign.source, size)
    organisation = campaign.organisation
    member = add_member(organisation, email="banc@mesure.example", role=Role.ADMINISTRATOR, at=at)
    _token, secret = make_token(member, name="banc", scopes=["decide"], by=None, at=at)
    client = Client(SERVER_NAME="localhost", headers={"authorization": f"Bearer {secret}"})
    people = {"offer": campaign.offer.code, "values": [f"p{n}@societe{n}.example" for n in range(size)]}
    lines = {"lines": [{**FACTS, "id": n, "function": ("finance", "legal")[n % 2]} for n in range(size)]}
    found = {"api_people": size}
    for name, path, body in (("api_people", "", people), ("api_facts", "/facts", lines)):
        spent = sorted(_called(client, path, body) for _ in range(ROUNDS))
        found |= {f"{name}_ms_cpu": round(spent[0][0], 1), f"{name}_ms_wall": round(spent[0][1], 1)}
    ones = sorted(_called(client, "", people | {"values": [value]})[1] for value in people["values"][:ONES])
    return found | {"api_one_p50_ms": round(ones[ONES // 2], 2), "api_one_p99_ms": round(ones[ONES * 99 // 100], 2)}


FACTS = {
    "on": "2026-11-23", "channel": "email", "message_type": "prospecting", "country": "FR", "recipient_kind": "pro_nominative",
    "offer_functions": ["finance"], "offer_sectors": [], "collected_on": "2026-10-01", "collection_mode": "indirect",
    "source_kind": "own_file", "source_named": True, "assessed_on": "2026-10-01", "assessment_review_on": "2027-10-01",
}  # fmt: skip


def _called(client: Client, path: str, body: dict[str, Any]) -> tuple[float, float]:
    """Milliseconds of processor and of wall clock for one call."""
    text = json.dumps(body)
    cpu, wall = time.process_time(), time.perf_counter()
    answer = client.post(f"/api/v1/decisions{path}", text, content_type="application/json")
    spent = time.process_time() - cpu, time.perf_counter() - wall
    if answer.status_code != 200:
        raise AssertionError(answer.content[:500])
    return 1000 * spent[0], 1000 * spent[1]
