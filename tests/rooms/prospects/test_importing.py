"""A list comes in: what is created, merged, refused, opposed; the same file twice; a worker that dies."""

import csv
import io
import json
import shutil
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest

from aval.evidence.models import Entry
from aval.prospects import importing, reading, uploads
from aval.prospects.fingerprints import fingerprint
from aval.prospects.importing import (
    ask_import,
    cancel,
    claim,
    confirm_mapping,
    import_file,
    resume,
    run_import,
)
from aval.prospects.models import (
    ColumnMapping,
    Company,
    ContactPoint,
    Correction,
    Import,
    Objection,
    Person,
    Provenance,
    Source,
)
from aval.prospects.objecting import object_to
from aval.prospects.refusals import ImportRefused, refused_csv
from tests.cast import NOON, make_source

HEAD = "Prénom;Nom;Fonction;Société;SIREN;Courriel;Téléphone;Collecté le\n"
GOOD = (
    HEAD
    + "Zoé;Martin;Directrice des achats;Kermeur SAS;552 100 554;zoe.martin@kermeur.example;01 99 00 12 34;01/10/2026\n"
    + "Paul;Petit;DAF;Kermeur SAS;552 100 554;paul.petit@kermeur.example;01 99 00 12 34;02/10/2026\n"
    + ";;;Lilas SARL;;contact@lilas.example;;\n"
)


@pytest.fixture
def put(tmp_path, organisation, source):
    """Import a text into Alix's source."""

    def put(text, *, into=None, of=None, **options):
        path = tmp_path / "liste.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return import_file(of or organisation, into or source, path, **{"at": NOON} | options)

    return put


def counts(run):
    return {name: getattr(run, name) for name in (*importing.COUNTS,) if getattr(run, name)}


def refusals(run):
    return list(run.refused_lines.order_by("line").values_list("line", "field", "reason"))


def test_a_good_list(put, organisation, source):
    run = put(GOOD)
    assert (run.state, run.read, counts(run)) == ("done", 3, {"created": 3})
    zoe = Person.objects.get(last_name="Martin")
    assert (zoe.first_name, zoe.title, zoe.function, zoe.function_observed_on) == (
        "Zoé",
        "Directrice des achats",
        "purchasing",
        date(2026, 10, 1),
    ) or zoe.function
    assert (zoe.company.siren, zoe.company.domain, zoe.company.key) == ("552100554", "kermeur.example", "552100554")
    assert set(zoe.contact_points.values_list("medium", "normal")) == {
        ("email", "zoe.martin@kermeur.example"),
        ("phone", "+33199001234"),
    }
    origin = zoe.provenances.get()
    assert (origin.source, origin.line, origin.collected_on, origin.run) == (source, 2, date(2026, 10, 1), run)
    assert ContactPoint.objects.filter(normal="+33199001234").count() == 2  # a switchboard is everyone's
    service = ContactPoint.objects.get(normal="contact@lilas.example")
    assert (service.recipient_kind, service.person.last_name, service.person.identity) == (
        "generic_legal_person",
        "",
        None,
    )
    assert service.fingerprint == fingerprint("email", "contact@lilas.example")


def test_the_same_file_twice_changes_nothing(put):
    text = GOOD + "Zoé;MARTIN;;Kermeur;;ZOE.MARTIN+salon@Kermeur.example;;\n"
    assert counts(put(text)) == {"created": 3, "merged": 1}
    before = [
        list(model.objects.order_by("pk").values()) for model in (Person, ContactPoint, Company, Provenance, Objection)
    ]
    assert counts(put(text, at=NOON + timedelta(days=2))) == {"unchanged": 4}
    assert before == [
        list(model.objects.order_by("pk").values()) for model in (Person, ContactPoint, Company, Provenance, Objection)
    ]


