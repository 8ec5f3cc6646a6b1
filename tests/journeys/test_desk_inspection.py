"""The inspector through its page and the command: run, read, sanctioned, lifted by a second person."""

from argparse import Namespace

import pytest
from django.urls import reverse

from aval.accounts.models import Member, Role
from aval.console import inspecting
from aval.oversight.models import Sanction
from aval.prospects.models import Source
from tests.cast import make_person, make_source
from tests.journeys.test_desk import signed_in

pytestmark = pytest.mark.django_db
REASON = "Le contrat manque depuis un mois, et personne ne répond."


def test_the_officer_runs_it_suspends_and_another_lifts(ines: Member, alix: Member, source) -> None:
    bare = make_source(ines.organisation, code="nue", supplier=False, kind=Source.Kind.BOUGHT, name="Fichier nu")
    make_person(bare)
    officer = signed_in(ines)
    officer.post(reverse("desk:inspection_run"))
    page = officer.get(reverse("desk:inspection")).content.decode()
    assert "Fichier d’un fournisseur sans dossier" in page
    assert "SAN-2022-021 EDF" in page
    answer = officer.post(
        reverse("desk:sanction_new"), {"about": f"source:{bare.pk}", "kind": "suspension", "reason": "court"}
    )
    assert "elle sera lue" in answer.content.decode()
    officer.post(reverse("desk:sanction_new"), {"about": f"source:{bare.pk}", "kind": "suspension", "reason": REASON})
    bare.refresh_from_db()
    assert bare.suspended_at is not None
    given = Sanction.objects.get(by=ines)
    answer = officer.post(reverse("desk:sanction_lift", args=[given.pk]), {"because": REASON}, follow=True)
    assert "Une autre personne" in answer.content.decode()
    manager = Member.objects.create_user("maud@atelier-nord.example", organisation=ines.organisation, role=Role.MANAGER)
    signed_in(manager).post(reverse("desk:sanction_lift", args=[given.pk]), {"because": REASON})
    bare.refresh_from_db()
    assert bare.suspended_at is None
    assert signed_in(alix).get(reverse("desk:inspection")).status_code == 403


def test_the_command_says_what_is_grave(ines: Member, capsys) -> None:
    assert inspecting.run(Namespace(json=True, lang="fr", organisation=None)) == 1
    assert '"second-factor"' in capsys.readouterr().out
