"""A backup put back brings back nobody: from the terminal, on both engines (T2, T5, T14)."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from aval import evidence
from aval.prospects.consenting import Box, Shown, consent_to, withdraw
from aval.prospects.importing import import_file
from aval.prospects.models import ContactPoint, Objection, Person
from aval.prospects.objecting import object_to
from aval.prospects.standing import consents_of
from aval.rights.backups import back_up, put_back
from aval.rights.cases import open_case
from aval.rights.erasing import forget
from aval.rights.journal import Behind, check_journals, follow, lines, path_of
from aval.rights.rectifying import rectify
from aval.rights.replaying import replay
from aval.rights.restricting import lift, restrict
from tests.cast import NOON, make_person, make_source

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "Prénom;Nom;Société;Email\nDominique;Vasseur;Kermeur;dominique.vasseur@kermeur.example\nPaul;Petit;Kermeur;paul.petit@kermeur.example\n"


@pytest.fixture
def aval(process_environment, tmp_path):
    """`aval …` in a process of its own: exit code, answer, what it tells a person."""

    def aval(*arguments, **more):
        connections.close_all()
        call = [sys.executable, "-m", "aval", *map(str, arguments), "--json"]
        done = subprocess.run(call, env=process_environment | more, capture_output=True, text=True, check=False)
        return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr

    return aval


@pytest.fixture
def bought(organisation, source, tmp_path):
    path = tmp_path / "achat.csv"
    path.write_text(LIST)
    return lambda: import_file(organisation, make_source(organisation), path, at=NOON)


@pytest.mark.parametrize("passphrase", [None, "quatre mots pour la cave"])
def test_t14_a_restored_base_hears_what_it_forgot_before_it_serves(
    aval, organisation, ines, bought, tmp_path, passphrase
):
    bought()
    other = make_person(make_source(organisation), last_name="Garance")
    file = tmp_path / "base.aval"
    words = {"AVAL_PASSPHRASE": passphrase} if passphrase else {}
    code, told, error = aval("backup", file, **words)
    assert (code, error) == (0, "")
    assert bool(told["keys"]) == bool(passphrase)
    assert b"kermeur" not in file.read_bytes()
    # After the backup she is erased, and he objects.
    forget(Person.objects.get(last_name="Vasseur"), at=NOON, by=ines)
    object_to(organisation, other, origin="spoken", heard_at=NOON, at=NOON, by=ines)
    code, told, error = aval("restore", file, **words)
    assert (code, told["replayed"]) == (
        0,
        {organisation.siren: {"lines": 3, "objections": 4, "people": 1, "choices": 0}},
    ), error
    assert not Person.objects.filter(last_name="Vasseur").exists()
    assert Objection.objects.filter(person=other).count() == 2
    assert Person.objects.filter(last_name="Petit").exists()  # T5: nobody else is stopped or lost
    assert not Objection.objects.filter(person__last_name="Petit").exists()
    assert evidence.verify_live(organisation.pk).ok
    check_journals()
    # T2: nor does the bought list bring her back, and the same backup put back again changes nothing to it.
    assert bought().opposed == 1
    assert aval("restore", file, **words)[0] == 0
    assert not ContactPoint.objects.filter(normal="dominique.vasseur@kermeur.example").exists()
    assert evidence.verify_live(organisation.pk).ok


def test_t14_a_base_put_back_by_hand_serves_nobody_until_it_has_heard(aval, organisation, ines, bought, tmp_path):
    bought()
    file = tmp_path / "base.aval"
    assert aval("backup", file)[0] == 0
    forget(Person.objects.get(last_name="Vasseur"), at=NOON, by=ines)

    put_back(file, passphrase=None)  # somebody else's tool would do the same
    assert Person.objects.filter(last_name="Vasseur").exists()
    with pytest.raises(Behind):
        check_journals()
    with pytest.raises(Behind):
        follow(organisation.pk)
    for command in (("serve", "--address", "127.0.0.1:0"), ("work", "--drain"), ("backup", tmp_path / "b")):
        code, _answer, error = aval(*command)
        assert code == 3
        assert "journal" in error
    assert aval("restore", "--replay")[0] == 0
    assert not Person.objects.filter(last_name="Vasseur").exists()
    assert aval("work", "--drain")[0] == 0


def test_a_backup_cut_changed_or_of_another_key_changes_nothing(aval, organisation, bought, tmp_path):
    bought()
    file = tmp_path / "base.aval"
    assert aval("backup", file, AVAL_PASSPHRASE="une")[0] == 0
    whole = file.read_bytes()
    for damaged in (whole[:-1], whole[: len(whole) // 2], whole[:-40] + b"x" + whole[-39:], b"PK" + whole):
        file.write_bytes(damaged)
        assert aval("restore", file, AVAL_PASSPHRASE="une")[0] == 2
    file.write_bytes(whole)
    assert aval("restore", file, AVAL_PASSPHRASE="autre")[0] == 2
    assert Person.objects.count() == 2


def test_without_a_journal_it_must_be_said(aval, organisation, bought, tmp_path):
    bought()
    file = tmp_path / "base.aval"
    assert aval("backup", file)[0] == 0
    for one in Path(settings.AVAL_JOURNAL).glob("*"):
        one.unlink()
    path = path_of(organisation.pk)
    path.parent.rmdir()
    # The base that goes still knows what it followed: its journal is written again from it.
    assert aval("restore", file)[0] == 0


def test_the_journal_holds_fingerprints_and_survives_a_crash(organisation, ines, bought):
    bought()
    forget(Person.objects.get(last_name="Vasseur"), at=NOON, by=ines)
    kept = path_of(organisation.pk).read_bytes()
    assert b"asseur" not in kept
    assert follow(organisation.pk) == 0
    with path_of(organisation.pk).open("ab") as file:
        file.write(b'{"seq":9')  # a line cut by a crash
    object_to(organisation, "paul.petit@kermeur.example", origin="spoken", heard_at=NOON, at=NOON)
    assert follow(organisation.pk) == 1
    assert [line.kind for line in lines(organisation.pk)] == [
        "objection:recorded",
        "erasure:people",
        "objection:recorded",
    ]


def test_an_erasure_is_remembered_by_a_base_that_never_knew_her(aval, organisation, ines, bought, tmp_path):
    """An older backup yet, put back later, would know her: her line stays in the journal."""
    early, late = tmp_path / "early", tmp_path / "late"
    assert aval("backup", early)[0] == 0
    bought()
    assert aval("backup", late)[0] == 0
    forget(Person.objects.get(last_name="Vasseur"), at=NOON, by=ines)
    for file in (early, late):
        code, _answer, error = aval("restore", file)
        assert code == 0, error
        assert not Person.objects.filter(last_name="Vasseur").exists()
    assert Person.objects.filter(last_name="Petit").exists()


def test_replaying_twice_changes_nothing(organisation, ines, bought):
    bought()
    forget(Person.objects.get(last_name="Vasseur"), at=NOON, by=ines)
    assert replay(organisation, at=NOON).lines == 0
    assert Objection.objects.count() == 2


def test_a_restored_base_hears_what_was_taken_back_restricted_and_corrected(organisation, source, ines, tmp_path):
    shown = Shown(version="1", free=True, specific=True, names_us=True, preticked=False)
    box = Box(purpose="prospecting", channel="email", wording="Recevoir vos offres par courriel", ticked=True)
    agreed, frozen, wrong, other = (make_person(source) for _ in range(4))
    freed = make_person(source, restricted_at=NOON)
    consent_to(organisation, agreed, shown=shown, boxes=[box], door="form", acted_at=NOON, at=NOON)
    file, day = tmp_path / "base.aval", timedelta(days=1)
    back_up(file, at=NOON, passphrase=None)
    withdraw(organisation, agreed, door="her_page", acted_at=NOON + day, at=NOON + day)
    for person, right in ((frozen, "restriction"), (wrong, "rectification"), (freed, "restriction")):
        case = open_case(organisation, right, door="letter", received_at=NOON + day, at=NOON + day, person=person)
        if person == frozen:
            restrict(case, at=NOON + day)
        elif person == freed:
            lift(case, at=NOON + day)
        else:
            rectify(case, {"last_name": "Le Goff"}, at=NOON + day)
    follow(organisation.pk)
    assert b"Le Goff" not in path_of(organisation.pk).read_bytes()
    put_back(file, passphrase=None)
    assert replay(organisation, at=NOON + 2 * day).choices == 4
    agreed, frozen, wrong, other, freed = (
        Person.objects.get(pk=one.pk) for one in (agreed, frozen, wrong, other, freed)
    )
    assert [one.state for one in consents_of(agreed)] == ["withdrawn"]
    assert (frozen.restricted_at is not None, freed.restricted_at, other.restricted_at) == (True, None, None)
    assert wrong.restricted_at is not None
    assert wrong.last_name != "Le Goff"
    assert wrong.cases.get(answer=None).right == "rectification"
    check_journals()
    assert replay(organisation, at=NOON + 3 * day).choices == 0