def test_a_dry_run_counts_the_same_and_changes_nobody(put, monkeypatch):
    text = GOOD + "Zoé;Martin;;Kermeur;;autre.zoe@kermeur.example;;\n;;;;;pas une adresse;;\n" + GOOD.removeprefix(HEAD)
    monkeypatch.setattr(reading, "BATCH", 2)
    dry = put(text, dry_run=True)
    assert not Person.objects.exists()
    assert not Company.objects.exists()
    assert not Entry.objects.filter(kind__startswith="import").exists()
    wet = put(text)
    assert counts(dry) == counts(wet) == {"created": 3, "merged": 4, "refused": 1}
    assert refusals(dry) == refusals(wet)


def test_each_bad_line_comes_back_with_its_field_and_reason_and_costs_no_other(put):
    run = put(
        HEAD
        + "A;B;;X;;a.b@x.example;;\n"
        + "C;D;;X;;c d@x.example;;\n"
        + "E;F;;X;;;;\n"
        + "G;H;;X;123456789;g.h@x.example;;\n"
        + "I;J;;X;;i.j@x.example;12;\n"
        + "K;L;;X;;k.l@x.example;;31/02/2026\n"
        + "M;N;;X;;m.n@x.example;;01/01/2031\n"
        + "=cmd|'/c calc'!A1;P;;X;;o.p@x.example;;\n"
        + f"{'Q' * 300};R;;X;;q.r@x.example;;\n"
        + "S;T;;X;;s.t@x.example;;;;trop\n"
        + 'U;"V;;X;;u.v@x.example;;\n'
        + "W\x00;X;;X;;w.x@x.example;;\n"
        + 'Y;Z;;X;;y.z@x.example;="+33199001299";2026-01-02\n'
    )
    assert counts(run) == {"created": 2, "refused": 11}
    assert refusals(run) == [
        (3, "email", "address-spaces"),
        (4, "email", "no-address"),
        (5, "siren", "siren-invalid"),
        (6, "phone", "phone-too-short"),
        (7, "collected_on", "date-unread"),
        (8, "collected_on", "date-out-of-range"),
        (9, "first_name", "formula"),
        (10, "first_name", "too-long"),
        (11, "", "line-columns"),
        (12, "", "line-quote"),
        (13, "", "line-nul"),
    ]
    assert ContactPoint.objects.get(normal="+33199001299").person.last_name == "Z"


