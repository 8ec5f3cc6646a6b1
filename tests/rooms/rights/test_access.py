"""« Que savez-vous de moi ? »: everything, in words, of nobody else, with the source by its name."""

import io
import json
import zipfile
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from aval.accounts.models import Brand, Member, Organisation
from aval.campaigns.running import save_letter
from aval.clearance.models import Clearance
from aval.post.models import Attempt
from aval.prospects.fingerprints import fingerprint
from aval.prospects.holdings import holdings
from aval.prospects.models import ContactPoint, Person, RefusedLine, Source
from aval.prospects.objecting import object_to
from aval.rights.access import read_access
from aval.rights.access.machine import access_csv, access_json, is_portable
from aval.rights.access.page import access_html, style, style_hash
from aval.rights.access.paper import access_pdf
from aval.rights.cases import note, open_case
from aval.rights.models import Recipient
from tests.cast import NOON, House, make_campaign, make_import, make_offer, make_person, make_source
from tests.rooms.rights.long_lives import live

SWITCHBOARD = "+33199005678"


def granted(person: Person) -> Clearance:
    return Clearance.objects.create(
        organisation=person.organisation, person=person, channel="email", message_type="prospecting", offer_code="paie",
        verdict="allow", findings=[], facts={}, law="0" * 64, decided_at=NOON,
    )  # fmt: skip


def share(people: list[Person]) -> None:
    for person in people:
        ContactPoint.objects.create(
            organisation=person.organisation, person=person, medium="phone", value="01 99 00 56 78", normal=SWITCHBOARD,
            fingerprint=fingerprint("phone", SWITCHBOARD),
        )  # fmt: skip


def test_it_says_what_is_held_and_by_whom_it_was_given(dominique: Person) -> None:
    page = access_html(read_access(dominique, at=NOON))
    for told in (
        "Dominique",
        "Vasseur",
        "dominique.vasseur@kermeur.example",
        "Directrice financière",
        "Kermeur",
        "Éditions Quai Sud",
    ):
        assert told in page
    assert "Nous n’avons rien d’autre" in page


def test_every_holding_of_every_room_is_a_part_of_it(dominique: Person) -> None:
    parts = {part.name: part for part in read_access(dominique, at=NOON).parts}
    assert set(parts) == {holding.model._meta.label_lower for holding in holdings()}


def test_notes_requests_objections_and_entries_are_told_in_words(
    organisation: Organisation, dominique: Person, bruno: Member
) -> None:
    case = open_case(
        organisation,
        "complaint",
        door="telephone",
        received_at=NOON,
        at=NOON,
        person=dominique,
        said="Trop de lettres.",
    )
    note(case, "Elle était fâchée, à raison.", at=NOON, by=bruno)
    object_to(organisation, dominique, origin="phone", heard_at=NOON, at=NOON)
    page = access_html(read_access(dominique, at=NOON))
    for told in ("Trop de lettres.", "Elle était fâchée, à raison.", "plainte", "Demande reçue", "téléphone"):
        assert told in page
    assert bruno.email not in page


def test_in_english_for_who_reads_english(dominique: Person) -> None:
    page = access_html(read_access(dominique, at=NOON, language="en"))
    assert '<html lang="en">' in page
    assert "Everything we know about you, Dominique Vasseur." in page
    assert "Nous" not in page


def test_nothing_in_it_is_a_colleague_s(
    organisation: Organisation, dominique: Person, source: Source, maison_sud: House
) -> None:
    colleague = make_person(
        source, email="nadia.perrin@kermeur.example", first_name="Nadia", last_name="Perrin", company="Kermeur"
    )
    share([dominique, colleague])
    object_to(organisation, colleague, origin="phone", heard_at=NOON, at=NOON)
    number = colleague.contact_points.get(medium="phone")
    object_to(organisation, number, scope="address", origin="spoken", heard_at=NOON, at=NOON)
    open_case(
        organisation,
        "erasure",
        door="telephone",
        received_at=NOON,
        at=NOON,
        person=colleague,
        said="Moi, Nadia Perrin.",
    )
    RefusedLine.objects.create(
        organisation=organisation, run=make_import(source), line=3, field="email", reason="address-malformed",
        content=json.dumps(["Nadia", "Perrin", "01 99 00 56 78"]), fingerprint=number.fingerprint,
    )  # fmt: skip
    file = read_access(dominique, at=NOON)
    told = access_html(file) + access_json(file)
    for other in ("Nadia", "Perrin", "nadia", "chez-chloe", "Chloé"):
        assert other not in told
    assert not next(part for part in file.parts if part.name == "prospects.objection").rows
    assert "01 99 00 56 78" in told  # the switchboard reaches her: that is hers to know


