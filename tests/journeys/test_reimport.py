"""Lists come in again and again, from the terminal: T1, T2, T13, T15 of what others got wrong."""

import csv
import io
import json
from pathlib import Path

import pytest

from aval.console.main import main
from aval.prospects.models import ContactPoint, Import, Objection, Person
from aval.rights.erasing import forget
from tests.cast import NOON, make_source

HEAD = "Prénom;Nom;Société;Courriel;Téléphone\n"
LIST = (
    HEAD
    + "Dominique;Vasseur;Kermeur;dominique.vasseur@kermeur.example;\nPaul;Petit;Kermeur;paul.petit@kermeur.example;\n"
)


@pytest.fixture
def aval(capsys, monkeypatch, organisation):
    """`aval …`, on Alix's organisation: exit code, what it answers, what it tells a person."""

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))

    def aval(*arguments):
        code = main([*map(str, arguments), "--json", "--organisation", organisation.siren])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, err

    return aval


@pytest.fixture
def listed(tmp_path):
    def listed(text, name="liste.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return listed


def test_the_answer_keeps_its_contract(aval, listed, source):
    code, answer, _ = aval("import", listed(LIST), "--source", source.code)
    assert code == 0
    assert {name: answer[name] for name in ("read", "created", "updated", "unchanged", "merged", "refused", "opposed", "refused_file")} == {
        "read": 2, "created": 2, "updated": 0, "unchanged": 0, "merged": 0, "refused": 0, "opposed": 0, "refused_file": None
    }  # fmt: skip
    assert aval("import", listed(LIST), "--source", source.code)[1]["unchanged"] == 2


@pytest.mark.parametrize(
    "spelling",
    [
        "Dominique.VASSEUR@Kermeur.example",
        " dominique.vasseur+salon@kermeur.example. ",
        "<dominique.vasseur@KERMEUR.EXAMPLE>",
        '="dominique.vasseur@kermeur.example"',
    ],
)
@pytest.mark.parametrize("first", ["import", "object"])
def test_t1_who_objected_is_never_reopened(aval, listed, source, organisation, spelling, first):
    path = listed(LIST)
    if first == "import":
        aval("import", path, "--source", source.code)
    code, receipt, _ = aval("object", "dominique.vasseur@kermeur.example")
    assert (code, receipt["repeated"], receipt["channel"]) == (0, False, "all")
    assert aval("object", spelling)[1]["entry"] == receipt["entry"]
    other = make_source(organisation)
    text = f"Email;Newsletter;Status;Opposition\n{spelling};oui;subscribed;non\n"
    assert aval("import", listed(text), "--source", other.code)[1]["opposed"] == 1
    assert aval("import", path, "--source", source.code)[1]["opposed"] == 1
    point = ContactPoint.objects.filter(normal="dominique.vasseur@kermeur.example").first()
    assert (point is None) == (first == "object")
    if point:
        assert Objection.objects.filter(fingerprint=point.fingerprint, channel="", brand=None).exists()
        assert point.person.provenances.count() == 1
    assert not Objection.objects.filter(person__last_name="Petit").exists()  # T5


def test_t2_forgotten_then_bought_again(aval, listed, source):
    aval("import", listed(LIST), "--source", source.code)
    forget(Person.objects.get(last_name="Vasseur"), at=NOON)
    answer = aval("import", listed(LIST), "--source", source.code)[1]
    assert (answer["opposed"], answer["unchanged"]) == (1, 1)
    assert not ContactPoint.objects.filter(normal__contains="vasseur").exists()


def test_t13_bad_line_7001_of_50_000(aval, listed, source):
    lines = [f"P{n};Nom{n};Société {n // 5};p{n}@s{n // 5}.example;\n" for n in range(50_000)]
    lines[6_999] = "P;Nom;Société;p at s.example;\n"
    path = listed(HEAD + "".join(lines))
    code, answer, _ = aval("import", path, "--source", source.code)
    assert (code, answer["read"], answer["created"], answer["refused"]) == (0, 50_000, 49_999, 1)
    with Path(answer["refused_file"]).open(encoding="utf-8-sig", newline="") as file:
        header, refused = csv.reader(file, delimiter=";")
    assert header[:4] == ["line", "field", "reason", "sentence"]
    assert refused[:3] == ["7001", "email", "address-no-at"]
    assert refused[4:] == ["P", "Nom", "Société", "p at s.example", ""]
    assert Person.objects.count() == 49_999


def test_t15_the_same_person_twice_keeps_the_stricter_state(aval, listed, source, organisation):
    aval("import", listed(LIST), "--source", source.code)
    bought = make_source(organisation)
    twice = (
        "First Name,Last Name,Company,Email,UNSUB_TIME\n"
        "Paul,Petit,KERMEUR,Paul.Petit@kermeur.example,\n"
        "PETIT,paul,Kermeur SAS,p.petit@kermeur.example,2026-02-01 10:00:00\n"
    )
    answer = aval("import", listed(twice), "--source", bought.code)[1]
    assert answer["opposed"] == 2
    paul = Person.objects.get(last_name="Petit")
    assert {objection.channel for objection in paul.objections.all()} == {"email"}
    assert Objection.objects.filter(fingerprint=paul.identity, channel="email").exists()


def test_what_is_wrong_is_said_and_nothing_comes_in(aval, listed, source, organisation):
    code, _, said = aval("import", listed(LIST), "--source", "nulle-part")
    assert (code, "sans source, pas d’import" in said) == (2, True)
    code, _, said = aval("import", listed("Nom;Refus du salon;Email\nx;oui;a@x.example\n"), "--source", source.code)
    assert (code, "Refus du salon" in said) == (2, True)
    code, _, said = aval("import", listed("Quoi\nx\n"), "--source", source.code, "--lang", "en")
    assert (code, "No column of addresses" in said) == (2, True)
    bare = make_source(organisation, supplier=False)
    assert aval("import", listed(LIST), "--source", bare.code)[0] == 2
    assert aval("import", "absent.csv", "--source", source.code)[0] == 2
    assert aval("import", listed(LIST), "--source", source.code, "--map", "email")[0] == 2
    assert aval("object", "pas une adresse")[0] == 2
    assert not Person.objects.exists()
    assert not Import.objects.exists()


def test_a_dry_run_and_a_mapping_from_the_terminal(aval, listed, source):
    path = listed("Contacté;Refus du salon\na@x.example;oui\nb@x.example;\n")
    given = ("import", path, "--source", source.code, "--map", "email=Contacté", "--map", "stop_all=Refus du salon")
    dry = aval(*given, "--dry-run")[1]
    assert (dry["created"], dry["opposed"], Person.objects.count(), Objection.objects.count()) == (1, 1, 0, 0)
    assert aval(*given)[1]["created"] == 1
    assert aval("import", path, "--source", source.code)[1]["unchanged"] == 1  # remembered
