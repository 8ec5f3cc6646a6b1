"""Screening a list, clearing its people and deciding on the facts kept are one answer, whatever the rows say.

People are made at random through the models; a narrowing of the base (windows, stretches of ids, a claim of one) that
loses or changes anybody is found here.
"""

from datetime import date, timedelta
from random import Random

import polars as pl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aval.accounts.models import Brand, Policy
from aval.clearance import history, reading, windows
from aval.clearance.aims import Aim
from aval.clearance.clearing import clear
from aval.clearance.kept import kept_attempts
from aval.clearance.models import Clearance, HumanDecision
from aval.clearance.replaying import replay
from aval.clearance.screening import answers
from aval.law.facts import VOCABULARY
from aval.prospects.models import Company, ContactPoint, Objection, Person, Source
from aval.prospects.objecting import object_to
from tests.cast import NOON, TODAY, make_person, make_source
from tests.rooms.clearance.conftest import make_aim

pytestmark = pytest.mark.django_db
CHANNELS = ("email", "sms", "voice_human", "voice_automated", "fax")
WORDINGS = ("", "J’accepte de recevoir des courriels.", "J’accepte d’être appelé au téléphone.", "Newsletter et SMS")
SAID = ["verdict", "basis", "findings", "obligations", "law"]


def some_day(random: Random, *, none: float = 0.3) -> date | None:
    return None if random.random() < none else TODAY - timedelta(random.randrange(1, 1_600))


def some_source(brand: Brand, random: Random, *, calm: bool) -> Source:
    """A lawful source, with a few of its facts drawn at random unless `calm`."""
    maybe = [None, True, False]
    drawn = {
        "kind": random.choice(Source.Kind.values),
        "collection_mode": random.choice(Source.Mode.values),
        "basis": random.choice(Source.Basis.values),
        "address_origin": random.choice(Source.AddressOrigin.values),
        "notice_given_on": some_day(random),
        "visible_to_everyone": random.choice(maybe),
        "refusal_mark": random.choice(maybe),
        "extraction_forbidden": random.choice(maybe),
        "optout_offered": random.choice(maybe),
        "suspended_at": random.choice([None, NOON]),
    }
    changed = random.sample(list(drawn), 0 if calm else random.choice([0, 2]))
    lawful = {"visible_to_everyone": True, "refusal_mark": False, "extraction_forbidden": False}
    supplier = calm or random.random() < 0.8
    return make_source(brand.organisation, supplier=supplier, **lawful | {name: drawn[name] for name in changed})


def some_person(source: Source, random: Random, *, calm: bool) -> Person:
    """A finance director, often of one of a few companies, with some facts drawn at random, fewer if `calm`."""
    strange = {
        "recipient_kind": random.choice(ContactPoint.RecipientKind.values),
        "title": random.choice(["DAF", "Cadre de santé", ""]),
        "function": random.choice([None, "finance", "sante"]),
        "function_observed_on": some_day(random),
        "country": random.choice(["RE", "GP", "DE", "US"]),
        "informed_at": NOON - timedelta(40),
        "last_contact_from_at": NOON - timedelta(400),
        "restricted_at": NOON,
    }
    names = random.sample(list(strange), random.choice([0, 0, 0, 1] if calm else [0, 1, 3]))
    company = random.choice(["Vasseur", *["Kermeur Frères"] * 4] if calm else ["", "Kermeur Frères", "Vasseur"])
    person = make_person(source, company=company, **{name: strange[name] for name in names})
    about = {
        "address_kind": random.choice(["role", "private_provider", ""]),
        "confidence": random.choice([None, 0.4, 0.85]),
        "disposable": True,
        "published_at_url": "https://societe.example/contact",
        "published_on": some_day(random),
        "unreachable_since": NOON,
    }
    about = {name: about[name] for name in random.sample(list(about), 0 if calm else random.choice([0, 1, 2]))}
    if about:
        person.contact_points.update(**about)
    kind = person.contact_points.get().recipient_kind
    number = f"+336399800{person.pk % 100:02}"
    ContactPoint.objects.create(
        organisation=source.organisation, person=person, medium="phone", value=number, normal=number,
        fingerprint=f"tel{person.pk}", recipient_kind=kind, **about,
    )  # fmt: skip
    if not calm and random.random() < 0.5:
        person.provenances.update(
            collected_on=some_day(random, none=0),
            consent_wording=random.choice(WORDINGS),
            consent_version=random.choice(["", "v1"]),
            consent_at=random.choice([None, NOON - timedelta(90)]),
        )
    return person