def test_a_letter_is_told_as_it_was_written_when_it_left(
    dominique: Person, brand: Brand, source: Source, alix: Member
) -> None:
    campaign = make_campaign(make_offer(brand), source)
    words = {"language": "fr", "by": alix}
    save_letter(
        campaign,
        subject="Votre paie, deux jours de moins",
        body="Bonjour {prenom},\n\nPaie claire, dix minutes ?",
        at=NOON,
        **words,
    )
    Attempt.objects.create(
        organisation=dominique.organisation, campaign=campaign, person=dominique, contact_point=dominique.contact_points.get(),
        clearance=granted(dominique), state="sent", handed_at=NOON + timedelta(hours=1), message_id="<1@atelier-nord.example>",
    )  # fmt: skip
    save_letter(
        campaign,
        subject="La paie, plus claire",
        body="Bonjour,\n\nPaie claire vous plairait.",
        at=NOON + timedelta(hours=2),
        **words,
    )
    page = access_html(read_access(dominique, at=NOON + timedelta(days=1)))
    assert "Votre paie, deux jours de moins" in page
    assert "Bonjour Dominique," in page
    assert "La paie, plus claire" not in page


def test_a_source_that_names_nobody_holds_the_file_back(organisation: Organisation) -> None:
    vague = make_source(organisation, code="vague", name="Un organisme spécialisé dans l’enrichissement", holder="")
    known = make_person(vague, email="rose@kermeur.example", first_name="Rose", last_name="Le Goff")
    assert read_access(known, at=NOON).vague == ("vague",)


def test_recipients_are_named(organisation: Organisation, dominique: Person) -> None:
    Recipient.objects.create(
        organisation=organisation,
        name="Routeur Ouest",
        kind="processor",
        contact="x@routeur.example",
        since=NOON.date(),
    )
    assert "Routeur Ouest (sous-traitant)" in access_html(read_access(dominique, at=NOON))


def test_machines_read_json_and_csv(dominique: Person) -> None:
    file = read_access(dominique, at=NOON)
    told = json.loads(access_json(file))
    assert told["parts"]["prospects.person"][0]["last_name"] == "Vasseur"
    assert told["parts"]["prospects.provenance"][0]["source"]["name"].startswith("Salon Finance 2026")
    archive = zipfile.ZipFile(io.BytesIO(access_csv(file)))
    assert "Vasseur" in archive.read("prospects.person.csv").decode("utf-8-sig")


def test_a_spreadsheet_computes_nothing(dominique: Person) -> None:
    Person.objects.filter(pk=dominique.pk).update(last_name="=cmd()")
    dominique.refresh_from_db()
    archive = zipfile.ZipFile(io.BytesIO(access_csv(read_access(dominique, at=NOON))))
    assert "'=cmd()" in archive.read("prospects.person.csv").decode("utf-8-sig")


def test_portable_is_what_she_gave_on_her_word(organisation: Organisation, dominique: Person) -> None:
    assert not is_portable(read_access(dominique, at=NOON))
    form = make_source(
        organisation,
        code="form",
        name="Notre formulaire",
        supplier=False,
        kind="own_form",
        collection_mode="direct",
        basis="consent",
        holder="",
    )
    file = read_access(make_person(form, email="yves@kermeur.example", first_name="Yves", last_name="Bihan"), at=NOON)
    assert is_portable(file)
    parts = json.loads(access_json(file, portable=True))["parts"]
    assert "prospects.person" in parts
    assert "clearance.clearance" not in parts


def test_nothing_written_by_others_runs_in_the_page(dominique: Person) -> None:
    Person.objects.filter(pk=dominique.pk).update(first_name="<script>alert(1)</script>")
    dominique.refresh_from_db()
    assert "<script>" not in access_html(read_access(dominique, at=NOON))
    assert style_hash().startswith("sha256-")
    assert style() in access_html(read_access(dominique, at=NOON))


def test_the_paper_holds_any_name(dominique: Person) -> None:
    Person.objects.filter(pk=dominique.pk).update(first_name="Łucja", last_name="Παπαδοπούλου 山田")
    dominique.refresh_from_db()
    paper = access_pdf(read_access(dominique, at=NOON))
    assert paper.startswith(b"%PDF-")
    assert paper.rstrip().endswith(b"%%EOF")


def test_ten_years_cost_the_queries_of_a_day(organisation: Organisation, dominique: Person, source: Source) -> None:
    fresh = make_person(source, email="yves@kermeur.example", first_name="Yves", last_name="Bihan")
    live(organisation, fresh, 2)
    live(organisation, dominique, 120)
    with CaptureQueriesContext(connection) as short:
        little = read_access(fresh, at=NOON)
    with CaptureQueriesContext(connection) as long:
        much = read_access(dominique, at=NOON)
    assert len(long) == len(short)
    assert much.count > 360 > little.count
    assert access_html(much).count("<li><dl>") == much.count
    assert "Les mêmes que pour la décision précédente" in access_html(much)
