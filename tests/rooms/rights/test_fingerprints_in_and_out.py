"""Opt-outs of other systems come in, in clear or as hashes; ours go out as fingerprints a processor can match."""

import hashlib
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aval.evidence.models import Entry
from aval.prospects.classification import Normal, normalise_email
from aval.prospects.foreign import BadList, take_list
from aval.prospects.importing import import_file
from aval.prospects.models import ForeignMark, Objection, Person
from aval.prospects.objecting import object_to
from aval.rights.handing_out import hand_out
from aval.rights.handout import aval_match
from tests.cast import NOON, make_source

DOMINIQUE = "dominique.vasseur@kermeur.example"


@pytest.fixture
def listed(tmp_path):
    def listed(text, name="liste.csv"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return listed


def digest(form, text):
    return hashlib.new(form, text.encode()).hexdigest()


@pytest.mark.django_db
def test_in_clear_they_are_objections_at_once_on_the_day_they_were_heard(organisation, dominique, listed, ines):
    path = listed(f"email;date\n{DOMINIQUE.upper()};2024-05-02\ninconnue@ailleurs.example;\n06 39 98 12 34;2023-01-01\nrien;\n")  # fmt: skip
    done = take_list(organisation, path, form="clear", name="Ancien routeur", at=NOON, by=ines)
    assert (done.read, done.recorded, done.unreadable) == (4, 3, 1)
    hers = Objection.objects.get(person=dominique)
    assert (hers.heard_at, hers.origin, hers.channel) == (datetime(2024, 5, 2, 12, tzinfo=UTC), "import", "")
    assert Entry.objects.filter(kind="objection:recorded").count() == 3
    assert take_list(organisation, path, form="clear", name="Ancien routeur", at=NOON, by=ines).recorded == 0


@pytest.mark.parametrize("form", ["md5", "sha256"])
@pytest.mark.django_db
def test_as_hashes_they_stop_who_is_here_and_whoever_a_list_brings(organisation, source, dominique, listed, form):
    values = (DOMINIQUE, "paul.petit@kermeur.example", "jamais.vue@kermeur.example")
    path = listed("hash\n" + "".join(f"{digest(form, one)}\n" for one in values), "hashes.csv")
    done = take_list(organisation, path, form=form, name="CRM", at=NOON)
    assert (done.read, done.recorded, done.kept) == (3, 1, 3)
    assert Objection.objects.get().person == dominique
    bought = listed("Prénom;Nom;Société;Email\nPaul;Petit;Kermeur;Paul.Petit@kermeur.example\nAnne;Roy;Kermeur;anne.roy@kermeur.example\n")  # fmt: skip
    run = import_file(organisation, make_source(organisation), bought, at=NOON)
    assert (run.opposed, run.created) == (1, 1)
    assert not Person.objects.filter(last_name="Petit").exists()
    assert "kermeur" not in str(list(ForeignMark.objects.values()))


@pytest.mark.django_db
def test_what_is_no_hash_of_that_kind_is_refused_by_its_line(organisation, listed):
    with pytest.raises(BadList) as wrong:
        take_list(organisation, listed(f"{digest('sha256', 'x')}\nabc\n"), form="sha256", name="x", at=NOON)
    assert wrong.value.line == 2
    assert not ForeignMark.objects.exists()


@pytest.mark.django_db
def test_a_processor_matches_with_the_standard_library_alone(organisation, tmp_path, listed):
    for value in (DOMINIQUE, "06 39 98 12 34"):
        object_to(organisation, value, origin="spoken", heard_at=NOON, at=NOON)
    object_to(organisation, "ferme.example", scope="domain", origin="post", heard_at=NOON, at=NOON)
    out = tmp_path / "remis"
    assert hand_out(organisation, out, to="Routeur Sud", at=NOON) == 3
    assert "kermeur" not in (out / "opposition.csv").read_text()
    asked = listed("email\nDominique.Vasseur+salon@Kermeur.example\n+33 6 39 98 12 34\nlibre@kermeur.example\nqui@ferme.example\né@à@x\n", "a.csv")  # fmt: skip
    call = [sys.executable, "-I", out / "aval_match.py", out / "opposition.csv", out / "cle.txt", asked]
    told = subprocess.run(call, check=True, capture_output=True, text=True).stdout.splitlines()
    assert told == [
        "value;why", "email;unsure", "Dominique.Vasseur+salon@Kermeur.example;opposed", "+33 6 39 98 12 34;opposed",
        "qui@ferme.example;opposed", "é@à@x;unsure",
    ]  # fmt: skip
    assert Entry.objects.filter(kind="opposition:handed").count() == 1


@given(st.from_regex(r"[A-Za-z0-9._+'-]{1,12}@[A-Za-z0-9.-]{1,12}\.(com|example|fr)", fullmatch=True) | st.emails())
def test_the_tool_never_reads_an_address_otherwise_than_we_do(value):
    ours, theirs = normalise_email(value), aval_match.normal_email(value)
    assert theirs is None or (isinstance(ours, Normal) and ours.normal == theirs)
