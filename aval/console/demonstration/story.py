"""The whole job on the demonstration's lists, step by step, by the verbs people use; each step says what came of it."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polars as pl
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from aval import evidence
from aval.accounts.members import add_member
from aval.accounts.models import Brand, Member, Organisation, Role
from aval.accounts.setup import declare_brand, set_up_organisation
from aval.accounts.training import answer, draw
from aval.campaigns.models import Campaign, Offer
from aval.campaigns.offers import aim_of, assess
from aval.campaigns.offers import describe_offer as describe
from aval.campaigns.running import draft_campaign, launch, save_letter
from aval.clearance.models import Screening
from aval.clearance.screening import lines_of, screen
from aval.console.demonstration.lists import HERE, make_lists
from aval.console.evidence import parts_of
from aval.post.attempts import progress
from aval.post.models import Attempt, SandboxMessage
from aval.post.worker import Work
from aval.prospects.importing import import_file
from aval.prospects.models import Objection, Source
from aval.prospects.sources import declare_source

SIREN = "000000018"
PASSWORD = "aval-demonstration"  # noqa: S105  of a base that holds nobody
MEMBERS = {"ulysse": Role.ADMINISTRATOR, "alix": Role.SELLER, "bruno": Role.SELLER, "ines": Role.DPO}
COUNTS = ("read", "created", "updated", "unchanged", "merged", "refused", "opposed")


@dataclass
class Story:
    """Where the demonstration stands: who plays, in which folder the lists are, and what they made."""

    organisation: Organisation
    brand: Brand
    members: dict[str, Member]
    folder: Path
    sources: dict[str, Source] = field(default_factory=dict)
    offer: Offer | None = None
    campaign: Campaign | None = None


def set_the_stage(folder: Path) -> Story:
    """Atelier Nord, its brand, its members."""
    at = timezone.now()
    organisation, _changed = set_up_organisation(
        at=at,
        siren=SIREN,
        legal_name="Atelier Nord",
        postal_address="12 rue des Lilas, 59000 Lille",
        telephone="01 99 00 12 34",
        mailbox="contact@atelier-nord.example",
        website="https://atelier-nord.example",
        dpo_name="Inès Ferrand",
        dpo_email="dpo@atelier-nord.example",
    )
    brand = declare_brand(organisation, name="Atelier Nord", sender_email="alix@atelier-nord.example", at=at)
    members = {
        name: add_member(
            organisation,
            email=f"{name}@atelier-nord.example",
            role=role,
            password=PASSWORD,
            first_name=name.capitalize(),
            at=at,
        )
        for name, role in MEMBERS.items()
    }
    return Story(organisation, brand, members, folder)


def declare_sources(story: Story) -> Iterator[dict[str, Any]]:
    """The three lists, each with its source. One has a name that names nobody: refused, then named after who sold it."""
    at = timezone.now()
    make_lists(story.folder, timezone.localdate())
    for one in tomllib.loads((HERE / "sources.toml").read_text(encoding="utf-8"))["source"]:
        fields = days_counted(one, timezone.localdate())
        file, supplier = fields.pop("file"), fields.pop("supplier_file", None)
        refused = ""
        try:
            source = declare_source(story.organisation, by=story.members["alix"], at=at, supplier=supplier, **fields)
        except ValidationError as why:
            if set(why.message_dict) != {"name"}:
                raise
            refused = " ".join(why.messages)
            named = fields | {"name": fields["holder"]}
            source = declare_source(story.organisation, by=story.members["alix"], at=at, supplier=supplier, **named)
        story.sources[file] = source
        yield {"source": source.code, "asked": one["name"], "name": source.name, "refused": refused}


def days_counted(given: dict[str, Any], on: date) -> dict[str, Any]:
    """`…_days_ago` as the day `…_on`, supplier file included."""
    counted: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, dict):
            counted[name] = days_counted(value, on)
        elif name.endswith("_days_ago"):
            counted[name.removesuffix("_days_ago") + "_on"] = on - timedelta(days=value)
        else:
            counted[name] = value
    return counted


def read_lists(story: Story) -> Iterator[dict[str, Any]]:
    """Each file into its source; lines refused come back with their reason."""
    for file, source in story.sources.items():
        done = import_file(story.organisation, source, story.folder / file, at=timezone.now(), by=story.members["alix"])
        reasons = done.refused_lines.values_list("reason", flat=True)
        yield {
            "source": source.code,
            "name": source.name,
            **{name: getattr(done, name) for name in COUNTS},
            "reasons": sorted(reasons),
        }


def describe_offer(story: Story) -> None:
    """What Atelier Nord proposes, to whom, why it concerns them; Inès weighs the interests and signs."""
    at, said = timezone.now(), written()
    story.offer = describe(story.brand, **said["offer"], by=story.members["alix"], at=at)
    review_on = timezone.localdate() + timedelta(days=365)
    assess(story.offer, **said["assessment"], review_on=review_on, by=story.members["ines"], at=at)


def launch_letter(story: Story) -> None:
    """Alix writes to the people met at the fair, and launches; what the law asks is generated around her words."""
    at, alix, said = timezone.now(), story.members["alix"], written()
    source = next(source for source in story.sources.values() if source.kind == Source.Kind.OWN_FILE)
    story.campaign = draft_campaign(story.offer, source, name=said["campaign"], by=alix, at=at)
    for language, letter in said["letter"].items():
        save_letter(story.campaign, language=language, **letter, by=alix, at=at)
    answer(alix, "write", [one.right for _lesson, one in draw(alix, "write", "fr")], at=at)
    launch(story.campaign, by=alix, at=at)


def written() -> dict[str, Any]:
    """The offer, its assessment and the letters, as they are written beside."""
    return tomllib.loads((HERE.parent / "offer.toml").read_text(encoding="utf-8"))


def screen_lists(story: Story) -> Iterator[Screening]:
    """Who may be contacted for this offer, list by list."""
    for source in story.sources.values():
        at = timezone.now()
        yield screen(
            story.organisation,
            aim=aim_of(story.offer, timezone.localdate()),
            channel="email",
            source=source,
            at=at,
            asked_by=story.members["alix"],
        )


def send(story: Story) -> dict[str, int]:
    """A worker does what there is to do, through the sandbox mailbox; how many letters in each state."""
    work = Work()
    try:
        while work.turn():
            pass
    finally:
        work.leave()
    received = SandboxMessage.objects.of(story.organisation).count()
    return progress(story.campaign) | {"received": received}


def object_by_one_click(story: Story) -> dict[str, Any]:
    """Somebody who was written to opens the link, which does nothing, then her mail program presses the button."""
    attempt = Attempt.objects.of(story.organisation).filter(campaign=story.campaign, state=Attempt.State.SENT).first()
    raw = SandboxMessage.objects.of(story.organisation).get(message_id=attempt.message_id).raw
    letter = message_from_bytes(bytes(raw), policy=policy.default)
    link = next(one.strip(" <>") for one in letter["List-Unsubscribe"].split(",") if one.strip(" <").startswith("http"))
    client, path = Client(SERVER_NAME=urlsplit(link).hostname or "localhost"), urlsplit(link).path
    before = Objection.objects.of(story.organisation).count()
    seen = client.get(path, follow=True)
    after_look = Objection.objects.of(story.organisation).count()
    pressed = client.post(path, {"List-Unsubscribe": "One-Click"})
    return {
        "person": attempt.person,
        "address": attempt.contact_point.value,
        "looked": (seen.status_code, after_look - before),
        "pressed": (pressed.status_code, Objection.objects.of(story.organisation).count() - after_look),
    }


def bring_back(story: Story, address: str) -> dict[str, Any]:
    """The same address bought again, in capitals and with a tag: it stays out."""
    local, _at, host = address.partition("@")
    path = story.folder / "encore-elle.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["Email", "First name"], [f"  {local.upper()}+Promo@{host.upper()} ", "Quelqu’un"]])
    bought = next(source for source in story.sources.values() if source.kind == Source.Kind.BOUGHT)
    done = import_file(story.organisation, bought, path, at=timezone.now(), by=story.members["bruno"])
    return {name: getattr(done, name) for name in COUNTS}


def decide_again(story: Story, person: int) -> dict[str, Any]:
    """What the law says now of writing to her, in the same list for the same offer."""
    screening = screen(
        story.organisation,
        aim=aim_of(story.offer, timezone.localdate()),
        channel="email",
        source=story.campaign.source,
        at=timezone.now(),
        asked_by=story.members["bruno"],
    )
    lines = lines_of(screening)
    return lines.row(by_predicate=pl.col("person") == person, named=True)


def prove(story: Story) -> dict[str, Any]:
    """The ledger verified in the base; the control file written, then verified as a stranger would."""
    live = evidence.verify_live(story.organisation.pk)
    path = story.folder / "dossier.zip"
    now = timezone.now()
    with path.open("wb") as file:
        evidence.export(story.organisation.pk, file, at=now, parts=parts_of(story.organisation, now))
    offline = evidence.check_file(path, key=evidence.public_key())
    return {"live": live, "offline": offline, "file": path}
