"""After an erasure nothing in the base or in AVAL_HOME says who she was: looked for byte by byte, on both engines."""

import json
import subprocess
import unicodedata
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from aval import evidence
from aval.accounts.tokens import make_token
from aval.api.models import Answer
from aval.campaigns.models import Campaign
from aval.clearance.settling import settle
from aval.evidence.models import Entry
from aval.post import worker as working
from aval.post.models import Attempt, SandboxMessage
from aval.post.worker import Work
from aval.prospects.correcting import correct
from aval.prospects.importing import ask_import, import_file
from aval.prospects.models import Company, Import, Objection, Person, RefusedLine
from aval.rights.erasing import forget, forget_many
from aval.rights.models import Telling
from aval.rights.relaying import declare_recipient, note_told, print_under, recipient_key
from tests import engines
from tests.cast import NOON, TODAY, make_campaign, make_person

HERS = (
    "dominique.vasseur",
    "Vasseur",
    "VASSEUR",
    "0639981234",
    "639981234",
    "06 39 98 12 34",
    "Vasseur Conseil",
    "552100554",
)
LIST = (
    "Prénom;Nom;Fonction;Société;Forme juridique;SIREN;Email;Mobile\n"
    "Dominique;Vasseur;Directrice financière;Vasseur Conseil;1000;552100554;dominique.vasseur@kermeur.example;06 39 98 12 34\n"
    "Dominique;Vasseur;DAF;Kermeur;;123456789;dominique.vasseur@kermeur.example;\n"
    ";;;Kermeur;;;@@illisible Dominique VASSEUR;\n"
    "Paul;Petit;Directeur financier;Kermeur;;;paul.petit@kermeur.example;\n"
)


def dumped() -> bytes:
    """Everything the base holds: the file and its log on SQLite, what pg_dump writes on PostgreSQL.

    Another process reads the file: closing it in this one would drop the locks SQLite holds on it here
    (https://www.sqlite.org/howtocorrupt.html, 2.2), and whoever opens the base next meets a disk I/O error.
    """
    if not engines.POSTGRESQL:
        base = Path(connection.settings_dict["NAME"])
        log = base.with_name(base.name + "-wal")
        files = [base, log] if log.exists() else [base]
        return subprocess.run(["cat", *files], check=True, capture_output=True).stdout
    given = connection.settings_dict
    call = [engines.find_program("pg_dump"), "-h", given["HOST"], "-U", given["USER"], "--inserts", given["NAME"]]
    return subprocess.run(call, check=True, capture_output=True).stdout


def at_home() -> bytes:
    """Every file of AVAL_HOME but the base itself."""
    files = (one for one in Path(settings.AVAL_HOME).rglob("*") if one.is_file() and "sqlite3" not in one.name)
    return b"\n".join(one.read_bytes() for one in files)


def ways(text: str) -> set[bytes]:
    """How a text may stand in bytes: as written, escaped in JSON, in UTF-16, decomposed, in PostgreSQL's bytea."""
    plain = {text, unicodedata.normalize("NFD", text), json.dumps(text)[1:-1], text.lower()}
    return {one.encode(code) for one in plain for code in ("utf-8", "utf-16-le", "latin-1")} | {
        text.encode().hex().encode()
    }


def traces(where: bytes) -> list[str]:
    return [text for text in HERS if any(one in where for one in ways(text))]


@pytest.fixture
def lived(organisation, brand, offer, source, ines, alix, tmp_path, monkeypatch, transactional_db):
    """Dominique's life here: imported, refused lines, a letter in the sandbox, decisions, notes, an answer, files waiting."""
    monkeypatch.setattr(working, "now", lambda: NOON)
    path = tmp_path / "liste.csv"
    path.write_text(LIST)
    import_file(organisation, source, path, at=NOON, by=alix)
    her = Person.objects.get(last_name="Vasseur")
    Company.objects.filter(pk=her.company_id).update(legal_form="5710")  # while the letter leaves
    point = her.contact_points.get(medium="email")
    point.recipient_kind = "pro_nominative"
    point.save()
    make_campaign(offer, source, state=Campaign.State.RUNNING, launched_at=NOON)
    work = Work()
    while work.turn():
        pass
    work.leave()
    Company.objects.filter(pk=her.company_id).update(legal_form="1000")
    assert SandboxMessage.objects.filter(envelope_to__contains="dominique.vasseur").exists()
    Attempt.objects.filter(person=her).update(reply="550 dominique.vasseur@kermeur.example: unknown")
    why = "Vu avec Dominique Vasseur au salon"
    correct(organisation, about="title", subject="Directrice financière", field="function", value="finance", reason=why, by=ines, at=NOON)  # fmt: skip
    settle(organisation, offer_code=offer.code, finding="function-old", contact_point=point, allow=True, reason=why, same_title=True, by=ines, at=NOON)  # fmt: skip
    token, _secret = make_token(ines, name="crm", scopes=["read"], by=ines, days=30, at=NOON)
    body = json.dumps({"value": "dominique.vasseur@kermeur.example", "verdict": "allow"})
    Answer.objects.create(organisation=organisation, token=token, key="k", digest="d", status=200, body=body, at=NOON)
    home = Path(settings.AVAL_HOME) / "imports"
    home.mkdir(exist_ok=True)
    waiting = home / f"upload-{organisation.pk}-attente.csv"
    waiting.write_bytes(LIST.encode("utf-16"))
    ask_import(organisation, source, waiting, at=NOON, by=alix)
    (home / f"upload-{organisation.pk}-essai.csv").write_text(LIST)
    (home / f"upload-{organisation.pk}-classeur.xlsx").write_bytes(b"PK binary")
    (home / "upload-999999-autrui.csv").write_text("Prénom;Nom\nPaul;Petit\n")
    yield her
    for place in home.glob("*"):
        place.unlink()