def test_the_file_of_refused_lines_is_safe_readable_and_can_be_mended(put, tmp_path, organisation, source):
    run = put(HEAD + "=2+5;-N;+x;@X;;pas une adresse;;\nZoé;M;;Société;;z@m.example;+331;\n")
    text = "".join(refused_csv(run))
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0][:5] == ["line", "field", "reason", "sentence", "Prénom"]
    assert rows[1][:3] == ["2", "email", "address-no-at"]
    assert rows[1][4:8] == ["'=2+5", "'-N", "'+x", "'@X"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "arobase" in rows[1][3]
    assert "at sign" in "".join(refused_csv(run, "en"))
    mended = (
        text.replace("'+331;", "'+33199001234;")
        .replace("pas une adresse", "une@adresse.example")
        .replace("'=2+5", "Ada")
    )
    assert counts(put(mended)) == {"created": 2}


def test_a_dropped_encoding_or_a_spreadsheet_reads_alike(put, tmp_path, organisation, source, settings):
    home, keys = tmp_path / "home", settings.AVAL_HOME / "keys"
    shutil.copytree(keys, home / "keys")
    settings.AVAL_HOME = home
    assert counts(put(GOOD.encode("utf-16"))) == {"created": 3}
    assert counts(put(GOOD.encode("cp1252"))) == {"unchanged": 3}
    book = openpyxl.Workbook()
    for line in GOOD.splitlines():
        book.active.append(line.split(";"))
    book.save(tmp_path / "liste.xlsx")
    run = import_file(organisation, source, tmp_path / "liste.xlsx", at=NOON)
    assert counts(run) == {"unchanged": 3}
    assert (tmp_path / "liste.xlsx").exists()
    assert (home / "imports").is_dir()
    assert not list((home / "imports").iterdir())


def test_a_person_met_twice_under_two_addresses_is_one(put):
    put(GOOD)
    other = "Prénom;Nom;Société;Email;Mobile\nzoe;MARTIN;kermeur;zmartin@kermeur.example;06 39 98 12 34\n"
    assert counts(put(other)) == {"updated": 1}
    zoe = Person.objects.get(last_name="Martin")
    assert zoe.contact_points.count() == 4


def test_a_newer_title_is_followed_and_an_older_one_is_not(put):
    line = (
        "Prénom;Nom;Société;Email;Fonction;Fonction observée le\nZoé;Martin;Kermeur;zoe.martin@kermeur.example;{};{}\n"
    )
    put(GOOD)
    assert counts(put(line.format("Directrice générale", "2026-11-01"))) == {"updated": 1}
    assert counts(put(line.format("Stagiaire", "2026-05-01"))) == {"unchanged": 1}
    zoe = Person.objects.get(last_name="Martin")
    assert (zoe.title, zoe.function_observed_on) == ("Directrice générale", date(2026, 11, 1))


def test_another_source_is_added_and_no_retention_date_moves(put, organisation):
    put(GOOD)
    Person.objects.update(last_contact_from_at=NOON - timedelta(days=400))
    before = list(Person.objects.order_by("pk").values_list("last_contact_from_at", "informed_at", "created_at"))
    other = make_source(organisation)
    assert counts(put(GOOD, into=other, at=NOON + timedelta(days=30))) == {"updated": 3}
    assert Provenance.objects.count() == 6
    put(GOOD.replace("01/10/2026", "20/11/2026"), at=NOON + timedelta(days=60))
    assert (
        list(Person.objects.order_by("pk").values_list("last_contact_from_at", "informed_at", "created_at")) == before
    )
    assert set(Provenance.objects.filter(person__last_name="Martin").values_list("collected_on", flat=True)) == {
        date(2026, 10, 1)
    }


def test_each_line_keeps_its_own_proof_of_consent(put):
    put(
        "Email;Date de consentement;Texte du consentement;Version du consentement\nada@gmail.com;2026-03-01T10:42:00+01:00;J’accepte…;v3\n"
    )
    proof = Provenance.objects.get()
    assert (proof.consent_at, proof.consent_wording, proof.consent_version) == (
        datetime(2026, 3, 1, 9, 42, tzinfo=UTC),
        "J’accepte…",
        "v3",
    )


def test_who_is_opposed_is_not_even_shown(put, organisation):
    object_to(organisation, "ZOE.martin@kermeur.example", origin="spoken", heard_at=NOON, at=NOON)
    object_to(organisation, "lilas.example", scope="domain", origin="spoken", heard_at=NOON, at=NOON)
    run = put(GOOD.replace("552 100 554;zoe", "123456789;zoe"))
    assert counts(run) == {"created": 1, "opposed": 2}
    assert not run.refused_lines.exists()
    assert Person.objects.get().last_name == "Petit"


def test_an_objection_to_e_mail_takes_the_address_and_leaves_the_number(put, organisation):
    object_to(
        organisation,
        "zoe.martin@kermeur.example",
        channel="email",
        scope="address",
        origin="link",
        heard_at=NOON,
        at=NOON,
    )
    object_to(
        organisation, "contact@lilas.example", channel="email", scope="address", origin="link", heard_at=NOON, at=NOON
    )
    assert counts(put(GOOD)) == {"created": 2, "opposed": 1}
    assert list(Person.objects.get(last_name="Martin").contact_points.values_list("medium", flat=True)) == ["phone"]
    assert counts(put(GOOD)) == {"unchanged": 2, "opposed": 1}


def test_an_objection_to_a_switchboard_takes_the_number_and_to_a_mobile_takes_the_line(put, organisation):
    for number in ("01 99 00 12 34", "06 39 98 12 34"):
        object_to(organisation, number, origin="phone", heard_at=NOON, at=NOON)
    assert counts(put(GOOD)) == {"created": 3}
    assert not ContactPoint.objects.filter(medium="phone").exists()
    assert counts(put("Email;Portable\nneuf@ailleurs.example;+33639981234\n")) == {"opposed": 1}


OPT_OUTS = [
    (
        "Email,First Name,Last Name,UNSUB_TIME\nada@x.example,Ada,L,2026-01-01 10:00:00\nbob@x.example,Bob,M,\n",
        {"email"},
    ),
    (
        "EMAIL;NOM;PRENOM;SMS;EMAIL_BLACKLISTED;SMS_BLACKLISTED\nada@x.example;L;Ada;;Yes;No\nbob@x.example;M;Bob;;No;No\n",
        {"email"},
    ),
    ("Email,Status\nada@x.example,Unsubscribed\nbob@x.example,Active\n", {"email"}),
    ("Email;Ne plus contacter\nada@x.example;Oui\nbob@x.example;Non\n", {""}),
    ("Email;Opposition\nada@x.example;x 2024\nbob@x.example;\n", {""}),
    ("Email;Newsletter\nada@x.example;Non\nbob@x.example;Oui\n", {"email"}),
    ("Email;Statut\nada@x.example;plainte\nbob@x.example;inscrit\n", {""}),
]


@pytest.mark.parametrize(("text", "channels"), OPT_OUTS)
def test_opt_out_columns_feed_the_list(put, organisation, text, channels):
    run = put(text)
    assert counts(run) == {"created": 1, "opposed": 1}
    assert Person.objects.get().contact_points.get().normal == "bob@x.example"
    made = Objection.objects.of(organisation)
    assert {objection.channel for objection in made} == channels
    assert {objection.origin for objection in made} == {"import"}
    assert made.get(kind="email").fingerprint == fingerprint("email", "ada@x.example")
    assert Entry.objects.filter(kind="objection:recorded").count() == 1
    assert counts(put(text)) == {"unchanged": 1, "opposed": 1}
    assert Objection.objects.of(organisation).count() == made.count()
    assert counts(put("Email\nADA@x.example\n")) == {"opposed": 1}


def test_an_opt_out_stops_somebody_already_known_and_a_no_reopens_nobody(put, organisation):
    put(GOOD)
    assert counts(put("Email;Ne plus contacter\nzoe.martin@kermeur.example;oui\n")) == {"opposed": 1}
    zoe = Person.objects.get(last_name="Martin")
    assert set(zoe.objections.values_list("kind", "channel")) == {("email", "")}
    assert counts(put("Email;Ne plus contacter;Newsletter\nzoe.martin@kermeur.example;non;oui\n")) == {"opposed": 1}
    assert counts(put("Prénom;Nom;Société;Email\nZoé;Martin;Kermeur;nouvelle@kermeur.example\n")) == {"opposed": 1}


def test_a_bounced_address_is_held_unreachable_and_is_no_objection(put):
    put("first_name,email,status\nAda,ada@x.example,bounced\n")
    assert ContactPoint.objects.get().unreachable_since == NOON
    assert not Objection.objects.exists()


def test_two_people_of_the_base_seen_to_be_one_keep_the_stricter_state(put, organisation, alix):
    put("Email\nzm@kermeur.example\n")
    put("Prénom;Nom;Société;Email\nZoé;Martin;Kermeur;zoe.martin@kermeur.example\n")
    nameless, named = Person.objects.get(last_name=""), Person.objects.get(last_name="Martin")
    Person.objects.filter(pk=nameless.pk).update(restricted_at=NOON, informed_at=NOON)
    object_to(organisation, "zm@kermeur.example", channel="sms", origin="phone", heard_at=NOON, at=NOON, by=alix)
    assert counts(put("Prénom;Nom;Société;Email\nZoé;Martin;Kermeur;zm@kermeur.example\n")) == {"unchanged": 1}
    one = Person.objects.get()
    assert one.pk == named.pk
    assert (one.restricted_at, one.informed_at) == (NOON, None)
    assert one.contact_points.count() == 2
    assert {(objection.channel, objection.recorded_by) for objection in one.objections.all()} == {("sms", alix)}
    assert Entry.objects.filter(kind="person:merged").count() == 1


def test_without_a_usable_source_nothing_comes_in(put, organisation, source, maison_sud):
    hers = make_source(maison_sud.organisation)
    with pytest.raises(Source.DoesNotExist):
        put(GOOD, into=hers)
    bare = make_source(organisation, supplier=False)
    with pytest.raises(ImportRefused, match="no-supplier-file"):
        put(GOOD, into=bare)
    Source.objects.filter(pk=source.pk).update(suspended_at=NOON)
    with pytest.raises(ImportRefused, match="source-suspended"):
        put(GOOD)
    assert not Person.objects.of(organisation).exists()


def test_two_organisations_share_an_address_and_nothing_else(put, organisation, maison_sud):
    hers = make_source(maison_sud.organisation)
    before = Person.objects.of(maison_sud.organisation).count()
    put(GOOD)
    object_to(organisation, "zoe.martin@kermeur.example", origin="spoken", heard_at=NOON, at=NOON)
    assert counts(put(GOOD, into=hers, of=maison_sud.organisation)) == {"created": 3}
    assert Person.objects.of(maison_sud.organisation).count() == before + 3


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"PK\x03\x04rubbish", "file-damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "file-not_a_list"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(put, content, code):
    with pytest.raises(ImportRefused, match=code):
        put(content)
    assert not Import.objects.exists()


def test_unknown_columns_ask_a_person_and_are_remembered(organisation, source, put, tmp_path):
    text = "Adr;Refus salon;Quoi\nada@x.example;oui;1\nbob@x.example;;2\n"
    with pytest.raises(ImportRefused) as refused:
        put(text)
    assert (refused.value.code, refused.value.column) == ("stop_unmapped", "Refus salon")
    path = tmp_path / "liste.csv"
    run = ask_import(organisation, source, path, at=NOON, keep_file=True)
    assert run.state == "mapping"
    assert run_import(run.pk, NOON) is None
    assert confirm_mapping(run, {"Adr": "email"}) == {"Refus salon": "stop_unmapped"}
    with pytest.raises(ImportRefused, match="bad_mapping"):
        confirm_mapping(run, {"Adr": "numéro de carte"})
    assert confirm_mapping(run, {"Refus salon": "stop_all"}) == {}
    assert counts(run_import(run.pk, NOON)) == {"created": 1, "opposed": 1}
    assert ColumnMapping.objects.of(organisation).count() == 1
    assert counts(put(text)) == {"unchanged": 1, "opposed": 1}
    assert counts(put("Truc\nz@x.example\n", mapping={"Truc": "email"})) == {"created": 1}


def test_members_corrections_are_applied(put, organisation):
    for about, subject, field, value in (
        ("address", "contact@lilas.example", "recipient_kind", "pro_nominative"),
        ("company", "552100554", "legal_form", "1000"),
    ):
        Correction.objects.create(
            organisation=organisation, about=about, subject=subject, field=field, value=value, decided_at=NOON
        )
    put(GOOD)
    point = ContactPoint.objects.get(normal="contact@lilas.example")
    assert (point.recipient_kind, point.classified_by) == ("pro_nominative", "member")
    assert ContactPoint.objects.get(normal="paul.petit@kermeur.example").recipient_kind == "sole_trader"


def test_every_import_is_proved(put, organisation, source):
    run = put(GOOD + ";;;;;x;;\n")
    entry = Entry.objects.get(ledger=organisation.pk, seq=run.evidence)
    payload = json.loads(entry.payload)
    assert entry.kind == "import:file:read"
    assert (payload["source"], payload["read"], payload["created"], payload["refused"]) == (source.code, 4, 3, 1)
    assert len(payload["digest"]) == len(payload["refused_digest"]) == 64
    assert "kermeur" not in entry.payload
    assert Entry.objects.filter(kind="import:lines:read").count() == 1


def test_a_worker_that_dies_is_followed_by_another_exactly_once(organisation, source, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 3)
    path = tmp_path / "liste.csv"
    path.write_text("Email\n" + "".join(f"personne{n}@x.example\n" for n in range(10)))
    run = ask_import(organisation, source, path, at=NOON)

    def die(run):
        if run.lines_done > 6:
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power"):
        run_import(run.pk, NOON, progress=die)
    run.refresh_from_db()
    assert (run.state, run.lines_done, run.created) == ("running", 7, 6)
    assert claim(run.pk, "other") is None
    Import.objects.update(seen_at=NOON - timedelta(days=1))
    done = run_import(run.pk, NOON)
    assert (done.state, counts(done)) == ("done", {"created": 10})
    assert Person.objects.of(organisation).count() == 10
    assert not path.exists()
    assert run_import(run.pk, NOON) is None


@pytest.mark.parametrize("moved", [{"worker": "another"}, {"lines_done": 99}])
def test_a_worker_taken_for_dead_writes_nothing_more(organisation, source, tmp_path, monkeypatch, moved):
    monkeypatch.setattr(reading, "BATCH", 4)
    path = tmp_path / "liste.csv"
    path.write_text("Email\n" + "".join(f"personne{n}@x.example\n" for n in range(10)))
    run = ask_import(organisation, source, path, at=NOON)
    assert run_import(run.pk, NOON, progress=lambda _: Import.objects.update(**moved)) is None
    assert Person.objects.of(organisation).count() == 4


def test_a_cancelled_import_keeps_what_came_in_and_can_be_taken_up_again(organisation, source, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 4)
    path = tmp_path / "liste.csv"
    path.write_text("Email\n" + "".join(f"personne{n}@x.example\n" for n in range(10)))
    run = ask_import(organisation, source, path, at=NOON)
    stopped = run_import(run.pk, NOON, progress=cancel)
    assert (stopped.state, stopped.created, path.exists()) == ("cancelled", 4, True)
    resume(stopped)
    assert counts(run_import(run.pk, NOON)) == {"created": 10}


def test_a_file_changed_meanwhile_is_not_read(organisation, source, tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("Email\nada@x.example\n")
    run = ask_import(organisation, source, path, at=NOON)
    path.write_text("Email\neve@x.example\n")
    failed = run_import(run.pk, NOON)
    assert (failed.state, failed.error, Person.objects.count()) == ("failed", "file-changed", 0)


def test_under_another_key_the_opposition_list_cannot_be_read_and_nothing_comes_in(put, organisation, monkeypatch):
    object_to(organisation, "ada@x.example", origin="spoken", heard_at=NOON, at=NOON)
    monkeypatch.setenv("AVAL_KEY_FINGERPRINT", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
    with pytest.raises(ImportRefused, match="key-changed"):
        put(GOOD)


def test_the_number_of_queries_does_not_follow_the_number_of_lines(put, django_assert_max_num_queries):
    text = "Prénom;Nom;Société;Email\n" + "".join(f"P{n};N{n};S{n};p{n}@s{n}.example\n" for n in range(3000))
    with django_assert_max_num_queries(60):
        put(text)
    with django_assert_max_num_queries(60):
        put(text)


def test_a_file_received_on_one_machine_is_read_on_another(organisation, source, tmp_path, settings):
    """Each mounts the shared folder where it likes; without it, the import says so and is resumed once it is there."""
    settings.AVAL_UPLOADS = str(tmp_path / "here")
    file = uploads.keep(organisation, "l.csv", [b"Email;Nom\n", b"zoe@kermeur.example;Martin\n"])
    assert file == uploads.keep(organisation, "l.csv", [b"Email;Nom\nzoe@kermeur.example;Martin\n"])
    run = ask_import(organisation, source, file, filename="l.csv", at=NOON)
    (tmp_path / "here").rename(tmp_path / "elsewhere")
    settings.AVAL_UPLOADS = str(tmp_path / "nowhere")
    assert not uploads.is_mine(run, NOON)
    assert uploads.is_mine(run, NOON + uploads.PATIENCE * 2)
    assert run_import(run.pk, NOON).error == "file-not-here"
    settings.AVAL_UPLOADS = str(tmp_path / "elsewhere")
    resume(run)
    uploads.drop(file)
    assert run_import(run.pk, NOON).created == 1
    assert list((tmp_path / "elsewhere").glob("upload-*")) == []