def some_life(person: Person, brand: Brand, random: Random) -> None:
    """What happened since: an objection, letters, a human's decision."""
    point = random.choice(list(person.contact_points.all()))
    if random.random() < 0.15:
        channel = random.choice(["", "email", "voice_human"])
        object_to(brand.organisation, point, channel=channel, origin=Objection.Origin.SPOKEN, heard_at=NOON, at=NOON)
    if random.random() < 0.1:
        Clearance.objects.create(
            organisation=brand.organisation, person=person, company_key=person.company.key, channel="email",
            message_type="prospecting", offer_code="paie", verdict="allow", findings=[], facts={}, law="0" * 64,
            decided_at=NOON, used_at=NOON - timedelta(random.randrange(1, 200)),
        )  # fmt: skip
    if random.random() < 0.2:
        HumanDecision.objects.create(
            organisation=brand.organisation, offer_code="paie", contact_point=random.choice([point, None]),
            finding=random.choice(["function-stale", "classification-unsure", "sole-trader"]),
            title_key="daf", allow=random.random() < 0.5, reason="vu", decided_at=NOON,
        )  # fmt: skip


def some_base(brand: Brand, random: Random) -> tuple[Source, Aim]:
    """One list of people, companies and policies of every kind, and what it is aimed at."""
    calm = random.random() < 0.5
    source = some_source(brand, random, calm=calm)
    for _ in range(random.randrange(8, 14)):
        some_life(some_person(source, random, calm=calm), brand, random)
    for company in Company.objects.of(brand.organisation):
        company.legal_form = random.choice(["5710"] if calm else [None, "5710", "1000", "7210"])
        company.sector = random.choice(["M"] if calm else [None, "M", "N"])
        company.save()
    for fact in VOCABULARY.values():
        if fact.group == "policy" and fact.values and random.random() < 0.5:
            Policy.objects.create(
                organisation=brand.organisation, code=fact.name, value=random.choice(fact.values),
                starts_on=TODAY, recorded_at=NOON,
            )  # fmt: skip
    sectors = random.choice([(), ("M",)])
    return source, make_aim(brand, sectors=sectors, assessed_on=TODAY - timedelta(30))


def screened(aim: Aim, channel: str, source: Source) -> dict[int, dict]:
    parts = list(answers(aim=aim, channel=channel, source=source, at=NOON))
    rows = pl.concat(parts).iter_rows(named=True) if parts else []
    return {row["contact_point"]: {name: row[name] for name in SAID} for row in rows}


def cleared(aim: Aim, channel: str, source: Source, points: list[int]) -> dict[int, Clearance]:
    with transaction.atomic():
        return clear(
            points, aim=aim, source=source.pk, channel=channel, message_type="prospecting", message={}, at=NOON
        )


def kept(clearance: Clearance) -> dict[str, object]:
    """What a clearance says, as a screening says it."""
    return {name: getattr(clearance, name) or (None if name == "basis" else getattr(clearance, name)) for name in SAID}


@given(seed=st.integers(0, 2**32))
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_screening_clearing_and_replaying_are_one_answer(brand: Brand, seed: int) -> None:
    random = Random(seed)  # noqa: S311  a crowd is no secret
    with transaction.atomic():
        source, aim = some_base(brand, random)
        everybody = list(ContactPoint.objects.of(aim.organisation).values_list("pk", "medium").order_by("pk"))
        for channel in CHANNELS:
            medium = "email" if channel == "email" else "phone"
            points = [pk for pk, kind in everybody if kind == medium]
            listed = screened(aim, channel, source)
            claimed = cleared(aim, channel, source, points)
            assert set(listed) == set(claimed) == set(points), channel
            assert listed == {pk: kept(row) for pk, row in claimed.items()}, channel
            again = Clearance.objects.filter(pk__in=[row.pk for row in claimed.values()])
            assert {replay(row).state for row in kept_attempts(list(again))} <= {"same"}, channel
        transaction.set_rollback(True)


@given(seed=st.integers(0, 2**32))
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_narrowing_loses_or_changes_anybody(brand: Brand, seed: int) -> None:
    """Windows of two, stretches of ids instead of lists, the whole base instead of a source, a claim of one."""
    random = Random(seed)  # noqa: S311  a crowd is no secret
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        source, aim = some_base(brand, random)
        whole = {channel: screened(aim, channel, source) for channel in CHANNELS}
        patch.setattr(windows, "WINDOW", 2)
        patch.setattr(reading, "FEW", 1)
        patch.setattr(history, "FEW", 1)
        for channel in CHANNELS:
            narrow = screened(aim, channel, source)
            assert narrow == whole[channel], channel
            point = random.choice(list(narrow))
            alone = cleared(aim, channel, source, [point])[point]
            if alone.verdict != "allow":  # alone, nobody of her company stands before her
                assert whole[channel][point]["verdict"] != "allow"
        transaction.set_rollback(True)