@pytest.mark.django_db(transaction=True)
def test_nothing_of_her_is_left_in_the_base_nor_in_the_files(lived, organisation, ines):
    assert set(traces(dumped())) >= {"dominique.vasseur", "Vasseur", "552100554"}
    assert traces(at_home())
    done = forget(lived, at=NOON, by=ines)
    assert traces(dumped()) == []
    assert traces(at_home()) == []
    assert done.touched["files"] == 3
    assert RefusedLine.objects.exclude(content="").count() == 0
    assert evidence.verify_live(organisation.pk).ok
    assert Entry.objects.filter(kind="erasure:people", ledger=organisation.pk).count() == 1
    assert (Path(settings.AVAL_HOME) / "imports" / "upload-999999-autrui.csv").exists()
    assert Answer.objects.get().status is None  # the call is not done again
    # The list still to be read keeps its other lines, and does not bring her back.
    run = Import.objects.get(state=Import.State.WAITING)
    from aval.prospects.importing import run_import  # noqa: PLC0415  beside its use

    read = run_import(run.pk, NOON)
    assert (read.state, read.unchanged, read.created) == ("done", 1, 0)
    assert traces(dumped()) == []


@pytest.mark.django_db(transaction=True)
def test_thousands_at_once_leave_the_others(organisation, source, ines, tmp_path):
    people = [make_person(source, last_name=f"Effacee{number}").pk for number in range(40)]
    keep = make_person(source, last_name="Gardee")
    heard = []
    done = forget_many(organisation, people, at=NOON, by=ines, progress=heard.append)
    assert (done.people, done.points, heard) == (40, 40, [40])
    assert list(Person.objects.all()) == [keep]
    assert len(json.loads(Entry.objects.get(kind="erasure:people").payload)["people"]) == 40
    assert Objection.objects.filter(origin="erasure", person=None).count() == 80
    assert b"effacee" not in dumped().lower()
    assert evidence.verify_live(organisation.pk).ok


@pytest.mark.django_db
def test_another_house_s_people_are_passed_over(organisation, maison_sud, ines):
    hers = Person.objects.of(maison_sud.organisation)
    before = hers.count()
    assert forget_many(organisation, list(hers.values_list("pk", flat=True)), at=NOON, by=ines).people == 0
    assert hers.count() == before


@pytest.mark.django_db
def test_an_erasure_reaches_what_a_merged_duplicate_was_written_under(organisation, source, ines):
    import polars as pl  # noqa: PLC0415  beside its use
    from django.db import transaction  # noqa: PLC0415

    from aval.prospects.merging import merge_people  # noqa: PLC0415

    first, second = make_person(source), make_person(source)
    with transaction.atomic():
        evidence.record(organisation.pk, "review:decided", {"why": "x"}, at=NOON, subject=f"person:{second.pk}")
        merge_people(organisation.pk, pl.DataFrame({"winner": [first.pk], "loser": [second.pk]}), NOON)
    assert forget(first, at=NOON).entries == 2
    assert not Entry.objects.filter(subject__startswith="person:").exists()


@pytest.mark.django_db
def test_who_received_her_data_is_told_with_a_proof(organisation, source, ines):
    router = declare_recipient(organisation, name="Routeur Sud", kind="processor", contact="dpo@routeur.example", since=TODAY, at=NOON, by=ines)  # fmt: skip
    declare_recipient(organisation, name="Ancien", kind="partner", contact="x", since=TODAY.replace(year=2020), until=TODAY.replace(year=2025), at=NOON, by=ines)  # fmt: skip
    forget(make_person(source, email="dominique.vasseur@kermeur.example"), at=NOON, by=ines)
    telling = Telling.objects.get()
    assert (telling.recipient, telling.people, telling.due_on.isoformat()) == (router, 1, "2026-11-30")
    key = recipient_key(router)
    assert telling.prints == [["email", print_under(key, "email", "dominique.vasseur@kermeur.example")]]
    with pytest.raises(ValueError, match="proof"):
        note_told(telling, proof=" ", at=NOON, by=ines)
    done = note_told(telling, proof="courriel du 23 novembre, accusé le 24", at=NOON, by=ines)
    assert (done.told_by, done.prints) == (ines, [])
    assert note_told(telling, proof="autre", at=NOON, by=ines).proof == done.proof
