"""Forgotten, everywhere, and never brought back (T2)."""

import io
import json

import pytest
from django.apps import apps
from django.core import serializers

from aval import evidence
from aval.evidence.models import Entry
from aval.prospects.importing import import_file
from aval.prospects.models import Company, ContactPoint, Objection, Person, Provenance, RefusedLine
from aval.rights.erasing import forget
from tests.cast import NOON, make_source

LIST = (
    "Prénom;Nom;Fonction;Société;Forme juridique;SIREN;Email;Mobile;Téléphone\n"
    "Dominique;Vasseur;DAF;Kermeur;;;dominique.vasseur@kermeur.example;06 39 98 12 34;01 99 00 12 34\n"
    "Paul;Petit;;Kermeur;;;paul.petit@kermeur.example;;01 99 00 12 34\n"
    "Dominique;Vasseur;DAF;Kermeur;;123456789;dominique.vasseur@kermeur.example;;\n"
)


@pytest.fixture
def bought(organisation, source, tmp_path):
    path = tmp_path / "achat.csv"
    path.write_text(LIST)

    def bring():
        return import_file(organisation, make_source(organisation), path, at=NOON)

    bring()
    return bring


def everything():
    """The whole base, as text, save the members and organisations who operate it."""
    text = io.StringIO()
    for model in apps.get_models():
        if model._meta.app_label in {"prospects", "clearance", "campaigns", "post", "evidence"}:
            text.write(serializers.serialize("json", model.objects.all(), ensure_ascii=False))
    return text.getvalue()


def test_the_bought_list_does_not_bring_her_back_and_her_address_is_kept_nowhere(organisation, bought, ines):
    her = Person.objects.get(last_name="Vasseur")
    evidence_about_her(organisation, her)
    assert "dominique.vasseur" in everything()
    done = forget(her, at=NOON, by=ines)
    assert (done.points, done.lines, done.entries, done.marks) == (3, 1, 1, ("email", "identity", "phone"))
    for trace in ("dominique.vasseur", "Vasseur", "Dominique", "+33639981234"):
        assert trace not in everything()
    assert set(Objection.objects.values_list("origin", "channel", "person")) == {("erasure", "", None)}
    again = bought()
    assert (again.created, again.refused, again.opposed, again.updated) == (0, 0, 2, 1)
    assert Person.objects.get().contact_points.count() == 2  # Paul, and the switchboard he shared with her
    assert not Person.objects.filter(last_name="Vasseur").exists()
    assert "dominique.vasseur" not in everything()


def evidence_about_her(organisation, her):
    from django.db import transaction  # noqa: PLC0415  only here

    with transaction.atomic():
        evidence.record(
            organisation.pk, "classification:corrected", {"about": "Dominique"}, at=NOON, subject=f"person:{her.pk}"
        )


def test_under_any_spelling_and_by_any_of_her_addresses_she_stays_out(organisation, source, tmp_path, bought):
    forget(Person.objects.get(last_name="Vasseur"), at=NOON)
    path = tmp_path / "autre.csv"
    path.write_text(
        "Nom complet;Société;Email;Tél\n"
        ";;DOMINIQUE.Vasseur+pro@Kermeur.example.;\n"
        "VASSEUR Dominique;KERMEUR SAS;d.v@ailleurs.example;\n"
        "D. V.;;;0033 6 39 98 12 34\n"
        "Autre Personne;Kermeur;autre.personne@kermeur.example;\n"
    )
    run = import_file(organisation, source, path, at=NOON)
    assert (run.opposed, run.created) == (3, 1)


def test_a_sole_trader_s_business_goes_with_her_and_a_company_stays(organisation, source, tmp_path, bought):
    path = tmp_path / "ei.csv"
    path.write_text(
        "Prénom;Nom;Société;SIREN;Forme juridique;Email\nAnne;Lou;Anne Lou;552100554;1000;anne@lou.example\n"
    )
    import_file(organisation, source, path, at=NOON)
    forget(Person.objects.get(last_name="Lou"), at=NOON)
    forget(Person.objects.get(last_name="Vasseur"), at=NOON)
    assert list(Company.objects.values_list("name", flat=True)) == ["Kermeur"]


def test_nobody_else_is_touched(organisation, bought, maison_sud):
    others = Person.objects.of(maison_sud.organisation).count()
    forget(Person.objects.get(last_name="Vasseur"), at=NOON)
    paul = Person.objects.get(last_name="Petit")
    assert paul.contact_points.filter(medium="email").count() == 1
    assert Provenance.objects.filter(person=paul).count() == 1
    assert Person.objects.of(maison_sud.organisation).count() == others
    assert ContactPoint.objects.of(maison_sud.organisation).count() == others
    assert RefusedLine.objects.of(organisation).get().content == ""
    assert json.loads(Entry.objects.filter(kind="erasure:done").get().payload)
